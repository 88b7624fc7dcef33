"""The people index: every number of a sizing, in one call, from memory-mapped files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import duckdb

from leadpreview.errors import (
    FilterProblem,
    FiltersError,
    KeywordSyntaxError,
    PeopleDatabaseDamagedError,
    UnanswerableFilterError,
)
from leadpreview.filters import LeadFilters
from leadpreview.people.index.bits import BitCache, Bits
from leadpreview.people.index.files import IndexFiles, check_index, is_checked_at_once
from leadpreview.people.index.leads import Leads
from leadpreview.people.index.plan import Want, run_plan
from leadpreview.people.index.resolve import Resolver
from leadpreview.people.index.suggest import Suggestion, Suggestions
from leadpreview.people.index.verify import Verification
from leadpreview.people.meaning import problem_with
from leadpreview.people.store import DATABASE, INDEX, open_database
from leadpreview.preview import PREVIEW_SIZE, Cancellation, Lead, Question

__all__ = ["Counted", "PeopleIndex"]

_Filter = tuple[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Counted:
    """How many people match, exactly, and the first 25 of them when they were wanted."""

    total: int
    leads: tuple[Lead, ...] | None


class PeopleIndex:
    """Answers questions about the people of one database. Safe to share between threads.

    Attributes:
        size: People there are.
        fingerprint: That of the database; another database has another.
    """

    def __init__(self, files: IndexFiles, fingerprint: str, cache_bytes: int) -> None:
        """Use `open`."""
        self.fingerprint = fingerprint
        self._resolver = Resolver(files)
        self.size: int = self._resolver.size
        self._leads = Leads(files, self._resolver)
        self._suggestions = Suggestions(self._resolver)
        self._cache = BitCache(cache_bytes)
        self._verification: Verification | None = None

    @classmethod
    def open(cls, folder: Path, *, cache_bytes: int = 256 * 2**20) -> Self:
        """Open the database and index of one version.

        An index too large to be read through first answers at once and is read through meanwhile;
        from the moment that damage is found, every question raises.

        Args:
            folder: Holds `people.duckdb` and `index/`.
            cache_bytes: Memory for the bits of filters that were asked lately.

        Raises:
            PeopleDatabaseDamagedError: One of the two is missing, damaged, of another version, or
                does not belong to the other.
            PeopleDatabaseError: The database may not be read, or another program keeps it to
                itself.
        """
        database, index = folder / DATABASE, folder / INDEX
        fingerprint = _fingerprint(folder)
        wrong = check_index(index, fingerprint)
        if wrong is not None:
            raise PeopleDatabaseDamagedError(wrong)
        files = IndexFiles(index)
        if database.stat().st_size < files.facts["database_bytes"]:
            raise PeopleDatabaseDamagedError("The people database is damaged: its end is missing.")
        opened = cls(files, fingerprint, cache_bytes)
        if not is_checked_at_once(index):
            opened._verification = Verification(index)
            opened._verification.start()
        return opened

    def answer(
        self, questions: Sequence[Question], cancel: Cancellation
    ) -> tuple[Counted | FiltersError, ...]:
        """Answer all questions in one pass over the people.

        Args:
            questions: What is asked; a question without filters asks for everybody.
            cancel: Looked at between values and between stretches of people.

        Returns:
            For each question, in order, its count, or why its filters cannot be answered.

        Raises:
            CancelledError: `cancel` was set.
            PeopleDatabaseDamagedError: The index was found to be damaged after it was opened.
        """
        self._check()
        refusals: dict[_Filter, KeywordSyntaxError | tuple[FilterProblem, ...]] = {}
        places: dict[_Filter, int] = {}
        wants: list[Want] = []
        refused: dict[int, FiltersError] = {}
        for number, question in enumerate(questions):
            filters = _split(question.filters)
            for each in filters:
                if each not in refusals:
                    refusals[each] = _refusal(each, cancel)
            error = _error(refusals[each] for each in filters)
            if error is None:
                wanted = frozenset(places.setdefault(each, len(places)) for each in filters)
                wants.append(Want(wanted, PREVIEW_SIZE if question.leads else 0))
            else:
                refused[number] = error
        sets = []
        for field, values in places:
            cancel.check()
            sets.append(self._bits(field, values, cancel))
        found = iter(run_plan(wants, sets, self.size, cancel.check))
        answers: list[Counted | FiltersError] = []
        for number, question in enumerate(questions):
            if number in refused:
                answers.append(refused[number])
                continue
            result = next(found)
            leads = self._leads.at(result.rows) if question.leads else None
            answers.append(Counted(result.total, leads))
        self._check()
        return tuple(answers)

    def suggest_titles(self, text: str, limit: int = 50) -> tuple[Suggestion, ...]:
        """Current titles whose words start with the words of `text`, most people first.

        The number beside each is how many people a title filter with that value finds.
        """
        self._check()
        return self._suggestions.titles(text, limit)

    def suggest_companies(self, text: str, limit: int = 50) -> tuple[Suggestion, ...]:
        """Companies whose words start with the words of `text`, most people first."""
        self._check()
        return self._suggestions.companies(text, limit)

    def known_titles(self, values: Iterable[str]) -> frozenset[str]:
        """Those of `values` that some title, current or past, matches as a title filter."""
        return frozenset(v for v in values if len(self._resolver.titles_matching(v)))

    def known_companies(self, values: Iterable[str]) -> frozenset[str]:
        """Those of `values` that name a company of the database."""
        return frozenset(v for v in values if len(self._resolver.companies_named(v)))

    def forget(self) -> None:
        """Empty the cache, as after opening."""
        self._cache.clear()

    def close(self) -> None:
        """Let go of the cache; the files are let go of with the object."""
        self._cache.clear()
        if self._verification is not None:
            self._verification.stop()

    def wait_until_verified(self) -> None:
        """Return when the whole index has been read through; for tests and benchmarks."""
        if self._verification is not None:
            self._verification.wait()

    def _check(self) -> None:
        if self._verification is not None:
            self._verification.check()

    def _bits(self, field: str, values: tuple[str, ...], cancel: Cancellation) -> Bits:
        bits = self._cache.get((field, values))
        if bits is None:
            bits = self._resolver.bits(field, values, cancel.check)
            self._cache.put((field, values), bits)
        return bits


def _split(filters: LeadFilters) -> list[_Filter]:
    return [(field, filters.values(field)) for field in filters.active]


def _refusal(one: _Filter, cancel: Cancellation) -> KeywordSyntaxError | tuple[FilterProblem, ...]:
    field, values = one
    found: list[FilterProblem] = []
    try:
        for value in values:
            cancel.check()
            problem = problem_with(field, value)
            if problem is not None:
                found.append(problem)
    except KeywordSyntaxError as error:
        return error
    return tuple(found)


def _error(
    refusals: Iterable[KeywordSyntaxError | tuple[FilterProblem, ...]],
) -> FiltersError | None:
    """One error for all that is wrong with a question."""
    mistake: KeywordSyntaxError | None = None
    problems: list[FilterProblem] = []
    for refusal in refusals:
        if isinstance(refusal, KeywordSyntaxError):
            mistake = refusal
        else:
            problems += refusal
    if mistake is not None and problems:
        (reason,) = (problem.reason for problem in mistake.problems)
        return KeywordSyntaxError(mistake.keyword, mistake.position, reason, *problems)
    return mistake or (UnanswerableFilterError(*problems) if problems else None)


def _fingerprint(folder: Path) -> str:
    try:
        with open_database(folder) as connection:
            rows = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchall()
    except duckdb.Error as error:
        raise PeopleDatabaseDamagedError("The people database cannot be read.") from error
    if not rows:
        raise PeopleDatabaseDamagedError("The people database has no fingerprint.")
    return str(rows[0][0])
