"""Words and closed values as ids, numbered as they come, while an index is built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from leadpreview.people.index.postings import Ids

__all__ = ["Vocabulary", "words_of"]


class Vocabulary:
    """Texts and their ids; ids count from 0 in the order in which texts were first seen."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self._ids: dict[str, int] = {}
        for text in texts:
            self._ids.setdefault(text, len(self._ids))

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self._ids)

    @property
    def texts(self) -> list[str]:
        """Every text, by id."""
        return list(self._ids)

    def encode(self, column: Any) -> Ids:
        """The id of every text of an Arrow column; -1 for a null. New texts get new ids."""
        if isinstance(column, pa.ChunkedArray):
            column = column.combine_chunks()
        coded = column.dictionary_encode()
        ids = self._ids
        seen = [ids.setdefault(text, len(ids)) for text in coded.dictionary.to_pylist()]
        table = np.array([*seen, -1], np.int64)
        places: NDArray[np.int32] = pc.fill_null(coded.indices, -1).to_numpy()
        codes: Ids = table[places]
        return codes


def words_of(column: Any, vocabulary: Vocabulary) -> tuple[Ids, Ids]:
    """The words of normalised texts.

    Args:
        column: An Arrow column of words with single spaces between them; may hold nulls.
        vocabulary: Learns the new words.

    Returns:
        Word ids of all texts in order, and how many each text has.
    """
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    split = pc.split_pattern(pc.fill_null(column, ""), " ")
    lengths: NDArray[Any] = pc.list_value_length(split).to_numpy()
    nothing = pc.equal(pc.fill_null(column, ""), "").to_numpy(zero_copy_only=False)
    words = vocabulary.encode(split.flatten())
    if nothing.any():
        # Splitting an empty text gives one empty word.
        words = words[~np.repeat(nothing, lengths)]
        lengths = np.where(nothing, 0, lengths)
    return words, lengths.astype(np.int64)
