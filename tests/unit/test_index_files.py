"""An index whose files are not what was written is not believed, wherever the damage is."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from leadpreview.errors import PeopleDatabaseDamagedError
from leadpreview.filters import LeadFilters
from leadpreview.people import checksum
from leadpreview.people.build import ensure_people
from leadpreview.people.index import PeopleIndex, check_index, files
from leadpreview.people.store import INDEX, Store
from leadpreview.preview import Cancellation, Question

QUESTION = (Question(LeadFilters()),)


@pytest.fixture
def data(people_small: Path, tmp_path: Path) -> Path:
    """A data folder of one's own to damage."""
    return Path(shutil.copytree(people_small, tmp_path / "data"))


def damage(path: Path) -> None:
    """Turn the bits of one byte between the first half and the second."""
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 + 1)
        (byte,) = file.read(1)
        file.seek(-1, 1)
        file.write(bytes([byte ^ 0xFF]))


def filled(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.iterdir()) if path.stat().st_size)


def test_one_changed_byte_in_the_middle_of_any_file_is_found(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checksum, "_PIECE", 1 << 12)
    info = Store(data).info()
    folder = info.folder / INDEX
    names = [path.name for path in filled(folder)]
    assert max(path.stat().st_size for path in filled(folder)) > 2**19
    assert check_index(folder, info.fingerprint) is None
    for name in names:
        damage(folder / name)
        wrong = check_index(folder, info.fingerprint)
        assert wrong is not None, name
        assert "damaged" in wrong
        damage(folder / name)
    assert check_index(folder, info.fingerprint) is None


def test_an_index_with_damage_is_not_opened(data: Path) -> None:
    folder = Store(data).current()
    damage(folder / INDEX / "dense.bin")
    with pytest.raises(PeopleDatabaseDamagedError, match=r"dense\.bin is not what was written"):
        PeopleIndex.open(folder)


def test_a_large_index_is_read_through_while_it_answers(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "_AT_ONCE", 0)
    opened = PeopleIndex.open(Store(data).current())
    opened.wait_until_verified()
    (counted,) = opened.answer(QUESTION, Cancellation())
    assert getattr(counted, "total", None) == opened.size
    assert opened.suggest_titles("sales")
    opened.close()


def test_a_large_index_with_damage_answers_no_more_once_that_is_known(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the next start makes it again, although it does not read it all either."""
    monkeypatch.setattr(files, "_AT_ONCE", 0)
    before = Store(data).current()
    damage(before / INDEX / "dense.bin")
    opened = PeopleIndex.open(before)
    opened.wait_until_verified()
    for ask in (
        lambda: opened.answer(QUESTION, Cancellation()),
        lambda: opened.suggest_titles("sales"),
        lambda: opened.suggest_companies("a"),
    ):
        with pytest.raises(PeopleDatabaseDamagedError, match=r"dense\.bin is not what was written"):
            ask()
    opened.close()
    after = ensure_people(data, 1_000)
    assert after != before
    mended = PeopleIndex.open(after)
    mended.wait_until_verified()
    assert mended.answer(QUESTION, Cancellation())
    mended.close()
