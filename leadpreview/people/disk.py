"""What is asked of the disk: that it keeps what was written, removes what is told, says why not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from leadpreview.errors import PeopleDatabaseError

__all__ = ["flush", "remove", "unreadable", "unwritable"]


def flush(path: Path) -> None:
    """Have the system write a file or the entries of a folder to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open folders; it writes their entries itself.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file, or a folder whose name disappears at once."""
    if not path.is_dir():
        path.unlink(missing_ok=True)
        return
    # Renamed first, so that nobody finds half a version under its name.
    doomed = path.with_name(f"removing-{path.name}")
    try:
        path.replace(doomed)
    except OSError:
        doomed = path
    shutil.rmtree(doomed, ignore_errors=True)


def unreadable(folder: Path, error: OSError) -> PeopleDatabaseError:
    """The error to raise when the database in `folder` cannot be read by us."""
    why = error.strerror or type(error).__name__
    return PeopleDatabaseError(f"The people database in {folder} cannot be read: {why}.")


def unwritable(folder: Path, error: OSError) -> PeopleDatabaseError:
    """The error to raise when `folder` cannot be written for another reason than its size."""
    why = error.strerror or type(error).__name__
    return PeopleDatabaseError(
        f"The people database cannot be written to {folder}: {why}. "
        "Choose another data folder or make this one writable."
    )
