"""The pane of the Size page: the total, what each filter costs, and the first leads."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard import blame, costs, counting, headline, leads, pane, share, waiting
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session

__all__ = ["show"]


def show(answering: Answering) -> None:
    """Draw the audience's total, costs and leads."""
    pane.show(answering, _draw, _ask)


def _ask(answering: Answering) -> None:
    counting.size(answering.desk, session().audience, costs.mode(), costs.base_of(answering.info))


def _draw(answering: Answering) -> None:
    audience, info = session().audience, answering.info
    sizing = counting.size(answering.desk, audience, costs.mode(), costs.base_of(info))
    headline.show(sizing, info)
    room = st.container(key="queue")
    share.toolbar(audience, sizing.total)
    opened = costs.show(sizing, answering)
    blame.show(sizing, answering)
    leads.show(sizing, opened, answering)
    with room:
        waiting.show(answering)
