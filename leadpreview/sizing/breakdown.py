"""An audience broken down by one dimension, or by two that cross.

A cell asks the audience with the field set to that one value. Margins come first: the total, each
row, each column, and for each axis every value at once, which tells who has none of them (the
unknown rest) and how much the values overlap. Then the crossed cells, those most worth knowing
first. Whatever does not fit together is found and said, never smoothed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan, Question, Receipt
from leadpreview.sentence import name_of
from leadpreview.sizing.audit import Finding, audit_axis, audit_cells
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.dimensions import Dimension
from leadpreview.sizing.figures import Figure, Kind, combined, figure_of, share_of

__all__ = [
    "MOST_EXACT",
    "MOST_OVER_API",
    "Axis",
    "Breakdown",
    "Margin",
    "Part",
    "ceiling",
    "cells_plan",
    "fold_breakdown",
    "margins_plan",
    "total_plan",
]

Answers = Mapping[LeadFilters, Answer]
Most = tuple[int, int]

MOST_OVER_API: Most = (8, 6)
"""Rows and columns that are crossed where counts come one a second."""

MOST_EXACT: Most = (40, 30)
"""Rows and columns that are crossed where counts come at once."""

_UNKNOWN = "the total, less whoever has any of the values"


@dataclass(frozen=True)
class Axis:
    """A dimension with the values that are counted.

    Attributes:
        dimension: What the values are.
        values: The values, each once, in the order of their list.
    """

    dimension: Dimension
    values: tuple[str, ...]

    @classmethod
    def of(cls, dimension: Dimension, filters: LeadFilters, suggested: Iterable[str] = ()) -> Axis:
        """The values that people of an audience can have; `suggested` as `Dimension.values`."""
        offered = [text.strip() for text in suggested]
        return cls(dimension, dimension.values(filters, [text for text in offered if text]))

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


@dataclass(frozen=True, slots=True)
class Part:
    """One value of an axis, and how many of the audience have it."""

    value: str
    figure: Figure


@dataclass(frozen=True, slots=True)
class Margin:
    """One axis of a breakdown, counted.

    Attributes:
        axis: What it is an axis of.
        parts: One a value, in the order of the axis.
        together: Who has any of the values.
        rest: Who has none of them: unknown, or elsewhere.
        overlap: By how much the parts, added up, exceed those who have any of the values.
    """

    axis: Axis
    parts: tuple[Part, ...]
    together: Figure
    rest: Figure
    overlap: Figure

    def figure(self, value: str) -> Figure:
        """The count of one value; it must be one of the axis."""
        return next(part.figure for part in self.parts if part.value == value)

    @property
    def by_people(self) -> tuple[Part, ...]:
        """The parts, the largest first; those without a number last, in the order of the axis."""
        return tuple(sorted(self.parts, key=lambda part: -_size(part.figure)))

    @property
    def complete(self) -> bool:
        """Whether every part was answered, with a count or a failure."""
        kinds = (Kind.WAITING, Kind.BETWEEN)
        return not any(part.figure.kind in kinds for part in self.parts)


@dataclass(frozen=True, slots=True)
class Breakdown:
    """An audience, broken down.

    Attributes:
        filters: The audience.
        total: How many it has.
        rows: The first axis.
        columns: The second, where two cross.
        shown_rows: The values of the rows that are crossed, the largest first.
        shown_columns: Those of the columns.
        cells: The crossed counts, by row and column.
        rests: For each crossed row, its people in none of the crossed columns; only where a
            person has at most one of the columns.
        findings: What does not fit together.
    """

    filters: LeadFilters
    total: Figure
    rows: Margin
    columns: Margin | None
    shown_rows: tuple[str, ...]
    shown_columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Figure]
    rests: Mapping[str, Figure]
    findings: tuple[Finding, ...]

    def share(self, figure: Figure) -> float | None:
        """A part as a share of the total, 0 to 1."""
        return share_of(figure, self.total)

    def question(self, row: str | None, column: str | None = None) -> LeadFilters:
        """Whom a row, a column or a cell asks for."""
        asked = self.filters
        if row is not None:
            asked = self.rows.axis.question(asked, row)
        if column is not None and self.columns is not None:
            asked = self.columns.axis.question(asked, column)
        return asked


def total_plan(filters: LeadFilters) -> Plan:
    """The audience itself."""
    return Plan.of([Question(filters)])


def margins_plan(filters: LeadFilters, rows: Axis, columns: Axis | None = None) -> Plan:
    """The total, then each row, then each column, then for each axis every value at once."""
    axes = [axis for axis in (rows, columns) if axis is not None]
    asked = [filters]
    for axis in axes:
        asked += [axis.question(filters, value) for value in axis.values]
    asked += [axis.every(filters) for axis in axes]
    return Plan.of(Question(each) for each in asked)


def cells_plan(
    filters: LeadFilters, rows: Axis, columns: Axis, answers: Answers, most: Most = MOST_OVER_API
) -> Plan:
    """The crossed cells, the largest row total by column total first.

    Empty until every margin was answered, because which rows and columns are the largest is not
    known before. A cell that exact margins settle is not asked.

    Args:
        filters: The audience.
        rows: The first axis.
        columns: The second.
        answers: Those of `margins_plan`.
        most: Rows and columns that are crossed at most.
    """
    if not all(question.filters in answers for question in _parts_of(filters, rows, columns)):
        return Plan(())
    down, across = (
        _largest(filters, rows, answers, most[0]),
        _largest(filters, columns, answers, most[1]),
    )
    crossing = _Crossing(filters, rows, columns, answers)
    ranked = sorted(
        ((r, c) for r in down for c in across),
        key=lambda cell: -crossing.row_count(cell[0]) * crossing.column_count(cell[1]),
    )
    return Plan.of(
        Question(crossing.question(r, c)) for r, c in ranked if crossing.settled(r, c) is None
    )


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


def fold_breakdown(
    filters: LeadFilters,
    rows: Axis,
    columns: Axis | None,
    answers: Answers,
    *,
    most: Most = MOST_OVER_API,
    old_before: datetime | None = None,
) -> Breakdown:
    """The breakdown from whatever answers there are.

    Args:
        filters: The audience.
        rows: The first axis.
        columns: The second, if two cross.
        answers: To the questions of the plans, as far as they have arrived.
        most: As in `cells_plan`.
        old_before: What was measured before this moment is shown as old.
    """
    total = figure_of(answers.get(filters), filters, old_before=old_before)
    down = _margin(filters, rows, answers, total, old_before)
    findings = list(audit_axis(total, down.parts, down.together, rows))
    if columns is None:
        shown = tuple(part.value for part in down.by_people[: most[0]])
        return Breakdown(filters, total, down, None, shown, (), {}, {}, tuple(findings))
    across = _margin(filters, columns, answers, total, old_before)
    findings += audit_axis(total, across.parts, across.together, columns)
    shown_rows = _shown(down, most[0])
    shown_columns = _shown(across, most[1])
    crossing = _Crossing(filters, rows, columns, answers)
    cells = {(r, c): crossing.figure(r, c, old_before) for r in shown_rows for c in shown_columns}
    by_row = {part.value: part.figure for part in down.parts}
    by_column = {part.value: part.figure for part in across.parts}
    findings += audit_cells(cells, by_row, by_column, rows, columns)
    rests = {}
    if columns.single:
        for r in shown_rows:
            how = "the row, less its columns that are shown"
            shown_cells = [(-1, cells[r, c]) for c in shown_columns]
            rests[r] = combined([(1, by_row[r]), *shown_cells], how)
    return Breakdown(
        filters,
        total,
        down,
        across,
        shown_rows,
        shown_columns,
        cells,
        rests,
        tuple(findings),
    )


class _Crossing:
    """The cells of two axes: what each asks, and what its margins already say of it."""

    def __init__(self, filters: LeadFilters, rows: Axis, columns: Axis, answers: Answers) -> None:
        self._filters, self._rows, self._columns = filters, rows, columns
        self._answers = answers
        self._total = self._receipt(filters)
        self._row = {r: self._receipt(rows.question(filters, r)) for r in rows.values}
        self._column = {c: self._receipt(columns.question(filters, c)) for c in columns.values}
        self._asked_rows = {r: rows.question(filters, r) for r in rows.values}

    def question(self, row: str, column: str) -> LeadFilters:
        return self._columns.question(self._asked_rows[row], column)

    def row_count(self, row: str) -> int:
        return _count(self._row[row])

    def column_count(self, column: str) -> int:
        return _count(self._column[column])

    def settled(self, row: str, column: str) -> Figure | None:
        """The cell, where exact margins leave no other number; looks at nothing else."""
        down, across = self._row[row], self._column[column]
        if down is not None and down.exact and self._columns.narrows(self._filters, column):
            if down.count == 0:
                return self._follows(row, column, 0, (down,), "nobody is in the whole row")
            if across is not None and across.exact and self._is_everybody(self._rows, row, down):
                how = "everybody of the audience is in this row"
                return self._follows(row, column, across.count, (down, across), how)
        if across is not None and across.exact and self._rows.narrows(self._filters, row):
            if across.count == 0:
                return self._follows(row, column, 0, (across,), "nobody is in the whole column")
            if (
                down is not None
                and down.exact
                and self._is_everybody(self._columns, column, across)
            ):
                how = "everybody of the audience is in this column"
                return self._follows(row, column, down.count, (across, down), how)
        return None

    def figure(self, row: str, column: str, old_before: datetime | None) -> Figure:
        """Measured, else settled, else bounded by the total and both margins."""
        asked = self.question(row, column)
        answer = self._answers.get(asked)
        if answer is not None:
            found = figure_of(answer, asked, old_before=old_before)
            own = (
                self._rows.how(self._filters, row),
                self._columns.how(self._filters, column),
            )
            return _explained(found, " and ".join(text for text in own if text))
        settled = self.settled(row, column)
        if settled is not None:
            return settled
        around = (self._total, self._row[row], self._column[column])
        known = Known([each for each in around if each is not None], old_before=old_before)
        return known.figure(asked)

    def _is_everybody(self, axis: Axis, value: str, margin: Receipt) -> bool:
        total = self._total
        whole = total is not None and total.exact and total.count == margin.count
        return whole and axis.narrows(self._filters, value)

    def _follows(
        self, row: str, column: str, count: int, receipts: tuple[Receipt, ...], how: str
    ) -> Figure:
        asked = self.question(row, column)
        return Figure(Kind.WORKED_OUT, count, count, count, True, asked, receipts, how)

    def _receipt(self, asked: LeadFilters) -> Receipt | None:
        answer = self._answers.get(asked)
        return answer if isinstance(answer, Receipt) else None


def _margin(
    filters: LeadFilters,
    axis: Axis,
    answers: Answers,
    total: Figure,
    old_before: datetime | None,
) -> Margin:
    known = Known(total.receipts, old_before=old_before)

    def figure(asked: LeadFilters) -> Figure:
        answer = answers.get(asked)
        if answer is None:
            return known.figure(asked)
        return figure_of(answer, asked, old_before=old_before)

    parts = tuple(
        Part(value, _explained(figure(axis.question(filters, value)), axis.how(filters, value)))
        for value in axis.values
    )
    every = axis.every(filters)
    together = figure(every)
    if not axis.values:
        together = Figure(Kind.WORKED_OUT, 0, 0, 0, True, how="there is no value to count")
    rest = combined([(1, total), (-1, together)], _UNKNOWN)
    how = "the values added up, less whoever has any of them"
    overlap = combined([*((1, part.figure) for part in parts), (-1, together)], how)
    return Margin(axis, parts, together, rest, overlap)


def _parts_of(filters: LeadFilters, *axes: Axis) -> Iterable[Question]:
    for axis in axes:
        for value in axis.values:
            yield Question(axis.question(filters, value))


def _largest(filters: LeadFilters, axis: Axis, answers: Answers, most: int) -> tuple[str, ...]:
    def size(value: str) -> int:
        answer = answers.get(axis.question(filters, value))
        return answer.count if isinstance(answer, Receipt) else -1

    return tuple(sorted(axis.values, key=lambda value: -size(value))[:most])


def _shown(margin: Margin, most: int) -> tuple[str, ...]:
    """The largest values, once all are known; before that the first of the list."""
    parts: Sequence[Part] = margin.by_people if margin.complete else margin.parts
    return tuple(part.value for part in parts[:most])


def _explained(figure: Figure, how: str) -> Figure:
    return replace(figure, how=how) if how and figure.measured else figure


def _size(figure: Figure) -> float:
    return -1 if figure.count is None else figure.count


def _count(receipt: Receipt | None) -> int:
    return 0 if receipt is None else receipt.count
