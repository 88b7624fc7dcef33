"""What a source of counts is asked and what it answers.

A plan goes in, receipts come out: one a question, in any order, each knowing what it answers.
Everything above this module talks to `PreviewSource` and to nothing more specific.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import Protocol, Self

from pydantic import BaseModel, ConfigDict, Field

from leadpreview.errors import CancelledError, LeadPreviewError
from leadpreview.filters import LeadFilters

__all__ = [
    "PREVIEW_SIZE",
    "Answer",
    "Cancellation",
    "Failure",
    "Lead",
    "Plan",
    "Preview",
    "PreviewSource",
    "Priority",
    "Question",
    "Receipt",
    "SourceInfo",
]

PREVIEW_SIZE = 25
"""Leads in a preview at most (contract 2.3)."""


class Lead(BaseModel):
    """One person of a preview: the API's six fields, each of which may be missing."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    full_name: str | None = None
    headline: str | None = None
    current_company: str | None = None
    current_title: str | None = None
    linkedin_id: str | None = None
    profile_url: str | None = None


class Preview(BaseModel):
    """The body of the preview endpoint's answer (contract 2.3)."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    total_count: int = Field(ge=0)
    preview: tuple[Lead, ...] = Field(default=(), max_length=PREVIEW_SIZE)


class Priority(IntEnum):
    """Who waits: the answer that a person looks for, the rest of a page, background work."""

    PERSON = 0
    DETAIL = 1
    BACKGROUND = 2


@dataclass(frozen=True, slots=True)
class Question:
    """One count to be made.

    Attributes:
        filters: Who to count.
        leads: Whether the first 25 are wanted too; a count alone may be cheaper.
    """

    filters: LeadFilters
    leads: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Distinct questions, the most useful first."""

    questions: tuple[Question, ...]
    priority: Priority = Priority.PERSON

    @classmethod
    def of(cls, questions: Iterable[Question], priority: Priority = Priority.PERSON) -> Self:
        """A plan without repetitions; one that wants leads absorbs one that does not."""
        merged: dict[LeadFilters, bool] = {}
        for question in questions:
            merged[question.filters] = merged.get(question.filters, False) or question.leads
        return cls(tuple(Question(*item) for item in merged.items()), priority)


@dataclass(frozen=True, slots=True)
class Receipt:
    """A count and everything needed to believe it.

    Attributes:
        filters: What was asked.
        count: People who match; an estimate unless `exact`.
        source: Which source answered, as a person reads it.
        measured_at: When, in UTC.
        exact: Whether the source counted, rather than estimated.
        duration: Seconds that the source took, for the batch that this count was part of.
        leads: The first 25, or `None` when only the count was asked.
    """

    filters: LeadFilters
    count: int
    source: str
    measured_at: datetime
    exact: bool
    duration: float
    leads: tuple[Lead, ...] | None = None


@dataclass(frozen=True, slots=True)
class Failure:
    """A question that was not answered, and why. Never shown as a zero."""

    filters: LeadFilters
    error: LeadPreviewError


Answer = Receipt | Failure


class Cancellation:
    """Withdraws a plan: set by who asked, looked at by who answers."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Nobody waits any more."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        """Whether `cancel` was called."""
        return self._event.is_set()

    def check(self) -> None:
        """Raise `CancelledError` once nobody waits any more."""
        if self._event.is_set():
            raise CancelledError("The question was withdrawn.")


@dataclass(frozen=True, slots=True)
class SourceInfo:
    """What a source is, for the person and for plans.

    Attributes:
        name: A short name for receipts ("synthetic sample").
        exact: Whether it counts rather than estimates.
        synthetic: Whether its people are invented, so that no number is a market's.
        counts_everybody: Whether a question without any filter can be asked.
        fields: The filter fields that it can answer.
        people: How many people it holds, when that is known.
        version: Changes when its data do; answers of another version are old.
    """

    name: str
    exact: bool
    synthetic: bool
    counts_everybody: bool
    fields: frozenset[str]
    people: int | None
    version: str


class PreviewSource(Protocol):
    """Who answers: the embedded people database today, an HTTP API as well later."""

    @property
    def info(self) -> SourceInfo:
        """What this source is, now."""

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        """Answer every question of `plan`, each once, as answers arrive.

        A question that fails yields its `Failure` and the rest goes on.

        Raises:
            CancelledError: `cancel` was set; what was already yielded stays valid.
        """
