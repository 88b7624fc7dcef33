"""The lane: one user's right of way of one request a second, for all threads and processes.

A job waits here until the slot is granted, and only then is it chosen which one is sent: the most
urgent that anybody still wants. It knows nothing of what is sent; design in `book` (the shared
row), `pace` (how far apart), `jobs` (who waits) and `file` (when there is no file).
"""

from __future__ import annotations

import logging
import random
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from leadpreview.errors import (
    AuthenticationError,
    CancelledError,
    RateLimitedError,
    SourceUnavailableError,
)
from leadpreview.preview import Cancellation, Priority
from leadpreview.sources.lane.book import Book, Slot
from leadpreview.sources.lane.clock import boot_id as this_boot
from leadpreview.sources.lane.clock import system_clock
from leadpreview.sources.lane.fork import begin_anew_when_forked
from leadpreview.sources.lane.jobs import Asker, Job, Waiting, end
from leadpreview.sources.lane.pace import Pace
from leadpreview.sources.lane.retries import Retries
from leadpreview.sources.lane.status import LaneStatus

__all__ = ["Lane", "LaneStatus"]

T = TypeVar("T")
_log = logging.getLogger(__name__)

CAPACITY: Final = 10_000
"""Jobs that wait at most, nearly three hours of them."""

_SWEEP: Final = 0.1
"""Seconds between two looks for questions that were withdrawn."""

_CLOSED: Final = "The connection was closed while this waited. Ask again."
_FULL: Final = "Too many questions wait already. Try it again when some are answered."


def _wait(condition: threading.Condition, seconds: float | None) -> None:
    condition.wait(seconds)


def _now() -> datetime:
    return datetime.now(UTC)


