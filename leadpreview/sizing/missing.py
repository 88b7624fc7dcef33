"""What missing data costs: who is lost because a field is empty rather than different.

A filter finds only people whose field is filled. With every value of its field ticked, whoever is
still not found has none, so the count without the filter less that count is the people who are
lost for want of data. Only fields whose every value is known can be asked so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from leadpreview import catalog
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters, listing_of
from leadpreview.preview import Answer, Plan, Priority, Question
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.figures import Figure, cannot, combined

__all__ = ["WORLDWIDE", "Missing", "every_value", "fold_missing", "missing_plan", "ticked"]

WORLDWIDE: Final = "92000000"
"""The place that holds every other."""

_NO_EVERYBODY: Final = (
    "It is the only filter, and this source refuses a question without any, so that there is "
    "nothing to compare with."
)
_EXCLUDES: Final = "Excluding asks for no value, so nobody is lost for having none."
_NO_LIST: Final = "There is no list of all its values that could be ticked."


@dataclass(frozen=True, slots=True)
class Missing:
    """What the empty fields cost one filter.

    Attributes:
        field: The filter.
        ticked: The audience with every value of the field ticked; `None` when there is no list.
        without: The count without the filter.
        every: The count with every value ticked.
        empty: People lost because the field is empty.
        different: People lost because it holds another value.
    """

    field: str
    ticked: LeadFilters | None
    without: Figure
    every: Figure
    empty: Figure
    different: Figure


@cache
def every_value(field: str) -> tuple[str, ...] | None:
    """Values that together are true of everybody whose field is filled; `None` without a list."""
    row = FIELDS[field]
    if row.excludes:
        return None
    if row.kind is ValueKind.LOCATION:
        return (WORLDWIDE,)
    if row.kind is ValueKind.INDUSTRY:
        tree = catalog.industries
        return tuple(entry.id for entry in tree if tree.parent(entry.id) is None)
    listing = listing_of(field)
    if row.kind is ValueKind.CLOSED or field == "company_type":
        return None if listing is None else tuple(listing.ids)
    return None


def ticked(filters: LeadFilters, field: str) -> LeadFilters | None:
    """The same question with every value of one field ticked, where there is a list of them."""
    values = every_value(field)
    return None if values is None else filters.with_(field, values)


def missing_plan(filters: LeadFilters, *, everybody: bool) -> Plan:
    """For each filter that can be asked: the count with every value ticked, and without it.

    Args:
        filters: The audience.
        everybody: Whether the source can be asked without any filter.
    """
    return Plan.of(
        (
            Question(question)
            for _, every, without in _asked(filters)
            if everybody or not without.is_empty
            for question in (every, without)
        ),
        Priority.DETAIL,
    )


def fold_missing(
    filters: LeadFilters, answers: Mapping[LeadFilters, Answer], known: Known, *, everybody: bool
) -> tuple[Missing, ...]:
    """One row a filter of the audience, in the order of the fields.

    Args:
        filters: The audience.
        answers: What was answered.
        known: What is known beside that, for bounds.
        everybody: Whether the source can be asked without any filter.
    """

    def figure(question: LeadFilters) -> Figure:
        return known.figure(question, answers.get(question))

    rows = {}
    for field, every, without in _asked(filters):
        if without.is_empty and not everybody:
            rows[field] = _cannot(field, every, _NO_EVERYBODY)
            continue
        whole, filled, total = figure(without), figure(every), figure(filters)
        rows[field] = Missing(
            field,
            every,
            whole,
            filled,
            combined([(1, whole), (-1, filled)], "without the filter, less every value ticked"),
            combined([(1, filled), (-1, total)], "every value ticked, less the total"),
        )
    return tuple(
        rows.get(field) or _cannot(field, None, _EXCLUDES if FIELDS[field].excludes else _NO_LIST)
        for field in filters.active
    )


def _asked(filters: LeadFilters) -> Iterator[tuple[str, LeadFilters, LeadFilters]]:
    for field in filters.active:
        every = ticked(filters, field)
        if every is not None:
            yield field, every, filters.without(field)


def _cannot(field: str, every: LeadFilters | None, reason: str) -> Missing:
    none = cannot(reason)
    return Missing(field, every, none, none, none, none)
