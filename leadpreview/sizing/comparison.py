"""Audiences side by side: their totals against the first, and the same breakdown for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from leadpreview.filters import LeadFilters, id_of, listing_of
from leadpreview.preview import Plan, Question
from leadpreview.sizing.figures import Figure, cannot, combined, share_of

__all__ = [
    "Compared",
    "compare",
    "part_of",
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


def values_compared(audiences: Iterable[LeadFilters], field: str) -> tuple[str, ...]:
    """The values of a closed list that at least one audience lets through, in the list's order."""
    listing = listing_of(field)
    ids = () if listing is None else tuple(listing.ids)
    let_through = [_let_through(each, field) for each in audiences]
    return tuple(v for v in ids if any(not own or v in own for own in let_through))


def part_of(filters: LeadFilters, field: str, value: str) -> LeadFilters | None:
    """The part of an audience with one value; `None` when its own filter leaves that out."""
    own = _let_through(filters, field)
    return None if own and value not in own else filters.choosing(field, value)


def _let_through(filters: LeadFilters, field: str) -> frozenset[str]:
    """The ids of the values that an audience chose."""
    return frozenset(id_of(field, value) for value in filters.values(field))


def parts_plan(audiences: Sequence[LeadFilters], field: str) -> Plan:
    """The parts of every audience, value by value, without the audiences themselves."""
    parts = (
        part
        for value in values_compared(audiences, field)
        for each in audiences
        if (part := part_of(each, field, value)) is not None and part not in audiences
    )
    return Plan.of(Question(part) for part in parts)


def _apart(one: LeadFilters, total: Figure, other: LeadFilters, reference: Figure) -> str:
    """Why two totals may not be compared; empty when they may."""
    if one.live != other.live:
        return _OTHER_MODE
    return _OTHER_SOURCE if _sources_differ(total, reference) else ""


def _sources_differ(one: Figure, other: Figure) -> bool:
    mine = {receipt.source for receipt in one.receipts}
    theirs = {receipt.source for receipt in other.receipts}
    return bool(mine and theirs) and mine != theirs
