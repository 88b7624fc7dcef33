"""Counts for the page: asked outside of the run, waited for briefly, looked at again later."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from leadpreview.dashboard.state import session
from leadpreview.errors import FiltersError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan, Question, Receipt
from leadpreview.sizing import (
    EVERYBODY,
    Known,
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

__all__ = [
    "BY_EFFECT",
    "IN_ORDER",
    "OLD",
    "ask",
    "baseline",
    "known",
    "old_before",
    "size",
    "values",
    "values_left",
]

Answers = dict[LeadFilters, Answer]

BY_EFFECT: Final = "By effect"
IN_ORDER: Final = "In my order"

OLD: Final = timedelta(minutes=15)
"""The age from which an estimate is shown as old."""

_PATIENCE: Final = 0.4
"""Seconds that a run waits for counts that come at once, before it shows that they are coming."""


def size(desk: Desk, filters: LeadFilters, mode: str, base: LeadFilters = EVERYBODY) -> Sizing:
    """The sizing of an audience, as far as it has arrived."""
    info, state = desk.source.info, session()
    everybody, order = info.counts_everybody, fields_over(filters, base)
    if state.refusal is not None and state.refusal.filters == filters:
        # Parts of what was refused would be asked in vain.
        answers: Answers = {filters: state.refusal}
        return fold_sizing(filters, order, answers, everybody=everybody, base=base)
    alone = alone_plan(filters, everybody=everybody, base=base)
    answers = ask(desk, "alone", alone)
    if state.again:
        failed = {f for f in state.again if isinstance(answers.get(f), Failure)}
        answers = {f: answer for f, answer in answers.items() if f not in failed}
        answers |= ask(desk, "again", _again(alone, state.again))
    if not info.exact:
        state.refusal = _refusal(answers.get(filters))
    if mode == IN_ORDER:
        order = order_kept(filters, state.order, base)
    elif info.exact or len(answers) == len(alone.questions):
        order = order_by_effect(filters, answers, base)
    else:
        # Rows that trade places with every answer could not be read, and the steps between them
        # would be asked in vain.
        return fold_sizing(filters, order, answers, everybody=everybody, base=base)
    steps = funnel_plan(filters, order, everybody=everybody, base=base)
    answers |= ask(desk, "funnel", _rest(steps, alone))
    return fold_sizing(filters, order, answers, everybody=everybody, base=base)


def baseline(desk: Desk) -> None:
    """Make an audience the baseline that a person wanted to be it before its total was known."""
    state = session()
    if state.pinning is None:
        return
    answers = ask(desk, "baseline", Plan.of([Question(state.pinning)]))
    answer = answers.get(state.pinning)
    if isinstance(answer, Receipt):
        state.baseline = answer
    if answer is not None:
        state.pinning = None


def values(
    desk: Desk, filters: LeadFilters, field: str, base: LeadFilters = EVERYBODY
) -> tuple[ValueCost, ...]:
    """What each value of one filter costs, as far as it has arrived."""
    everybody = desk.source.info.counts_everybody
    plan, known = _values(desk, filters, field, base)
    answers = known | ask(desk, f"values {field}", plan)
    return fold_values(filters, field, answers, everybody=everybody, base=base)


def values_left(
    desk: Desk, filters: LeadFilters, field: str, base: LeadFilters = EVERYBODY
) -> Plan:
    """What the values of one filter ask beside what the page asks anyway."""
    return _values(desk, filters, field, base)[0]


def known(desk: Desk, answers: Answers | None = None) -> Known:
    """What is known of this source, whichever page asked: the latest answers, and these."""
    return Known([*desk.newest(), *(answers or {}).values()], old_before=old_before(desk))


def old_before(desk: Desk) -> datetime | None:
    """Estimates measured before this moment are old; exact counts are so for ever."""
    return None if desk.source.info.exact else datetime.now(UTC) - OLD


def _values(
    desk: Desk, filters: LeadFilters, field: str, base: LeadFilters
) -> tuple[Plan, Answers]:
    """What to ask for the values of a filter, and the answers that the page has already asked."""
    everybody = desk.source.info.counts_everybody
    plan = values_plan(filters, field, everybody=everybody, base=base)
    alone = alone_plan(filters, everybody=everybody, base=base)
    ticket = session().tickets.get("alone")
    known = desk.kept(alone) if ticket is None else ticket.answers
    return _rest(plan, alone), known


def _rest(plan: Plan, asked: Plan) -> Plan:
    """The questions of a plan that another one does not ask."""
    before = {question.filters for question in asked.questions}
    return Plan(tuple(q for q in plan.questions if q.filters not in before), plan.priority)


def _again(plan: Plan, wanted: Sequence[LeadFilters]) -> Plan:
    """The questions of a plan that the person wants to be tried again."""
    return Plan(tuple(q for q in plan.questions if q.filters in wanted), plan.priority)


def _refusal(total: Answer | None) -> Failure | None:
    refused = isinstance(total, Failure) and isinstance(total.error, FiltersError)
    return total if refused and isinstance(total, Failure) else None


def ask(desk: Desk, purpose: str, plan: Plan) -> Answers:
    """The answers to a plan so far; a plan of the same purpose that it replaces is withdrawn.

    What failed and is asked again stays failed until it is answered: what else a page asks may
    rest on it, and would come and go with every try.
    """
    answers, state = _arrived(desk, purpose, plan), session()
    open_ = {question.filters for question in plan.questions} - answers.keys()
    failed = {f: a for f, a in state.failed.pop(purpose, {}).items() if f in open_}
    if failed:
        state.failed[purpose] = failed
    return failed | answers


def _arrived(desk: Desk, purpose: str, plan: Plan) -> Answers:
    state = session()
    state.used.add(purpose)
    ticket = state.tickets.get(purpose)
    if ticket is None or ticket.plan != plan or ticket.desk is not desk or _lost(ticket):
        if ticket is not None:
            ticket.cancel()
        kept = desk.kept(plan)
        if state.held and len(kept) < len(plan.questions):
            state.tickets.pop(purpose, None)
            state.unasked += len(plan.questions) - len(kept)
            return kept
        ticket = state.tickets[purpose] = desk.ask(plan)
    done = ticket.wait(_PATIENCE if desk.source.info.exact else 0.0)
    if not done:
        state.waiting = True
    answers = ticket.answers
    state.looked.setdefault(purpose, (len(answers), done))
    return answers


def _lost(ticket: Ticket) -> bool:
    return ticket.done and len(ticket.answers) < len(ticket.plan.questions)
