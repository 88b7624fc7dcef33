"""Building and swapping, and everything that can happen on the way."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import zlib
from collections import namedtuple
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest

from leadpreview.errors import (
    BuildInProgressError,
    CancelledError,
    NoSpaceError,
    PeopleDatabaseError,
)
from leadpreview.people import build, index
from leadpreview.people.build import build_people, ensure_people
from leadpreview.people.index import PeopleIndex, files
from leadpreview.people.schema import TABLES
from leadpreview.people.store import DATABASE, INDEX, Store, open_database

SIZE = 1_000
Usage = namedtuple("Usage", "total used free")


def left(data: Path) -> list[str]:
    """The folders under a data folder, finished or not."""
    return sorted(path.name for path in (data / "people").iterdir() if path.is_dir())


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_a_build_writes_every_table_in_its_order(tmp_path: Path) -> None:
    folder = build_people(tmp_path, 2_000)
    assert folder == Store(tmp_path).current()
    with open_database(folder) as database:
        for table in TABLES:
            count = database.execute(f"SELECT count(*) FROM {table}").fetchone()
            assert count is not None
            assert count[0] > 0
        rows = database.execute("SELECT row FROM people").fetchall()
        past = database.execute("SELECT row FROM past_positions").fetchall()
    assert [row for (row,) in rows] == list(range(2_000))
    assert past == sorted(past)
    opened = PeopleIndex.open(folder)
    assert opened.size == 2_000
    opened.close()


def test_progress_only_ever_grows_and_ends_at_one(tmp_path: Path) -> None:
    told: list[tuple[float, str]] = []
    build_people(tmp_path, SIZE, progress=lambda fraction, what: told.append((fraction, what)))
    fractions = [fraction for fraction, _ in told]
    assert fractions == sorted(fractions)
    assert fractions[0] == 0.0
    assert fractions[-1] == 1.0
    assert all(what for _, what in told)


def test_a_cancelled_build_leaves_what_was_there(tmp_path: Path) -> None:
    before = build_people(tmp_path, SIZE)
    for looks in (1, 3):
        answers = iter([False] * looks + [True] * 100)
        with pytest.raises(CancelledError):
            build_people(tmp_path, SIZE, cancel=lambda answers=answers: next(answers))  # type: ignore[misc]  # bound early on purpose
        assert Store(tmp_path).current() == before
        assert left(tmp_path) == [before.name]


def test_too_little_room_is_said_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**9, 10**9, 10**6))
    with pytest.raises(NoSpaceError, match=r"needs about .* MB .* 1 MB free"):
        build_people(tmp_path, SIZE)
    assert left(tmp_path) == []


@pytest.mark.parametrize(
    ("module", "name", "error"),
    [
        (index, "build_index", OSError(errno.ENOSPC, "No space left on device")),
        (build, "_insert", duckdb.IOException("Could not write: No space left on device")),
    ],
)
def test_a_disk_that_becomes_full_leaves_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, error: Exception
) -> None:
    before = build_people(tmp_path, SIZE)
    monkeypatch.setattr(module, name, raising(error))
    with pytest.raises(NoSpaceError, match="became full"):
        build_people(tmp_path, SIZE)
    assert Store(tmp_path).current() == before
    assert left(tmp_path) == [before.name]


@pytest.mark.parametrize(
    ("module", "name", "error"),
    [
        (index, "build_index", OSError(errno.EROFS, "Read-only file system")),
        (Path, "mkdir", PermissionError(errno.EACCES, "Permission denied")),
        (build, "_insert", duckdb.IOException("Could not write")),
    ],
)
def test_a_folder_that_cannot_be_written_is_said_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, module: object, name: str, error: Exception
) -> None:
    """Whoever runs the tests as root could write anywhere, so the refusal is played."""
    monkeypatch.setattr(module, name, raising(error))
    with pytest.raises(PeopleDatabaseError, match=r"could not be written|cannot be written"):
        build_people(tmp_path, SIZE)


def script(data: Path, action: str) -> subprocess.Popen[str]:
    """Another process that builds in `data` and says when it is in the middle of it."""
    code = f"""
import sys
from pathlib import Path
from leadpreview.people.build import build_people

def progress(fraction, what):
    if fraction >= 0.5:
        {action}

build_people(Path(sys.argv[1]), {SIZE}, progress=progress, wait=60)
"""
    return subprocess.Popen(
        [sys.executable, "-c", code, str(data)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(build.__file__).parents[2],
    )


PAUSE = "print('half way', flush=True); sys.stdin.readline()"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no SIGKILL")
def test_a_killed_build_leaves_what_was_there_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    before = build_people(tmp_path, SIZE)
    with script(tmp_path, PAUSE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "half way\n"
        other.send_signal(signal.SIGKILL)
        other.wait()
    assert Store(tmp_path).current() == before
    assert [name for name in left(tmp_path) if name.startswith("building-")]
    with pytest.raises(CancelledError):
        build_people(tmp_path, SIZE, cancel=lambda: True)
    assert left(tmp_path) == [before.name]
    assert build_people(tmp_path, SIZE) == Store(tmp_path).current() != before


def test_a_second_builder_is_refused_with_a_sentence(tmp_path: Path) -> None:
    with script(tmp_path, PAUSE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == "half way\n"
        assert Store(tmp_path).building()
        with pytest.raises(BuildInProgressError, match="Another process is building"):
            build_people(tmp_path, SIZE, wait=0)
        other.stdin.write("\n" * 100)
        other.stdin.close()
        other.stdout.read()
        assert other.wait() == 0
    assert Store(tmp_path).info().size == SIZE


def test_two_builders_at_once_both_end_and_leave_a_sound_database(tmp_path: Path) -> None:
    with script(tmp_path, "pass") as one, script(tmp_path, "pass") as two:
        assert (one.wait(), two.wait()) == (0, 0)
    folder = Store(tmp_path).current()
    PeopleIndex.open(folder).close()
    assert len(left(tmp_path)) == 2


def test_what_is_sound_is_not_built_again(tmp_path: Path) -> None:
    folder = ensure_people(tmp_path, SIZE)
    assert ensure_people(tmp_path, SIZE) == folder


def test_what_another_process_built_meanwhile_is_not_built_a_second_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two servers start on an empty folder: the one that has to wait finds it filled."""
    look = build._sound
    built: list[Path] = []

    def overtaken(store: Store) -> Path | None:
        found = look(store)
        if not built:
            built.append(build_people(tmp_path, SIZE))
        return found

    monkeypatch.setattr(build, "_sound", overtaken)
    assert ensure_people(tmp_path, SIZE) == built[0]
    assert left(tmp_path) == [built[0].name]


