"""A lane at a glance: what it counts, and what it says of a server that is away."""

from __future__ import annotations

from datetime import UTC, datetime

from leadpreview.errors import (
    AuthenticationError,
    ContractError,
    RateLimitedError,
    SourceUnavailableError,
)
from leadpreview.sources.lane import LaneStatus

EVENING = datetime(2026, 1, 2, 23, 59, 59, tzinfo=UTC)
MORNING = datetime(2026, 1, 3, 0, 0, 1, tzinfo=UTC)


def test_requests_of_today_begin_anew_at_midnight() -> None:
    status = LaneStatus().after_sending(EVENING).after_sending(EVENING)
    assert (status.sent, status.sent_today) == (2, 2)
    status = status.after_sending(MORNING)
    assert (status.sent, status.sent_today) == (3, 1)


def test_a_server_that_is_away_is_said_until_it_answers() -> None:
    away = SourceUnavailableError("away")
    status = LaneStatus().after_answer(away, EVENING)
    assert status.trouble is away
    assert status.after_answer(RateLimitedError("slow down"), EVENING).trouble is away
    back = status.after_answer(None, MORNING)
    assert (back.trouble, back.answered, back.last_answer_at) == (None, 1, MORNING)


def test_a_service_that_lets_nobody_through_is_said_and_our_own_limit_is_not() -> None:
    upstream = RateLimitedError("LinkedIn", upstream=True)
    status = LaneStatus().after_answer(upstream, EVENING)
    assert status.limited is upstream
    assert status.after_answer(None, EVENING).limited is None
    ours = RateLimitedError("one a second", upstream=False)
    assert LaneStatus().after_answer(ours, EVENING).limited is None


def test_each_outcome_counts_as_what_it_is() -> None:
    status = LaneStatus().after_answer(RateLimitedError("slow down"), EVENING)
    assert (status.refused, status.answered) == (1, 0)
    refused_key = AuthenticationError("no")
    assert status.after_answer(refused_key, EVENING).stopped is refused_key
    assert status.after_answer(ContractError("nonsense"), EVENING) == status
