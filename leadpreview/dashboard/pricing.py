"""What counting costs is shown before it is asked of a source that answers one by one."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plural, seconds
from leadpreview.preview import Plan

__all__ = ["agreed", "allowed", "price"]


def price(answering: Answering, counts: int) -> str:
    """`14 counts, about 15 s`, or `14 counts, at once` where nothing is waited for."""
    many = plural(counts, "count")
    if answering.service is None:
        return f"{many}, at once"
    return f"{many}, about {seconds(answering.wait_for(counts, queued=False))}"


def allowed(answering: Answering, what: Hashable, plan: Plan) -> bool:
    """Whether a plan may be asked already, as `agreed` says, without drawing anything."""
    if answering.info.exact or what in session().agreed:
        return True
    return len(answering.desk.kept(plan)) == len(plan.questions)


def agreed(answering: Answering, what: Hashable, plan: Plan, label: str) -> bool:
    """Whether a plan may be asked: at once, or after the person saw what it costs.

    Args:
        answering: Whom to ask.
        what: What is agreed to; the agreement holds as long as this stays equal.
        plan: What would be asked; what is kept from before costs nothing.
        label: What the button that agrees says before the price.
    """
    if allowed(answering, what, plan):
        return True
    counts = len(plan.questions) - len(answering.desk.kept(plan))

    st.button(
        f"{label} ({price(answering, counts)})",
        icon=":material/play_arrow:",
        on_click=session().agreed.add,
        args=(what,),
        key=f"agree_{label}",
    )
    return False
