"""Chance: pure, exact, and the same everywhere."""

from __future__ import annotations

import numpy as np
import pytest

from leadpreview.people.sample.draws import Draws, Lottery, Skewed, apportion, invert_order_key
from leadpreview.people.schema import order_key


def draws(count: int = 4096, seed: int = 1) -> Draws:
    return Draws(seed, np.arange(count, dtype=np.uint64))


def test_the_first_draws_are_the_same_on_every_machine() -> None:
    """These numbers were written down once; another one anywhere is another population."""
    assert draws(3, seed=42).bits(7).tolist() == GOLDEN_BITS
    assert draws(6, seed=42).below(7, 100).tolist() == GOLDEN_BELOW


def test_a_draw_depends_on_nothing_but_seed_stream_and_index() -> None:
    everybody = draws().bits(3)
    some = np.array([5, 900, 17], dtype=np.int64)
    assert draws().of(some).bits(3).tolist() == everybody[some].tolist()
    assert (draws(seed=2).bits(3) != everybody).all()
    assert (draws().bits(4) != everybody).all()


def test_draws_stay_below_their_limits() -> None:
    limits = np.arange(1, 4097, dtype=np.int64)
    for drawn in (draws().below(1, limits), draws().low(1, limits)):
        assert (drawn >= 0).all()
        assert (drawn < limits).all()
    assert set(draws().below(1, 7).tolist()) == set(range(7))


def test_low_draws_prefer_small_numbers() -> None:
    drawn = draws(20_000).low(1, 100)
    assert (drawn < 10).sum() > 1.5 * ((drawn >= 10) & (drawn < 20)).sum()


@pytest.mark.parametrize("weights", [[1, 2, 3], [7], [0, 5, 0, 5], [1] * 13])
def test_apportioning_gives_every_seat_and_none_to_no_weight(weights: list[int]) -> None:
    given = apportion(weights, 64)
    assert sum(given) == 64
    for weight, seats in zip(weights, given, strict=True):
        assert abs(seats - 64 * weight / sum(weights)) < 1


def test_apportioning_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="no weight"):
        apportion([0, 0], 4)


def test_a_lottery_follows_its_weights_and_never_draws_what_has_none() -> None:
    lottery = Lottery([[1, 0, 3], [0, 1, 0]])
    people = draws(40_000)
    first = lottery.draw(people, 1, 0)
    assert set(first.tolist()) == {0, 2}
    assert 9_000 < (first == 0).sum() < 11_000
    groups = np.ones(40_000, dtype=np.int64)
    assert set(lottery.draw(people, 1, groups).tolist()) == {1}


def test_a_skewed_lottery_prefers_the_first_and_reaches_the_last() -> None:
    drawn = Skewed([30]).draw(draws(40_000), 1)
    counts = np.bincount(drawn, minlength=30)
    assert counts[0] > 3 * counts[20]
    assert counts.min() > 0


def test_the_order_key_can_be_inverted() -> None:
    """The stored order is found by sorting keys alone."""
    ids = np.array([0, 1, 2**53 - 1, 2**63, 2**64 - 1], dtype=np.uint64)
    assert invert_order_key(order_key(ids)).tolist() == ids.tolist()


GOLDEN_BITS = [1073803697198245241, 14997879488065225630, 16850096134969094481]
GOLDEN_BELOW = [5, 81, 91, 5, 31, 85]
