"""Three sources of counts over a plain Python population, for tests of what is above a source.

`CensusSource` is exact and answers everything at once, like the embedded database.
`SlowEstimateSource` is like an HTTP API: it estimates, refuses a question without any filter, and
answers one question at a time, each only when the test lets it. `WobblingSource` makes estimates of
whatever another source counts: a few per cent off, never twice as far, and some of them failing.
"""

from __future__ import annotations

import queue
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Final

from leadpreview.errors import CannotBeAskedError, LeadPreviewError, SourceUnavailableError
from leadpreview.fields import FIELDS, UNKNOWABLE
from leadpreview.filters import LeadFilters
from leadpreview.preview import (
    PREVIEW_SIZE,
    Answer,
    Cancellation,
    Failure,
    Lead,
    Plan,
    PreviewSource,
    Question,
    Receipt,
    SourceInfo,
)
from leadpreview.text import words

__all__ = [
    "DEADLINE",
    "MEASURED_AT",
    "CensusSource",
    "Person",
    "SlowEstimateSource",
    "WobblingSource",
    "matches",
]

MEASURED_AT: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DEADLINE: Final = 30.0
"""Seconds after which a test that would hang fails instead; no test needs them."""

_FIELDS: Final = frozenset(FIELDS) - UNKNOWABLE


@dataclass(frozen=True)
class Person:
    """One invented person; an empty text is a value that nobody knows."""

    name: str = "Person"
    title: str = ""
    company: str = ""
    seniority: str = ""
    function: str = ""
    company_size: str = ""
    location: str = ""


def matches(person: Person, filters: LeadFilters) -> bool:
    """Whether one person matches, field by field, in the plainest way there is.

    Raises:
        NotImplementedError: A field is active that these people do not have.
    """
    return all(_passes(person, field, filters.values(field)) for field in filters.active)


def _passes(person: Person, field: str, values: Sequence[str]) -> bool:
    match field:
        case "job_titles":
            return _titled(person, values)
        case "excluded_job_titles":
            return not _titled(person, values)
        case "keyword":
            return set(words(values[0])) <= set(words(f"{person.title} {person.company}"))
        case "seniority_levels":
            return person.seniority in values
        case "functions":
            return person.function in values
        case "company_size":
            return person.company_size in values
        case "included_locations":
            return person.location in values
        case "excluded_locations":
            return person.location not in values
        case "included_companies":
            return person.company in values
        case _:
            raise NotImplementedError(field)


def _titled(person: Person, values: Sequence[str]) -> bool:
    return any(set(words(value)) <= set(words(person.title)) for value in values)


def _leads(people: Sequence[Person]) -> tuple[Lead, ...]:
    return tuple(
        Lead(full_name=person.name, current_title=person.title or None)
        for person in people[:PREVIEW_SIZE]
    )


@dataclass
class CensusSource:
    """Counts people one by one: exact, everybody included.

    Attributes:
        people: The population.
        failing: Questions that are answered with this error.
        raising: Questions at which the whole plan ends with this exception.
        asked: Every plan that came, in order.
    """

    people: Sequence[Person] = ()
    failing: Mapping[LeadFilters, LeadPreviewError] = field(default_factory=dict)
    raising: Mapping[LeadFilters, BaseException] = field(default_factory=dict)
    asked: list[Plan] = field(default_factory=list)

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="census of the test",
            exact=True,
            synthetic=True,
            counts_everybody=True,
            fields=_FIELDS,
            people=len(self.people),
            version="1",
        )

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        self.asked.append(plan)
        for question in plan.questions:
            cancel.check()
            yield self.answer(question)

    def answer(self, question: Question) -> Answer:
        filters = question.filters
        if filters in self.raising:
            raise self.raising[filters]
        if filters in self.failing:
            return Failure(filters, self.failing[filters])
        found = [person for person in self.people if matches(person, filters)]
        return Receipt(
            filters=filters,
            count=len(found),
            source=self.info.name,
            measured_at=MEASURED_AT,
            exact=True,
            duration=0.25,
            leads=_leads(found) if question.leads else None,
        )


