"""The shared row: one slot at a time, for whoever needs it most, whatever was left in the file."""

from __future__ import annotations

import logging
import os
import random
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from leadpreview.preview import Priority
from leadpreview.sources.lane import file as lane_file
from leadpreview.sources.lane.book import FILE, Book, Slot, Turn
from leadpreview.sources.lane.clock import boot_id, system_clock
from leadpreview.sources.lane.file import journal_mode
from leadpreview.sources.lane.pace import Pace
from tests.stage import Stage

PERSON, BACKGROUND = Priority.PERSON, Priority.BACKGROUND
Open = Callable[..., Book]


@pytest.fixture
def stage() -> Stage:
    return Stage()


@pytest.fixture
def opened(stage: Stage, tmp_path: Path) -> Iterator[Open]:
    """Opens the book of another process, in a manner of speaking."""
    books: list[Book] = []

    def open_book(user: str = "a user", folder: Path = tmp_path, boot: str = "this boot") -> Book:
        book = Book(
            user,
            folder,
            pace=Pace(1.0),
            clock=stage.clock,
            boot_id=boot,
            rng=random.Random(1),
        )
        books.append(book)
        return book

    yield open_book
    for book in books:
        book.close()


def granted(turn: Turn) -> Slot:
    assert turn.slot is not None
    return turn.slot


def take(book: Book, priority: Priority = PERSON) -> Turn:
    return book.take(priority, 1)


def test_a_slot_is_granted_to_one_of_all(opened: Open, stage: Stage) -> None:
    books = [opened() for _ in range(5)]
    assert sum(take(book).slot is not None for book in books) == 1
    stage.seconds += 1.5
    assert sum(take(book).slot is not None for book in books) == 1


def test_users_do_not_wait_for_each_other(opened: Open) -> None:
    granted(take(opened("one")))
    granted(take(opened("another")))


def test_a_slot_whose_holder_was_killed_costs_one_interval(opened: Open, stage: Stage) -> None:
    killed, other = opened(), opened()
    granted(take(killed))
    turn = take(other)
    assert turn.slot is None
    assert turn.next_at - stage.seconds == pytest.approx(1.010)
    stage.seconds = turn.next_at
    granted(take(other))


def test_everybody_waits_until_the_answer_says(opened: Open, stage: Stage) -> None:
    one, other = opened(), opened()
    slot = granted(take(one))
    stage.seconds += 0.04
    one.answered(slot, slot.granted_at)
    assert take(other).next_at - slot.granted_at == pytest.approx(1.040)


def test_a_late_answer_does_not_move_a_slot_that_is_anothers(opened: Open, stage: Stage) -> None:
    slow, other = opened(), opened()
    slot = granted(take(slow))
    stage.seconds += 1.5
    granted(take(other))
    before = take(other).next_at
    slow.answered(slot, slot.granted_at)
    assert take(other).next_at == before


@pytest.mark.parametrize(("retry_after", "waits"), [(7.0, 7.0), (3600.0, 60.0)])
def test_everybody_waits_after_a_refusal(
    opened: Open, stage: Stage, retry_after: float, waits: float
) -> None:
    one, other = opened(), opened()
    slot = granted(take(one))
    one.refused(slot, retry_after, None)
    assert take(other).next_at - stage.seconds == pytest.approx(waits)


def test_a_refusal_that_is_told_late_holds_everybody_up_all_the_same(
    opened: Open, stage: Stage
) -> None:
    slow, other = opened(), opened()
    slot = granted(take(slow))
    stage.seconds += 1.5
    granted(take(other))
    slow.refused(slot, 7.0, None)
    assert take(other).next_at - stage.seconds == pytest.approx(7.0)
    slow.refused(slot, 1.0, None)
    assert take(other).next_at - stage.seconds == pytest.approx(7.0), "none shortens another's"


def test_a_request_that_leaves_late_moves_the_next(opened: Open, stage: Stage) -> None:
    one, other = opened(), opened()
    slot = granted(take(one))
    stage.seconds += 0.5
    assert one.start(slot) == stage.seconds
    assert take(other).next_at - stage.seconds == pytest.approx(1.010)


