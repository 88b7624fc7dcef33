"""Bits are kept up to a bound, and what was not used for longest goes first."""

from __future__ import annotations

import numpy as np
import pytest

from leadpreview.people.index.bits import BitCache, Bits

WORDS = 4
BYTES = WORDS * 8


def bits(value: int = 0) -> Bits:
    return np.full(WORDS, value, np.uint64)


def kept(cache: BitCache, *keys: str) -> list[str]:
    return [key for key in keys if cache.get(key) is not None]


def test_no_more_is_kept_than_there_is_room_for_and_the_oldest_goes_first() -> None:
    cache = BitCache(3 * BYTES)
    for key in "abcde":
        cache.put(key, bits())
        assert cache.held <= 3 * BYTES
    assert kept(cache, *"abcde") == ["c", "d", "e"]
    assert cache.held == 3 * BYTES


def test_what_was_asked_for_lately_stays() -> None:
    cache = BitCache(2 * BYTES)
    cache.put("a", bits())
    cache.put("b", bits())
    assert cache.get("a") is not None
    cache.put("c", bits())
    assert kept(cache, *"abc") == ["a", "c"]


def test_one_large_entry_may_cost_several_small_ones() -> None:
    cache = BitCache(3 * BYTES)
    for key in "abc":
        cache.put(key, bits())
    cache.put("large", np.zeros(2 * WORDS, np.uint64))
    assert kept(cache, "a", "b", "c", "large") == ["c", "large"]
    assert cache.held == 3 * BYTES


def test_the_same_key_again_replaces_and_is_counted_once() -> None:
    cache = BitCache(2 * BYTES)
    cache.put("a", bits(1))
    cache.put("a", bits(2))
    assert cache.held == BYTES
    found = cache.get("a")
    assert found is not None
    assert found.tolist() == [2] * WORDS


def test_what_is_larger_than_all_the_room_is_not_kept_and_costs_nothing_else() -> None:
    cache = BitCache(BYTES)
    cache.put("a", bits())
    cache.put("large", np.zeros(2 * WORDS, np.uint64))
    assert kept(cache, "a", "large") == ["a"]
    assert cache.held == BYTES


def test_kept_bits_cannot_be_changed_and_outlive_the_cache() -> None:
    cache = BitCache(BYTES)
    cache.put("a", bits(3))
    found = cache.get("a")
    assert found is not None
    with pytest.raises(ValueError, match="read-only"):
        found[0] = 1
    cache.clear()
    assert cache.held == 0
    assert cache.get("a") is None
    assert found.tolist() == [3] * WORDS
