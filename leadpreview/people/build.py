"""Builds people databases: a sample fills DuckDB, the index is derived, one pointer is swapped."""

from __future__ import annotations

import errno
import logging
import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import duckdb

from leadpreview.errors import (
    CancelledError,
    NoSpaceError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseError,
    PeopleDatabaseMissingError,
)
from leadpreview.people import index
from leadpreview.people.checksum import checksum_of
from leadpreview.people.disk import unwritable
from leadpreview.people.sample.generate import DEFAULT_SEED, REFERENCE_DATE, Sample
from leadpreview.people.schema import DDL, SCHEMA_VERSION
from leadpreview.people.store import DATABASE, INDEX, PeopleInfo, Store

__all__ = ["SAMPLE_KIND", "build_people", "ensure_people"]

SAMPLE_KIND: Final = "synthetic sample"

_log = logging.getLogger(__name__)

Progress = Callable[[float, str], None]

# Measured: a build of a million people takes 428 bytes a person at its peak (318 when it is done);
# a quarter to spare, and what the companies and titles of a small sample take.
_BYTES_A_PERSON: Final = 540
_BYTES_AT_LEAST: Final = 24 * 2**20
# Of the time of a build, the share of the generator; the rest is the index.
_GENERATING: Final = 0.6


def _silent(fraction: float, what: str) -> None:
    """Nobody wants to know."""


def build_people(
    data_root: Path,
    size: int,
    *,
    seed: int = DEFAULT_SEED,
    progress: Progress = _silent,
    cancel: Callable[[], bool] | None = None,
    wait: float = 1.0,
) -> Path:
    """Build a new synthetic sample beside what there is, and make it the current one.

    Args:
        data_root: The data folder.
        size: People, 1,000 to 50,000,000.
        seed: The same seed and size give the same people.
        progress: Called with how far the build is, 0 to 1, and what it is doing.
        cancel: Asked now and then; true ends the build and leaves what there was.
        wait: Seconds to wait for another builder to end.

    Returns:
        The version folder.

    Raises:
        ValueError: `size` is out of range.
        BuildInProgressError: Another process is building here.
        NoSpaceError: The disk has too little room.
        PeopleDatabaseError: The folder cannot be written.
        CancelledError: `cancel` said so.
    """
    sample = Sample(size, seed=seed)
    store = Store(data_root)
    with store.locked(wait=wait), _translated(store.folder):
        return _build(store, sample, progress, cancel)


def ensure_people(
    data_root: Path,
    size: int,
    *,
    seed: int = DEFAULT_SEED,
    progress: Progress = _silent,
    cancel: Callable[[], bool] | None = None,
    wait: float = 1.0,
) -> Path:
    """The version folder to open, after building what is missing or damaged.

    A sound database with a stale, damaged or foreign index gets a new index; without a sound
    database a sample of `size` is built. What was wrong is logged and told to `progress`.

    Raises:
        As `build_people`.
    """
    store = Store(data_root)
    sound = _sound(store)
    if sound is not None:
        store.tidy()
        return sound
    sample = Sample(size, seed=seed)
    with store.locked(wait=wait), _translated(store.folder):
        # Whoever held the lock until now has perhaps built what was missing.
        return _sound(store) or _mend(store, sample, progress, cancel)


def _sound(store: Store) -> Path | None:
    """The current version, when neither the database nor its index is missing or damaged."""
    try:
        info = store.info()
    except (PeopleDatabaseMissingError, PeopleDatabaseDamagedError):
        return None
    wrong = index.check_index(info.folder / INDEX, info.fingerprint)
    return info.folder if wrong is None else None


def _mend(
    store: Store, sample: Sample, progress: Progress, cancel: Callable[[], bool] | None
) -> Path:
    """A new index where the database is sound, else a new sample; only while `locked`."""
    try:
        info = store.info()
        # The index must not inherit what happened to the database since it was written.
        store.verify_database(info)
    except (PeopleDatabaseMissingError, PeopleDatabaseDamagedError) as error:
        _tell(f"{error} Building a sample of {sample.size:,} people.", progress)
        return _build(store, sample, progress, cancel)
    wrong = index.check_index(info.folder / INDEX, info.fingerprint)
    _tell(f"{wrong} Making the index again.", progress)
    return _rebuild_index(store, info, progress, cancel)


def _tell(why: str, progress: Progress) -> None:
    _log.warning(why)
    progress(0.0, why)


def _build(
    store: Store, sample: Sample, progress: Progress, cancel: Callable[[], bool] | None
) -> Path:
    """A new version with the people of `sample`; only while `locked`."""
    store.check_pointer()
    store.clean()
    _check_space(store.folder, _BYTES_AT_LEAST + _BYTES_A_PERSON * sample.size)
    name = _new_name()
    with _scaffold(store.folder / f"building-{name}") as folder:
        info = _fill(folder, sample, _checked(progress, cancel, 0.0, _GENERATING))
        (folder / INDEX).mkdir()
        index.build_index(
            folder / DATABASE,
            folder / INDEX,
            progress=_checked(progress, cancel, _GENERATING, 1.0),
        )
        return store.publish(folder, name, _weighed(folder, info))


