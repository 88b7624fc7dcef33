"""What the Goal page asks, in the order in which it is worth asking."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import shown_name
from leadpreview.preview import Plan, Priority, Question, Receipt
from leadpreview.sizing import Cell, alone_plan
from leadpreview.sizing.changes import Change
from leadpreview.sizing.goal import Proposal, double_changes, proposals, scouts, trials
from leadpreview.sizing.model import Model
from leadpreview.sizing.steps import single_changes

__all__ = ["MOST_SCOUTS", "MOST_TRIALS", "Search", "look", "total"]

MOST_SCOUTS: Final = 15
"""Counts that predictions are made from, of a source that answers one by one."""

MOST_TRIALS: Final = {True: 20, False: 5}
"""Changes that are measured because they are predicted nearest, by whether a source is exact."""

_PLANS: Final = "goal_plans"

May = Callable[[str, Plan], bool]


@dataclass(frozen=True, slots=True)
class Search:
    """How far the search for a goal has come.

    Attributes:
        total: How many people there are now.
        ranked: Every change with what is known of it.
        complete: Whether all that was agreed to has been answered.
    """

    total: Receipt
    ranked: tuple[Proposal, ...]
    complete: bool


def total(answering: Answering) -> Cell:
    """The audience's own count, as far as it has arrived."""
    audience = session().audience
    answers = counting.ask(answering.desk, "goal total", Plan.of([Question(audience)]))
    return answers.get(audience)


def look(answering: Answering, now: Receipt, goal: int, may: May) -> Search:
    """What comes near a goal, as far as it is known.

    Args:
        answering: Whom to ask.
        now: The audience's own count.
        goal: How many people are needed.
        may: Whether a plan may be asked; the first argument says which of the two it is.
    """
    desk, info, audience = answering.desk, answering.info, now.filters
    changes = _changes(answering)
    about = (desk, audience, goal)
    every = Plan.of((Question(change.filters) for change in changes), Priority.DETAIL)
    known = desk.kept(every)
    size = desk.kept(alone_plan(audience, everybody=info.counts_everybody))
    start = Model(audience, now, [*size.values(), *known.values()])
    first = every
    if not info.exact:
        first = _settled(
            "first", about, lambda: scouts(changes, start, goal, known, most=MOST_SCOUTS)
        )
    answers = dict(known)
    complete = may("first", first)
    if complete:
        answers |= counting.ask(desk, "goal first", first)
        complete = all(question.filters in answers for question in first.questions)
    model = Model(audience, now, [*size.values(), *answers.values()])
    pairs = double_changes(changes, model, goal)
    candidates = (*changes, *pairs)
    if complete:
        most = MOST_TRIALS[info.exact]
        second = _settled(
            "second", about, lambda: trials(candidates, model, goal, answers, most=most)
        )
        if second.questions and may("second", second):
            more = counting.ask(desk, "goal second", second)
            answers |= more
            complete = len(more) == len(second.questions)
    answers |= desk.kept(Plan.of(Question(change.filters) for change in pairs))
    old_before = counting.old_before(desk)
    ranked = proposals(candidates, model, goal, answers, old_before=old_before)
    return Search(now, ranked, complete)


def _changes(answering: Answering) -> tuple[Change, ...]:
    info = answering.info
    return single_changes(
        session().audience,
        everybody=info.counts_everybody,
        fields=info.fields,
        name=shown_name,
    )


def _settled(name: str, about: Hashable, make: Callable[[], Plan]) -> Plan:
    """A plan that stays as it was first made: each answer would otherwise make another of it."""
    plans: dict[str, tuple[Hashable, Plan]] = st.session_state.setdefault(_PLANS, {})
    if name not in plans or plans[name][0] != about:
        plans[name] = (about, make())
    return plans[name][1]
