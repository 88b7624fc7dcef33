"""Whether something has happened that a pane does not show yet, so that it is drawn for that alone.

To draw a pane costs a browser a third of a second, and counts come one a second.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import Final

from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session

__all__ = ["since_now"]

_LONGEST: Final = 2.0
"""Seconds after which a pane is drawn again anyway: it says how long what is left will take."""

_COUNTS_DOWN: Final = 1.0
"""The same, while it says in how many seconds something is asked again."""


def since_now(answering: Answering) -> Callable[[], bool]:
    """What tells whether a pane that begins to be drawn now has something new to show.

    Args:
        answering: Whom the pane asks.
    """
    state, since = session(), monotonic()

    def held() -> tuple[object, ...]:
        status = None if answering.service is None else answering.service.status()
        trouble = None if status is None else (status.trouble, status.limited, status.stopped)
        return state.audience, state.scenarios, state.dialog, state.service, trouble

    before = held()

    def news() -> bool:
        # The page may begin another run meanwhile, which looks anew.
        looked, tickets = state.looked, list(state.tickets.items())
        return (
            monotonic() - since >= (_LONGEST if state.retry_at is None else _COUNTS_DOWN)
            or held() != before
            or any(
                looked[purpose] != (len(ticket.answers), ticket.done)
                for purpose, ticket in tickets
                if purpose in looked
            )
        )

    return news
