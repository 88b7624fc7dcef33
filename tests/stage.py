"""Time for a lane that the test makes pass, so that nothing is measured and nothing is slept."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from leadpreview.sources.lane import Lane
from leadpreview.sources.lane.pace import Pace
from tests.fakes import DEADLINE

__all__ = ["Stage", "StrictWindow"]

T = TypeVar("T")

NOON = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)


class Stage:
    """A lane whose waits end when the test says so, or at once when time flies.

    Attributes:
        seconds: The lane's clock.
        flying: Whether each wait is over as soon as it begins.
    """

    def __init__(self, seconds: float = 1_000.0, *, flying: bool = False) -> None:
        self.seconds = seconds
        self.flying = flying
        self._rests = 0
        self._until: float | None = None
        self._lane_waits = threading.Condition()
        self._news = threading.Condition()
        self._lanes: list[Lane] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for lane in self._lanes:
            lane.close()

    def clock(self) -> float:
        return self.seconds

    def lane(self, folder: Path, *, interval: float = 1.0, **options: Any) -> Lane:
        """A lane in this time."""
        fixed: dict[str, Any] = {
            "pace": Pace(interval, cap=10.0),
            "clock": self.clock,
            "boot_id": "this boot",
            "wait": self._wait,
            "now": lambda: NOON,
            "rng": random.Random(7),
        }
        lane = Lane("a user", folder, **fixed | options)
        self._lanes.append(lane)
        return lane

    def do(self, work: Callable[[], T]) -> T:
        """Do what the lane will notice, and wait until it has and rests again."""
        done = work()
        self._settle()
        return done

    def pass_by(self, seconds: float) -> None:
        """Let time pass, from one moment that the lane waits for to the next."""
        self._settle()
        end = self.seconds + seconds
        while self.seconds < end:
            until = end if self._until is None else max(self._until, self.seconds)
            # A wait is never over too early, and hardly ever on the dot.
            self.seconds = min(end, until + 1e-6)
            self._settle()

    def _settle(self) -> None:
        """Wake the lane and wait until it has seen everything and rests."""
        with self._lane_waits:
            before = self._rests
        give_up = time.monotonic() + DEADLINE
        while time.monotonic() < give_up:
            with self._news:
                self._news.notify_all()
            with self._lane_waits:
                if self._lane_waits.wait_for(lambda: self._rests > before, 0.05):
                    return
        raise AssertionError("the lane hangs")

    def _wait(self, condition: threading.Condition, seconds: float | None) -> None:
        # The lane holds its condition until it waits, so nobody can wake it before it does.
        with self._lane_waits:
            self._news = condition
            self._rests += 1
            self._until = None if seconds is None else self.seconds + seconds
            self._lane_waits.notify_all()
        if self.flying and seconds is not None:
            self.seconds += max(seconds, 1e-6)
            condition.wait(0)
        else:
            condition.wait(DEADLINE)


class StrictWindow:
    """A server in a stage's time, which refuses what comes less than an interval after another.

    Attributes:
        log: When each request arrived, and whether it was let through.
    """

    def __init__(self, stage: Stage, interval: float = 1.0) -> None:
        self._stage = stage
        self._interval = interval
        self._last = float("-inf")
        self.log: list[tuple[float, bool]] = []

    def arrive(self, at: float | None = None) -> bool:
        """One request; whether it was let through."""
        at = self._stage.seconds if at is None else at
        through = at - self._last >= self._interval
        if through:
            self._last = at
        self.log.append((at, through))
        return through
