"""The embedded database as a service: opened, built when there is none, reopened after a swap."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from leadpreview.errors import (
    BuildInProgressError,
    LeadPreviewError,
    NoSpaceError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseError,
    PeopleDatabaseMissingError,
)
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Plan, Question
from leadpreview.settings import Settings
from leadpreview.sources import embedded
from leadpreview.sources.embedded import (
    TRY_AGAIN,
    Building,
    EmbeddedPeople,
    Failed,
    Ready,
    shared_people,
)
from tests.fakes import DEADLINE

DATA = Path("data")
FIRST, SECOND = DATA / "people" / "v-1", DATA / "people" / "v-2"
LATER = 60.0


@dataclass
class World:
    """Everything below the service, in the hands of the test.

    Attributes:
        folder: The folder of the current database; `None` when there is none.
        damage: What opening a folder raises.
        on_build: What a build does, with its way to tell progress.
        others: Answers to "is another process building", until there are none left.
        seconds: The time.
        built: Arguments of every build.
        opened: Every folder that was opened.
        slept: Every wait.
        timers: What was put off.
    """

    folder: Path | None = None
    damage: dict[Path, LeadPreviewError] = field(default_factory=dict)
    on_build: Callable[[Callable[[float, str], None]], None] = lambda progress: None
    others: list[bool | Exception] = field(default_factory=list)
    seconds: float = 0.0
    built: list[tuple[Path, int]] = field(default_factory=list)
    opened: list[Path] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    timers: list[Callable[[], None]] = field(default_factory=list)

    # The store

    def current(self) -> Path:
        if self.folder is None:
            raise PeopleDatabaseMissingError("There is none.")
        return self.folder

    def building(self) -> bool:
        answer = self.others.pop(0) if self.others else False
        if isinstance(answer, Exception):
            raise answer
        return answer

    # The index

    def open(self, folder: Path, *, cache_bytes: int) -> Any:
        assert cache_bytes == 77
        self.opened.append(folder)
        if folder in self.damage:
            raise self.damage[folder]
        return _Index(folder.name)

    # The builder

    def build(self, data: Path, size: int, *, progress: Callable[[float, str], None]) -> None:
        self.built.append((data, size))
        self.on_build(progress)

    def later(self, delay: float, action: Callable[[], None]) -> _Timer:
        assert delay > 0
        return _Timer(action, self.timers)

    def service(self) -> EmbeddedPeople:
        return EmbeddedPeople(
            DATA, size=1_234, cache_bytes=77, clock=lambda: self.seconds, sleep=self.slept.append
        )


@dataclass
class _Timer:
    """Puts off what the test does when it likes."""

    action: Callable[[], None]
    timers: list[Callable[[], None]]
    daemon: bool = False

    def start(self) -> None:
        assert self.daemon, "a timer must not hold up the end of the process"
        self.timers.append(self.action)


@dataclass(frozen=True)
class _Index:
    fingerprint: str
    size: int = 10


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    monkeypatch.setattr(embedded, "Store", lambda data: world)
    monkeypatch.setattr(embedded, "PeopleIndex", world)
    monkeypatch.setattr(embedded, "ensure_people", world.build)
    monkeypatch.setattr(threading, "Timer", world.later)
    return world


def after_the_build() -> None:
    """Wait for the thread that builds."""
    for thread in threading.enumerate():
        if thread.name == "people-build":
            thread.join(DEADLINE)
            assert not thread.is_alive()


def ready(service: EmbeddedPeople) -> Ready:
    status = service.status()
    assert isinstance(status, Ready)
    return status


def failed(service: EmbeddedPeople) -> Failed:
    status = service.status()
    assert isinstance(status, Failed)
    return status


def test_a_database_that_is_there_is_opened_once(world: World) -> None:
    world.folder = FIRST
    service = world.service()
    first = ready(service)
    assert first.desk.source is first.source
    assert first.source.info.version == "v-1"
    world.seconds += LATER
    assert ready(service) is first
    assert world.opened == [FIRST]
    assert world.built == []


def test_whoever_only_asks_gets_the_source_or_the_reason_why_there_is_none(world: World) -> None:
    steps = threading.Event()

    def build(progress: Callable[[float, str], None]) -> None:
        progress(0.4, "writing people")
        assert steps.wait(DEADLINE)
        world.folder = FIRST

    world.on_build = build
    service = world.service()
    with pytest.raises(BuildInProgressError, match="being prepared"):
        service.source()
    steps.set()
    after_the_build()
    assert service.source() is ready(service).source


def test_whoever_only_asks_has_a_failure_tried_again_a_minute_later(world: World) -> None:
    def full(progress: Callable[[float, str], None]) -> None:
        raise NoSpaceError("The disk is full.")

    world.on_build = full
    service = world.service()
    with pytest.raises(BuildInProgressError):
        service.source()
    after_the_build()
    for _ in range(3):
        with pytest.raises(NoSpaceError):
            service.source()
    world.seconds += TRY_AGAIN - 1
    with pytest.raises(NoSpaceError):
        service.source()
    world.on_build = lambda progress: setattr(world, "folder", FIRST)
    world.seconds += 1
    with pytest.raises(BuildInProgressError):
        service.source()
    after_the_build()
    assert service.source().info.version == "v-1"
    assert len(world.built) == 2


def test_everything_in_this_process_shares_one_database(tmp_path: Path) -> None:
    """The pages and the API beside them: one index in memory, one build."""
    settings = Settings(data=tmp_path, people=1_000)
    assert shared_people(settings) is shared_people(Settings(data=tmp_path, people=1_000))
    assert shared_people(settings) is not shared_people(Settings(data=tmp_path / "other"))


def test_nothing_is_opened_before_somebody_asks(world: World) -> None:
    world.folder = FIRST
    world.service()
    assert world.opened == []


def test_after_a_swap_the_new_database_answers(world: World) -> None:
    world.folder = FIRST
    service = world.service()
    before = ready(service)
    world.folder = SECOND
    assert ready(service) is before  # it was looked at a moment ago
    world.seconds += LATER
    after = ready(service)
    assert after.source.info.version == "v-2"
    assert after.desk is not before.desk
    assert world.opened == [FIRST, SECOND]


def test_pages_that_are_half_way_through_finish_on_the_old_database(world: World) -> None:
    world.folder = FIRST
    service = world.service()
    before = ready(service)
    world.folder = SECOND
    world.seconds += LATER
    ready(service)
    (close,) = world.timers
    close()
    ticket = before.desk.ask(Plan((Question(LeadFilters(keyword="x")),)))
    assert ticket.done
    assert all(isinstance(answer, Failure) for answer in ticket.answers.values())


def test_the_first_database_puts_nothing_off(world: World) -> None:
    world.folder = FIRST
    ready(world.service())
    assert world.timers == []


def test_without_a_database_one_is_built_and_opened(world: World) -> None:
    steps, going = threading.Event(), threading.Event()

    def build(progress: Callable[[float, str], None]) -> None:
        progress(0.4, "writing people")
        going.set()
        assert steps.wait(DEADLINE)
        world.folder = FIRST

    world.on_build = build
    service = world.service()
    started = service.status()
    assert isinstance(started, Building)
    assert "no people database" in started.why
    assert going.wait(DEADLINE)
    assert service.status() == Building(0.4, "writing people", started.why)
    steps.set()
    after_the_build()
    assert ready(service).source.info.version == "v-1"
    assert world.built == [(DATA, 1_234)]


@pytest.mark.parametrize("seconds", [0.0, LATER])
def test_a_damaged_database_is_built_again_with_the_reason(world: World, seconds: float) -> None:
    world.folder = FIRST
    world.damage = {FIRST: PeopleDatabaseDamagedError("The index is of another version.")}

    def build(progress: Callable[[float, str], None]) -> None:
        world.folder = SECOND

    world.on_build = build
    service = world.service()
    status = service.status()
    assert isinstance(status, Building)
    assert status.why == "The index is of another version."
    after_the_build()
    world.seconds += seconds
    assert ready(service).source.info.version == "v-2"


def test_a_database_that_vanishes_is_built_again(world: World) -> None:
    world.folder = FIRST
    service = world.service()
    ready(service)
    world.folder = None
    world.seconds += LATER
    world.on_build = lambda progress: setattr(world, "folder", SECOND)
    assert isinstance(service.status(), Building)
    after_the_build()
    assert ready(service).source.info.version == "v-2"


def test_many_who_ask_at_once_start_one_build(world: World) -> None:
    steps = threading.Event()

    def build(progress: Callable[[float, str], None]) -> None:
        assert steps.wait(DEADLINE)
        world.folder = FIRST

    world.on_build = build
    service = world.service()
    start = threading.Barrier(8, timeout=DEADLINE)
    seen: list[object] = []

    def page() -> None:
        start.wait()
        seen.append(service.status())

    pages = [threading.Thread(target=page) for _ in range(8)]
    for thread in pages:
        thread.start()
    for thread in pages:
        thread.join(DEADLINE)
    steps.set()
    after_the_build()
    assert [type(status) for status in seen] == [Building] * 8
    assert len(world.built) == 1


def test_a_build_that_fails_is_said_and_tried_again_when_somebody_wants(world: World) -> None:
    error = NoSpaceError("The disk is full; 1 GB more is needed.")

    def build(progress: Callable[[float, str], None]) -> None:
        raise error

    world.on_build = build
    service = world.service()
    service.status()
    after_the_build()
    assert failed(service).error is error
    world.seconds += LATER
    assert failed(service).error is error
    assert len(world.built) == 1  # not again and again by itself
    world.on_build = lambda progress: setattr(world, "folder", FIRST)
    service.retry()
    assert isinstance(service.status(), Building)
    after_the_build()
    ready(service)


def test_a_defect_in_the_build_is_said_without_its_details(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def build(progress: Callable[[float, str], None]) -> None:
        raise ZeroDivisionError("secret")

    world.on_build = build
    service = world.service()
    with caplog.at_level(logging.ERROR):
        service.status()
        after_the_build()
    error = failed(service).error
    assert isinstance(error, PeopleDatabaseError)
    assert "secret" not in str(error)
    assert any(record.exc_info for record in caplog.records)


def test_when_another_process_builds_its_database_is_waited_for(world: World) -> None:
    def build(progress: Callable[[float, str], None]) -> None:
        world.folder = SECOND  # the other one is done in the meantime
        raise BuildInProgressError("Another process is building.")

    world.on_build = build
    world.others = [True, True, True, False]
    service = world.service()
    service.status()
    after_the_build()
    assert len(world.slept) == 3
    assert ready(service).source.info.version == "v-2"
    assert len(world.built) == 1


def test_the_wait_for_another_process_is_shown(world: World) -> None:
    here, go_on = threading.Event(), threading.Event()

    def build(progress: Callable[[float, str], None]) -> None:
        raise BuildInProgressError("Another process is building.")

    def sleep(seconds: float) -> None:
        here.set()
        assert go_on.wait(DEADLINE)
        world.folder = FIRST

    world.on_build = build
    world.others = [True]
    service = EmbeddedPeople(DATA, size=5, cache_bytes=77, sleep=sleep)
    service.status()
    assert here.wait(DEADLINE)
    status = service.status()
    assert isinstance(status, Building)
    assert "another process" in status.doing
    go_on.set()
    after_the_build()
    ready(service)


@pytest.mark.parametrize(
    "error", [PeopleDatabaseError("The folder cannot be read."), PermissionError("secret")]
)
def test_an_error_while_waiting_for_another_process_is_said(world: World, error: Exception) -> None:
    """The page must not say for ever that somebody else is building."""

    def build(progress: Callable[[float, str], None]) -> None:
        raise BuildInProgressError("Another process is building.")

    world.on_build = build
    world.others = [error]
    service = world.service()
    service.status()
    after_the_build()
    assert "secret" not in str(failed(service).error)


def test_a_database_that_cannot_be_opened_for_another_reason_is_said(world: World) -> None:
    """Building again would not help, and would cost what is there."""
    world.folder = FIRST
    error = PeopleDatabaseError("The folder may not be read.")
    world.damage = {FIRST: error}
    service = world.service()
    assert failed(service).error is error
    assert world.built == []
    world.damage = {}
    service.retry()
    ready(service)
