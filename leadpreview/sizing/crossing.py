"""Two axes that cross: which cells are worth asking, in which order, and what margins settle."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan, Question, Receipt
from leadpreview.sizing.axes import MOST_OVER_API, Axis, Most
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.figures import Figure, Kind, figure_of

__all__ = ["Crossing", "cells_plan", "explained"]

Answers = Mapping[LeadFilters, Answer]


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
    crossing = Crossing(filters, rows, columns, answers)
    ranked = sorted(
        ((r, c) for r in down for c in across),
        key=lambda cell: -crossing.row_count(cell[0]) * crossing.column_count(cell[1]),
    )
    return Plan.of(
        Question(crossing.question(r, c)) for r, c in ranked if crossing.settled(r, c) is None
    )


class Crossing:
    """The cells of two axes: what each asks, and what its margins already say of it."""

    def __init__(self, filters: LeadFilters, rows: Axis, columns: Axis, answers: Answers) -> None:
        self._filters, self._rows, self._columns = filters, rows, columns
        self._answers = answers
        self._total = self._receipt(filters)
        self._row = {r: self._receipt(rows.question(filters, r)) for r in rows.values}
        self._column = {c: self._receipt(columns.question(filters, c)) for c in columns.values}
        self._asked_rows = {r: rows.question(filters, r) for r in rows.values}

    def question(self, row: str, column: str) -> LeadFilters:
        """Whom one cell asks for."""
        return self._columns.question(self._asked_rows[row], column)

    def row_count(self, row: str) -> int:
        """People in a row, as far as they are counted."""
        return _count(self._row[row])

    def column_count(self, column: str) -> int:
        """People in a column, as far as they are counted."""
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
            return explained(found, " and ".join(text for text in own if text))
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


def explained(figure: Figure, how: str) -> Figure:
    """A measured figure, with what its question means."""
    return replace(figure, how=how) if how and figure.measured else figure


def _parts_of(filters: LeadFilters, *axes: Axis) -> Iterable[Question]:
    for axis in axes:
        for value in axis.values:
            yield Question(axis.question(filters, value))


def _largest(filters: LeadFilters, axis: Axis, answers: Answers, most: int) -> tuple[str, ...]:
    def size(value: str) -> int:
        answer = answers.get(axis.question(filters, value))
        return answer.count if isinstance(answer, Receipt) else -1

    return tuple(sorted(axis.values, key=lambda value: -size(value))[:most])


def _count(receipt: Receipt | None) -> int:
    return 0 if receipt is None else receipt.count
