"""The file that the processes of this machine share, or this process's own memory without one.

A lane must go on whatever happens to its file: one that is damaged or not ours is replaced, one
that was taken away is made again, and where none can be had each process keeps to the pace alone.
"""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import weakref
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from typing import Final, TypeVar

from filelock import FileLock, Timeout

__all__ = ["LaneFile", "LaneFileBusyError", "journal_mode"]

T = TypeVar("T")
_log = logging.getLogger(__name__)

_PATIENCE: Final = 1.0
"""Seconds to wait for another process's transaction, which takes a thousandth of one."""

_LOCKED: Final = 10.0
"""Seconds after which a file that is always locked is given up."""

_TRY_AGAIN: Final = 30.0
"""Seconds after which a file that was given up is tried again."""

_BUSY: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED})
_DAMAGED: Final = frozenset(
    {
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_ERROR,  # no such table or column: another program's file
        sqlite3.SQLITE_MISMATCH,
        sqlite3.SQLITE_CONSTRAINT,
    }
)
_SIDECARS: Final = ("", "-journal", "-wal", "-shm")

_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS lane (
    user TEXT PRIMARY KEY,
    boot_id TEXT NOT NULL,
    next_at REAL NOT NULL,
    holder TEXT,
    best REAL,
    best_before REAL,
    trips INTEGER NOT NULL DEFAULT 0,
    wide REAL NOT NULL DEFAULT 0,
    refusals INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS wants (
    lane TEXT PRIMARY KEY,
    user TEXT NOT NULL,
    boot_id TEXT NOT NULL,
    pid INTEGER NOT NULL,
    priority INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    wanted_at REAL NOT NULL,
    seen_at REAL NOT NULL
);
"""

# Opening and closing a file drops every lock that this process holds on it (POSIX), so a file is
# made before any lane of this process can have it open.
_making = threading.Lock()


class LaneFileBusyError(Exception):
    """Another process holds the file; it is worth trying again soon."""


def journal_mode(version: tuple[int, int, int]) -> str:
    """WAL where this SQLite has its reset race mended (3.51.3, 3.50.7, 3.44.6), else DELETE."""
    mended = {(3, 44): 6, (3, 50): 7, (3, 51): 3}.get(version[:2])
    newer = version >= (3, 52, 0) if mended is None else version[2] >= mended
    return "WAL" if newer else "DELETE"


class LaneFile:
    """Transactions on the shared file, which end well or with `LaneFileBusyError` only.

    Belongs to one thread; whoever forks keeps it out for as long as that takes.
    """

    def __init__(self, path: Path, clock: Callable[[], float]) -> None:
        """Args:
        path: The file, made if it is not there, in a private folder if that is not there either.
        clock: Seconds, only ever forward.
        """
        self._lock = threading.Lock()
        self._path = path
        self._clock = clock
        self._connection: sqlite3.Connection | None = None
        self._identity: tuple[int, int] | None = None
        self._memory: sqlite3.Connection | None = None
        self._try_at: float | None = None
        self._busy_since: float | None = None
        self.opened = 0
        """How often a file or a memory was begun with; what they say may be older than we are."""
        _files.add(self)

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """Do `work` in one immediate transaction.

        Raises:
            LaneFileBusyError: Another process holds the file; nothing was done.
        """
        with self._lock:
            return self._run(work)

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._drop()
            if self._memory is not None:
                self._memory.close()
                self._memory = None

    def _run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        if self._memory is not None and self._clock() < (self._try_at or 0.0):
            return _transact(self._memory, work)
        try:
            answer = self._shared(work)
        except (sqlite3.Error, OSError) as error:
            return self._without(error, work)
        self._busy_since = None
        if self._memory is not None:
            _log.warning("The lane's file can be used again: the pace is shared again.")
            self._memory.close()
            self._memory = None
        return answer

    def _shared(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            return _transact(self._current(), work)
        except sqlite3.DatabaseError as error:
            code = _code(error)
            if code == sqlite3.SQLITE_READONLY_DBMOVED:  # taken away since we looked
                self._drop()
            elif code & 0xFF in _DAMAGED:
                self._replace(error)
            else:
                raise
        return _transact(self._current(), work)

    def _without(self, error: Exception, work: Callable[[sqlite3.Connection], T]) -> T:
        now = self._clock()
        if _code(error) & 0xFF in _BUSY and self._memory is None:
            self._busy_since = now if self._busy_since is None else self._busy_since
            if now - self._busy_since < _LOCKED:
                raise LaneFileBusyError from error
        self._drop()
        self._busy_since = None
        self._try_at = now + _TRY_AGAIN
        if self._memory is None:
            _log.warning(
                "The lane's file %s cannot be used (%s): this process keeps to the pace alone, "
                "and others on the same key may be refused now and then.",
                self._path,
                error,
            )
            self._memory = sqlite3.connect(":memory:", isolation_level=None)
            self._memory.executescript(_SCHEMA)
            self.opened += 1
        return _transact(self._memory, work)

    def _current(self) -> sqlite3.Connection:
        if self._connection is not None:
            if self._identity == _identity(self._path):
                return self._connection
            self._drop()
        with _making:
            self._connection = _open(self._path)
        self._identity = _identity(self._path)
        self.opened += 1
        return self._connection

    def _drop(self) -> None:
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def _replace(self, error: Exception) -> None:
        """Remove the damaged file, unless somebody else has replaced it already."""
        damaged = self._identity if self._connection is not None else _identity(self._path)
        self._drop()
        try:
            with FileLock(self._path.with_suffix(".lock"), timeout=_PATIENCE, mode=0o600):
                if _identity(self._path) == damaged:
                    _log.warning("The lane's file is damaged (%s) and is made anew.", error)
                    for suffix in _SIDECARS:
                        self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
        except Timeout as timeout:
            raise OSError("somebody else is replacing it") from timeout


def _transact(connection: sqlite3.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    connection.execute("BEGIN IMMEDIATE")
    try:
        answer = work(connection)
        connection.execute("COMMIT")
    except BaseException:
        with suppress(sqlite3.Error):
            connection.execute("ROLLBACK")
        raise
    return answer


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        with suppress(OSError):
            path.chmod(0o600)
    connection = sqlite3.connect(
        path,
        timeout=_PATIENCE,
        isolation_level=None,
        check_same_thread=False,  # whoever forks closes it
    )
    try:
        # Nothing in this file outlives the machine's crash: its times are of one boot. A process
        # that is killed leaves what it wrote to the system, synced or not. So nothing is synced,
        # which on a slow disk would cost a good part of a slot, and a torn file is replaced.
        connection.execute("PRAGMA synchronous=OFF")
        with suppress(sqlite3.OperationalError):  # others have it open in the mode that it has
            mode = journal_mode(sqlite3.sqlite_version_info)
            connection.execute(f"PRAGMA journal_mode={mode}").fetchall()
        _transact(connection, _make_tables)
    except BaseException:
        connection.close()
        raise
    return connection


def _make_tables(connection: sqlite3.Connection) -> None:
    with closing(connection.cursor()) as cursor:
        for statement in filter(str.strip, _SCHEMA.split(";")):
            cursor.execute(statement)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _code(error: BaseException) -> int:
    """SQLite's extended result code; 0 for an error that is not SQLite's own."""
    return int(getattr(error, "sqlite_errorcode", None) or 0)


_files: weakref.WeakSet[LaneFile] = weakref.WeakSet()
_held: list[LaneFile] = []
_forking = threading.Lock()


def _before_fork() -> None:
    """Have no file open while this process forks: SQLite's locks and notes do not survive it."""
    _forking.acquire()
    _held[:] = _files
    for file in _held:
        file._lock.acquire()
        file._drop()
    _making.acquire()


def _after_fork() -> None:
    _making.release()
    for file in _held:
        file._lock.release()
    _held.clear()
    _forking.release()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork, after_in_parent=_after_fork, after_in_child=_after_fork
    )
