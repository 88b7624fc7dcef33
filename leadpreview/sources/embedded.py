"""The embedded people database as a service: built when missing, opened, reopened after a swap."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from leadpreview.errors import (
    BuildInProgressError,
    LeadPreviewError,
    PeopleDatabaseDamagedError,
    PeopleDatabaseError,
    PeopleDatabaseMissingError,
)
from leadpreview.people.build import ensure_people
from leadpreview.people.index import PeopleIndex
from leadpreview.people.store import Store
from leadpreview.settings import Settings
from leadpreview.sources.desk import Desk
from leadpreview.sources.people import PeopleSource

__all__ = ["TRY_AGAIN", "Building", "EmbeddedPeople", "Failed", "Ready", "shared_people"]

_log = logging.getLogger(__name__)

TRY_AGAIN: Final = 60.0
"""Seconds after which a failure is tried again for somebody who has no button to press."""

_LOOK_AGAIN: Final = 2.0
_GRACE: Final = 30.0


@dataclass(frozen=True, slots=True)
class Ready:
    """The database answers.

    Attributes:
        desk: Whom to ask.
        source: Who answers, with the index for suggestions.
    """

    desk: Desk
    source: PeopleSource


@dataclass(frozen=True, slots=True)
class Building:
    """The database is being made.

    Attributes:
        fraction: How far, 0 to 1.
        doing: What is being done, as a person reads it.
        why: Why it has to be made.
    """

    fraction: float
    doing: str
    why: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The database could not be made or opened; `error` says what to do."""

    error: LeadPreviewError


class EmbeddedPeople:
    """One people database of one data folder, for every session of this process."""

    def __init__(
        self,
        data: Path,
        *,
        size: int,
        cache_bytes: int,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Args:
        data: The data folder.
        size: People to generate when there is no database yet.
        cache_bytes: Memory for cached filters.
        clock: Seconds, only ever forward.
        sleep: Waits for so many seconds.
        """
        self._store = Store(data)
        self._data = data
        self._size = size
        self._cache_bytes = cache_bytes
        self._clock = clock
        self._sleep = sleep
        self._lock = threading.RLock()
        self._ready: Ready | None = None
        self._folder: Path | None = None
        self._looked_at = float("-inf")
        self._progress: Building | None = None
        self._mended = False
        self._failure: Failed | None = None
        self._told: tuple[Failed, float] | None = None

    def status(self) -> Ready | Building | Failed:
        """What the database is doing, now; starts a build when there is none to open."""
        with self._lock:
            if self._progress is not None:
                return self._progress
            if self._failure is not None:
                return self._failure
            if self._ready is not None and self._clock() - self._looked_at < _LOOK_AGAIN:
                return self._ready
            return self._look()

    def source(self) -> PeopleSource:
        """Who answers, now.

        Raises:
            BuildInProgressError: The database is being made; the message says how far it is.
            LeadPreviewError: It could not be made or opened; whoever asks a minute later has it
                tried again, because nobody may be there to press a button.
        """
        with self._lock:
            status = self.status()
            if isinstance(status, Failed):
                if self._told is None or self._told[0] is not status:
                    self._told = status, self._clock()
                elif self._clock() - self._told[1] >= TRY_AGAIN:
                    self.retry()
                    status = self.status()
        if isinstance(status, Ready):
            return status.source
        if isinstance(status, Failed):
            # Raised many times: each would add its places to the one object.
            raise status.error.with_traceback(None)
        raise BuildInProgressError(
            f"The people database is being prepared: {status.fraction:.0%}, {status.doing}."
        )

    def retry(self) -> None:
        """Forget a failure, so that the next look tries again."""
        with self._lock:
            self._failure = None

    def _look(self) -> Ready | Building | Failed:
        self._looked_at = self._clock()
        try:
            folder = self._store.current()
            if folder != self._folder or self._ready is None:
                self._open(folder)
        except PeopleDatabaseMissingError:
            return self._begin(PeopleDatabaseError("There is no people database yet."))
        except PeopleDatabaseDamagedError as error:
            return self._begin(error)
        except PeopleDatabaseError as error:
            self._failure = Failed(error)
            return self._failure
        assert self._ready is not None
        return self._ready

    def _open(self, folder: Path) -> None:
        index = PeopleIndex.open(folder, cache_bytes=self._cache_bytes)
        source = PeopleSource(index)
        before = self._ready
        self._ready, self._folder, self._mended = Ready(Desk(source), source), folder, False
        if before is not None:
            # Pages that are half way through a run finish on the old one.
            closing = threading.Timer(_GRACE, before.desk.close)
            closing.daemon = True
            closing.start()

    def _begin(self, error: PeopleDatabaseError) -> Building | Failed:
        if self._mended:
            # What was just made cannot be opened either: making it for ever mends nothing.
            self._mended, self._failure = False, Failed(error)
            return self._failure
        why = str(error)
        _log.warning("%s Mending that; a new one would have %d people.", why, self._size)
        self._progress = Building(0.0, "starting", why)
        threading.Thread(target=self._build, args=(why,), name="people-build", daemon=True).start()
        return self._progress

    def _build(self, why: str) -> None:
        def progress(fraction: float, doing: str) -> None:
            self._progress = Building(fraction, doing, why)

        failure: Failed | None = None
        try:
            try:
                ensure_people(self._data, self._size, progress=progress)
            except BuildInProgressError:
                progress(0.0, "another process is building it; waiting for that")
                self._wait_for_the_other()
        except LeadPreviewError as error:
            failure = Failed(error)
        except Exception:  # noqa: BLE001  a thread's error would be seen by nobody
            _log.exception("Building the people database ended in an error nobody expected")
            reason = "The people database could not be built, for a reason nobody expected."
            failure = Failed(PeopleDatabaseError(reason))
        with self._lock:
            self._progress, self._failure = None, failure
            self._mended = failure is None
            self._looked_at = float("-inf")

    def _wait_for_the_other(self) -> None:
        while self._store.building():
            self._sleep(0.5)


_shared: dict[tuple[Path, int, int], EmbeddedPeople] = {}
_sharing = threading.Lock()


def shared_people(settings: Settings) -> EmbeddedPeople:
    """The one people database that everything in this process asks, pages and API alike."""
    data, size, cache_bytes = settings.data, settings.people, settings.cache_mb * 2**20
    with _sharing:
        people = _shared.get((data, size, cache_bytes))
        if people is None:
            people = EmbeddedPeople(data, size=size, cache_bytes=cache_bytes)
            _shared[data, size, cache_bytes] = people
        return people
