"""A file to download, made when it is wanted."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from leadpreview.dashboard.state import session

__all__ = ["offer"]


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

    Over the API the file is made in advance: the page is drawn anew while counts arrive, and a file
    that is made on demand belongs to one drawing of its button, so that a press which falls
    together with the next one would be lost.

    Args:
        label: What the button says.
        make: Makes the file.
        file_name: What it is called.
        key: The widget's key.
        mime: What kind of file it is.
        disabled: Whether there is nothing to download.
    """
    at_once = session().service is None or disabled
    st.download_button(
        label,
        make if at_once else make(),
        file_name=file_name,
        mime=mime,
        icon=":material/download:",
        disabled=disabled,
        on_click="ignore",
        key=key,
    )
