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
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer
from leadpreview.sizing.audit import Finding, audit_axis, audit_cells
from leadpreview.sizing.axes import MOST_OVER_API, Axis, Most
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.crossing import Crossing, explained
from leadpreview.sizing.figures import Figure, Kind, combined, figure_of, share_of

__all__ = ["Breakdown", "Margin", "Part", "fold_breakdown"]

Answers = Mapping[LeadFilters, Answer]
_UNKNOWN: Final = "the whole, less whoever has any of the values"


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
        whole: What the values are parts of: the audience, or those of it in one place.
        parts: One a value, in the order of the axis.
        together: Who has any of the values.
        rest: Who of the whole has none of them: unknown, or elsewhere.
        overlap: By how much the parts, added up, exceed those who have any of the values.
    """

    axis: Axis
    whole: Figure
    parts: tuple[Part, ...]
    together: Figure
    rest: Figure
    overlap: Figure

    @property
    def figures(self) -> dict[str, Figure]:
        """The counts by value, in the order of the axis."""
        return {part.value: part.figure for part in self.parts}

    @property
    def is_all(self) -> bool:
        """Whether having any of the values is the same question as the whole."""
        return self.together.question is not None and (
            self.together.question == self.whole.question
        )

    def share(self, figure: Figure) -> float | None:
        """A part as a share of the whole, 0 to 1."""
        return share_of(figure, self.whole)

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
        row_rests: For each crossed row, and `None` for all of the audience, who is in none of the
            crossed columns; only where a person has at most one of the columns.
        column_rests: The same of each crossed column and the crossed rows.
        findings: What does not fit together.
    """

    filters: LeadFilters
    total: Figure
    rows: Margin
    columns: Margin | None
    shown_rows: tuple[str, ...]
    shown_columns: tuple[str, ...]
    cells: Mapping[tuple[str, str], Figure]
    row_rests: Mapping[str | None, Figure]
    column_rests: Mapping[str | None, Figure]
    findings: tuple[Finding, ...]

    def question(self, row: str | None, column: str | None = None) -> LeadFilters:
        """Whom a row, a column or a cell asks for."""
        asked = self.filters
        if row is not None:
            asked = self.rows.axis.question(asked, row)
        if column is not None and self.columns is not None:
            asked = self.columns.axis.question(asked, column)
        return asked


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
    down = _margin(filters, rows, answers, old_before)
    findings = _findings(down)
    if columns is None:
        return Breakdown(
            filters, total, down, None, _shown(down, most[0]), (), {}, {}, {}, findings
        )
    across = _margin(filters, columns, answers, old_before)
    shown = _shown(down, most[0]), _shown(across, most[1])
    crossing = Crossing(filters, rows, columns, answers)
    cells = {(r, c): crossing.figure(r, c, old_before) for r in shown[0] for c in shown[1]}
    findings += _findings(across)
    findings += tuple(audit_cells(cells, down.figures, across.figures, rows, columns))
    return Breakdown(
        filters,
        total,
        down,
        across,
        *shown,
        cells,
        _rests(total, down, shown[0], _lines(cells, 0), across) if columns.single else {},
        _rests(total, across, shown[1], _lines(cells, 1), down) if rows.single else {},
        findings,
    )


def _findings(margin: Margin) -> tuple[Finding, ...]:
    parts = tuple(margin.figures.items())
    return tuple(audit_axis(margin.whole, parts, margin.together, margin.axis))


def _lines(
    cells: Mapping[tuple[str, str], Figure], side: int
) -> dict[str, list[tuple[str, Figure]]]:
    """The cells of each row (side 0) or column (side 1), with what they are across."""
    lines: dict[str, list[tuple[str, Figure]]] = {}
    for cell, figure in cells.items():
        lines.setdefault(cell[side], []).append((cell[1 - side], figure))
    return lines


def _rests(
    total: Figure,
    along: Margin,
    shown: Sequence[str],
    lines: Mapping[str, Sequence[tuple[str, Figure]]],
    across: Margin,
) -> dict[str | None, Figure]:
    """Who is left of the total and of each line beside the values that are shown across it."""
    values = dict.fromkeys(value for line in lines.values() for value, _ in line)
    own, others = along.figures, across.figures
    rests: dict[str | None, Figure] = {}
    rests[None] = _less(total, (others[value] for value in values))
    for value in shown:
        rests[value] = _less(own[value], (f for _, f in lines.get(value, ())))
    return rests


def _margin(
    filters: LeadFilters,
    axis: Axis,
    answers: Answers,
    old_before: datetime | None,
) -> Margin:
    wider = (answers.get(filters), answers.get(axis.dimension.whole(filters)))
    known = Known([each for each in wider if each is not None], old_before=old_before)

    def figure(asked: LeadFilters) -> Figure:
        answer = answers.get(asked)
        if answer is None:
            return known.figure(asked)
        return figure_of(answer, asked, old_before=old_before)

    parts = tuple(
        Part(value, explained(figure(axis.question(filters, value)), axis.how(filters, value)))
        for value in axis.values
    )
    whole, every = figure(axis.dimension.whole(filters)), axis.every(filters)
    together = figure(every)
    if not axis.values:
        together = Figure(Kind.WORKED_OUT, 0, 0, 0, True, how="there is no value to count")
    rest = _people(combined([(1, whole), (-1, together)], _UNKNOWN))
    how = "the values added up, less whoever has any of them"
    overlap = _people(combined([*((1, part.figure) for part in parts), (-1, together)], how))
    return Margin(axis, whole, parts, together, rest, overlap)


def _less(whole: Figure, shown: Iterable[Figure]) -> Figure:
    how = "less the parts that are shown"
    return _people(combined([(1, whole), *((-1, part) for part in shown)], how))


def _people(figure: Figure) -> Figure:
    """A difference that counts people: what is only bounded is not bounded by less than nobody."""
    if figure.kind is not Kind.BETWEEN or (figure.low or 0) >= 0:
        return figure
    return replace(figure, low=0, high=max(figure.high or 0, 0))


def _shown(margin: Margin, most: int) -> tuple[str, ...]:
    """The largest values, once all are known; before that those that are asked first."""
    if not margin.complete:
        return margin.axis.asking[:most]
    return tuple(part.value for part in margin.by_people[:most])


def _size(figure: Figure) -> float:
    return -1 if figure.count is None else figure.count