def test_a_request_that_comes_too_late_for_its_slot_does_not_leave(
    opened: Open, stage: Stage
) -> None:
    one, other = opened(), opened()
    slot = granted(take(one))
    stage.seconds += 1.5
    granted(take(other))
    assert one.start(slot) is None


def test_a_slot_that_is_given_back_is_free_again(opened: Open) -> None:
    one, other = opened(), opened()
    one.give_back(granted(take(one)))
    granted(take(other))


def test_the_background_yields_to_a_person_elsewhere(opened: Open, stage: Stage) -> None:
    background, person = opened(), opened()
    granted(take(background, BACKGROUND))
    take(background, BACKGROUND)
    turn = take(person)
    stage.seconds = turn.next_at + 0.5
    yields = take(background, BACKGROUND)
    assert yields.slot is None
    assert yields.wait <= 0.02, "it looks again soon"
    assert yields.elsewhere == 1
    granted(take(person))


def test_a_person_who_was_killed_holds_nobody_up_for_long(opened: Open, stage: Stage) -> None:
    background, person = opened(), opened()
    take(person)
    take(person)  # waits for the slot after, and is killed
    stage.seconds += 1.9
    assert take(background, BACKGROUND).slot is None
    stage.seconds += 0.2
    granted(take(background, BACKGROUND))


def test_a_person_who_waits_no_more_holds_nobody_up(opened: Open, stage: Stage) -> None:
    background, person = opened(), opened()
    take(person)
    take(person)
    person.withdraw()
    stage.seconds += 1.5
    granted(take(background, BACKGROUND))


def test_equals_take_turns(opened: Open, stage: Stage) -> None:
    books = [opened() for _ in range(3)]
    order = []
    for _ in range(9):
        stage.seconds = max(take(book).next_at for book in books)
        # Whoever asks first is not whoever waits longest.
        winner = next(book for book in reversed(books) if take(book).slot is not None)
        order.append(books.index(winner))
        stage.seconds += 0.001
    assert sorted(order[3:6]) == sorted(order[6:]) == [0, 1, 2]


def test_one_who_waits_longest_and_does_not_take_it_holds_nobody_up(
    opened: Open, stage: Stage
) -> None:
    first, second, third = opened(), opened(), opened()
    granted(take(third))
    take(first)
    stage.seconds += 0.001
    turn = take(second)
    stage.seconds = turn.next_at
    turn = take(second)
    assert turn.slot is None
    stage.seconds += turn.wait + 1e-6
    granted(take(second))


def test_a_row_of_another_boot_is_thrown_away(opened: Open, stage: Stage) -> None:
    one = opened()
    one.refused(granted(take(one)), 60.0, None)
    take(one)
    stage.seconds = 5.0
    granted(take(opened(boot="another boot"), BACKGROUND))


def test_a_time_further_ahead_than_any_wait_is_thrown_away(
    opened: Open, stage: Stage, tmp_path: Path
) -> None:
    take(opened())
    with closing(sqlite3.connect(tmp_path / FILE)) as file, file:
        file.execute("UPDATE lane SET next_at = ?", (stage.seconds + 61,))
    granted(take(opened()))


def test_what_is_old_is_not_kept(opened: Open, stage: Stage, tmp_path: Path) -> None:
    for number in range(20):
        take(opened(f"user {number}"))
        stage.seconds += 86_400
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        assert file.execute("SELECT count(*) FROM lane").fetchone()[0] <= 2
        assert file.execute("SELECT count(*) FROM wants").fetchone()[0] <= 2


def test_the_user_is_nowhere_in_the_file(opened: Open, tmp_path: Path) -> None:
    take(opened("sk-canary-key"))
    take(opened("sk-canary-key"))
    assert all(b"canary" not in path.read_bytes() for path in tmp_path.iterdir())


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
def test_the_file_and_a_folder_of_its_own_are_private(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "lane"
    take(opened(folder=folder))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"not a database, but long enough" * 200, b"short"])
def test_a_file_that_is_no_database_is_made_anew(
    opened: Open, tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes
) -> None:
    (tmp_path / FILE).write_bytes(content)
    one, other = opened(), opened()
    granted(take(one))
    assert take(other).slot is None, "they share the new one"
    assert "made anew" in caplog.text


def test_another_programs_tables_are_made_anew(opened: Open, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE)) as file, file:
        file.execute("CREATE TABLE lane (colour TEXT)")
    one, other = opened(), opened()
    granted(take(one))
    assert take(other).slot is None