class Lane:
    """The one-request-a-second right of way of one user, shared by every thread and process of
    this machine.
    """

    def __init__(
        self,
        user: str,
        folder: Path,
        *,
        interval: float = 1.0,
        pace: Pace | None = None,
        attempts: int = 4,
        capacity: int = CAPACITY,
        clock: Callable[[], float] = system_clock,
        boot_id: str | None = None,
        wait: Callable[[threading.Condition, float | None], None] = _wait,
        now: Callable[[], datetime] = _now,
        rng: random.Random | None = None,
    ) -> None:
        """Args:
        user: Whose lane; any text that is the same in every process. Stored as a hash only.
        folder: Where the shared file is; made private if it is not there.
        interval: Seconds between two requests.
        pace: All rules of the pace, instead of `interval`.
        attempts: Sends of a job at most while the server is out of reach.
        capacity: Jobs that wait at most.
        clock: Seconds of one clock for the whole machine, which nobody sets.
        boot_id: What tells this run of that clock from every other; the system's unless told.
        wait: Waits on a condition, `None` for as long as it takes.
        now: The wall clock, for `LaneStatus.last_answer_at` and nothing else.
        rng: For waits that must not coincide.
        """
        self._pace = pace or Pace(interval)
        self._capacity = capacity
        self._clock = clock
        self._wait = wait
        self._now = now
        rng = rng or random.Random()  # noqa: S311  waits are no secrets
        self._retries = Retries(attempts, self._pace.interval, rng)
        self._open_book = partial(
            Book,
            user,
            folder,
            pace=self._pace,
            clock=clock,
            boot_id=this_boot() if boot_id is None else boot_id,
            rng=rng,
        )
        self._closed = False
        self.begin_anew()
        begin_anew_when_forked(self)

    def begin_anew(self) -> None:
        """Start with nothing, as a new lane and a forked process do."""
        self._news = threading.Condition()
        self._changed = False
        self._waiting = Waiting()
        self._flying: Job | None = None
        self._thread: threading.Thread | None = None
        self._status = LaneStatus()
        self._next_at = self._clock()
        self._asked: Priority | None = None
        self._ask_at = self._sweep_at = self._next_at

    def submit(
        self,
        send: Callable[[], T],
        *,
        key: Hashable | None = None,
        priority: Priority = Priority.PERSON,
        cancel: Cancellation | None = None,
    ) -> Future[T]:
        """Have `send` called on the lane's own thread when its turn has come.

        Args:
            send: Asks the server once, and raises our errors. `RateLimitedError` and
                `SourceUnavailableError` are met with another call; every other one is the answer.
            key: Jobs of the same key, while one waits or is in flight, are one: one is sent, all
                are answered, and the most urgent decides.
            priority: Who waits.
            cancel: Withdraws the question; one that nobody waits for is not sent.

        Returns:
            The answer of `send`, or its error: `CancelledError` once withdrawn, if not sent yet,
            `AuthenticationError` at once while the lane is stopped, `SourceUnavailableError` when
            the lane is closed or full, or the server stayed out of reach.
        """
        asker = Asker(Future(), cancel)
        with self._news:
            refusal: Exception | None = self._status.stopped
            if self._closed:
                refusal = SourceUnavailableError(_CLOSED)
            if refusal is None:
                job = self._waiting.same(key)
                if job is not None:
                    self._waiting.join(job, asker, priority)
                elif len(self._waiting) >= self._capacity:
                    refusal = SourceUnavailableError(_FULL)
                else:
                    self._waiting.add(Job(send, key, priority, [asker]))
                self._tell()
        if refusal is not None:
            end(asker, None, refusal)
        return asker.future

    def status(self) -> LaneStatus:
        """The lane at a glance; costs nothing."""
        with self._news:
            return replace(
                self._status,
                waiting=len(self._waiting),
                in_flight=0 if self._flying is None else 1,
                wait=max(0.0, self._next_at - self._clock()),
            )

    def pause(self) -> None:
        """Send nothing more until `resume`; what is in flight is still answered."""
        with self._news:
            self._status = replace(self._status, paused=True)
            self._tell()

    def resume(self) -> None:
        """Go on after a pause, or after the key was not accepted."""
        with self._news:
            self._status = replace(self._status, paused=False, stopped=None)
            self._tell()

    def close(self) -> None:
        """Send nothing more: what waits fails, what is in flight is still answered."""
        with self._news:
            self._closed = True
            dropped = self._waiting.clear()
            self._news.notify_all()
        for asker in dropped:
            end(asker, None, SourceUnavailableError(_CLOSED))

    @property
    def _held(self) -> bool:
        return self._closed or self._status.paused or self._status.stopped is not None

    def _tell(self) -> None:
        self._changed = True
        if self._thread is None and not self._closed:
            name = f"lane-{id(self):x}"
            self._thread = threading.Thread(target=self._work, name=name, daemon=True)
            self._thread.start()
        self._news.notify_all()

    def _work(self) -> None:
        with closing(self._open_book()) as book:
            while not self._closed:
                try:
                    self._step(book)
                except Exception as error:  # noqa: BLE001  the reason follows
                    # Whoever waits would wait for ever on a thread that has ended.
                    _log.exception("The lane met an error that nobody expected, and goes on")
                    if self._flying is not None:
                        self._conclude(self._flying, None, error)
                    with self._news:
                        self._wait(self._news, self._pace.interval)
        self.close()  # what was put back since has nobody else to end it

    def _step(self, book: Book) -> None:
        """Look who waits, ask for the slot if it is time to, send if it is granted, and rest."""
        with self._news:
            self._changed = False
            now = self._clock()
            self._waiting.ready(now)
            dropped: list[Asker] = []
            if now >= self._sweep_at:
                dropped = self._waiting.sweep()
                self._sweep_at = now + _SWEEP
            urgency = None if self._held else self._waiting.urgency()
            waiting = len(self._waiting)
        for asker in dropped:
            end(asker, None, CancelledError("The question was withdrawn."))
        if urgency is None:
            book.withdraw()
        elif urgency is not self._asked or self._clock() >= self._ask_at:
            turn = book.take(urgency, waiting)
            self._count(waiting_elsewhere=turn.elsewhere)
            if turn.slot is not None:
                self._use(book, turn.slot)
                urgency = None  # nothing is asked for now
                self._changed = True
            self._next_at = book.next_at
            self._ask_at = self._clock() + turn.wait
        self._asked = urgency
        self._rest()

    def _rest(self) -> None:
        with self._news:
            if self._changed or self._closed:
                return
            until = [self._sweep_at] if len(self._waiting) else []
            if self._asked is not None:
                until.append(self._ask_at)
            due_at = self._waiting.due_at()
            if due_at is not None:
                until.append(due_at)
            self._wait(self._news, max(0.0, min(until) - self._clock()) if until else None)

    def _use(self, book: Book, slot: Slot) -> None:
        """Send the job that is the most urgent now that the slot is here."""
        with self._news:
            job = None if self._held else self._waiting.take()
            self._flying = job
        if job is None:
            self._sweep_at = self._clock()
            book.give_back(slot)
            return
        sent_at = book.start(slot)
        if sent_at is None:  # held up for so long that the slot was somebody else's already
            with self._news:
                self._flying = None
                self._waiting.again(job)
            return
        with self._news:
            self._status = self._status.after_sending(self._now())
        answer, error = None, None
        try:
            answer = job.send()
        except BaseException as raised:  # noqa: BLE001  whatever it was, who waits must hear of it
            error = raised
        try:
            if error is None:
                book.answered(slot, sent_at)
            elif isinstance(error, RateLimitedError):
                book.refused(slot, error.retry_after, error.upstream)
            else:
                book.failed(slot, sent_at)
        finally:
            self._conclude(job, answer, error)

    def _conclude(self, job: Job, answer: Any, error: BaseException | None) -> None:
        """Answer everybody who waits for `job`, or let it wait again."""
        with self._news:
            self._status = self._status.after_answer(error, self._now())
            self._flying = None
            delay = self._retries.delay(job, error, self._clock())
            if delay is not None and job.wanted and not self._closed:
                if delay == 0.0:
                    self._waiting.again(job)
                else:
                    self._waiting.later(job, self._clock() + delay)
                return
            self._waiting.forget(job)
            askers = job.askers
            if isinstance(error, AuthenticationError):
                askers = askers + self._waiting.clear()
        for asker in askers:
            end(asker, answer, error)

    def _count(self, **changed: Any) -> None:
        with self._news:
            self._status = replace(self._status, **changed)
