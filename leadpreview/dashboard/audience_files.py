"""An audience brought in: a JSON request, a share link or a sizing CSV, as a file or pasted."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard import opening
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import plain, plural, said
from leadpreview.dashboard.visit import show_reason
from leadpreview.errors import InvalidFiltersError
from leadpreview.imports import Opened, open_text
from leadpreview.scenarios import from_json

__all__ = ["NAME", "draw", "open_button"]

NAME: Final = "open_from"

_ELSEWHERE: Final = "This file holds scenarios. Open it on Compare, which shows all of them."
_LISTED: Final = 20


def open_button() -> None:
    """A button that opens the dialog."""
    opening.opener(NAME, "Open from", ":material/file_open:")


def draw(_: Answering) -> None:
    """Draw what is in the dialog."""
    st.markdown("A JSON request, a share link, or a sizing CSV that was downloaded here.")
    opening.draw_given(NAME, ("json", "csv", "txt"))
    # What was read stands below the button: above, it would push the button from under a press.
    st.button("Open", on_click=_apply, width="stretch", key="open_apply")
    text = opening.given(NAME)
    if not text.strip():
        show_reason()
    elif _holds_scenarios(text):
        st.info(_ELSEWHERE)
    else:
        _describe(text)


def _describe(text: str) -> None:
    try:
        opened = open_text(text)
    except InvalidFiltersError as error:
        st.error(plain(str(error)))
        return
    st.markdown(f"**{opened.kind[0].upper()}{opened.kind[1:]}:** {plain(said(opened.filters))}")
    if opened.problems:
        st.warning(
            "\n".join(f"- {plain(problem.reason)}" for problem in opened.problems[:_LISTED]),
            title=f"{plural(len(opened.problems), 'thing')} will be left out",
        )


def _apply() -> None:
    text = opening.given_to_open(NAME)
    if not text:
        return
    opened = _read(text)
    if opened is None:
        return  # what was given says below the button why it cannot be opened
    change(opened.filters)
    session().problems = opened.problems
    opening.close(NAME)


def _read(text: str) -> Opened | None:
    if _holds_scenarios(text):
        return None
    try:
        return open_text(text)
    except InvalidFiltersError:
        return None


def _holds_scenarios(text: str) -> bool:
    try:
        scenarios, _ = from_json(text)
    except InvalidFiltersError:
        return False
    return bool(scenarios)
