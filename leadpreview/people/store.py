"""Where people databases live, and whether the current one can be believed.

A data folder holds `people/v-<time>-<random>/`, each with a database, its index and a manifest,
and the pointer file `people/current` that names one of them. Everybody opens read-only.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable, Iterator
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
from leadpreview.people.checksum import checksum_of
from leadpreview.people.disk import flush, remove, unreadable, unwritable
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
        database_checksum: Its CRC-32.
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
    database_checksum: int
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
            raise unreadable(self.folder, error) from error
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
            raise unreadable(folder, error) from error
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

    def verify_database(self, info: PeopleInfo, check: Callable[[], None] | None = None) -> None:
        """Read the whole database file of `info`, before anything is derived from it.

        Args:
            info: What `info` gave.
            check: Called now and then; may raise to end the work.

        Raises:
            PeopleDatabaseDamagedError: It is not what was written; build it again.
            PeopleDatabaseError: It cannot be read.
        """
        try:
            found = checksum_of(info.folder / DATABASE, check)
        except OSError as error:
            raise unreadable(info.folder, error) from error
        if found != info.database_checksum:
            reason = "The people database is damaged: its file is not what was written."
            raise PeopleDatabaseDamagedError(reason)

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
            flush(path)
        flush(folder)
        replaced = self._named()
        final = self.folder / name
        folder.replace(final)
        fresh = self.folder / f"{_POINTER}.{name}"
        fresh.write_text(json.dumps({"folder": name}), "utf-8")
        flush(fresh)
        fresh.replace(self.folder / _POINTER)
        flush(self.folder)
        self.clean(keep={name, *([replaced] if replaced else [])})
        return final

    def check_pointer(self) -> None:
        """Whether a new version could be made the current one; asked before building it.

        Raises:
            PeopleDatabaseError: The pointer is a folder, which no file can replace.
        """
        pointer = self.folder / _POINTER
        if pointer.is_dir():
            raise PeopleDatabaseError(
                f"The people database cannot be written: {pointer} is a folder. "
                "Move it away or choose another data folder."
            )

    def tidy(self) -> None:
        """Remove what a killed build left, unless somebody is building or it cannot be removed."""
        with contextlib.suppress(OSError, PeopleDatabaseError):
            if any(_UNFINISHED.fullmatch(path.name) for path in self.folder.iterdir()):
                with self.locked(wait=0.0):
                    self.clean()

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
                remove(path)

    def _named(self) -> str | None:
        try:
            return self.version()
        except PeopleDatabaseError:
            return None


def open_database(folder: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection to the database of a version folder.

    Raises:
        PeopleDatabaseDamagedError: DuckDB refuses the file.
        PeopleDatabaseError: The system does, or another program keeps it to itself.
    """
    try:
        # DuckDB has one error for a file that may not be read and for one that is no database.
        with (folder / DATABASE).open("rb"):
            pass
        return duckdb.connect(folder / DATABASE, read_only=True)
    except FileNotFoundError as error:
        reason = "The people database is damaged: its file is missing."
        raise PeopleDatabaseDamagedError(reason) from error
    except OSError as error:
        raise unreadable(folder, error) from error
    except duckdb.Error as error:
        if "lock" in str(error):
            reason = "Another program keeps the people database to itself."
            raise PeopleDatabaseError(reason) from error
        reason = "The people database is damaged: its file cannot be opened."
        raise PeopleDatabaseDamagedError(reason) from error


def _manifest(folder: Path) -> PeopleInfo:
    try:
        facts = json.loads((folder / _MANIFEST).read_text("utf-8"))
        info = PeopleInfo(folder=folder, **facts)
    except (FileNotFoundError, ValueError, TypeError) as error:
        reason = "The people database is damaged: its manifest is missing or cannot be read."
        raise PeopleDatabaseDamagedError(reason) from error
    except OSError as error:
        raise unreadable(folder, error) from error
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
