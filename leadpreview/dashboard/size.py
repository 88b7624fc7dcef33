"""The pane of the Size page: the total, what each filter costs, and the first leads."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard import (
    blame,
    costs,
    counting,
    figures,
    headline,
    lacking,
    leads,
    pane,
    receipts,
    share,
    waiting,
)
from leadpreview.dashboard.named import kinds, named
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.sizing import numbers_of

__all__ = ["show"]


def show(answering: Answering) -> None:
    """Draw the audience's total, costs and leads."""
    pane.show(answering, _draw, _ask)


def _ask(answering: Answering) -> None:
    counting.baseline(answering.desk)
    counting.size(answering.desk, session().audience, costs.mode(), costs.base_of(answering.info))


def _draw(answering: Answering) -> None:
    audience, info = session().audience, answering.info
    counting.baseline(answering.desk)
    sizing = counting.size(answering.desk, audience, costs.mode(), costs.base_of(info))
    numbers = numbers_of(sizing, counting.known(answering.desk))
    # Above what grows and shrinks with every number: its buttons keep their place.
    share.toolbar(audience, sizing.total)
    with st.container(key="headline"):
        headline.show(sizing, numbers, info)
    room = st.container(key="queue")
    opened = costs.show(sizing, numbers, answering)
    blame.show(sizing, answering)
    missing = lacking.show(sizing, numbers, answering)
    marks = leads.show(sizing, numbers, opened, missing, answering)
    shown = named(sizing, numbers, opened, missing, marks)
    figures.legend(kinds(shown.values(), numbers), key="size_kinds")
    receipts.show(shown, key="size")
    with room:
        waiting.show(answering)
