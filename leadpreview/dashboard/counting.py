"""Counts for the page: asked outside of the run, waited for briefly, looked at again later."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.state import Session, session
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan
from leadpreview.sizing import (
    Sizing,
    ValueCost,
    alone_plan,
    fold_sizing,
    fold_values,
    funnel_plan,
    order_by_effect,
    order_kept,
    values_plan,
)
from leadpreview.sources.desk import Desk, Ticket

__all__ = ["ask", "order_of", "size", "values", "watch"]

BY_EFFECT: Final = "By effect"
IN_ORDER: Final = "In my order"

_PATIENCE: Final = 0.4
"""Seconds that a run waits for its counts before it shows that they are on their way."""


def size(desk: Desk, filters: LeadFilters, mode: str) -> Sizing:
    """The sizing of an audience, as far as it has arrived."""
    everybody = desk.source.info.counts_everybody
    answers = ask(desk, "alone", alone_plan(filters, everybody=everybody))
    order = order_of(filters, answers, mode)
    answers = ask(desk, "funnel", funnel_plan(filters, order, everybody=everybody))
    return fold_sizing(filters, order, answers, everybody=everybody)


def order_of(
    filters: LeadFilters, answers: dict[LeadFilters, Answer], mode: str
) -> tuple[str, ...]:
    """The order of the funnel: the person's own, or most restrictive first."""
    if mode == IN_ORDER:
        return order_kept(filters, session().order)
    return order_by_effect(filters, answers)


def values(desk: Desk, filters: LeadFilters, field: str) -> tuple[ValueCost, ...]:
    """What each value of one filter costs, as far as it has arrived."""
    everybody = desk.source.info.counts_everybody
    answers = ask(desk, f"values {field}", values_plan(filters, field, everybody=everybody))
    return fold_values(filters, field, answers, everybody=everybody)


def ask(desk: Desk, purpose: str, plan: Plan) -> dict[LeadFilters, Answer]:
    """The answers to a plan so far; a plan of the same purpose that it replaces is withdrawn."""
    state = session()
    ticket = state.tickets.get(purpose)
    if ticket is None or ticket.plan != plan or ticket.desk is not desk or _lost(ticket):
        if ticket is not None:
            ticket.cancel()
        ticket = state.tickets[purpose] = desk.ask(plan)
    if not ticket.wait(_PATIENCE):
        state.waiting = True
    return ticket.answers


def _lost(ticket: Ticket) -> bool:
    return ticket.done and len(ticket.answers) < len(ticket.plan.questions)


def watch() -> None:
    """Look again, a little later, for what this run had to leave open."""
    state = session()
    if state.waiting:
        _poll()
    state.waiting = False


@st.fragment(run_every=0.3)
def _poll() -> None:
    state: Session = session()
    if all(ticket.done for ticket in state.tickets.values() if ticket.answers is not None):
        state.touched = True
        st.rerun()