def test_what_a_killed_build_left_goes_at_the_next_start_but_not_under_a_builder(
    tmp_path: Path,
) -> None:
    folder = build_people(tmp_path, SIZE)
    leftover = tmp_path / "people" / "building-v-20260101T000000Z-0a0b0c0d"
    leftover.mkdir()
    (leftover / DATABASE).write_bytes(b"half")
    with Store(tmp_path).locked(wait=0):
        assert ensure_people(tmp_path, SIZE) == folder
        assert leftover.exists()
    assert ensure_people(tmp_path, SIZE) == folder
    assert left(tmp_path) == [folder.name]


def test_a_folder_in_place_of_the_pointer_is_said_before_anything_is_built(
    tmp_path: Path,
) -> None:
    (tmp_path / "people" / "current").mkdir(parents=True)
    told: list[str] = []
    with pytest.raises(PeopleDatabaseError, match="current is a folder"):
        build_people(tmp_path, SIZE, progress=lambda _, what: told.append(what))
    assert told == []
    assert left(tmp_path) == ["current"]


def test_a_database_that_may_not_be_read_is_not_built_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests as root may read everything, so the refusal is played."""
    before = build_people(tmp_path, SIZE)
    original = Path.open

    def refused(self: Path, *arguments: Any, **options: Any) -> Any:
        if self.name == DATABASE:
            raise PermissionError(errno.EACCES, "Permission denied")
        return original(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refused)
    for ask in (
        lambda: ensure_people(tmp_path, SIZE),
        lambda: Store(tmp_path).current(),
        lambda: PeopleIndex.open(before),
    ):
        with pytest.raises(PeopleDatabaseError, match="cannot be read: Permission denied") as said:
            ask()
        assert type(said.value) is PeopleDatabaseError
    assert left(tmp_path) == [before.name]


def test_a_damaged_database_is_built_again_with_a_sentence(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = build_people(tmp_path, SIZE)
    (before / DATABASE).write_bytes(b"half")
    told: list[str] = []
    after = ensure_people(tmp_path, SIZE + 1, progress=lambda _, what: told.append(what))
    assert after != before
    assert Store(tmp_path).info().size == SIZE + 1
    assert "damaged" in told[0]
    assert told[0] in caplog.text


@pytest.mark.parametrize("fault", ["foreign", "cut", "missing", "version"])
def test_an_index_that_cannot_be_believed_is_made_again_from_the_same_people(
    tmp_path: Path, fault: str
) -> None:
    before = build_people(tmp_path / "mine", SIZE)
    fingerprint = Store(tmp_path / "mine").info().fingerprint
    shutil.rmtree(before / INDEX)
    if fault == "foreign":
        other = build_people(tmp_path / "other", SIZE)
        shutil.copytree(other / INDEX, before / INDEX)
    elif fault == "cut":
        index.build_index(before / DATABASE, *_made(before / INDEX), progress=lambda _, __: None)
        victim = max((before / INDEX).iterdir(), key=lambda path: path.stat().st_size)
        os.truncate(victim, victim.stat().st_size // 2)
    elif fault == "version":
        index.build_index(before / DATABASE, *_made(before / INDEX), progress=lambda _, __: None)
        _outdate(before / INDEX / files.MANIFEST)
    told: list[str] = []
    after = ensure_people(tmp_path / "mine", SIZE, progress=lambda _, what: told.append(what))
    assert after != before
    assert "index" in told[0].lower()
    assert ("version" in told[0]) == (fault == "version")
    assert Store(tmp_path / "mine").info().fingerprint == fingerprint
    opened = PeopleIndex.open(after)
    assert opened.size == SIZE
    opened.close()


def test_an_index_is_not_made_from_a_damaged_database(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    before = build_people(tmp_path, SIZE)
    database = before / DATABASE
    content = bytearray(database.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 64] = bytes(byte ^ 0x55 for byte in content[middle : middle + 64])
    database.write_bytes(content)
    shutil.rmtree(before / INDEX)
    told: list[str] = []
    after = ensure_people(tmp_path, SIZE + 1, progress=lambda _, what: told.append(what))
    assert told[0] == (
        "The people database is damaged: its file is not what was written. "
        "Building a sample of 1,001 people."
    )
    assert told[0] in caplog.text
    assert after == Store(tmp_path).current()
    assert Store(tmp_path).info().size == SIZE + 1


def _outdate(path: Path) -> None:
    """An index that is whole, as an older program wrote it."""
    manifest = json.loads(path.read_text("utf-8"))
    del manifest["checksum"]
    manifest["version"] = index.INDEX_VERSION - 1
    manifest["checksum"] = zlib.crc32(json.dumps(manifest, sort_keys=True).encode())
    path.write_text(json.dumps(manifest), "utf-8")


def _made(folder: Path) -> tuple[Path]:
    folder.mkdir()
    return (folder,)
