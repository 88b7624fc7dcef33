"""One axis of a breakdown, and what the margins of one or two axes ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Plan, Question
from leadpreview.sentence import name_of
from leadpreview.sizing.dimensions import Dimension

__all__ = ["MOST_EXACT", "MOST_OVER_API", "Axis", "Most", "ceiling", "margins_plan", "total_plan"]

Most = tuple[int, int]

MOST_OVER_API: Final[Most] = (8, 6)
"""Rows and columns that are crossed where counts come one a second."""

MOST_EXACT: Final[Most] = (40, 30)
"""Rows and columns that are crossed where counts come at once."""


@dataclass(frozen=True)
class Axis:
    """A dimension with the values that are counted.

    Attributes:
        dimension: What the values are.
        values: The values, each once, in the order of their list.
        first: Those of them that are probably the largest, to be asked first; no number is made
            of it.
    """

    dimension: Dimension
    values: tuple[str, ...]
    first: tuple[str, ...] = ()

    @classmethod
    def of(cls, dimension: Dimension, filters: LeadFilters, suggested: Iterable[str] = ()) -> Axis:
        """The values that people of an audience can have; `suggested` as `Dimension.values`."""
        offered = [text.strip() for text in suggested]
        return cls(dimension, dimension.values(filters, [text for text in offered if text]))

    @cached_property
    def asking(self) -> tuple[str, ...]:
        """The values in the order in which they are asked."""
        own = frozenset(self.values)
        return tuple(dict.fromkeys((*(v for v in self.first if v in own), *self.values)))

    @cached_property
    def single(self) -> bool:
        """Whether a person has at most one of the values."""
        return self.dimension.single_among(self.values)

    def question(self, filters: LeadFilters, value: str) -> LeadFilters:
        """The audience with this field set to one value."""
        return filters.choosing(self.dimension.field, value)

    def every(self, filters: LeadFilters) -> LeadFilters:
        """The audience with every value ticked; the audience itself when there are none."""
        return filters.with_(self.dimension.field, self.values) if self.values else filters

    def narrows(self, filters: LeadFilters, value: str) -> bool:
        """Whether setting the field to a value only narrows an audience, by shape alone."""
        own = filters.values(self.dimension.field)
        return not own or value in own

    def how(self, filters: LeadFilters, value: str) -> str:
        """What one value of a field means that the audience filters already; else nothing."""
        field = self.dimension.field
        if not filters.values(field):
            return ""
        return f"the audience with {FIELDS[field].label} set to {name_of(field, value)} alone"


def total_plan(filters: LeadFilters) -> Plan:
    """The audience itself."""
    return Plan.of([Question(filters)])


def margins_plan(filters: LeadFilters, rows: Axis, columns: Axis | None = None) -> Plan:
    """The total, what the parts are parts of, each row and column, and every value at once."""
    axes = [axis for axis in (rows, columns) if axis is not None]
    asked = [filters, *(axis.dimension.whole(filters) for axis in axes)]
    for axis in axes:
        asked += [axis.question(filters, value) for value in axis.asking]
    asked += [axis.every(filters) for axis in axes]
    return Plan.of(Question(each) for each in asked)


def ceiling(
    filters: LeadFilters, rows: Axis, columns: Axis | None, most: Most = MOST_OVER_API
) -> Plan:
    """As many counts as a breakdown can cost, for its price; the cells are only as many."""
    margins = margins_plan(filters, rows, columns).questions
    if columns is None:
        return Plan(margins)
    cells = [
        Question(columns.question(rows.question(filters, r), c))
        for r in rows.values[: most[0]]
        for c in columns.values[: most[1]]
    ]
    return Plan.of((*margins, *cells))
