"""Counts for the page: asked outside of the run, waited for briefly, looked at again later."""

from __future__ import annotations

from typing import Final

from leadpreview.dashboard.state import session
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan
from leadpreview.sizing import (
    EVERYBODY,
    Sizing,
    ValueCost,
    alone_plan,
    fields_over,
    fold_sizing,
    fold_values,
    funnel_plan,
    order_by_effect,
    order_kept,
    values_plan,
)
from leadpreview.sources.desk import Desk, Ticket

__all__ = ["BY_EFFECT", "IN_ORDER", "ask", "size", "unasked_values", "values"]

BY_EFFECT: Final = "By effect"
IN_ORDER: Final = "In my order"

_PATIENCE: Final = 0.4
"""Seconds that a run waits for counts that come at once, before it shows that they are coming."""


def size(desk: Desk, filters: LeadFilters, mode: str, base: LeadFilters = EVERYBODY) -> Sizing:
    """The sizing of an audience, as far as it has arrived."""
    everybody = desk.source.info.counts_everybody
    alone = alone_plan(filters, everybody=everybody, base=base)
    answers = ask(desk, "alone", alone)
    order = fields_over(filters, base)
    if mode == IN_ORDER:
        order = order_kept(filters, session().order, base)
    elif desk.source.info.exact or len(answers) == len(alone.questions):
        order = order_by_effect(filters, answers, base)
    else:
        # Rows that trade places with every answer could not be read, and the steps between them
        # would be asked in vain.
        return fold_sizing(filters, order, answers, everybody=everybody, base=base)
    plan = funnel_plan(filters, order, everybody=everybody, base=base)
    answers = ask(desk, "funnel", plan)
    return fold_sizing(filters, order, answers, everybody=everybody, base=base)


def values(
    desk: Desk, filters: LeadFilters, field: str, base: LeadFilters = EVERYBODY
) -> tuple[ValueCost, ...]:
    """What each value of one filter costs, as far as it has arrived."""
    everybody = desk.source.info.counts_everybody
    plan = values_plan(filters, field, everybody=everybody, base=base)
    answers = ask(desk, f"values {field}", plan)
    return fold_values(filters, field, answers, everybody=everybody, base=base)


def unasked_values(
    desk: Desk, filters: LeadFilters, field: str, base: LeadFilters = EVERYBODY
) -> int:
    """How many counts the values of one filter would cost now."""
    everybody = desk.source.info.counts_everybody
    plan = values_plan(filters, field, everybody=everybody, base=base)
    return len(plan.questions) - len(desk.kept(plan))


def ask(desk: Desk, purpose: str, plan: Plan) -> dict[LeadFilters, Answer]:
    """The answers to a plan so far; a plan of the same purpose that it replaces is withdrawn."""
    state = session()
    state.used.add(purpose)
    ticket = state.tickets.get(purpose)
    if ticket is None or ticket.plan != plan or ticket.desk is not desk or _lost(ticket):
        if ticket is not None:
            ticket.cancel()
        if state.held:
            state.tickets.pop(purpose, None)
            kept = desk.kept(plan)
            state.unasked += len(plan.questions) - len(kept)
            return kept
        ticket = state.tickets[purpose] = desk.ask(plan)
    if not ticket.wait(_PATIENCE if desk.source.info.exact else 0.0):
        state.waiting = True
    return ticket.answers


def _lost(ticket: Ticket) -> bool:
    return ticket.done and len(ticket.answers) < len(ticket.plan.questions)
