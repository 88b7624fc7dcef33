"""A file to download, made when it is wanted, of the audience that there is then."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from leadpreview.dashboard.press_queue import all_drawn
from leadpreview.dashboard.state import Offer, Session, session
from leadpreview.errors import SourceUnavailableError

__all__ = ["offer"]

_PATIENCE: Final = 150.0
"""Seconds that a browser waits for a file; Streamlit's own gives up after 180."""

_LOOK_AGAIN: Final = 0.05


def offer(
    label: str,
    make: Callable[[], bytes],
    *,
    file_name: str,
    key: str,
    mime: str = "text/csv",
    disabled: bool = False,
) -> None:
    """A button that downloads a file.

    What was typed before the press, and is not drawn yet, counts: the file waits for the page.

    Args:
        label: What the button says.
        make: Makes the file.
        file_name: What it is called.
        key: The widget's key.
        mime: What kind of file it is.
        disabled: Whether there is nothing to download.
    """
    state, context = session(), get_script_run_ctx(suppress_warning=True)
    state.files[key] = Offer(state.audience, None if disabled else make)
    tab = "" if context is None else context.session_id
    st.download_button(
        label,
        partial(_made, state, tab, key),
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        disabled=disabled,
        on_click="ignore",
        key=key,
    )


def _made(state: Session, tab: str, key: str) -> bytes:
    give_up = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up:
        # Not before what was done until the press is taken over, and drawn.
        found = state.files.get(key) if all_drawn(tab) else None
        if found is not None and found.audience == state.audience and found.make is not None:
            return found.make()
        time.sleep(_LOOK_AGAIN)
    raise SourceUnavailableError("The file was not ready in time. Press the button again.")
