"""Where people databases live: what is believed, what is refused, and what is cleaned up."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from leadpreview.errors import (
    BuildInProgressError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseError,
    PeopleDatabaseMissingError,
)
from leadpreview.people.build import build_people
from leadpreview.people.store import DATABASE, Store, open_database

SIZE = 1_000


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("built")
    build_people(data, SIZE, seed=5)
    return data


@pytest.fixture
def data(built: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to damage."""
    return Path(shutil.copytree(built, tmp_path / "data"))


def test_an_empty_folder_has_no_database_and_that_is_no_damage(tmp_path: Path) -> None:
    store = Store(tmp_path / "not yet there")
    assert store.version() is None
    assert not store.building()
    with pytest.raises(PeopleDatabaseMissingError):
        store.current()
    assert not (tmp_path / "not yet there").exists()


def test_a_database_says_what_it_is(data: Path) -> None:
    store = Store(data)
    info = store.info()
    assert info.folder == store.current() == data / "people" / (store.version() or "")
    assert (info.size, info.kind, info.seed) == (SIZE, "synthetic sample", 5)
    assert info.database_bytes == (info.folder / DATABASE).stat().st_size
    assert info.bytes_on_disk > info.database_bytes
    with open_database(info.folder) as database:
        meta = dict(database.execute("SELECT key, value FROM meta").fetchall())
        people = database.execute("SELECT count(*) FROM people").fetchone()
    assert people == (SIZE,)
    assert meta["fingerprint"] == info.fingerprint
    assert meta["size"] == str(SIZE)
    assert meta["created_at"] == info.created_at


def test_a_database_cut_in_half_is_damaged(data: Path) -> None:
    store = Store(data)
    database = store.current() / DATABASE
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size // 2)
    with pytest.raises(PeopleDatabaseDamagedError, match="bytes instead of"):
        store.current()


def test_a_database_with_another_content_of_the_same_length_is_damaged(data: Path) -> None:
    database = Store(data).current() / DATABASE
    database.write_bytes(bytes(database.stat().st_size))
    with pytest.raises(PeopleDatabaseDamagedError, match="cannot be opened"):
        Store(data).current()


def test_a_database_that_belongs_to_another_manifest_is_damaged(data: Path) -> None:
    manifest = Store(data).current() / "manifest.json"
    facts = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**facts, "fingerprint": "0" * 32}), "utf-8")
    with pytest.raises(PeopleDatabaseDamagedError, match="another manifest"):
        Store(data).current()


def test_tables_of_another_version_are_refused(data: Path) -> None:
    manifest = Store(data).current() / "manifest.json"
    facts = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps({**facts, "schema_version": 99}), "utf-8")
    with pytest.raises(PeopleDatabaseDamagedError, match="version 99"):
        Store(data).current()


@pytest.mark.parametrize("name", [DATABASE, "manifest.json"])
def test_a_missing_file_is_damage(data: Path, name: str) -> None:
    (Store(data).current() / name).unlink()
    with pytest.raises(PeopleDatabaseDamagedError):
        Store(data).current()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"folder": 1}', '{"folder": "../.."}'])
def test_a_damaged_pointer_is_damage_and_leads_nowhere(data: Path, text: str) -> None:
    (data / "people" / "current").write_text(text, "utf-8")
    with pytest.raises(PeopleDatabaseDamagedError, match="pointer"):
        Store(data).current()


def test_a_swap_is_seen_and_the_old_version_can_still_be_read(data: Path) -> None:
    store = Store(data)
    before, old = store.version(), store.current()
    with open_database(old) as reader:
        build_people(data, SIZE + 1)
        assert store.version() != before
        assert store.info().size == SIZE + 1
        assert reader.execute("SELECT count(*) FROM past_positions").fetchone() is not None
    assert old.is_dir()


def test_only_the_version_just_replaced_is_kept(data: Path) -> None:
    first = Store(data).current()
    second = build_people(data, SIZE)
    third = build_people(data, SIZE)
    assert not first.exists()
    assert {p for p in (data / "people").iterdir() if p.is_dir()} == {second, third}


def test_one_builder_at_a_time(data: Path) -> None:
    store = Store(data)
    assert not store.building()
    with store.locked(wait=0):
        assert store.building()
        with pytest.raises(BuildInProgressError, match="building"), Store(data).locked(wait=0):
            pytest.fail("two builders at once")
    assert not store.building()


def test_a_file_in_place_of_the_folder_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("not a folder", "utf-8")
    assert Store(tmp_path / "data").version() is None
    with pytest.raises(PeopleDatabaseError, match="cannot be written"):
        build_people(tmp_path / "data", SIZE)