class SlowEstimateSource:
    """Like an HTTP API: one question at a time, estimates, nothing without a filter.

    Answers wait for the test: `begun` says which question is under way, `allow` lets it be
    answered. Totals are rounded down to tens, so that no sum of them is ever right by chance.

    Attributes:
        begun: The filters of each question, when the source turns to it.
        ended: How each plan ended: "answered" or "withdrawn".
    """

    def __init__(
        self,
        people: Sequence[Person],
        *,
        failing: Mapping[LeadFilters, LeadPreviewError] | None = None,
        open_wide: bool = False,
    ) -> None:
        """Args:
        people: The population.
        failing: Questions that are answered with this error.
        open_wide: Whether every question is allowed from the start.
        """
        self._people = people
        self._failing = failing or {}
        self._open = open_wide
        self._allowed = threading.Semaphore(0)
        self.begun: queue.Queue[LeadFilters] = queue.Queue()
        self.ended: queue.Queue[str] = queue.Queue()

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="estimates of the test",
            exact=False,
            synthetic=False,
            counts_everybody=False,
            fields=frozenset(FIELDS),
            people=None,
            version="1",
        )

    def allow(self, questions: int = 1) -> None:
        """Let that many more questions be answered."""
        self._allowed.release(questions)

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        withdrawn = True
        try:
            for question in plan.questions:
                cancel.check()
                self.begun.put(question.filters)
                if not self._open and not self._allowed.acquire(timeout=DEADLINE):
                    raise AssertionError("the test never allowed this question")
                cancel.check()
                yield self._answer(question)
            withdrawn = False
        finally:
            self.ended.put("withdrawn" if withdrawn else "answered")

    def _answer(self, question: Question) -> Answer:
        filters = question.filters
        if filters.is_empty:
            return Failure(filters, CannotBeAskedError("At least one filter is needed."))
        if filters in self._failing:
            return Failure(filters, self._failing[filters])
        found = [person for person in self._people if matches(person, filters)]
        return Receipt(
            filters=filters,
            count=len(found) // 10 * 10,
            source=self.info.name,
            measured_at=MEASURED_AT,
            exact=False,
            duration=1.0,
            leads=_leads(found),
        )


class WobblingSource:
    """Estimates of what another source counts exactly, as a service nobody controls makes them.

    The same question always gets the same estimate, but two estimates need not agree: a narrower
    audience may come out larger than a wider one.

    Attributes:
        asked: The filters of every question that came, in order.
    """

    def __init__(self, exact: PreviewSource, *, wobble: float = 0.05, fail_every: int = 0) -> None:
        """Args:
        exact: Who counts.
        wobble: How far off a total may be, as a share of it.
        fail_every: Which of the questions fail: every so many-th one; none by default.
        """
        self._exact = exact
        self._wobble = wobble
        self._fail_every = fail_every
        self._lock = threading.Lock()
        self.asked: list[LeadFilters] = []

    @property
    def info(self) -> SourceInfo:
        return SourceInfo(
            name="wobbling estimates of the test",
            exact=False,
            synthetic=False,
            counts_everybody=False,
            fields=frozenset(FIELDS),
            people=None,
            version="1",
        )

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        for question in plan.questions:
            cancel.check()
            with self._lock:
                self.asked.append(question.filters)
                number = len(self.asked)
            yield self._answer(question, number)

    def _answer(self, question: Question, number: int) -> Answer:
        filters = question.filters
        if filters.is_empty:
            return Failure(filters, CannotBeAskedError("At least one filter is needed."))
        if self._fail_every and number % self._fail_every == 0:
            return Failure(filters, SourceUnavailableError("The server of the test is away."))
        (answer,) = self._exact.run(Plan.of([Question(filters, leads=True)]), Cancellation())
        if isinstance(answer, Failure):
            return answer
        noise = zlib.crc32(filters.to_json().encode()) / 2**31 - 1
        return replace(
            answer,
            count=max(round(answer.count * (1 + self._wobble * noise)), 0),
            source=self.info.name,
            exact=False,
        )
