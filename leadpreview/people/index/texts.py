"""Texts that are looked up: sorted for finding, and as streams of words for phrases."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadpreview.people.index.files import IndexFiles, IndexWriter
from leadpreview.people.index.postings import Ids, gather, places

# Texts at a time: their words then stay in cache.
_CANDIDATES = 1 << 13

__all__ = ["Lists", "SortedTexts", "WordStream"]


class SortedTexts:
    """Texts in byte order, each with an id; a text may occur several times."""

    def __init__(self, files: IndexFiles, name: str) -> None:
        self._offsets: NDArray[np.int64] = files.array(f"{name}_at")
        self._ids: NDArray[np.int32] = files.array(f"{name}_ids")
        text: NDArray[np.uint8] = files.array(f"{name}_text")
        self._bytes = text.data

    @staticmethod
    def write(writer: IndexWriter, name: str, texts: pa.Array) -> None:
        """Write `texts`, whose ids are their places; a null is left out."""
        known = pc.indices_nonzero(pc.is_valid(texts))
        order = known.take(pc.sort_indices(texts.take(known)))
        held = texts.take(order).cast(pa.large_binary())
        offsets = np.frombuffer(held.buffers()[1], np.int64)[: len(held) + 1]
        text = held.buffers()[2]
        blob = np.frombuffer(text, np.uint8) if text is not None else np.zeros(0, np.uint8)
        writer.save(f"{name}_at", offsets)
        writer.save(f"{name}_text", blob[: int(offsets[-1])])
        writer.save(f"{name}_ids", order.to_numpy().astype(np.int32))

    def find(self, text: str) -> Ids:
        """Ids of `text`, ascending; none when it is not there."""
        wanted = text.encode()
        return self._between(self._first(wanted), self._first(wanted + b"\0"))

    def prefix(self, text: str) -> Ids:
        """Ids of the texts that start with `text`, ascending."""
        wanted = text.encode()
        # No UTF-8 text holds the byte 0xFF, so this is behind everything that starts with it.
        return self._between(self._first(wanted), self._first(wanted + b"\xff"))

    def _between(self, first: int, last: int) -> Ids:
        return np.sort(self._ids[first:last].astype(np.int64))

    def _first(self, wanted: bytes) -> int:
        """The first place whose text is not less than `wanted`."""
        low, high = 0, len(self._ids)
        while low < high:
            middle = (low + high) // 2
            start, end = self._offsets[middle : middle + 2].tolist()
            if bytes(self._bytes[start:end]) < wanted:
                low = middle + 1
            else:
                high = middle
        return low


class Lists:
    """For each of a range of terms, ascending ids: which titles have a word."""

    def __init__(self, files: IndexFiles, name: str) -> None:
        self._offsets: NDArray[np.int64] = files.array(f"{name}_at")
        self._ids: NDArray[np.uint32] = files.array(f"{name}_ids")

    @staticmethod
    def write(
        writer: IndexWriter,
        name: str,
        terms: Ids,
        counts: Ids,
        ids: NDArray[np.uint32],
        total: int,
    ) -> None:
        """Write what `sort_terms` gave, for `total` terms."""
        offsets = np.zeros(total + 1, np.int64)
        offsets[terms + 1] = counts
        writer.save(f"{name}_at", np.cumsum(offsets))
        writer.save(f"{name}_ids", ids)

    def of_all(self, terms: Ids) -> Ids:
        """Ids that every one of `terms` lists; at least one term."""
        starts, ends = self._offsets[terms], self._offsets[terms + 1]
        order = np.argsort(ends - starts)
        first = order[0]
        found = self._ids[starts[first] : ends[first]]
        for term in order[1:].tolist():
            other = self._ids[starts[term] : ends[term]]
            if not len(found) or not len(other):
                return np.zeros(0, np.int64)
            at = np.searchsorted(other, found)
            found = found[other[np.minimum(at, len(other) - 1)] == found]
        return found.astype(np.int64)

    def of_any(self, terms: Ids) -> Ids:
        """Ids that at least one of `terms` lists."""
        ids = np.sort(gather(self._ids, self._offsets[terms], self._offsets[terms + 1]))
        return ids[np.diff(ids.astype(np.int64), prepend=-1) > 0].astype(np.int64)


class WordStream:
    """The words of every text, in order, as ids."""

    def __init__(self, files: IndexFiles, name: str) -> None:
        self._offsets: NDArray[np.int64] = files.array(f"{name}_at")
        self._words: NDArray[np.uint32] = files.array(f"{name}_words")

    def with_phrase(self, candidates: Ids, phrase: Ids) -> Ids:
        """Those of `candidates` whose text holds the words of `phrase` side by side.

        Args:
            candidates: Texts to look at, ascending.
            phrase: Two or more words, the rarest of which should not be...
        """
        found = [
            self._with_phrase(candidates[at : at + _CANDIDATES], phrase)
            for at in range(0, len(candidates), _CANDIDATES)
        ]
        return np.concatenate(found) if found else candidates

    def _with_phrase(self, candidates: Ids, phrase: Ids) -> Ids:
        starts, ends = self._offsets[candidates], self._offsets[candidates + 1]
        every = places(starts, ends)
        hits = np.flatnonzero(self._words[every] == phrase[0])
        owners = np.searchsorted(np.cumsum(ends - starts), hits, "right")
        at = every[hits]
        for step, word in enumerate(phrase[1:].tolist(), 1):
            inside = at + step < ends[owners]
            at, owners = at[inside], owners[inside]
            same = self._words[at + step] == word
            at, owners = at[same], owners[same]
        return candidates[owners[np.diff(owners, prepend=-1) > 0]]
