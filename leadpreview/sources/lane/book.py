"""The shared row: when the next request of a user may leave, and who wants that slot.

A slot is taken when its time has come, never ahead, by one statement that at most one process wins.
Taking it writes the next time at once, so that a process that is killed with the slot in its hand
costs the others one interval and no more. What the answer tells is written afterwards.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from leadpreview.preview import Priority
from leadpreview.sources.lane.file import LaneFile, LaneFileBusyError
from leadpreview.sources.lane.pace import Pace, Traffic

__all__ = ["Book", "Slot", "Turn"]

T = TypeVar("T")

FILE: Final = "lane.db"

_GRACE: Final = 0.005
"""Seconds, or a 50th of the interval, that a slot is left to whoever waits longest. Short, because
one that was killed keeps its turn until its wish counts no more."""

_POLL: Final = 0.020
"""Seconds, or a 50th of the interval, between two looks whether a person has taken the slot."""

_BEAT: Final = 0.5
"""Intervals between two signs of life of one who waits."""

_DEAD: Final = 2.0
"""Intervals, and a second at least, without a sign of life after which a wish counts no more."""

_KEPT: Final = 86_400.0
"""Seconds for which the row of a user who asks nothing is kept."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The right to send one request now.

    Attributes:
        holder: Names this slot; nobody else's has the name.
        granted_at: When, by the lane's clock.
    """

    holder: str
    granted_at: float


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of asking for a slot.

    Attributes:
        slot: The slot, if it was granted.
        wait: Seconds after which it is worth asking again.
        next_at: When the next slot opens, by the lane's clock, as far as is known.
        elsewhere: Jobs that wait for this user's lane in other lanes and processes.
    """

    slot: Slot | None
    wait: float
    next_at: float
    elsewhere: int


