"""Where people databases live, and whether the current one can be believed.

A data folder holds `people/v-<time>-<random>/`, each with a database, its index and a manifest,
and the pointer file `people/current` that names one of them. Everybody opens read-only.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

import duckdb
from filelock import FileLock, Timeout

from leadpreview.errors import (
    BuildInProgressError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseError,
    PeopleDatabaseMissingError,
)
from leadpreview.people.schema import SCHEMA_VERSION

__all__ = ["DATABASE", "INDEX", "PeopleInfo", "Store", "open_database"]

DATABASE: Final = "people.duckdb"
INDEX: Final = "index"
_MANIFEST: Final = "manifest.json"
_POINTER: Final = "current"
_LOCK: Final = "build.lock"
_FINISHED: Final = re.compile(r"v-[0-9A-Za-z-]+")
_UNFINISHED: Final = re.compile(r"(building|removing)-[0-9A-Za-z-]+|current\.[0-9A-Za-z-]+")


@dataclass(frozen=True, slots=True)
class PeopleInfo:
    """What a people database is.

    Attributes:
        folder: The version folder, with the database and its index in it.
        size: People.
        kind: Where they come from, as a person reads it ("synthetic sample").
        seed: What a sample was drawn with; `None` for people that were not drawn.
        created_at: UTC, ISO 8601.
        fingerprint: Hexadecimal; drawn anew for each build, and known to its index.
        schema_version: Of the tables of record.
        database_bytes: Length of the database file.
        bytes_on_disk: Database and index together.
    """

    folder: Path
    size: int
    kind: str
    seed: int | None
    created_at: str
    fingerprint: str
    schema_version: int
    database_bytes: int
    bytes_on_disk: int


class Store:
    """The people databases of one data folder."""

    def __init__(self, data_root: Path) -> None:
        """Args:
        data_root: The data folder; it need not exist yet.
        """
        self.folder = data_root / "people"
        self._believed: tuple[Path, float] | None = None

    def version(self) -> str | None:
        """The name of the current version folder, `None` when there is none.

        Reads one small file: cheap enough to poll for a swap.

        Raises:
            PeopleDatabaseError: The pointer file cannot be read.
            PeopleDatabaseDamagedError: It does not name a folder.
        """
        try:
            name = json.loads((self.folder / _POINTER).read_text("utf-8"))["folder"]
            if not isinstance(name, str) or not _FINISHED.fullmatch(name):
                raise ValueError(name)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unreadable(self.folder, error) from error
        except (ValueError, KeyError, TypeError) as error:
            reason = "The pointer to the people database is damaged."
            raise PeopleDatabaseDamagedError(reason) from error
        return name

    def current(self) -> Path:
        """The version folder to open, checked as far as that is cheap.

        The lengths of all files are compared with the manifest on every call; the database is
        opened and asked for its fingerprint once a version. The index vouches for itself.

        Raises:
            PeopleDatabaseMissingError: There is none.
            PeopleDatabaseDamagedError: It is not what was built; build it again.
            PeopleDatabaseError: It cannot be read.
        """
        return self.info().folder

    def info(self) -> PeopleInfo:
        """What the current database is; raises as `current`."""
        name = self.version()
        if name is None:
            raise PeopleDatabaseMissingError("There is no people database yet.")
        folder = self.folder / name
        info = _manifest(folder)
        database = folder / DATABASE
        try:
            state = database.stat()
        except FileNotFoundError as error:
            reason = "The people database is damaged: its file is missing."
            raise PeopleDatabaseDamagedError(reason) from error
        except OSError as error:
            raise _unreadable(folder, error) from error
        if state.st_size != info.database_bytes:
            raise PeopleDatabaseDamagedError(
                f"The people database is damaged: its file has {state.st_size:,} bytes "
                f"instead of {info.database_bytes:,}."
            )
        if self._believed != (folder, state.st_mtime):
            with open_database(folder) as connection:
                _check_fingerprint(connection, info)
            self._believed = (folder, state.st_mtime)
        return info

    def building(self) -> bool:
        """Whether somebody is building a database here at this moment."""
        if not (self.folder / _LOCK).exists():
            return False
        try:
            with self.locked(wait=0.0):
                return False
        except BuildInProgressError:
            return True
        except PeopleDatabaseError:
            return False

    @contextmanager
    def locked(self, *, wait: float) -> Iterator[None]:
        """Hold the right to build here. It ends with the process, however that ends.

        Args:
            wait: Seconds to wait for another builder; negative waits for as long as it takes.

        Raises:
            BuildInProgressError: Another process has it, or another thread of this one.
            PeopleDatabaseError: The folder cannot be written.
        """
        # Not thread-local: two threads of one process must exclude each other as well.
        lock = FileLock(self.folder / _LOCK, thread_local=False)
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=wait, poll_interval=0.05)
        except Timeout as error:
            reason = "Another process is building the people database."
            raise BuildInProgressError(reason) from error
        except OSError as error:
            raise unwritable(self.folder, error) from error
        try:
            yield
        finally:
            lock.release()

    def publish(self, folder: Path, name: str, info: PeopleInfo) -> Path:
        """Make the finished `folder` the current version under `name`; only while `locked`.

        The manifest is written, everything is flushed to the disk, the folder gets its name, and
        one file is replaced. Whoever is stopped in between leaves the old version in force.
        """
        facts = asdict(info)
        del facts["folder"]
        (folder / _MANIFEST).write_text(json.dumps(facts, indent=2), "utf-8")
        for path in sorted(folder.rglob("*")):
            _flush(path)
        _flush(folder)
        replaced = self._named()
        final = self.folder / name
        folder.replace(final)
        fresh = self.folder / f"{_POINTER}.{name}"
        fresh.write_text(json.dumps({"folder": name}), "utf-8")
        _flush(fresh)
        fresh.replace(self.folder / _POINTER)
        _flush(self.folder)
        self.clean(keep={name, *([replaced] if replaced else [])})
        return final

    def clean(self, *, keep: set[str] | None = None) -> None:
        """Remove what nobody can be using; only while `locked`.

        Args:
            keep: Names of finished versions to keep. The one before the current one may still
                have readers. `None` removes leftovers of unfinished builds only.
        """
        for path in sorted(self.folder.iterdir()):
            left_over = _UNFINISHED.fullmatch(path.name) is not None
            outdated = keep is not None and _FINISHED.fullmatch(path.name) is not None
            if left_over or (outdated and path.name not in (keep or ())):
                _remove(path)

    def _named(self) -> str | None:
        try:
            return self.version()
        except PeopleDatabaseError:
            return None


def open_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the database of a version folder.

    Raises:
        PeopleDatabaseDamagedError: DuckDB refuses the file.
    """
    try:
        return duckdb.connect(folder / DATABASE, read_only=True)
    except duckdb.Error as error:
        reason = "The people database is damaged: its file cannot be opened."
        raise PeopleDatabaseDamagedError(reason) from error


