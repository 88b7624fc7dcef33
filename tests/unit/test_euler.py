"""Circles for audiences: true where circles can be, and honest where they cannot."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview.sizing.euler import Euler, distance, draw, lens

PARTS = ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2))
people = st.integers(0, 1_000_000)


def two(a: int, b: int, both: int) -> Euler:
    found = draw({(0,): a, (1,): b, (0, 1): both})
    assert found is not None
    return found


def apart(drawing: Euler, one: int = 0, other: int = 1) -> float:
    first, second = drawing.circles[one], drawing.circles[other]
    return math.hypot(first.x - second.x, first.y - second.y)


@given(people, people, people)
def test_two_circles_have_the_areas_of_the_counts_within_half_a_per_cent(
    a: int, b: int, both: int
) -> None:
    total = a + b + both
    if not total:
        assert draw({(0,): a, (1,): b, (0, 1): both}) is None
        return
    drawing = two(a, b, both)
    one, other = (circle.radius for circle in drawing.circles)
    shared = lens(one, other, apart(drawing)) if min(one, other) else 0.0
    scale = (math.pi * (one**2 + other**2) - shared) / total
    for area, count in (
        (math.pi * one**2, a + both),
        (math.pi * other**2, b + both),
        (shared, both),
    ):
        assert area / scale == pytest.approx(count, abs=0.005 * total)
    assert drawing.off < 0.01


@given(st.floats(0.01, 10), st.floats(0.01, 10), st.floats(0.01, 0.99))
def test_circles_at_the_distance_found_share_the_area_asked_for(
    one: float, other: float, part: float
) -> None:
    wanted = part * math.pi * min(one, other) ** 2
    assert lens(one, other, distance(one, other, wanted)) == pytest.approx(wanted, rel=0.005)


def test_a_lens_is_what_a_million_points_say() -> None:
    inside = sum(
        1
        for x in range(1000)
        for y in range(1000)
        if math.hypot(x / 250 - 2, y / 250 - 2) < 1 and math.hypot(x / 250 - 2.7, y / 250 - 2) < 0.8
    )
    assert lens(1, 0.8, 0.7) == pytest.approx(inside / 250**2, rel=0.005)


def test_audiences_that_share_nobody_do_not_touch() -> None:
    drawing = two(500, 300, 0)
    assert apart(drawing) > sum(circle.radius for circle in drawing.circles)
    assert (0, 1) not in drawing.spots


def test_an_audience_within_another_lies_inside_without_touching() -> None:
    drawing = two(500, 0, 300)
    large, small = drawing.circles
    assert apart(drawing) < large.radius - small.radius
    assert set(drawing.spots) == {(0,), (0, 1)}


def test_equal_audiences_are_one_circle() -> None:
    drawing = two(0, 0, 77)
    assert drawing.circles[0] == drawing.circles[1]
    assert set(drawing.spots) == {(0, 1)}


def test_an_empty_audience_has_no_circle() -> None:
    drawing = two(0, 40, 0)
    assert drawing.circles[0].radius == 0
    assert set(drawing.spots) == {(1,)}


@pytest.mark.parametrize(
    ("counts", "most"),
    [
        ((100, 100, 100, 0, 0, 0, 0), 0.01),
        ((100, 0, 0, 50, 0, 0, 20), 0.01),
        ((0, 0, 0, 0, 0, 0, 9), 0.01),
        ((100, 100, 100, 30, 30, 30, 10), 0.05),
        ((60, 90, 40, 25, 10, 15, 8), 0.05),
    ],
)
def test_three_circles_are_nearly_true_where_they_can_be(
    counts: tuple[int, ...], most: float
) -> None:
    drawing = draw(dict(zip(PARTS, counts, strict=True)))
    assert drawing is not None
    assert drawing.off < most


def test_what_no_three_circles_can_show_is_said_to_be_off() -> None:
    drawing = draw(dict(zip(PARTS, (0, 0, 0, 40, 40, 40, 0), strict=True)))
    assert drawing is not None
    assert drawing.off > 0.1


@settings(max_examples=30)
@given(st.lists(st.integers(0, 5_000), min_size=7, max_size=7).filter(any))
def test_any_three_are_drawn_inside_their_frame_with_words_in_their_regions(
    counts: list[int],
) -> None:
    drawing = draw(dict(zip(PARTS, counts, strict=True)))
    assert drawing is not None
    assert 0 <= drawing.off <= 1
    for circle in drawing.circles:
        if circle.radius:
            assert circle.x - circle.radius >= -1e-6
            assert circle.x + circle.radius <= drawing.width + 1e-6
            assert circle.y + circle.radius <= drawing.height + 1e-6
    for members, spot in drawing.spots.items():
        for place, circle in enumerate(drawing.circles):
            away = math.hypot(spot.x - circle.x, spot.y - circle.y)
            assert (away < circle.radius) is (place in members)


def test_each_circle_is_as_large_as_its_audience() -> None:
    counts = dict(zip(PARTS, (60, 90, 40, 25, 10, 15, 8), strict=True))
    drawing = draw(counts)
    assert drawing is not None
    sizes = [sum(n for part, n in counts.items() if place in part) for place in range(3)]
    for one, other in combinations(range(3), 2):
        ratio = (drawing.circles[one].radius / drawing.circles[other].radius) ** 2
        assert ratio == pytest.approx(sizes[one] / sizes[other])
