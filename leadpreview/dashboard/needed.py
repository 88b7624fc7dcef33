"""How many people are needed: asked for on the Goal page, and kept in its address."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.state import session, set_view
from leadpreview.dashboard.text import number

__all__ = ["chosen"]

DEFAULT: Final = 5_000
_MOST: Final = 1_000_000_000
_KEY: Final = "goal_people"


def chosen() -> int:
    """How many people are needed, as the address says it."""
    # The address is a person's to write: what is no number there is as if it were not there.
    text = "".join(session().view.get("goal", ())[:1])
    given = int(text) if text.isascii() and text.isdigit() and len(text) < 11 else 0
    goal = given if 0 < given <= _MOST else DEFAULT
    if text and goal != given:
        st.caption(f"The link's goal is no number of people; {number(DEFAULT)} is taken instead.")
    st.session_state[_KEY] = goal
    st.number_input(
        "People needed",
        min_value=1,
        max_value=_MOST,
        step=max(10 ** (len(str(goal)) - 1) // 2, 1),
        key=_KEY,
        on_change=_set_goal,
        width=260,
    )
    return goal


def _set_goal() -> None:
    set_view("goal", str(st.session_state[_KEY]))
