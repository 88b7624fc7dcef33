"""The files of an index: raw arrays and Arrow files, and a manifest that vouches for them.

The manifest is written last. It names the index version, the fingerprint of the database that
the index was made from, and the length and a checksum of every file. A checksum covers a whole
small file and evenly spaced pages of a large one, so that opening fifty million people takes as
long as opening a thousand; lengths catch what was cut off.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
import pyarrow as pa
from numpy.typing import DTypeLike, NDArray

from leadpreview.people.checksum import checksum_of

__all__ = [
    "DAMAGED",
    "INDEX_VERSION",
    "MANIFEST",
    "IndexFiles",
    "IndexWriter",
    "check_contents",
    "check_index",
    "is_checked_at_once",
]

INDEX_VERSION: Final = 2
"""Raised whenever the files change their meaning; an index of another version is made again."""

MANIFEST: Final = "manifest.json"
DAMAGED: Final = "damaged"
"""A file with this name, left by whoever found damage later than at the opening, says what."""

# Bytes in all that are read before an index is opened: a second, or five million people.
_AT_ONCE: Final = 1 << 30
_ZEROES: Final = bytes(1 << 20)
_UNREADABLE: Final = "The people index is damaged: it cannot be read."


class IndexWriter:
    """Writes the files of one index into an empty folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._arrays: dict[str, dict[str, object]] = {}
        self._open: dict[str, Any] = {}

    def array(self, name: str, dtype: DTypeLike, shape: tuple[int, ...]) -> NDArray[Any]:
        """A new array on disk, all zero, to be filled in any order.

        Raises:
            OSError: The disk has no room for it.
        """
        kind = np.dtype(dtype)
        size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        self._arrays[name] = {"dtype": kind.str, "shape": list(shape)}
        path = self.folder / f"{name}.bin"
        _reserve(path, size)
        if not size:
            return np.zeros(shape, kind)
        return np.memmap(path, kind, "r+", shape=shape)

    def save(self, name: str, values: NDArray[Any]) -> None:
        """Write `values` as they are."""
        self._arrays[name] = {"dtype": values.dtype.str, "shape": list(values.shape)}
        (self.folder / f"{name}.bin").write_bytes(np.ascontiguousarray(values).data)

    def append(self, name: str, values: NDArray[Any]) -> None:
        """Add `values` to the end of a one-dimensional array."""
        facts = self._arrays.get(name)
        if facts is None:
            facts = self._arrays[name] = {"dtype": values.dtype.str, "shape": [0]}
            self._open[name] = (self.folder / f"{name}.bin").open("wb")
        shape = cast(list[int], facts["shape"])
        shape[0] += len(values)
        self._open[name].write(np.ascontiguousarray(values).data)

    def append_table(self, name: str, table: Any) -> None:
        """Add the rows of an Arrow table to the end of a table."""
        writer = self._open.get(name)
        if writer is None:
            path = self.folder / f"{name}.arrow"
            writer = self._open[name] = pa.ipc.new_file(str(path), table.schema)
        writer.write_table(table.combine_chunks())

    def close(self) -> None:
        """Close what is open; the index is not valid before `finish`."""
        while self._open:
            self._open.popitem()[1].close()

    def finish(self, fingerprint: str, facts: Mapping[str, object]) -> None:
        """Close every file and write the manifest, after which the index is valid.

        Args:
            fingerprint: That of the database.
            facts: What else the reader has to know, as JSON values.
        """
        self.close()
        files = {}
        for path in sorted(path for path in self.folder.iterdir() if path.is_file()):
            files[path.name] = {"bytes": path.stat().st_size, "checksum": checksum_of(path)}
        manifest = {
            "version": INDEX_VERSION,
            "fingerprint": fingerprint,
            "facts": dict(facts),
            "arrays": self._arrays,
            "files": files,
        }
        manifest["checksum"] = _checksum_of(manifest)
        with (self.folder / MANIFEST).open("w", encoding="utf-8") as file:
            json.dump(manifest, file)
            file.flush()
            os.fsync(file.fileno())


class IndexFiles:
    """The files of a checked index, memory-mapped.

    Attributes:
        facts: What the writer left for the reader.
    """

    def __init__(self, folder: Path) -> None:
        """Args:
        folder: An index folder that `check_index` found nothing wrong with.
        """
        self._folder = folder
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        self.facts: dict[str, Any] = manifest["facts"]
        self._arrays: dict[str, dict[str, Any]] = manifest["arrays"]

    def array(self, name: str) -> NDArray[Any]:
        """An array, read-only."""
        facts = self._arrays[name]
        shape = tuple(facts["shape"])
        if 0 in shape:
            return np.zeros(shape, facts["dtype"])
        mapped = np.memmap(self._folder / f"{name}.bin", facts["dtype"], "r", shape=shape)
        # The base class: every slice of a memmap pays for a Python constructor.
        return mapped.view(np.ndarray)

    def table(self, name: str) -> Any:
        """An Arrow table whose columns stay on disk until they are read."""
        return pa.ipc.open_file(pa.memory_map(str(self._folder / f"{name}.arrow"))).read_all()


def check_index(folder: Path, fingerprint: str) -> str | None:
    """Whether an index can be believed.

    The contents of an index that is not `is_checked_at_once` are left to `check_contents`.

    Args:
        folder: The index folder.
        fingerprint: That of the database beside it.

    Returns:
        `None` when it can, else one sentence that says why it cannot.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        claimed = manifest.pop("checksum")
        if claimed != _checksum_of(manifest):
            return "The people index is damaged: its manifest was changed."
        if manifest["version"] != INDEX_VERSION:
            return (
                f"The people index has version {manifest['version']}, "
                f"and this program needs version {INDEX_VERSION}."
            )
        if manifest["fingerprint"] != fingerprint:
            return "The people index was made from another people database."
        if (folder / DAMAGED).exists():
            return "The people index is damaged: that was found while it was in use."
        for name, facts in manifest["files"].items():
            size = (folder / name).stat().st_size
            if size != facts["bytes"]:
                return (
                    f"The people index is damaged: {name} has {size:,} bytes "
                    f"instead of {facts['bytes']:,}."
                )
    except FileNotFoundError as error:
        return f"The people index is incomplete: {Path(error.filename).name} is missing."
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return _UNREADABLE
    return check_contents(folder) if is_checked_at_once(folder) else None


def is_checked_at_once(folder: Path) -> bool:
    """Whether `check_index` reads the whole index, or leaves that for later."""
    return sum(path.stat().st_size for path in folder.iterdir()) <= _AT_ONCE


def check_contents(folder: Path, check: Callable[[], None] | None = None) -> str | None:
    """Whether every file holds what was written; answers as `check_index`.

    Args:
        folder: An index folder whose manifest and lengths are right.
        check: Called before every piece that is read; may raise to end the work.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for name, facts in manifest["files"].items():
            if checksum_of(folder / name, check) != facts["checksum"]:
                return f"The people index is damaged: {name} is not what was written."
    except (OSError, ValueError, KeyError):
        return _UNREADABLE
    return None


def _reserve(path: Path, size: int) -> None:
    """Make a file of zeroes that really has its room: a hole in a mapped file would kill us."""
    with path.open("wb") as file:
        if size and hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
            return
        for start in range(0, size, len(_ZEROES)):
            file.write(_ZEROES[: size - start])


def _checksum_of(manifest: Mapping[str, object]) -> int:
    return zlib.crc32(json.dumps(manifest, sort_keys=True).encode())
