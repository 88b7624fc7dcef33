"""Who has a term: for every term of every family, the rows of the people who have it.

A family is a field with its terms ("seniority", "title", "word"). All families share one set of
files. A term that few people have is a list of rows; one that many have is packed bits, which
are smaller from one person in 32 and need no work to become an answer.
"""

from __future__ import annotations

from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from leadpreview.people.index.bits import Bits, Rows, empty, pack
from leadpreview.people.index.files import IndexFiles

__all__ = ["Ids", "Postings", "gather", "places"]

Ids = NDArray[np.int64]
_Value = TypeVar("_Value", bound=np.generic)

# Terms that stand side by side on disk are read as one slice; past this many slices it is
# cheaper to work out all places at once.
_SLICES: Final = 200


class Postings:
    """The rows of every term, read from an index."""

    def __init__(self, files: IndexFiles, size: int) -> None:
        self._size = size
        self._bases: dict[str, int] = files.facts["families"]
        self._offsets: Ids = files.array("offsets")
        self._counts: Ids = files.array("counts")
        self._rows: Rows = files.array("rows")
        self._dense_of: NDArray[np.int32] = files.array("dense_of")
        self._dense: Bits = files.array("dense")

    def union(self, family: str, terms: Ids) -> Bits:
        """The people who have at least one of `terms`, as bits that are the caller's own.

        Args:
            family: Whose terms.
            terms: Ids within the family, ascending.
        """
        terms = terms + self._bases[family]
        rows = self._sparse_rows(terms)
        bits = pack(rows, self._size) if len(rows) else empty(self._size)
        dense = self._dense_of[terms]
        for place in dense[dense >= 0].tolist():
            np.bitwise_or(bits, self._dense[place], out=bits)
        return bits

    def counts(self, family: str, terms: Ids) -> Ids:
        """How many people have each of `terms`."""
        return self._counts[terms + self._bases[family]]

    def bytes_of(self, family: str, terms: Ids) -> int:
        """How many bytes `union` has to read for these terms."""
        terms = terms + self._bases[family]
        lists = int((self._offsets[terms + 1] - self._offsets[terms]).sum())
        packed = int(np.count_nonzero(self._dense_of[terms] >= 0))
        return lists * self._rows.itemsize + packed * self._dense.strides[0]

    def _sparse_rows(self, terms: Ids) -> Rows:
        starts, ends = self._offsets[terms], self._offsets[terms + 1]
        filled = ends > starts
        starts, ends = starts[filled], ends[filled]
        if not len(starts):
            return self._rows[:0]
        gaps = np.flatnonzero(starts[1:] != ends[:-1])
        if len(gaps) >= _SLICES:
            return gather(self._rows, starts, ends)
        firsts = starts[np.concatenate(([0], gaps + 1))].tolist()
        lasts = ends[np.concatenate((gaps, [len(ends) - 1]))].tolist()
        slices = [self._rows[first:last] for first, last in zip(firsts, lasts, strict=True)]
        return slices[0] if len(slices) == 1 else np.concatenate(slices)


def gather(values: NDArray[_Value], starts: Ids, ends: Ids) -> NDArray[_Value]:
    """`values[start:end]` for all pairs, one after the other."""
    return values[places(starts, ends)]


def places(starts: Ids, ends: Ids) -> Ids:
    """`range(start, end)` for all pairs, one after the other."""
    lengths = ends - starts
    through = np.cumsum(lengths)
    total = int(through[-1]) if len(through) else 0
    found: Ids = np.arange(total) + np.repeat(starts - (through - lengths), lengths)
    return found
