"""The embedded people database as a source: exact, at once, no key and no network."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Final

from leadpreview.errors import FiltersError
from leadpreview.fields import FIELDS, UNKNOWABLE
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Answer, Cancellation, Failure, Plan, Receipt, SourceInfo

__all__ = ["SAMPLE_NAME", "PeopleSource"]

SAMPLE_NAME: Final = "synthetic sample"
_ANSWERABLE: Final = frozenset(FIELDS) - UNKNOWABLE


def _now() -> datetime:
    return datetime.now(UTC)


class PeopleSource:
    """Answers every plan from the people index, all of it in one batch."""

    def __init__(
        self,
        index: PeopleIndex,
        *,
        clock: Callable[[], float] = time.perf_counter,
        now: Callable[[], datetime] = _now,
    ) -> None:
        self._index = index
        self._clock = clock
        self._now = now
        self._info = SourceInfo(
            name=SAMPLE_NAME,
            exact=True,
            synthetic=True,
            counts_everybody=True,
            fields=_ANSWERABLE,
            people=index.size,
            version=index.fingerprint,
        )

    @property
    def info(self) -> SourceInfo:
        """What this source is; its version is the fingerprint of the database."""
        return self._info

    @property
    def index(self) -> PeopleIndex:
        """The index that answers, for suggestions of titles and companies."""
        return self._index

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        """Answer the whole plan in one pass; the duration is that of the pass, in seconds.

        Raises:
            CancelledError: `cancel` was set before the pass ended.
        """
        started = self._clock()
        counted = self._index.answer(plan.questions, cancel)
        duration, measured_at = self._clock() - started, self._now()
        for question, result in zip(plan.questions, counted, strict=True):
            if isinstance(result, FiltersError):
                yield Failure(question.filters, result)
            else:
                yield Receipt(
                    filters=question.filters,
                    count=result.total,
                    source=self._info.name,
                    measured_at=measured_at,
                    exact=True,
                    duration=duration,
                    leads=result.leads,
                )
