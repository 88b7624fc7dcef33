"""The main pane of a page: everything that changes as counts arrive.

Over the API it is a fragment that draws itself again while counts arrive, one a second; the
sidebar is left alone meanwhile, so that nothing moves under the hand that is choosing there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import streamlit as st

from leadpreview.dashboard import news, opening, waiting
from leadpreview.dashboard.address import written
from leadpreview.dashboard.press_queue import draw_for_news, installed
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session

__all__ = ["leave", "show"]

Draw = Callable[[Answering], None]

_WHOLE: Final = "The numbers of this page"


def show(answering: Answering, draw: Draw, ask: Draw) -> None:
    """Draw a page's pane, now and whenever something has arrived.

    Args:
        answering: Whom the page asks.
        draw: Asks and draws. Draws the queue itself, at the end, with `waiting.show`.
        ask: Asks what `draw` will ask, without drawing: tells how soon to look again.
    """
    state = session()
    state.drawn, state.pinned = state.audience, state.scenarios
    if answering.service is None:
        waiting.begin()
        with section(_WHOLE):
            draw(answering)
        waiting.look_again()
        return
    with section(_WHOLE):
        waiting.begin()
        ask(answering)
        more = waiting.expects_more()
        look = waiting.LOOK_FOR_NEWS if installed() else waiting.LOOK_AGAIN
        every = look if more else waiting.AGES
        st.fragment(_redraw, run_every=every)(answering, draw, more, state.dialog)


def leave() -> None:
    """Withdraw what was being counted: nobody looks at the pane now."""
    waiting.begin()
    waiting.withdraw_unused()


def _redraw(answering: Answering, draw: Draw, looking: bool, dialog: str) -> None:
    state = session()
    if state.dialog != dialog:
        st.rerun()
    # The way to Compare, above the pane, carries what is pinned.
    pinned = state.scenarios != state.pinned
    moved = pinned or state.audience != state.drawn or not written()
    if moved or state.service is not answering.service:
        opening.draw_page()
    waiting.begin()
    has_news = news.since_now(answering)
    with section(_WHOLE):
        draw(answering)
    draw_for_news(has_news)
    if waiting.expects_more() is not looking or (state.waiting and not looking):
        # What came while it was being drawn would not be seen before the next look, which is far.
        opening.draw_page()
