"""Measures a sizing of ten filters: every number of it, against SQL on the same database.

Everything is a ratio of two times taken in the same run, because seconds are the machine's.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import duckdb
import numpy as np

from leadpreview.filters import LeadFilters
from leadpreview.people import sql
from leadpreview.people.index import Counted, PeopleIndex
from leadpreview.people.index.postings import Ids, Postings
from leadpreview.preview import Cancellation, Plan, Question

__all__ = ["AUDIENCE", "Measured", "Sizing", "measure"]

AUDIENCE = LeadFilters(
    job_titles=("sales manager", "marketing"),
    excluded_job_titles=("junior",),
    keyword='("go to market" OR growth OR sales) NOT intern',
    past_titles=("director",),
    included_locations=("91000007",),  # EMEA
    included_industries=("1594",),  # Technology, Information and Media
    excluded_companies=("Acme", "Globex", "Initech"),
    seniority_levels=("210", "220", "300", "310"),
    company_size=("11-50", "51-200", "201-500"),
    years_of_experience=("3", "4", "5"),
)
"""Ten real filters: two title texts, a keyword, a past title, a region, a parent industry, a list
of companies to leave out, three closed lists, and a title to leave out."""

_OTHERS: dict[str, tuple[str, ...] | str] = {
    "job_titles": ("account executive", "operations"),
    "excluded_job_titles": ("assistant",),
    "keyword": '("demand generation" OR software OR finance) NOT student',
    "past_titles": ("manager",),
    "included_locations": ("91000000",),  # European Union
    "included_industries": ("43",),  # Financial Services
    "excluded_companies": ("Umbrella", "Soylent"),
    "seniority_levels": ("120", "220", "310", "320"),
    "company_size": ("1-10", "51-200", "501-1000"),
    "years_of_experience": ("2", "3", "5"),
}
_ROUNDS = 15


@dataclass(frozen=True)
class Sizing:
    """The times of one database, in seconds, and the counts that they bought."""

    people: int
    questions: int
    total: int
    whole: float
    alone: float
    kept: float
    changed: dict[str, float]
    by_sql: float
    read: float
    bytes_read: int


@dataclass(frozen=True)
class Measured:
    """One ratio: what it is, its value, and the bound that it must keep."""

    what: str
    value: float
    bound: float
    at_least: bool

    @property
    def kept(self) -> bool:
        """Whether the bound holds."""
        return self.value >= self.bound if self.at_least else self.value <= self.bound


def questions_of(asked: LeadFilters) -> tuple[Question, ...]:
    """The total with its leads, everybody, and each filter alone, in order and lifted."""
    active = asked.active
    questions = [Question(asked, leads=True), Question(LeadFilters())]
    questions += [Question(asked.only(field)) for field in active]
    questions += [Question(asked.only(*active[: place + 1])) for place in range(len(active))]
    questions += [Question(asked.without(field)) for field in active]
    return Plan.of(questions).questions


def measure(folder: Path) -> Sizing:
    """Measure the database and index of one version folder.

    Raises:
        AssertionError: The index and SQL do not agree on a number.
    """
    index = PeopleIndex.open(folder)
    asked = _with_companies(index)
    questions = questions_of(asked)
    total_only = [Question(asked)]
    nobody = Cancellation()

    def whole() -> tuple[object, ...]:
        return index.answer(questions, nobody)

    answers = whole()
    changed: dict[str, float] = {}
    for field, values in _OTHERS.items():
        other = questions_of(asked.with_(field, values))

        def prepare() -> None:
            index.forget()
            whole()

        def ask(other: Sequence[Question] = other) -> object:
            return index.answer(other, nobody)

        changed[field] = _seconds(ask, prepare)
    with _reading() as sizes:
        index.forget()
        whole()
    bytes_read = sum(sizes) + len(asked.active) * index.size // 8
    with duckdb.connect(str(folder / "people.duckdb"), read_only=True) as connection:
        by_sql = _check_by_sql(connection, questions, answers)
    first = answers[0]
    assert isinstance(first, Counted)
    return Sizing(
        people=index.size,
        questions=len(questions),
        total=first.total,
        whole=_seconds(whole, index.forget),
        alone=_seconds(lambda: index.answer(total_only, nobody), index.forget),
        kept=_seconds(whole, lambda: None),
        changed=changed,
        by_sql=by_sql,
        read=_seconds(_read_from_memory(bytes_read), lambda: None),
        bytes_read=bytes_read,
    )


def ratios(sizing: Sizing) -> list[Measured]:
    """What the numbers come to, with the bounds that they must keep."""
    changed = statistics.median(sizing.changed.values())
    return [
        Measured("SQL, a count for each / whole answer", sizing.by_sql / sizing.whole, 50, True),
        Measured("whole answer / total alone", sizing.whole / sizing.alone, 1.3, False),
        Measured("one of ten filters new / whole answer", changed / sizing.whole, 1 / 3, False),
    ]


def _with_companies(index: PeopleIndex) -> LeadFilters:
    """The audience without the five largest companies, whatever their names are here."""
    largest = [item.value for item in index.suggest_companies("", 5)]
    return AUDIENCE.with_("excluded_companies", largest)


def _seconds(work: Callable[[], object], prepare: Callable[[], object]) -> float:
    """The median time of `work`, each time after `prepare`."""
    taken = []
    for _ in range(_ROUNDS):
        prepare()
        started = time.perf_counter()
        work()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def _check_by_sql(
    connection: duckdb.DuckDBPyConnection,
    questions: Sequence[Question],
    answers: Sequence[object],
) -> float:
    """Ask SQL for every count, compare, and give the faster of two rounds in seconds."""
    queries = [sql.count_query(question.filters) for question in questions]
    taken = []
    for _ in range(2):
        started = time.perf_counter()
        counts = [connection.execute(*query).fetchall()[0][0] for query in queries]
        taken.append(time.perf_counter() - started)
    for question, answer, count in zip(questions, answers, counts, strict=True):
        assert isinstance(answer, Counted)
        assert answer.total == count, f"{question.filters.to_json()}: {answer.total} or {count}?"
    return min(taken)


@contextmanager
def _reading() -> Iterator[list[int]]:
    """Collects how many bytes of lists and packed bits are read meanwhile."""
    sizes: list[int] = []
    union = Postings.union

    def counted(self: Postings, family: str, terms: Ids) -> Any:
        sizes.append(self.bytes_of(family, terms))
        return union(self, family, terms)

    with mock.patch.object(Postings, "union", counted):
        yield sizes


def _read_from_memory(size: int) -> Callable[[], object]:
    """Reads `size` bytes that no cache holds, and does nothing else."""
    places = max(2, (1 << 28) // max(size, 1))
    memory = np.ones((places, max(size // 8, 1)), np.uint64)
    turn = 0

    def read() -> object:
        nonlocal turn
        turn = (turn + 1) % places
        return np.bitwise_or.reduce(memory[turn])

    return read
