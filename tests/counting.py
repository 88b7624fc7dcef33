"""What the people database itself says, for tests of everything above it."""

from __future__ import annotations

from leadpreview.errors import FiltersError
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Cancellation, Lead, Question

__all__ = ["count", "first_leads"]


def count(index: PeopleIndex, filters: LeadFilters) -> int:
    """How many people match."""
    return _answer(index, filters)[0]


def first_leads(index: PeopleIndex, filters: LeadFilters) -> tuple[Lead, ...]:
    """The first 25 who match."""
    return _answer(index, filters)[1]


def _answer(index: PeopleIndex, filters: LeadFilters) -> tuple[int, tuple[Lead, ...]]:
    (answer,) = index.answer([Question(filters, leads=True)], Cancellation())
    if isinstance(answer, FiltersError):
        raise answer
    return answer.total, answer.leads or ()
