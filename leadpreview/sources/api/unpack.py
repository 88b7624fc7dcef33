"""Bodies unpacked as they come, and never more of them than is wanted.

A thousand bytes can unpack to a million, so what counts is the size of what comes out.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator
from typing import Final

__all__ = ["PACKINGS", "UnreadableError", "inflated", "limited"]

PACKINGS: Final = frozenset({"gzip", "x-gzip", "deflate"})
"""Content codings that `inflated` unpacks."""


class UnreadableError(Exception):
    """A body that cannot be taken as it is; its text says what the body is, for a person."""


def limited(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The chunks, as long as they are no more than `limit` bytes in all.

    Raises:
        UnreadableError: They are more.
    """
    for chunk in chunks:
        limit -= len(chunk)
        if limit < 0:
            raise UnreadableError("larger than any should be")
        yield chunk


def inflated(chunks: Iterable[bytes], limit: int) -> Iterator[bytes]:
    """The chunks unpacked, of which no more than `limit` bytes and one are ever made.

    Raises:
        UnreadableError: They are damaged, end in the middle, or are more than `limit` bytes packed.
    """
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
    room = limit + 1
    empty = True
    for chunk in limited(chunks, limit):
        empty = empty and not chunk
        if not room:
            return
        try:
            part = unpacker.decompress(chunk, room)
        except zlib.error:
            raise UnreadableError("packed, and damaged") from None
        room -= len(part)
        yield part
    if not (empty or unpacker.eof):
        raise UnreadableError("packed, and ends in the middle")
