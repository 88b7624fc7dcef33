"""How far apart: exact on any road once the best trip is known, capped, and wider when refused."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpreview.sources.lane.pace import Pace, Traffic

ONE_WAY = st.floats(0.001, 2.0)
KNOWN = Traffic(best=0.2, best_before=0.2)


@given(st.lists(st.tuples(ONE_WAY, ONE_WAY), min_size=2, max_size=40), st.floats(0.001, 0.5))
def test_arrivals_keep_their_distance_while_the_best_trip_is_the_best(
    trips: list[tuple[float, float]], shortest: float
) -> None:
    """Every one-way trip takes `shortest` at least, and the best known trip is twice that."""
    pace = Pace(1.0, cap=math.inf)
    traffic = Traffic(best=2 * shortest, best_before=2 * shortest)
    sent_at = 0.0
    arrived_at = -math.inf
    for there, back in trips:
        arrives_at = sent_at + shortest + there
        assert arrives_at - arrived_at >= 1.0
        arrived_at = arrives_at
        trip = 2 * shortest + there + back
        traffic = pace.answered(traffic, trip)
        sent_at += pace.gap(traffic, trip)


@given(st.lists(ONE_WAY, min_size=1, max_size=15))
def test_until_a_few_trips_are_known_all_of_a_trip_counts(trips: list[float]) -> None:
    pace = Pace(1.0, cap=math.inf)
    traffic = Traffic()
    for trip in trips:
        traffic = pace.answered(traffic, trip)
        assert pace.gap(traffic, trip) >= 1.0 + trip


def test_an_even_road_costs_the_margin_and_nothing_more() -> None:
    pace = Pace(1.0)
    assert pace.gap(KNOWN, 0.2) == pytest.approx(1.010)
    assert pace.gap(KNOWN, 0.205) == pytest.approx(1.010)
    assert pace.gap(KNOWN, 0.240) == pytest.approx(1.050)
    assert pace.gap(KNOWN) == pytest.approx(1.010), "before the answer"


def test_the_servers_own_slow_work_costs_a_tenth_of_the_rate_at_most() -> None:
    assert Pace(1.0).gap(KNOWN, 30.0) <= 1.0 / 0.90


def test_an_old_best_is_forgotten_when_the_road_became_longer() -> None:
    pace = Pace(1.0)
    traffic = pace.answered(Traffic(), 0.05)
    for _ in range(300):
        traffic = pace.answered(traffic, 0.8)
    assert traffic.shortest == 0.8


def test_a_refusal_widens_the_pace_for_a_while() -> None:
    pace = Pace(1.0)
    even = pace.gap(KNOWN, 0.2)
    traffic = pace.refused(KNOWN)
    once = pace.gap(traffic, 0.2)
    twice = pace.gap(pace.refused(traffic), 0.2)
    assert even < once < twice
    for _ in range(20):
        traffic = pace.refused(traffic)
    assert pace.gap(traffic, 0.2) <= even + 0.5
    gaps = []
    for _ in range(80):
        traffic = pace.answered(traffic, 0.2)
        gaps.append(pace.gap(traffic, 0.2))
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] == even


@pytest.mark.parametrize(
    ("retry_after", "waits"),
    [(0.0, 1.0), (-5.0, 1.0), (1.5, 1.5), (60.0, 60.0), (3600.0, 60.0), (math.inf, 60.0)],
)
def test_retry_after_is_believed_between_an_interval_and_a_minute(
    retry_after: float, waits: float
) -> None:
    pace = Pace(1.0)
    found = pace.back_off(pace.refused(KNOWN), retry_after, upstream=None, rng=random.Random(1))
    assert found == waits


@pytest.mark.parametrize("retry_after", [None, math.nan])
def test_without_retry_after_the_wait_grows_from_an_interval(retry_after: float | None) -> None:
    pace = Pace(1.0)
    rng = random.Random(1)
    waits = []
    traffic = Traffic()
    for _ in range(12):
        traffic = pace.refused(traffic)
        waits.append(pace.back_off(traffic, retry_after, upstream=None, rng=rng))
    assert waits[0] == 1.0
    assert all(1.0 <= wait <= 4.0 for wait in waits)
    assert min(waits[4:]) >= 2.0
    longest = pace.back_off(traffic, retry_after, upstream=True, rng=rng)
    assert 30.0 <= longest <= 60.0, "an upstream limit is waited out for longer"
    traffic = pace.refused(pace.answered(traffic, 0.2))
    assert pace.back_off(traffic, retry_after, upstream=None, rng=rng) == 1.0, "after an answer"


def test_no_gap_is_longer_than_the_longest_wait() -> None:
    pace = Pace(1.0, cap=math.inf)
    assert pace.gap(KNOWN, 1e6) == pace.longest == 60.0
    assert Pace(100.0).longest == 200.0
