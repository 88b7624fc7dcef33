"""Measures a two-way breakdown of everybody against SQL's GROUP BY on the same database.

One GROUP BY is the fairest rival there is: it reads each person once for all cells. Both give the
same table, which is checked cell by cell and margin by margin.
"""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.people.index import Counted, PeopleIndex
from leadpreview.preview import Answer, Cancellation, Plan
from leadpreview.sizing import (
    MOST_EXACT,
    Axis,
    Breakdown,
    Dimension,
    cells_plan,
    fold_breakdown,
    margins_plan,
)
from leadpreview.sources.people import PeopleSource

__all__ = ["PAIRS", "Crossed", "measure"]

EVERYBODY = LeadFilters()
PAIRS = (
    ("seniority x headcount", "seniority_levels", "company_size"),
    ("country x sector", "included_locations", "included_industries"),
)
_COLUMNS = {
    "seniority_levels": "p.seniority",
    "company_size": "c.company_size",
    "included_locations": "country.above",
    "included_industries": "sector.above",
}
_GROUPED = """
SELECT {row}, {column}, count(*)
FROM people p
LEFT JOIN companies c ON c.company_id = p.company_id
{more}
GROUP BY ALL
"""
_JOINED = {
    "included_locations": "LEFT JOIN countries country ON country.id = p.location",
    "included_industries": "LEFT JOIN sectors sector ON sector.id = c.industry",
}
_ROUNDS = 7

Table = Counter[tuple[str | None, str | None]]


@dataclass(frozen=True)
class Crossed:
    """One pair of fields, in seconds.

    Attributes:
        name: The pair.
        people: How many people there are.
        counts: Counts that the breakdown asked for, margins included.
        cold: The whole breakdown, no filter kept: plans, counts and the fold.
        kept: The same when the index has the filters from before.
        answering: Of that, the index alone.
        by_sql: GROUP BY, with what it needs joined.
    """

    name: str
    people: int
    counts: int
    cold: float
    kept: float
    answering: float
    by_sql: float


def measure(folder: Path) -> list[Crossed]:
    """Measure every pair on the database and index of one version folder.

    Raises:
        AssertionError: The breakdown and SQL do not agree on a number.
    """
    index = PeopleIndex.open(folder)
    with duckdb.connect(str(folder / "people.duckdb"), read_only=True) as connection:
        _register(connection)
        return [_measure(index, connection, *pair) for pair in PAIRS]


def _measure(
    index: PeopleIndex, connection: duckdb.DuckDBPyConnection, name: str, row: str, column: str
) -> Crossed:
    source = PeopleSource(index)
    axes = [Axis.of(Dimension(field), EVERYBODY) for field in (row, column)]

    def whole() -> tuple[Breakdown, list[Plan]]:
        return _break_down(source, *axes)

    more = "\n".join(_JOINED[field] for field in (row, column) if field in _JOINED)
    query = _GROUPED.format(row=_COLUMNS[row], column=_COLUMNS[column], more=more)
    found: Table = Counter()
    for above, beside, people in connection.execute(query).fetchall():
        found[above, beside] += people
    result, plans = whole()
    _check(result, found)
    questions = [question for plan in plans for question in plan.questions]

    def answer() -> tuple[object, ...]:
        return index.answer(questions, Cancellation())

    assert all(isinstance(each, Counted) for each in answer())
    return Crossed(
        name=name,
        people=index.size,
        counts=len(questions),
        cold=_seconds(whole, index.forget),
        kept=_seconds(whole, lambda: None),
        answering=_seconds(answer, lambda: None),
        by_sql=_seconds(lambda: connection.execute(query).fetchall(), lambda: None),
    )


def _break_down(source: PeopleSource, rows: Axis, columns: Axis) -> tuple[Breakdown, list[Plan]]:
    """As the page does it: margins, then the cells of the largest, then the fold."""
    margins = margins_plan(EVERYBODY, rows, columns)
    answers = _answers(source, margins)
    cells = cells_plan(EVERYBODY, rows, columns, answers, MOST_EXACT)
    answers |= _answers(source, cells)
    result = fold_breakdown(EVERYBODY, rows, columns, answers, most=MOST_EXACT)
    return result, [margins, cells]


def _answers(source: PeopleSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


def _check(result: Breakdown, found: Table) -> None:
    """Every number of a breakdown against the table that SQL gave."""
    assert result.columns is not None
    assert result.total.count == found.total()
    down: Counter[str | None] = Counter()
    across: Counter[str | None] = Counter()
    for (row, column), people in found.items():
        down[row] += people
        across[column] += people
    for margin, expected in ((result.rows, down), (result.columns, across)):
        for value, figure in margin.figures.items():
            assert figure.count == expected[value], (value, figure.count, expected[value])
        assert margin.rest.count == expected[None]
        assert margin.overlap.count == 0
    assert result.cells
    for cell, figure in result.cells.items():
        assert figure.count == found[cell], (cell, figure.count, found[cell])


def _register(connection: duckdb.DuckDBPyConnection) -> None:
    """The country of every place and the sector of every industry, for SQL to join."""
    places = [(e.id, catalog.locations.country(e.id)) for e in catalog.locations]
    tops = [(e.id, (*catalog.industries.ancestors(e.id),)) for e in catalog.industries]
    sectors = [(each, above[-1] if above else each) for each, above in tops]
    for name, rows in (("countries", places), ("sectors", sectors)):
        ids, above = zip(*rows, strict=True)
        connection.register(name, pa.table({"id": list(ids), "above": list(above)}))


def _seconds(work: Callable[[], object], prepare: Callable[[], object]) -> float:
    taken = []
    for _ in range(_ROUNDS):
        prepare()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)
