"""The one people database of this process, and the page to show while there is none."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard.text import plain
from leadpreview.settings import Settings
from leadpreview.sources.embedded import Building, EmbeddedPeople, Failed, Ready, shared_people

__all__ = ["people", "ready"]


def people() -> EmbeddedPeople:
    """The people database that all sessions of this process share, and its API."""
    return shared_people(Settings.load())


def ready() -> Ready:
    """Whom to ask; until there is somebody, shows the progress and ends the run."""
    status = people().status()
    if not isinstance(status, Ready):
        st.title("Preparing the people database", anchor=False)
        if isinstance(status, Failed):
            st.error(plain(str(status.error)), title="It could not be prepared")
            st.button("Try again", on_click=people().retry)
        else:
            _progress()
        st.stop()
    return status


@st.fragment(run_every=0.5)
def _progress() -> None:
    status = people().status()
    if isinstance(status, Building):
        st.write(plain(f"{status.why} A synthetic one is being generated, once."))
        st.progress(status.fraction, text=f"{status.fraction:.0%} · {status.doing}")
    else:
        st.rerun()
