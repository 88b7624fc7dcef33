"""Many questions in one pass: which sets have to be ANDed for all of them, each once.

A question is a set of filters. Numbered in one order, a question is made of runs of neighbours,
and runs share their beginnings; the questions of a sizing (all, alone, in order, all but one)
need two or three operations each, whatever their number of filters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadpreview.people.index.bits import Bits

__all__ = ["Found", "Want", "run_plan"]

# Words at a time: what a sizing of ten filters touches (some forty such blocks) stays in cache.
_BLOCK: Final = 1 << 13
# Questions at a time, so that the working memory does not grow with their number.
_GROUP: Final = 128


@dataclass(frozen=True, slots=True)
class Want:
    """One question: the places of its filters among all, and how many first rows it wants."""

    filters: frozenset[int]
    first: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """How many people match, and the first rows that were wanted."""

    total: int
    rows: tuple[int, ...]


def run_plan(
    wants: Sequence[Want], sets: Sequence[Bits], size: int, check: Callable[[], None]
) -> list[Found]:
    """Answer every question.

    Args:
        wants: The questions; a question without filters asks for everybody.
        sets: Who passes each filter.
        size: People there are.
        check: Called between blocks; may raise to end the work.
    """
    found: list[Found] = []
    for start in range(0, len(wants), _GROUP):
        found += _run_group(wants[start : start + _GROUP], sets, size, check)
    return found


class _Program:
    """The operations of a group of questions. A slot is a filter or the result of a step."""

    def __init__(self, filters: int) -> None:
        self._filters = filters
        self.steps: list[tuple[int, int]] = []
        self._slots: dict[frozenset[int], int] = {
            frozenset((place,)): place for place in range(filters)
        }

    def slot(self, wanted: frozenset[int]) -> int:
        """Where the people are who pass all of `wanted`, which is not empty."""
        known = self._slots.get(wanted)
        if known is not None:
            return known
        runs = _runs(wanted)
        if len(runs) > 1:
            rest = wanted - runs[-1]
            return self._step(wanted, rest, runs[-1])
        # The run at the end is shared from its end, every other one from its beginning.
        edge = min(wanted) if max(wanted) == self._filters - 1 and min(wanted) else max(wanted)
        return self._step(wanted, wanted - {edge}, frozenset((edge,)))

    def _step(self, wanted: frozenset[int], left: frozenset[int], right: frozenset[int]) -> int:
        operands = (self.slot(left), self.slot(right))
        self.steps.append(operands)
        self._slots[wanted] = self._filters + len(self.steps) - 1
        return self._slots[wanted]


def _runs(wanted: frozenset[int]) -> list[frozenset[int]]:
    """`wanted` as runs of neighbours, ascending."""
    runs: list[list[int]] = []
    for place in sorted(wanted):
        if runs and runs[-1][-1] == place - 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [frozenset(run) for run in runs]


def _run_group(
    wants: Sequence[Want], sets: Sequence[Bits], size: int, check: Callable[[], None]
) -> list[Found]:
    program = _Program(len(sets))
    slots = [program.slot(want.filters) if want.filters else -1 for want in wants]
    counted = sorted(set(slots) - {-1})
    totals = np.zeros(len(counted), np.int64)
    rows: list[list[int]] = [
        list(range(min(want.first, size))) if slot < 0 else []
        for want, slot in zip(wants, slots, strict=True)
    ]
    words = len(sets[0]) if sets else 0
    scratch = np.empty((len(program.steps), min(_BLOCK, words)), np.uint64)
    ones = np.empty((len(counted), min(_BLOCK, words)), np.uint8)
    for start in range(0, words, _BLOCK):
        check()
        end = min(start + _BLOCK, words)
        held: list[Bits] = [each[start:end] for each in sets]
        held += list(scratch[:, : end - start])
        for place, (left, right) in enumerate(program.steps, len(sets)):
            np.bitwise_and(held[left], held[right], out=held[place])
        part = ones[:, : end - start]
        for slot, target in zip(counted, part, strict=True):
            np.bitwise_count(held[slot], out=target)
        totals += part.sum(axis=1, dtype=np.uint32)
        for want, slot, first in zip(wants, slots, rows, strict=True):
            if slot >= 0 and len(first) < want.first:
                _first_rows(held[slot], start * 64, want.first, first)
    total_of = dict(zip(counted, totals.tolist(), strict=True))
    total_of[-1] = size
    return [Found(total_of[slot], tuple(first)) for slot, first in zip(slots, rows, strict=True)]


def _first_rows(bits: NDArray[np.uint64], base: int, wanted: int, rows: list[int]) -> None:
    """Add rows from `bits`, ascending, until there are `wanted`."""
    filled = np.flatnonzero(bits)[: wanted - len(rows)]
    for place, word in zip(filled.tolist(), bits[filled].tolist(), strict=True):
        while word and len(rows) < wanted:
            lowest = word & -word
            rows.append(base + place * 64 + lowest.bit_length() - 1)
            word ^= lowest
