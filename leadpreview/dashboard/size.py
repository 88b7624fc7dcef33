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
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.values import OpenValues
from leadpreview.sizing import Missing, numbers_of

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
    opened: OpenValues = {}
    missing: tuple[Missing, ...] = ()
    marks: dict[int, bool] = {}
    # Above what grows and shrinks with every number: its buttons keep their place.
    with section("Pin, copy and open"):
        share.toolbar(audience, sizing.total)
    with st.container(key="headline"), section("The total"):
        headline.show(sizing, numbers, info)
    room = st.container(key="queue")
    with section("What each filter costs"):
        opened = costs.show(sizing, numbers, answering)
    with section("Order-free share of each filter"):
        blame.show(sizing, answering)
    with section("What missing data costs"):
        missing = lacking.show(sizing, numbers, answering)
    with section("The first leads"):
        marks = leads.show(sizing, numbers, opened, missing, answering)
    with section("Kinds of number, and receipts"):
        shown = named(sizing, numbers, opened, missing, marks)
        figures.legend(kinds(shown.values(), numbers), key="size_kinds")
        receipts.show(shown, key="size")
    with room, section("What is being counted"):
        waiting.show(answering)
