"""The ASGI launcher that `streamlit run app.py` finds: the dashboard at `/`, its API at `/api/v2`.

The dashboard's own script is not this file, because a `pages/` folder beside the main script
would be discovered by Streamlit and break links into its pages.
"""

from pathlib import Path

import streamlit as st
from starlette.routing import Mount

import leadpreview.dashboard
from leadpreview.api.app import BASE_PATH, create_api
from leadpreview.dashboard import file_guard, press_queue
from leadpreview.preview import PreviewSource
from leadpreview.settings import Settings
from leadpreview.sources.embedded import shared_people

if Settings.load().press_queue:
    press_queue.install()
    file_guard.install()


def _people() -> PreviewSource:
    """Who answers the API: the database that the pages ask, too."""
    return shared_people(Settings.load()).source()


app = st.App(
    Path(leadpreview.dashboard.__file__).with_name("main.py"),
    routes=[Mount(BASE_PATH, create_api(_people))],
)