class Book:
    """One lane's access to the row of its user. Belongs to one thread."""

    def __init__(
        self,
        user: str,
        folder: Path,
        *,
        pace: Pace,
        clock: Callable[[], float],
        boot_id: str,
        rng: random.Random,
    ) -> None:
        """Args:
        user: Whose lane; stored as a hash only.
        folder: Where the file is, shared by every process of the machine.
        pace: The rules.
        clock: Seconds of one clock for the whole machine.
        boot_id: What tells this run of that clock from every other.
        rng: For waits that must not coincide.
        """
        self._user = hashlib.sha256(user.encode()).hexdigest()
        self._lane = secrets.token_hex(8)
        self._count = itertools.count()
        self._pace = pace
        self._clock = clock
        self._boot_id = boot_id
        self._rng = rng
        self._file = LaneFile(folder / FILE, clock)
        self._opened = 0
        self._registered = False
        self._grace = min(_GRACE, pace.interval / 50)
        self._poll = min(_POLL, pace.interval / 50)
        self.next_at = clock()
        """When the next slot opens, as far as this lane knows."""

    def take(self, priority: Priority, waiting: int) -> Turn:
        """Ask for the slot for a job of `priority`, the first of `waiting`."""
        try:
            return self._file.run(lambda db: self._take(db, priority, waiting))
        except LaneFileBusyError:
            return Turn(None, self._poll, self.next_at, 0)

    def start(self, slot: Slot) -> float | None:
        """When the request of `slot` leaves, which is now; `None` if it came too late for it.

        A process that was held up since the grant sends late, and the next must be later too.
        """
        now = self._clock()
        if now - slot.granted_at <= self._pace.margin / 2:
            return now
        sent_at: float | None = now
        return self._try(lambda db: self._start(db, slot), sent_at)

    def answered(self, slot: Slot, sent_at: float) -> None:
        """The request of `slot`, sent at `sent_at`, has just been answered."""
        trip = max(0.0, self._clock() - sent_at)

        def write(db: sqlite3.Connection) -> None:
            traffic = self._pace.answered(self._traffic(db), trip)
            self._write(db, slot, traffic, sent_at + self._pace.gap(traffic, trip))

        self._try(write, None)

    def failed(self, slot: Slot, sent_at: float) -> None:
        """The request of `slot` ended without the answer it was for, or without any."""
        trip = max(0.0, self._clock() - sent_at)

        def write(db: sqlite3.Connection) -> None:
            # Whoever says no is quick about it, so this trip says nothing of the shortest.
            traffic = self._traffic(db)
            self._write(db, slot, traffic, sent_at + self._pace.gap(traffic, trip))

        self._try(write, None)

    def refused(self, slot: Slot, retry_after: float | None, upstream: bool | None) -> None:
        """The request of `slot` came too early: everybody waits."""
        now = self._clock()

        def write(db: sqlite3.Connection) -> None:
            traffic = self._pace.refused(self._traffic(db))
            wait = self._pace.back_off(traffic, retry_after, upstream=upstream, rng=self._rng)
            self._write(db, slot, traffic, now + wait, raising=True)

        self._try(write, None)

    def give_back(self, slot: Slot) -> None:
        """Nothing was sent with `slot`: let the next have it."""

        def write(db: sqlite3.Connection) -> None:
            changed = db.execute(
                "UPDATE lane SET next_at = ? WHERE user = ? AND holder = ?",
                (slot.granted_at, self._user, slot.holder),
            )
            if changed.rowcount:
                self.next_at = slot.granted_at

        self._try(write, None)

    def withdraw(self) -> None:
        """This lane wants no slot for now."""
        if self._registered:
            self._try(self._withdraw, None)

    def close(self) -> None:
        """Want nothing any more and let go of the file."""
        self.withdraw()
        self._file.close()

    def _try(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        # What cannot be written is done without: the row keeps what the grant wrote.
        with suppress(LaneFileBusyError):
            return self._file.run(work)
        return otherwise

    def _take(self, db: sqlite3.Connection, priority: Priority, waiting: int) -> Turn:
        now = self._clock()
        next_at = self._row(db, now)
        wanted_at = self._want(db, now, priority, waiting)
        others = db.execute(
            "SELECT priority, wanted_at, waiting FROM wants WHERE user = ? AND lane <> ?",
            (self._user, self._lane),
        ).fetchall()
        elsewhere = sum(other[2] for other in others)
        yields = any(other[0] < priority for other in others)
        behind = any(other[0] == priority and other[1] < wanted_at for other in others)
        opens_at = next_at + (self._grace if behind or yields else 0.0)
        if not yields and opens_at <= now:
            slot = self._grant(db, now)
            if slot is not None:
                return Turn(slot, 0.0, self.next_at, elsewhere)
        self.next_at = next_at
        wait = opens_at - now if opens_at > now else self._poll
        return Turn(None, min(wait, _BEAT * self._pace.interval), next_at, elsewhere)

    def _row(self, db: sqlite3.Connection, now: float) -> float:
        """When the next slot opens, in a row that is of this boot and to be believed."""
        db.execute(
            "DELETE FROM lane WHERE boot_id <> ? OR next_at < ? OR (user = ? AND next_at > ?)",
            (self._boot_id, now - _KEPT, self._user, now + self._pace.longest),
        )
        # What this lane knows holds in a file that is new, and in one that it comes back to.
        mine = min(self.next_at, now + self._pace.longest)
        db.execute(
            "INSERT OR IGNORE INTO lane (user, boot_id, next_at) VALUES (?, ?, ?)",
            (self._user, self._boot_id, mine),
        )
        if self._opened != self._file.opened:
            db.execute(
                "UPDATE lane SET next_at = max(next_at, ?) WHERE user = ?", (mine, self._user)
            )
            self._opened = self._file.opened
        row = db.execute("SELECT next_at FROM lane WHERE user = ?", (self._user,)).fetchone()
        return float(row[0])

    def _want(self, db: sqlite3.Connection, now: float, priority: Priority, waiting: int) -> float:
        """Say that this lane wants the slot; since when it does."""
        dead = max(_DEAD * self._pace.interval, 1.0)
        db.execute(
            "DELETE FROM wants WHERE boot_id <> ? OR seen_at NOT BETWEEN ? AND ?",
            (self._boot_id, now - dead, now + dead),
        )
        row = db.execute(
            "INSERT INTO wants VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (lane) DO UPDATE SET "
            "priority = excluded.priority, waiting = excluded.waiting, seen_at = excluded.seen_at "
            "RETURNING wanted_at",
            (self._lane, self._user, self._boot_id, os.getpid(), priority, waiting, now, now),
        ).fetchall()
        self._registered = True
        return float(row[0][0])

    def _grant(self, db: sqlite3.Connection, now: float) -> Slot | None:
        slot = Slot(f"{self._lane}:{next(self._count)}", now)
        next_at = now + self._pace.gap(self._traffic(db))
        won = db.execute(
            "UPDATE lane SET next_at = ?, holder = ? WHERE user = ? AND next_at <= ? RETURNING 1",
            (next_at, slot.holder, self._user, now),
        ).fetchall()
        if not won:
            return None
        self._withdraw(db)  # while the answer is awaited, nobody needs to yield to this lane
        self.next_at = next_at
        return slot

    def _start(self, db: sqlite3.Connection, slot: Slot) -> float | None:
        now = self._clock()
        next_at = now + self._pace.gap(self._traffic(db))
        changed = db.execute(
            "UPDATE lane SET next_at = ? WHERE user = ? AND holder = ?",
            (next_at, self._user, slot.holder),
        )
        if not changed.rowcount:
            return None
        self.next_at = next_at
        return now

    def _traffic(self, db: sqlite3.Connection) -> Traffic:
        row = db.execute(
            "SELECT best, best_before, trips, wide, refusals FROM lane WHERE user = ?",
            (self._user,),
        ).fetchone()
        return Traffic() if row is None else Traffic(*row)

    def _write(
        self,
        db: sqlite3.Connection,
        slot: Slot,
        traffic: Traffic,
        next_at: float,
        *,
        raising: bool = False,
    ) -> None:
        """Write what an answer told; the time only of one's own slot, unless it is raised."""
        row = db.execute(
            "UPDATE lane SET best = ?, best_before = ?, trips = ?, wide = ?, refusals = ?, "
            "next_at = CASE WHEN ? THEN max(next_at, ?) WHEN holder = ? THEN ? ELSE next_at END "
            "WHERE user = ? RETURNING next_at",
            (
                traffic.best,
                traffic.best_before,
                traffic.trips,
                traffic.wide,
                traffic.refusals,
                raising,
                next_at,
                slot.holder,
                next_at,
                self._user,
            ),
        ).fetchall()
        if row:
            self.next_at = float(row[0][0])

    def _withdraw(self, db: sqlite3.Connection) -> None:
        db.execute("DELETE FROM wants WHERE lane = ?", (self._lane,))
        self._registered = False
