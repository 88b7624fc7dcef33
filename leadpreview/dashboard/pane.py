"""The main pane of the Size page: everything that changes as counts arrive.

Over the API it is a fragment that draws itself again while counts arrive, one a second; the
sidebar is left alone meanwhile, so that nothing moves under the hand that is choosing there.
"""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard import costs, counting, headline, leads, share, waiting
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session

__all__ = ["leave", "show"]


def show(answering: Answering) -> None:
    """Draw the audience's total, costs and leads."""
    state = session()
    state.drawn = state.audience
    if answering.service is None:
        _draw(answering)
        waiting.look_again()
        return
    waiting.begin()
    counting.size(answering.desk, state.audience, costs.mode(), costs.base_of(answering.info))
    more = waiting.expects_more()
    every = waiting.LOOK_AGAIN if more else waiting.AGES
    st.fragment(_redraw, run_every=every)(answering, more)


def leave() -> None:
    """Withdraw what was being counted: nobody looks at the pane now."""
    waiting.begin()
    waiting.withdraw_unused()


def _redraw(answering: Answering, looking: bool) -> None:
    state = session()
    if state.audience != state.drawn or state.service is not answering.service:
        _everything()
    _draw(answering)
    if waiting.expects_more() is not looking:
        _everything()


def _everything() -> None:
    session().touched = True
    st.rerun()


def _draw(answering: Answering) -> None:
    audience, info = session().audience, answering.info
    waiting.begin()
    sizing = counting.size(answering.desk, audience, costs.mode(), costs.base_of(info))
    headline.show(sizing, info)
    room = st.container(key="queue")
    share.toolbar(audience, sizing.total)
    opened = costs.show(sizing, answering)
    leads.show(sizing, opened, answering)
    with room:
        waiting.show(answering)