def _rebuild_index(
    store: Store, info: PeopleInfo, progress: Progress, cancel: Callable[[], bool] | None
) -> Path:
    """The same database in a new version folder with a new index, for those who have it open."""
    store.check_pointer()
    store.clean()
    _check_space(store.folder, _BYTES_AT_LEAST + info.bytes_on_disk)
    name = _new_name()
    with _scaffold(store.folder / f"building-{name}") as folder:
        _link(info.folder / DATABASE, folder / DATABASE)
        (folder / INDEX).mkdir()
        index.build_index(
            folder / DATABASE, folder / INDEX, progress=_checked(progress, cancel, 0.0, 1.0)
        )
        return store.publish(folder, name, _weighed(folder, info))


def _fill(folder: Path, sample: Sample, progress: Progress) -> PeopleInfo:
    """Write the tables of record of `sample` to a new database in `folder`."""
    fingerprint = secrets.token_hex(16)
    created_at = datetime.now(UTC).isoformat(timespec="seconds")
    meta = {
        "schema_version": str(SCHEMA_VERSION),
        "fingerprint": fingerprint,
        "kind": SAMPLE_KIND,
        "size": str(sample.size),
        "seed": str(sample.seed),
        "reference_date": REFERENCE_DATE,
        "created_at": created_at,
    }
    spill = folder / "spill"
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": "512MB",
        "threads": 2,
        "temp_directory": str(spill),
    }
    progress(0.0, "generating people")
    with duckdb.connect(folder / DATABASE, config=config) as connection:
        connection.execute("BEGIN")
        connection.execute(DDL)
        made = 0
        for people, past in sample.chunks():
            _insert(connection, "people", people)
            _insert(connection, "past_positions", past)
            made += people.num_rows
            progress(0.97 * made / sample.size, f"generating people: {made:,} of {sample.size:,}")
        _insert(connection, "titles", sample.titles())
        _insert(connection, "companies", sample.companies())
        connection.executemany("INSERT INTO meta VALUES (?, ?)", list(meta.items()))
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT")
    shutil.rmtree(spill, ignore_errors=True)
    progress(1.0, "people written")
    return PeopleInfo(
        folder=folder,
        size=sample.size,
        kind=SAMPLE_KIND,
        seed=sample.seed,
        created_at=created_at,
        fingerprint=fingerprint,
        schema_version=SCHEMA_VERSION,
        database_bytes=0,
        database_checksum=0,
        bytes_on_disk=0,
    )


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: object) -> None:
    connection.register("arrived", rows)
    connection.execute(f"INSERT INTO {table} SELECT * FROM arrived")
    connection.unregister("arrived")


def _weighed(folder: Path, info: PeopleInfo) -> PeopleInfo:
    lengths = {path: path.stat().st_size for path in folder.rglob("*") if path.is_file()}
    return replace(
        info,
        folder=folder,
        database_bytes=lengths[folder / DATABASE],
        database_checksum=checksum_of(folder / DATABASE),
        bytes_on_disk=sum(lengths.values()),
    )


def _checked(
    progress: Progress, cancel: Callable[[], bool] | None, start: float, end: float
) -> Progress:
    """`progress` for one part of the work, which also looks whether to go on."""

    def report(fraction: float, what: str) -> None:
        if cancel is not None and cancel():
            raise CancelledError("Building the people database was cancelled.")
        progress(start + (end - start) * min(max(fraction, 0.0), 1.0), what)

    return report


@contextmanager
def _scaffold(folder: Path) -> Iterator[Path]:
    """A folder to build in, which goes away unless it was published."""
    folder.mkdir()
    try:
        yield folder
    finally:
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn what the disk says into what a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _no_space(folder) from error
        raise unwritable(folder, error) from error
    except duckdb.Error as error:
        if "No space left" in str(error) or "not enough space" in str(error).lower():
            raise _no_space(folder) from error
        reason = "The people database could not be written: DuckDB refused."
        raise PeopleDatabaseError(reason) from error


def _check_space(folder: Path, needed: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise NoSpaceError(
            f"The people database needs about {_megabytes(needed)} and {folder} has "
            f"{_megabytes(free)} free: free disk space or build a smaller one."
        )


def _no_space(folder: Path) -> NoSpaceError:
    return NoSpaceError(
        f"The disk of {folder} became full while the people database was written: "
        "free disk space or build a smaller one."
    )


def _megabytes(count: int) -> str:
    return f"{-(-count // 10**6):,} MB"


def _link(source: Path, target: Path) -> None:
    """The same file under another name, or a copy where the file system knows no links."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _new_name() -> str:
    return f"v-{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
