"""How many people are needed: asked for on the Goal page, and kept in its address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.address import set_view
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import number
from leadpreview.dashboard.widgets import key_for, take

__all__ = ["chosen"]

DEFAULT: Final = 5_000
_MOST: Final = 1_000_000_000
_NAME: Final = "goal_people"


def chosen() -> int:
    """How many people are needed, as the address says it."""
    # The address is a person's to write: what is no number there is as if it were not there.
    text = "".join(session().view.get("goal", ())[:1])
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    goal = given if 0 < given <= _MOST else DEFAULT
    if text and goal != given:
        st.caption(f"The link's goal is no number of people; {number(DEFAULT)} is taken instead.")
    key, start = key_for(session().widgets, _NAME, goal)
    st.number_input(
        "People needed",
        min_value=1,
        max_value=_MOST,
        value=start,
        step=max(10 ** (len(str(goal)) - 1) // 2, 1),
        key=key,
        on_change=_set_goal,
        args=(key,),
        width=260,
    )
    return goal


def _set_goal(key: str) -> None:
    _, goal = take(session().widgets, _NAME, key)
    set_view("goal", str(goal))
