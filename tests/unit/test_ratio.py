"""A share of people that has bounds never has bounds that no share can have."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadpreview.sizing import Figure, Kind
from leadpreview.sizing.sharing import ratio

counts = st.integers(-50, 200).map(float)
estimates = st.builds(Figure, st.just(Kind.ABOUT), counts)
bounded = st.tuples(st.integers(0, 200), st.integers(0, 200)).map(
    lambda ends: Figure(Kind.BETWEEN, None, min(ends), max(ends))
)
people = estimates | bounded


@given(people, people)
def test_a_share_lies_between_nothing_and_all(part: Figure, whole: Figure) -> None:
    share = ratio(part, whole)
    ends = [end for end in (share.low, share.value, share.high) if end is not None]
    assert ends == sorted(ends)
    assert all(0 <= end <= 1 for end in ends)


def test_a_part_that_is_estimated_larger_than_its_whole_is_no_share_of_it() -> None:
    found = ratio(Figure(Kind.ABOUT, 110.0), Figure(Kind.ABOUT, 100.0))
    assert (found.value, found.low, found.high) == (None, None, None)