def unwritable(folder: Path, error: OSError) -> PeopleDatabaseError:
    """The error to raise when `folder` cannot be written for another reason than its size."""
    why = error.strerror or type(error).__name__
    return PeopleDatabaseError(
        f"The people database cannot be written to {folder}: {why}. "
        "Choose another data folder or make this one writable."
    )


def _unreadable(folder: Path, error: OSError) -> PeopleDatabaseError:
    why = error.strerror or type(error).__name__
    return PeopleDatabaseError(f"The people database in {folder} cannot be read: {why}.")


def _manifest(folder: Path) -> PeopleInfo:
    try:
        facts = json.loads((folder / _MANIFEST).read_text("utf-8"))
        info = PeopleInfo(folder=folder, **facts)
    except (FileNotFoundError, ValueError, TypeError) as error:
        reason = "The people database is damaged: its manifest is missing or cannot be read."
        raise PeopleDatabaseDamagedError(reason) from error
    except OSError as error:
        raise _unreadable(folder, error) from error
    if info.schema_version != SCHEMA_VERSION:
        raise PeopleDatabaseDamagedError(
            f"The people database has version {info.schema_version} of the tables, "
            f"and this program needs version {SCHEMA_VERSION}."
        )
    return info


def _check_fingerprint(connection: duckdb.DuckDBPyConnection, info: PeopleInfo) -> None:
    try:
        found = connection.execute("SELECT value FROM meta WHERE key = 'fingerprint'").fetchone()
    except duckdb.Error as error:
        reason = "The people database is damaged: it does not say what it is."
        raise PeopleDatabaseDamagedError(reason) from error
    if found != (info.fingerprint,):
        reason = "The people database is damaged: its file belongs to another manifest."
        raise PeopleDatabaseDamagedError(reason)


def _flush(path: Path) -> None:
    """Have the system write a file or the entries of a folder to the disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows cannot open folders; it writes their entries itself.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
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
