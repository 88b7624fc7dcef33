"""What a handful of marks says about an audience, and how sure that is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import Figure, Kind, carried, figure_of, noise_of, wilson
from tests.fakes import MEASURED_AT

SALES = LeadFilters(keyword="sales")


def total(count: int, *, exact: bool = True) -> Figure:
    """A total as a source says it."""
    return figure_of(Receipt(SALES, count, "test", MEASURED_AT, exact, 0.1))


marks = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@pytest.mark.parametrize(
    ("fits", "marked", "low", "high"),
    [
        # By the closed formula with z = 1.959964, as in Newcombe 1998, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
        (29, 29, 0.8830, 1.0),
    ],
)
def test_the_interval_has_the_published_values(
    fits: int, marked: int, low: float, high: float
) -> None:
    assert wilson(fits, marked) == pytest.approx((low, high), abs=5e-5)


@given(marks)
def test_the_interval_lies_inside_0_to_1_and_holds_the_share(drawn: tuple[int, int]) -> None:
    fits, marked = drawn
    low, high = wilson(fits, marked)
    assert 0 <= low <= fits / marked <= high <= 1


@given(marks, st.integers(2, 20))
def test_more_marks_of_the_same_share_narrow_the_interval(
    drawn: tuple[int, int], times: int
) -> None:
    fits, marked = drawn
    low, high = wilson(fits, marked)
    narrower = wilson(fits * times, marked * times)
    assert narrower[1] - narrower[0] < high - low


@given(marks)
def test_fits_and_does_not_fit_mirror_each_other(drawn: tuple[int, int]) -> None:
    fits, marked = drawn
    low, high = wilson(fits, marked)
    other = wilson(marked - fits, marked)
    assert (1 - other[1], 1 - other[0]) == pytest.approx((low, high))


def test_without_marks_anything_is_possible() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    assert noise_of({}, total(100)) is None


@pytest.mark.parametrize(("fits", "marked"), [(3, 2), (-1, 2), (0, -1)])
def test_a_share_of_more_than_all_is_refused(fits: int, marked: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(fits, marked)


@given(st.integers(0, 5_000_000), st.dictionaries(st.integers(0, 24), st.booleans(), min_size=1))
def test_the_adjusted_total_lies_within_its_bounds_and_the_total(
    count: int, drawn: dict[int, bool]
) -> None:
    count = max(count, len(drawn))
    found = noise_of(drawn, total(count))
    assert found is not None
    adjusted = found.adjusted
    assert adjusted.count is not None
    assert adjusted.low is not None
    assert adjusted.high is not None
    # Those who were marked are known: the fitting are in it, the others are not.
    assert sum(drawn.values()) <= adjusted.low <= adjusted.count <= adjusted.high
    assert adjusted.high <= count - (len(drawn) - sum(drawn.values()))


def test_the_adjusted_total_is_modelled_with_its_receipt() -> None:
    found = noise_of({0: True, 1: True, 5: True, 6: False}, total(12_438))
    assert found is not None
    assert (found.marked, found.fits, found.share, found.complete) == (4, 3, 0.75, False)
    assert found.adjusted.kind is Kind.MODELLED
    assert found.adjusted.count == pytest.approx(9_328.5)
    assert [receipt.count for receipt in found.adjusted.receipts] == [12_438]


def test_when_everybody_was_marked_nothing_is_guessed() -> None:
    found = noise_of({0: True, 1: False, 2: True}, total(3))
    assert found is not None
    assert (found.low, found.high, found.complete) == (2 / 3, 2 / 3, True)
    assert (found.adjusted.kind, found.adjusted.count) == (Kind.WORKED_OUT, 2)


def test_of_an_estimate_not_even_all_leads_are_everybody() -> None:
    found = noise_of({0: True, 1: False, 2: True}, total(3, exact=False))
    assert found is not None
    assert not found.complete
    assert found.adjusted.kind is Kind.MODELLED


def test_without_a_total_the_share_stays_and_nothing_is_adjusted() -> None:
    failed = figure_of(Failure(SALES, SourceUnavailableError("Out of reach.")))
    found = noise_of({0: True}, failed)
    assert found is not None
    assert found.share == 1
    assert (found.adjusted.kind, found.adjusted.count) == (Kind.FAILED, None)


MARKS = st.dictionaries(st.integers(0, 24), st.booleans())
LISTS = st.lists(st.integers(0, 40), max_size=25, unique=True)


@given(MARKS, LISTS)
def test_marks_of_the_same_leads_stay(drawn: dict[int, bool], leads: list[int]) -> None:
    inside = {place: mark for place, mark in drawn.items() if place < len(leads)}
    assert carried(drawn, leads, leads) == inside


@given(MARKS, LISTS, LISTS)
def test_a_mark_goes_with_its_lead_or_is_dropped_with_it(
    drawn: dict[int, bool], before: list[int], now: list[int]
) -> None:
    found = {now[place]: mark for place, mark in carried(drawn, before, now).items()}
    marked = {before[place]: mark for place, mark in drawn.items() if place < len(before)}
    assert found == {lead: mark for lead, mark in marked.items() if lead in now}


def test_leads_that_look_alike_keep_their_own_marks() -> None:
    assert carried({0: True, 1: False}, ["Ann", "Ann", "Bob"], ["Ann", "Ann", "Eve"]) == {
        0: True,
        1: False,
    }


def test_marks_on_a_total_that_is_only_bounded_leave_its_bounds() -> None:
    bounded = Figure(Kind.BETWEEN, None, 100, 200)
    noise = noise_of({0: True, 1: False}, bounded)
    assert noise is not None
    assert (noise.adjusted.low, noise.adjusted.high) != (None, None)
    assert noise.adjusted.high is not None
    assert noise.adjusted.high <= 200


def test_of_an_exact_total_those_who_were_looked_at_are_as_they_are() -> None:
    few = noise_of({place: place == 0 for place in range(25)}, total(30))
    many = noise_of({place: place != 0 for place in range(25)}, total(30))
    assert few is not None
    assert few.adjusted.low == 1
    assert many is not None
    assert many.adjusted.high == 29
