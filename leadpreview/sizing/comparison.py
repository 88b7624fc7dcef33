"""Audiences side by side: their totals against the first, and the same breakdown for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadpreview.filters import LeadFilters, id_of
from leadpreview.preview import Plan, Question
from leadpreview.sizing.costs import EVERYBODY
from leadpreview.sizing.dimensions import Dimension
from leadpreview.sizing.figures import Figure, cannot, combined, share_of

__all__ = [
    "Compared",
    "compare",
    "parts_compared",
    "parts_plan",
    "totals_plan",
    "values_compared",
]

_OTHER_MODE = "One is counted with live off and the other with live on: in two databases."
_OTHER_SOURCE = "The two were counted by different sources."
_LESS = "this total less the total of the first scenario"


@dataclass(frozen=True, slots=True)
class Compared:
    """One audience beside the first of a comparison.

    Attributes:
        filters: The audience.
        total: Its total.
        difference: Its total less that of the first; `cannot` where they may not be compared.
        ratio: Its total as a multiple of that of the first; `None` where there is none.
        share: Its total as a share of everybody, 0 to 1; `None` where that cannot be said.
    """

    filters: LeadFilters
    total: Figure
    difference: Figure
    ratio: float | None
    share: float | None


def totals_plan(audiences: Sequence[LeadFilters], *, everybody: bool) -> Plan:
    """The total of each audience, then of everybody where a source can be asked for that."""
    asked = [*audiences, LeadFilters()] if everybody else audiences
    return Plan.of(Question(each) for each in asked if everybody or not each.is_empty)


def compare(
    audiences: Sequence[LeadFilters], totals: Sequence[Figure], everybody: Figure | None = None
) -> tuple[Compared, ...]:
    """Each audience against the first.

    Args:
        audiences: Who is compared.
        totals: Their totals, in the same order.
        everybody: The count of everybody, where there is one.
    """
    rows = []
    for filters, total in zip(audiences, totals, strict=True):
        why = _apart(filters, total, audiences[0], totals[0])
        if why:
            difference, ratio = cannot(why, filters), None
        else:
            difference = combined(((1, total), (-1, totals[0])), _LESS)
            ratio = share_of(total, totals[0])
        share = None
        if everybody is not None and filters.live and not _sources_differ(total, everybody):
            share = share_of(total, everybody)
        rows.append(Compared(filters, total, difference, ratio, share))
    return tuple(rows)


def parts_compared(
    audiences: Sequence[LeadFilters], dimension: Dimension
) -> dict[tuple[int, str], LeadFilters]:
    """The parts of every audience, value by value in the order of the list.

    Args:
        audiences: Who is broken down.
        dimension: By what; a value that an audience's own filter leaves out is no part of it.

    Returns:
        The question of each part, by the audience's place and the value.
    """
    own = [frozenset(_ids(each, dimension)) for each in audiences]
    return {
        (place, value): each.choosing(dimension.field, value)
        for value in values_compared(audiences, dimension)
        for place, each in enumerate(audiences)
        if value in own[place]
    }


def values_compared(audiences: Iterable[LeadFilters], dimension: Dimension) -> tuple[str, ...]:
    """The values that people of at least one audience can have, in the order of their list."""
    found = dict.fromkeys(value for each in audiences for value in _ids(each, dimension))
    listed = [value for value in dimension.values(EVERYBODY) if value in found]
    return tuple(dict.fromkeys((*listed, *found)))


def _ids(filters: LeadFilters, dimension: Dimension) -> list[str]:
    """The values of an audience, a company type by its label as by its letter."""
    return [id_of(dimension.field, value) for value in dimension.values(filters)]


def parts_plan(audiences: Sequence[LeadFilters], dimension: Dimension) -> Plan:
    """The parts of every audience, value by value, without the audiences themselves."""
    parts = parts_compared(audiences, dimension).values()
    return Plan.of(Question(part) for part in parts if part not in audiences)


def _apart(one: LeadFilters, total: Figure, other: LeadFilters, reference: Figure) -> str:
    """Why two totals may not be compared; empty when they may."""
    if one.live != other.live:
        return _OTHER_MODE
    return _OTHER_SOURCE if _sources_differ(total, reference) else ""


def _sources_differ(one: Figure, other: Figure) -> bool:
    mine = {receipt.source for receipt in one.receipts}
    theirs = {receipt.source for receipt in other.receipts}
    return bool(mine and theirs) and mine != theirs
