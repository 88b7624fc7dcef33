"""Chance without a generator: every draw is a pure function of (seed, stream, index).

Only 64-bit integer arithmetic, which wraps alike on every machine, so that the same seed gives
the same people under every Python and numpy. Nothing here is random in any other sense.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["Bits", "Draws", "Flags", "Lottery", "Skewed", "Whole", "apportion", "invert_order_key"]

_MASK: Final = 2**64 - 1
_GOLDEN: Final = 0x9E3779B97F4A7C15
_FIRST: Final = 0xBF58476D1CE4E5B9
_SECOND: Final = 0x94D049BB133111EB

Whole = NDArray[np.int64]
Bits = NDArray[np.uint64]
Flags = NDArray[np.bool_]


def _mix(value: int) -> int:
    """The splitmix64 finaliser (Steele, Lea and Flood 2014) of one Python integer."""
    value = (value ^ (value >> 30)) * _FIRST & _MASK
    value = (value ^ (value >> 27)) * _SECOND & _MASK
    return value ^ (value >> 31)


def _mix_in_place(bits: Bits) -> None:
    spare = np.empty_like(bits)
    for shift, factor in ((30, _FIRST), (27, _SECOND), (31, None)):
        np.right_shift(bits, np.uint64(shift), out=spare)
        np.bitwise_xor(bits, spare, out=bits)
        if factor is not None:
            np.multiply(bits, np.uint64(factor), out=bits)


def invert_order_key(keys: Bits) -> Bits:
    """The ids whose `schema.order_key` are `keys`; shape (n,).

    The hash is a bijection, so sorted keys are enough to know the stored order of the ids, which
    halves the memory that sorting takes.
    """
    ids = keys.copy()
    ids ^= (ids >> np.uint64(31)) ^ (ids >> np.uint64(62))
    ids *= np.uint64(pow(_SECOND, -1, 2**64))
    ids ^= (ids >> np.uint64(27)) ^ (ids >> np.uint64(54))
    ids *= np.uint64(pow(_FIRST, -1, 2**64))
    ids ^= (ids >> np.uint64(30)) ^ (ids >> np.uint64(60))
    return ids


class Draws:
    """The draws of many individuals at once.

    Each question put to chance is a stream of its own, so that adding one changes no other.
    """

    def __init__(self, seed: int, index: Bits) -> None:
        """Args:
        seed: Any integer.
        index: Shape (n,): who draws.
        """
        self.seed = seed
        self._seed = _mix(seed & _MASK)
        self._index = index
        self._steps = index * np.uint64(_GOLDEN)

    def __len__(self) -> int:
        return len(self._index)

    def of(self, who: Whole) -> Draws:
        """The draws of some of them, who draw the same as among all."""
        return Draws(self.seed, self._index[who])

    def bits(self, stream: int) -> Bits:
        """Shape (n,): 64 fair bits each."""
        start = _mix(self._seed + _GOLDEN * (stream + 1) & _MASK)
        bits = self._steps + np.uint64(start)
        _mix_in_place(bits)
        return bits

    def below(self, stream: int, limit: int | Whole) -> Whole:
        """Shape (n,): whole numbers from 0, less than `limit`, which is from 1 to 2**31."""
        bits = self.bits(stream) >> np.uint64(32)
        bits *= np.asarray(limit, dtype=np.uint64)
        bits >>= np.uint64(32)
        return bits.astype(np.int64)

    def low(self, stream: int, limit: int | Whole) -> Whole:
        """As `below`, but small numbers are more likely: the product of two fair draws.

        The density falls with the logarithm of the number, so the smallest are drawn many times
        as often as the middle ones, as with the people of companies.
        """
        bits = self.bits(stream)
        product = (bits >> np.uint64(32)) * (bits & np.uint64(0xFFFFFFFF)) >> np.uint64(32)
        product *= np.asarray(limit, dtype=np.uint64)
        product >>= np.uint64(32)
        return product.astype(np.int64)

    def chance(self, stream: int, per_1024: int | Whole) -> Flags:
        """Shape (n,): true for `per_1024` of 1,024."""
        chosen: Flags = self.below(stream, 1024) < per_1024
        return chosen


def apportion(weights: Sequence[int], seats: int) -> list[int]:
    """Divide `seats` by whole weights, largest remainder first, ties to the earlier.

    Raises:
        ValueError: No weight is positive.
    """
    total = sum(weights)
    if total <= 0:
        raise ValueError("no weight is positive")
    shares = [divmod(weight * seats, total) for weight in weights]
    given = [whole for whole, _ in shares]
    by_remainder = sorted(range(len(weights)), key=lambda k: (-shares[k][1], k))
    for k in by_remainder[: seats - sum(given)]:
        given[k] += 1
    return given


class Lottery:
    """Choices by whole weights, for many groups: a row of 2**k tickets each."""

    def __init__(self, weights: Sequence[Sequence[int]], *, log_tickets: int = 12) -> None:
        """Args:
        weights: For each group the weights of its choices 0, 1, 2...; a group may be empty and
            must then not be drawn for.
        log_tickets: Tickets of each group as a power of two; they limit how fine a weight is.
        """
        self._log = log_tickets
        tickets = np.zeros((len(weights), 1 << log_tickets), dtype=np.int32)
        for row, group in zip(tickets, weights, strict=True):
            if any(group):
                row[:] = np.repeat(
                    np.arange(len(group), dtype=np.int32), apportion(group, 1 << log_tickets)
                )
        self._tickets = tickets.reshape(-1)

    def draw(self, draws: Draws, stream: int, group: Whole | int = 0) -> Whole:
        """Shape (n,): the choice of each individual within its group."""
        place = (draws.bits(stream) >> np.uint64(64 - self._log)).astype(np.int64)
        place += np.asarray(group, dtype=np.int64) << self._log
        return self._tickets[place].astype(np.int64)


class Skewed(Lottery):
    """A lottery over lists of which the first things are the most common, as words are."""

    def __init__(self, lengths: Sequence[int], *, offset: int = 4, log_tickets: int = 10) -> None:
        """Args:
        lengths: How many choices each group has.
        offset: The larger, the flatter: choice k has the weight 1 / (k + offset).
        log_tickets: As in `Lottery`.
        """
        whole = 720_720
        weights = [[whole // (k + offset) for k in range(length)] for length in lengths]
        super().__init__(weights, log_tickets=log_tickets)
