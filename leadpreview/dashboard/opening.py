"""Which dialog is open: part of what the tab holds, so that a redraw neither loses nor closes it.

A press opens a dialog in a callback and `dialogs` draws it in every full run. It is closed by its
own buttons, by a person who dismisses it, and by another page.

While a page is drawn anew, Streamlit 1.67 takes an open dialog off the screen until it comes to it,
and forgets what is typed there. So nothing but a press draws the whole page while one is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard.state import session
from leadpreview.dashboard.visit import refuse, visit

__all__ = ["close", "current", "draw_given", "draw_page", "given", "given_to_open", "opener"]

_LARGEST_FILE_MB: Final = 5


def opener(name: str, label: str, icon: str) -> None:
    """A button that opens a dialog.

    Args:
        name: The dialog's name in `dialogs`, and the button's key.
        label: What the button says.
        icon: Its icon.
    """
    st.button(label, icon=icon, on_click=_open, args=(name,), key=name)


def current() -> str:
    """The name of the dialog that is open on this page; "" when none is."""
    state = session()
    page, _, name = state.dialog.rpartition("/")
    return name if page == state.page else ""


def close(name: str) -> None:
    """Close a dialog, if that is the one that is open."""
    if current() == name:
        session().dialog = ""


def draw_page() -> None:
    """Draw the whole page now, from a part that draws itself; not while a dialog is open.

    When it is closed everything is drawn anyway.
    """
    if not session().dialog:
        st.rerun()


def draw_given(name: str, types: Sequence[str]) -> None:
    """Draw a place for a file and one for pasted text.

    Args:
        name: The dialog's name.
        types: Endings of the files that can be chosen.
    """
    st.file_uploader("File", type=list(types), key=f"{name}_file", max_upload_size=_LARGEST_FILE_MB)
    st.text_area("Or paste it", key=f"{name}_text", height=140)


def given(name: str) -> str:
    """What the file holds, or what was pasted, as it stands in the browser; "" for nothing."""
    upload = st.session_state.get(f"{name}_file")
    if upload is not None:
        return str(upload.getvalue().decode("utf-8", "replace"))
    return str(st.session_state.get(f"{name}_text") or "")


def given_to_open(name: str) -> str:
    """What is to be opened when a dialog's button is pressed.

    It is "" when the dialog is closed by now, and when nothing was given, which is said.
    """
    if current() != name:
        return ""
    text = given(name)
    if not text.strip():
        refuse("There is nothing to open yet: choose a file or paste something.")
        return ""
    return text


def _open(name: str) -> None:
    state = session()
    state.dialog = f"{state.page}/{name}"
    visit().reason = ""
