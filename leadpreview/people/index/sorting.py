"""Builds postings in bounded memory: sorted runs of people first, then one place for each row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leadpreview.people.index.bits import Bits, Rows, pack, word_count
from leadpreview.people.index.files import IndexWriter
from leadpreview.people.index.postings import Ids, places

__all__ = ["Family", "sort_terms", "write_postings"]

_LIST_ALWAYS: Final = 4
_RADIX: Final = 1 << 16


@dataclass(frozen=True, slots=True)
class _Run:
    """The rows of one stretch of people, sorted by term, and where they are in the scratch file.

    The file holds the terms, how many rows each has, and the rows.
    """

    at: int
    terms: int
    rows: int
    first_row: int
    last_row: int


class Family:
    """Collects who has which term of one family, a stretch of people at a time.

    Attributes:
        name: The family's name in the index.
        list_share: A term becomes packed bits when more than one person in so many has it.
    """

    def __init__(self, name: str, scratch: Path, list_share: int) -> None:
        """Args:
        name: The family's name in the index.
        scratch: A folder for its runs; the caller removes it.
        list_share: Where lists end; from 32 on bits take more room, but answer sooner.
        """
        self.name = name
        self.list_share = list_share
        self._path = scratch / f"{name}.runs"
        self._runs: list[_Run] = []
        self._path.write_bytes(b"")

    def add(self, codes: Ids, rows: Rows, first_row: int, last_row: int) -> None:
        """Add a stretch of people.

        Args:
            codes: Term of each pair, -1 for none; shape (pairs,).
            rows: Person of each pair; shape (pairs,).
            first_row: Where the stretch starts; a multiple of 64.
            last_row: Behind its last row.
        """
        terms, counts, kept = sort_terms(codes, rows)
        with self._path.open("ab") as file:
            run = _Run(file.tell(), len(terms), len(kept), first_row, last_row)
            for part in (terms, counts, kept):
                file.write(part.data)
        self._runs.append(run)

    def count_into(self, counts: Ids) -> None:
        """Add how many people have each term."""
        for run in self._runs:
            terms, held = self._counts(run)
            counts[terms] += held

    def _counts(self, run: _Run) -> tuple[Ids, Ids]:
        """The terms of a run and how many rows each has."""
        both = np.fromfile(self._path, np.int64, 2 * run.terms, offset=run.at)
        return both[: run.terms], both[run.terms :]

    def place(
        self,
        base: int,
        cursor: Ids,
        rows: Rows,
        dense_of: NDArray[np.int32],
        dense: Bits,
        size: int,
    ) -> None:
        """Put every row of every run where it belongs.

        Args:
            base: First term of the family among all terms.
            cursor: Next free place in `rows` of every term of all families; moved on.
            rows: The lists.
            dense_of: Place in `dense` of every term of all families, -1 for none.
            dense: The packed bits.
            size: People there are.
        """
        for run in self._runs:
            terms, counts = self._counts(run)
            held = np.fromfile(self._path, np.uint32, run.rows, offset=run.at + 16 * run.terms)
            terms += base
            ends = np.cumsum(counts)
            listed = dense_of[terms] < 0
            start = cursor[terms[listed]]
            cursor[terms[listed]] += counts[listed]
            rows[places(start, cursor[terms[listed]])] = held[np.repeat(listed, counts)]
            first, last = run.first_row // 64, word_count(min(run.last_row, size))
            for term in np.flatnonzero(~listed).tolist():
                part = held[ends[term] - counts[term] : ends[term]] - np.uint32(run.first_row)
                dense[dense_of[terms[term]], first:last] = pack(part, (last - first) * 64)


def sort_terms(codes: Ids, rows: Rows) -> tuple[Ids, Ids, Rows]:
    """Pairs grouped by term, each pair once.

    Returns:
        The terms that occur, ascending; how many rows each has; the rows, by term and ascending.
    """
    known = codes >= 0
    if not known.all():
        codes, rows = codes[known], rows[known]
    if not len(codes):
        return codes.astype(np.int64), codes.astype(np.int64), rows
    if int(codes.max()) < _RADIX and bool((rows[1:] >= rows[:-1]).all()):
        # Stable and by radix: rows that came ascending stay so within their term.
        order = np.argsort(codes.astype(np.uint16), kind="stable")
        codes, rows = codes[order], rows[order]
    else:
        keys = codes.astype(np.uint64)
        keys <<= np.uint64(32)
        keys |= rows
        keys.sort()
        codes, rows = (keys >> np.uint64(32)).astype(np.int64), keys.astype(np.uint32)
    fresh = np.empty(len(codes), bool)
    fresh[0] = True
    np.not_equal(codes[1:], codes[:-1], out=fresh[1:])
    distinct = fresh.copy()
    distinct[1:] |= rows[1:] != rows[:-1]
    codes, rows = codes[distinct], rows[distinct]
    starts = np.flatnonzero(fresh[distinct])
    counts = np.diff(starts, append=len(codes))
    return codes[starts].astype(np.int64), counts, rows


def write_postings(
    writer: IndexWriter, families: Sequence[Family], terms: dict[str, int], size: int
) -> dict[str, int]:
    """Write the postings of all families.

    Args:
        writer: Where to.
        families: With all their people.
        terms: How many terms each family has.
        size: People there are.

    Returns:
        The first term of each family among all terms.
    """
    bases: dict[str, int] = {}
    total = 0
    for family in families:
        bases[family.name] = total
        total += terms[family.name]
    counts = np.zeros(total, np.int64)
    is_dense = np.zeros(total, bool)
    for family in families:
        own = slice(bases[family.name], bases[family.name] + terms[family.name])
        family.count_into(counts[own])
        is_dense[own] = counts[own] > max(size // family.list_share, _LIST_ALWAYS)
    dense_of = np.where(is_dense, np.cumsum(is_dense) - 1, -1).astype(np.int32)
    offsets = np.zeros(total + 1, np.int64)
    np.cumsum(np.where(is_dense, 0, counts), out=offsets[1:])
    rows = writer.array("rows", np.uint32, (int(offsets[-1]),))
    dense = writer.array("dense", np.uint64, (int(is_dense.sum()), word_count(size)))
    cursor = offsets[:-1].copy()
    for family in families:
        family.place(bases[family.name], cursor, rows, dense_of, dense, size)
    writer.save("offsets", offsets)
    writer.save("counts", counts)
    writer.save("dense_of", dense_of)
    return bases
