"""Size bands are monotone, cover every number, and are careful with estimates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpreview.sizing.bands import DEFAULT_BANDS, NEAR, Thresholds, band_of, bands

COUNTS = st.integers(0, 2_000_000_000)
THRESHOLDS = st.sets(st.integers(1, 2_000_000), min_size=4, max_size=4).map(
    lambda found: tuple(sorted(found))
)


@given(COUNTS, THRESHOLDS)
def test_every_number_lies_in_one_band(count: int, thresholds: Thresholds) -> None:
    inside = [
        band
        for band in bands(thresholds)
        if band.low <= count and (band.high is None or count < band.high)
    ]
    assert [band_of(count, thresholds).band] == inside


@given(COUNTS, COUNTS, THRESHOLDS)
def test_more_people_are_never_in_a_lower_band(
    one: int, other: int, thresholds: Thresholds
) -> None:
    fewer, more = sorted((one, other))
    assert band_of(fewer, thresholds).band.low <= band_of(more, thresholds).band.low


@given(COUNTS, THRESHOLDS)
def test_an_estimate_is_near_the_edge_only_within_a_tenth_of_one(
    count: int, thresholds: Thresholds
) -> None:
    judged = band_of(count, thresholds, exact=False)
    close = any(abs(edge - count) <= NEAR * edge for edge in thresholds)
    assert (judged.near is not None) == close
    if judged.near is not None:
        assert judged.near != judged.band


@given(COUNTS, THRESHOLDS)
def test_a_fact_is_never_near_the_edge(count: int, thresholds: Thresholds) -> None:
    assert band_of(count, thresholds, exact=True).near is None


@pytest.mark.parametrize(
    ("count", "name", "near"),
    [
        (0, "Too small to advertise to", None),
        (269, "Too small to advertise to", None),
        (299, "Too small to advertise to", "Small"),
        (300, "Small", "Too small to advertise to"),
        (1_000, "Small", None),
        (2_199, "Healthy", "Small"),
        (49_999, "Healthy", "Broad"),
        (300_000, "Too broad", "Broad"),
        (900_000, "Too broad", None),
    ],
)
def test_the_band_of_an_estimate(count: int, name: str, near: str | None) -> None:
    judged = band_of(count, exact=False)
    assert judged.band.name == name
    assert (judged.near.name if judged.near else None) == near


def test_linkedin_s_floor_is_named_only_where_it_is_the_threshold() -> None:
    assert "LinkedIn" in bands(DEFAULT_BANDS)[0].sentence
    assert not any("LinkedIn" in band.sentence for band in bands((10, 20, 30, 40)))


def test_each_band_says_its_own_thresholds() -> None:
    assert [band.sentence.split(":")[0] for band in bands((10, 2_000, 30_000, 400_000))] == [
        "Fewer than 10 people",
        "From 10 to 2,000 people",
        "From 2,000 to 30,000 people",
        "From 30,000 to 400,000 people",
        "400,000 people or more",
    ]
