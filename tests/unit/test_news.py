"""A pane is drawn again for what has arrived since it was begun, and hardly ever for nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import streamlit

from leadpreview.dashboard import counting, news, waiting
from leadpreview.dashboard.state import Session, session
from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Plan, Question
from leadpreview.sources.desk import Desk, Ticket
from leadpreview.sources.lane import LaneStatus
from tests.fakes import CensusSource

SALES = LeadFilters(functions=["25"])
SENIOR = LeadFilters(seniority_levels=["300"])
GONE = SourceUnavailableError("gone")
PLAN = Plan.of([Question(SALES), Question(SENIOR)])


@dataclass
class Lane:
    """As much of a service as is looked at."""

    now: LaneStatus = field(default_factory=LaneStatus)

    def status(self) -> LaneStatus:
        return self.now


@dataclass
class Answering:
    """As much of whom a page asks as is looked at."""

    service: Lane = field(default_factory=Lane)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Monotonic seconds, which only the test makes pass."""
    now = [100.0]
    monkeypatch.setattr("leadpreview.dashboard.news.monotonic", lambda: now[0])
    return now


@pytest.fixture
def state(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> Session:
    """A tab in which nothing has been asked yet."""
    monkeypatch.setattr(streamlit, "session_state", {})
    return session()


@pytest.fixture
def asked(state: Session, monkeypatch: pytest.MonkeyPatch) -> Ticket:
    """A ticket that the page looks at as it is drawn; nobody answers it but the test."""
    desk = Desk(CensusSource())
    ticket = Ticket(PLAN, desk)
    monkeypatch.setattr(desk, "ask", lambda _: ticket)
    waiting.begin()
    counting.ask(desk, "alone", PLAN)
    return ticket


def test_nothing_is_new_until_a_count_arrives_and_then_until_it_is_drawn(
    state: Session, asked: Ticket
) -> None:
    answering: Any = Answering()
    found = news.since_now(answering)
    assert not found()
    asked.add([Failure(SALES, GONE)])
    assert found()
    waiting.begin()
    found = news.since_now(answering)
    counting.ask(asked.desk, "alone", PLAN)
    assert not found()
    asked.add([Failure(SENIOR, GONE)])
    asked.close()
    assert found()


def test_what_arrives_while_a_pane_is_drawn_is_new(state: Session, asked: Ticket) -> None:
    answering: Any = Answering()
    waiting.begin()
    found = news.since_now(answering)
    counting.ask(asked.desk, "alone", PLAN)
    asked.add([Failure(SALES, GONE)])
    counting.ask(asked.desk, "alone", PLAN)
    assert found(), "the first look has drawn something without it"


def test_a_ticket_that_ends_without_another_answer_is_new(state: Session, asked: Ticket) -> None:
    answering: Any = Answering()
    found = news.since_now(answering)
    asked.close()
    assert found()


def test_what_a_person_did_and_trouble_of_the_service_are_new(state: Session) -> None:
    answering: Any = Answering()
    found = news.since_now(answering)
    state.audience = SALES
    assert found()
    found = news.since_now(answering)
    assert not found()
    answering.service.now = replace(LaneStatus(), trouble=GONE)
    assert found()


def test_what_is_asked_again_by_itself_counts_down(state: Session, clock: list[float]) -> None:
    answering: Any = Answering()
    found = news.since_now(answering)
    state.retry_at = 115.0
    clock[0] += 0.9
    assert not found()
    clock[0] += 0.2
    assert found()


def test_a_pane_says_anew_how_long_it_takes_after_a_while(
    state: Session, clock: list[float]
) -> None:
    answering: Any = Answering()
    found = news.since_now(answering)
    clock[0] += 1.9
    assert not found()
    clock[0] += 0.2
    assert found()


def test_a_section_that_failed_before_it_looked_is_not_drawn_all_the_time(
    state: Session, asked: Ticket
) -> None:
    answering: Any = Answering()
    waiting.begin()
    found = news.since_now(answering)
    asked.add([Failure(SALES, GONE)])
    assert not found()
