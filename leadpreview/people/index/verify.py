"""Reads a large index through while it is already answering, and says when it is damaged."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path

from leadpreview.errors import CancelledError, PeopleDatabaseDamagedError
from leadpreview.people.index.files import DAMAGED, check_contents

__all__ = ["Verification"]


class Verification:
    """One reading of all files of an index, on a thread of its own."""

    def __init__(self, folder: Path) -> None:
        """Args:
        folder: The index folder.
        """
        self._folder = folder
        self._wrong: str | None = None
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, name="index-check", daemon=True)

    def start(self) -> None:
        """Begin to read."""
        self._thread.start()

    def wait(self) -> None:
        """Return when all has been read."""
        self._thread.join()

    def stop(self) -> None:
        """Read no further."""
        self._stopped.set()

    def check(self) -> None:
        """Nothing, as long as nothing wrong was found.

        Raises:
            PeopleDatabaseDamagedError: A file is not what was written.
        """
        if self._wrong is not None:
            raise PeopleDatabaseDamagedError(f"{self._wrong} A restart makes the index again.")

    def _read(self) -> None:
        try:
            wrong = check_contents(self._folder, self._go_on)
        except CancelledError:
            return
        if wrong is None:
            return
        # For the next start, which would find it no sooner; a read-only folder stays as it is.
        with contextlib.suppress(OSError):
            (self._folder / DAMAGED).write_text(wrong, "utf-8")
        self._wrong = wrong

    def _go_on(self) -> None:
        if self._stopped.is_set():
            raise CancelledError("The index was closed.")
