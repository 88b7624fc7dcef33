"""Sets of people as packed bits: bit `row % 64` of word `row // 64` is the person at `row`.

The bits behind the last person are always 0, so that counting needs no special case.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable

import numpy as np
from numpy.typing import NDArray

__all__ = ["BitCache", "Bits", "Rows", "complement", "empty", "pack", "rows_of", "word_count"]

Bits = NDArray[np.uint64]
Rows = NDArray[np.uint32]

# Below this share of all people, setting bit after bit beats packing a byte for everybody.
_SCATTER_SHARE = 256


def word_count(size: int) -> int:
    """Words that the bits of `size` people take."""
    return -(-size // 64)


def empty(size: int) -> Bits:
    """Nobody of `size` people."""
    return np.zeros(word_count(size), np.uint64)


def pack(rows: Rows, size: int) -> Bits:
    """The bits of `rows`, in any order, repetitions allowed, out of `size` people."""
    if len(rows) * _SCATTER_SHARE < size:
        bits = empty(size)
        each = np.left_shift(np.uint8(1), (rows & 7).astype(np.uint8))
        np.bitwise_or.at(bits.view(np.uint8), rows >> 3, each)
        return bits
    flags = np.zeros(word_count(size) * 64, np.uint8)
    # Indices of the native width: numpy would convert others piece by piece, at twice the cost.
    flags[rows.astype(np.intp)] = 1
    return np.packbits(flags, bitorder="little").view(np.uint64)


def complement(bits: Bits, size: int) -> Bits:
    """Everybody else of `size` people."""
    others: Bits = ~bits
    if size % 64:
        others[-1] &= np.uint64((1 << size % 64) - 1)
    return others


def rows_of(bits: Bits) -> NDArray[np.int64]:
    """The rows in `bits`, ascending."""
    return np.flatnonzero(np.unpackbits(bits.view(np.uint8), bitorder="little").view(bool))


class BitCache:
    """Keeps bits up to a number of bytes; what was not used for longest goes first.

    Safe to use from several threads at once. Bits that were taken out stay valid.
    """

    def __init__(self, capacity: int) -> None:
        """Args:
        capacity: Bytes kept at most.
        """
        self._capacity = capacity
        self._held = 0
        self._kept: OrderedDict[Hashable, Bits] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def held(self) -> int:
        """Bytes kept now."""
        return self._held

    def get(self, key: Hashable) -> Bits | None:
        """What was put under `key`, unless it had to go."""
        with self._lock:
            bits = self._kept.get(key)
            if bits is not None:
                self._kept.move_to_end(key)
            return bits

    def put(self, key: Hashable, bits: Bits) -> None:
        """Keep `bits`, and let go of as much as that takes. Bits never change once kept."""
        bits.flags.writeable = False
        with self._lock:
            before = self._kept.pop(key, None)
            self._held -= 0 if before is None else before.nbytes
            if bits.nbytes > self._capacity:
                return
            self._kept[key] = bits
            self._held += bits.nbytes
            while self._held > self._capacity:
                self._held -= self._kept.popitem(last=False)[1].nbytes

    def clear(self) -> None:
        """Let go of everything."""
        with self._lock:
            self._kept.clear()
            self._held = 0
