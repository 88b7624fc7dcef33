"""A sizing as figures: each of its numbers with its kind, its bounds while it is not there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from leadpreview.filters import LeadFilters
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.costs import Cell, Cost, Sizing, ValueCost
from leadpreview.sizing.figures import Figure, combined

__all__ = ["CostNumbers", "Numbers", "ValueNumbers", "numbers_of", "value_numbers"]

_GAIN = "the total without the filter, less the total"
_CHANGE = "the total without the value, less the total"


@dataclass(frozen=True, slots=True)
class CostNumbers:
    """What one filter costs, in figures; see `Cost`."""

    field: str
    alone: Figure
    before: Figure
    remaining: Figure
    without: Figure
    gain: Figure

    @property
    def all(self) -> tuple[Figure, ...]:
        """Every figure of the row that is shown."""
        return self.alone, self.remaining, self.without, self.gain


@dataclass(frozen=True, slots=True)
class ValueNumbers:
    """What one value of a filter brings, in figures; see `ValueCost`."""

    value: str
    alone: Figure
    without: Figure
    change: Figure

    @property
    def all(self) -> tuple[Figure, ...]:
        """Every figure of the row that is shown."""
        return self.alone, self.without, self.change


@dataclass(frozen=True, slots=True)
class Numbers:
    """One audience, sized, in figures.

    Attributes:
        total: The count under all filters.
        everybody: The count of the base.
        costs: One row a filter, in the order of the funnel.
        known: What they were taken from.
    """

    total: Figure
    everybody: Figure
    costs: tuple[CostNumbers, ...]
    known: Known


def numbers_of(sizing: Sizing, known: Known) -> Numbers:
    """The figures of a sizing; what has not arrived has the bounds that what is known gives it."""
    filters, base = sizing.filters, sizing.base
    fields = [cost.field for cost in sizing.costs]
    total = known.figure(filters, sizing.total)
    within = filters.on_top_of(base)
    compared = total if within == filters else known.figure(within, _total_of(sizing.costs))
    costs = []
    everybody = known.figure(base, sizing.everybody)
    before = everybody
    for place, cost in enumerate(sizing.costs, 1):
        without = known.figure(filters.without(cost.field).on_top_of(base), cost.without)
        asked = filters.only(*fields[:place]).on_top_of(base)
        remaining = known.figure(asked, cost.remaining)
        costs.append(
            CostNumbers(
                cost.field,
                alone=known.figure(filters.only(cost.field).on_top_of(base), cost.alone),
                before=before,
                remaining=remaining,
                without=without,
                gain=combined([(1, without), (-1, compared)], _GAIN),
            )
        )
        before = remaining
    return Numbers(total, everybody, tuple(costs), known)


def value_numbers(
    sizing: Sizing, field: str, rows: Iterable[ValueCost], known: Known
) -> tuple[ValueNumbers, ...]:
    """The figures of the values of one filter."""
    filters, base = sizing.filters, sizing.base
    found = []
    for row in rows:
        without = known.figure(_less(filters, field, row.value).on_top_of(base), row.without)
        total = known.figure(filters.on_top_of(base), row.total)
        found.append(
            ValueNumbers(
                row.value,
                alone=known.figure(_single(filters, field, row.value).on_top_of(base), row.alone),
                without=without,
                change=combined([(1, without), (-1, total)], _CHANGE),
            )
        )
    return tuple(found)


def _total_of(costs: Iterable[Cost]) -> Cell:
    return next((cost.total for cost in costs), None)


def _single(filters: LeadFilters, field: str, value: str) -> LeadFilters:
    one = filters.only(field)
    return one.choosing(field, value) if len(filters.values(field)) > 1 else one


def _less(filters: LeadFilters, field: str, value: str) -> LeadFilters:
    rest = [other for other in filters.values(field) if other != value]
    return filters.choosing(field, *rest) if rest else filters.without(field)
