"""The ASGI launcher that `streamlit run app.py` finds: the dashboard, at `/`.

The dashboard's own script is not this file, because a `pages/` folder beside the main script
would be discovered by Streamlit and break links into its pages.
"""

from pathlib import Path

import streamlit as st

import leadpreview.dashboard

app = st.App(Path(leadpreview.dashboard.__file__).with_name("main.py"))