def test_a_file_that_is_damaged_while_it_is_used_costs_no_slot(
    opened: Open, stage: Stage, tmp_path: Path
) -> None:
    one, other = opened(), opened()
    granted(take(one))
    take(other)
    with (tmp_path / FILE).open("r+b") as file:
        file.write(b"x" * (tmp_path / FILE).stat().st_size)
    assert take(one).slot is None, "what is known is not forgotten with the file"
    assert take(other).slot is None
    stage.seconds += 1.5
    assert sum(take(book).slot is not None for book in (one, other, one, other)) == 1


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_a_file_that_was_taken_away_is_made_again_and_shared(
    opened: Open, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(lane_file, "journal_mode", lambda _: mode)
    one, other = opened(), opened()
    granted(take(one))
    take(other)
    (tmp_path / FILE).unlink()
    assert take(one).slot is None
    assert take(other).slot is None
    stage.seconds += 1.5
    assert sum(take(book).slot is not None for book in (opened(), one, other, one)) == 1


def test_without_a_file_a_process_keeps_to_the_pace_alone_and_says_so_once(
    opened: Open, stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "in the way").touch()
    book = opened(folder=tmp_path / "in the way" / "lane")
    slots = 0
    for _ in range(60):
        slots += take(book).slot is not None
        stage.seconds += 0.5
    assert 20 <= slots <= 30
    warnings = [one for one in caplog.records if one.levelno == logging.WARNING]
    assert len(warnings) == 1
    assert "keeps to the pace alone" in warnings[0].getMessage()


def test_a_file_that_can_be_used_again_is_shared_again(
    opened: Open, stage: Stage, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    folder = tmp_path / "lane"
    folder.touch()
    one = opened(folder=folder)
    granted(take(one))
    folder.unlink()
    stage.seconds += 29.5
    slot = granted(take(one))
    one.refused(slot, 20.0, None)
    stage.seconds += 1
    other = opened(folder=folder)
    granted(take(other))
    take(one)
    turn = take(other)
    assert turn.next_at - stage.seconds == pytest.approx(19.0), "what was learned alone counts"
    assert "shared again" in caplog.text


def test_a_file_that_somebody_locks_is_waited_for_and_then_done_without(
    opened: Open, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane_file, "_PATIENCE", 0.01)
    book = opened()
    slot = granted(take(book))
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as file:
        file.execute("BEGIN EXCLUSIVE")
        book.answered(slot, slot.granted_at)
        stage.seconds += 2
        assert take(book).slot is None, "it may be used by another in the next moment"
        file.execute("ROLLBACK")
        granted(take(book))
        file.execute("BEGIN EXCLUSIVE")
        stage.seconds += 2
        assert take(book).slot is None
        stage.seconds += 11
        granted(take(book))
        file.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("version", "mode"),
    [
        ((3, 40, 1), "DELETE"),
        ((3, 44, 5), "DELETE"),
        ((3, 44, 6), "WAL"),
        ((3, 45, 3), "DELETE"),
        ((3, 50, 6), "DELETE"),
        ((3, 50, 7), "WAL"),
        ((3, 51, 2), "DELETE"),
        ((3, 51, 3), "WAL"),
        ((3, 52, 0), "WAL"),
        ((4, 0, 0), "WAL"),
    ],
)
def test_wal_is_used_only_where_its_reset_race_is_mended(
    version: tuple[int, int, int], mode: str
) -> None:
    assert journal_mode(version) == mode


@pytest.mark.parametrize("mode", ["WAL", "DELETE"])
def test_slots_are_granted_to_one_in_either_journal(
    opened: Open, stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(lane_file, "journal_mode", lambda _: mode)
    one, other = opened(), opened()
    for _ in range(5):
        assert sum(take(book).slot is not None for book in (one, other, one, other)) == 1
        stage.seconds += 1.5
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        assert file.execute("PRAGMA journal_mode").fetchone()[0].upper() == mode


def test_the_clock_only_goes_forward_and_the_boot_has_one_name(tmp_path: Path) -> None:
    assert system_clock() <= system_clock()
    assert boot_id() == boot_id() != ""
    assert boot_id(tmp_path / "missing") == "unknown"
