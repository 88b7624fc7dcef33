"""Measures the lane at the real second: how near it comes to what the server permits.

Each process is a program of its own with one lane and one warm connection. The road is made
uneven by a random delay before each request and another before its answer is looked at, so that
any server with a strict sliding window can be measured: `Server` says where it is.
"""

from __future__ import annotations

import multiprocessing
import random
import statistics
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from concurrent.futures import wait as wait_for
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import pairwise
from multiprocessing.context import SpawnContext
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier, Event
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from leadpreview.errors import RateLimitedError
from leadpreview.preview import Cancellation, Priority
from leadpreview.sources.lane import Lane
from leadpreview.sources.lane.clock import system_clock

__all__ = ["Kept", "Measurement", "Server", "bare_timer", "measure", "verdicts"]

SMALL_JITTER = 0.005
LARGE_JITTER = 0.040
_PROCESSES = (1, 2, 4)
_BACKGROUND = 400
_PERSONS_PAUSE = 1.7


@dataclass(frozen=True)
class Server:
    """Where requests go, and how a user is told from another.

    Attributes:
        url: What is posted to.
        users: Headers of users, no two of whom share a limit; as many are measured at a time.
        body: What is posted, as JSON.
    """

    url: str
    users: Sequence[Mapping[str, str]]
    body: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Sent:
    """One request that was answered, in the machine's time."""

    asked_at: float
    sent_at: float
    answered_at: float


@dataclass(frozen=True)
class Measurement:
    """What one user's processes did.

    Attributes:
        processes: How many shared the lane.
        jitter: Seconds of delay at most, each way.
        sent: What was answered, in the order of sending.
        refused: Answers that said 429.
        failed: Questions that a person would have seen fail.
    """

    processes: int
    jitter: float
    sent: tuple[Sent, ...]
    refused: int
    failed: int

    @property
    def name(self) -> str:
        """What was measured, as a person reads it."""
        several = "es" if self.processes > 1 else ""
        return f"{self.processes} process{several}, jitter {self.jitter * 1000:.0f} ms each way"

    @property
    def rate(self) -> float:
        """Requests a permitted request, from the first that left to the last."""
        return (len(self.sent) - 1) / (self.sent[-1].sent_at - self.sent[0].sent_at)

    @property
    def gaps(self) -> list[float]:
        """Seconds between two sendings."""
        times = [one.sent_at for one in self.sent]
        return [later - earlier for earlier, later in pairwise(times)]


@dataclass(frozen=True)
class Kept:
    """One bound, and whether it was kept."""

    what: str
    value: str
    bound: str
    kept: bool


@dataclass(frozen=True)
class Worker:
    """What one process is told."""

    folder: Path
    server: Server
    user: int
    jitter: float
    requests: int
    priority: Priority = Priority.PERSON
    pause: float | None = None
    """Seconds between two questions of a person who waits for each; all at once without."""


@dataclass(frozen=True)
class Report:
    """What one process did, of the measurement of that number."""

    number: int
    person: bool
    sent: list[Sent]
    refused: int
    failed: int


def measure(server: Server, requests: int) -> tuple[list[Measurement], Measurement]:
    """Every combination of processes and jitter, and a person behind another's background work.

    As many at the same time as there are users, each in a folder of its own: they mostly wait.
    """
    context = multiprocessing.get_context("spawn")
    plans: list[tuple[int, float, list[Worker]]] = []
    with TemporaryDirectory() as data:
        for jitter in (SMALL_JITTER, LARGE_JITTER):
            for processes in _PROCESSES:
                user = len(plans) % len(server.users)
                folder = Path(data) / str(len(plans))
                share = [requests // processes] * processes
                share[0] += requests % processes
                plans.append(
                    (
                        processes,
                        jitter,
                        [Worker(folder, server, user, jitter, count) for count in share],
                    )
                )
        user = len(plans) % len(server.users)
        folder = Path(data) / str(len(plans))
        persons = max(3, int(requests / (_PERSONS_PAUSE + 1)))
        behind = [
            Worker(folder, server, user, SMALL_JITTER, persons, pause=_PERSONS_PAUSE),
            Worker(folder, server, user, SMALL_JITTER, _BACKGROUND, Priority.BACKGROUND),
        ]
        plans.append((2, SMALL_JITTER, behind))
        at_once = len(server.users)
        results = []
        for first in range(0, len(plans), at_once):
            results += _run(context, plans[first : first + at_once])
    return results[:-1], results[-1]


def _run(
    context: SpawnContext, plans: Sequence[tuple[int, float, list[Worker]]]
) -> list[Measurement]:
    everybody = [(number, worker) for number, plan in enumerate(plans) for worker in plan[2]]
    start = context.Barrier(len(everybody))
    told: Queue[Report] = context.Queue()
    over = context.Event()
    processes = [
        context.Process(target=_work, args=(number, worker, start, told, over), daemon=True)
        for number, worker in everybody
    ]
    for process in processes:
        process.start()
    persons = sum(worker.priority is Priority.PERSON for _, worker in everybody)
    reports = [told.get(timeout=900) for _ in range(persons)]
    over.set()
    reports += [told.get(timeout=60) for _ in range(len(everybody) - persons)]
    for process in processes:
        process.join()
    return [
        _measurement(count, jitter, [report for report in reports if report.number == number])
        for number, (count, jitter, _) in enumerate(plans)
    ]


def _measurement(processes: int, jitter: float, reports: Sequence[Report]) -> Measurement:
    # Of a person behind the background, only the person's own questions are measured.
    sent = [one for report in reports if report.person for one in report.sent]
    sent.sort(key=lambda one: one.sent_at)
    refused = sum(report.refused for report in reports)
    failed = sum(report.failed for report in reports)
    return Measurement(processes, jitter, tuple(sent), refused, failed)


def _work(
    number: int,
    worker: Worker,
    start: Barrier,
    told: Queue[Report],
    over: Event,
) -> None:
    rng = random.Random()
    headers = worker.server.users[worker.user]
    sent: list[Sent] = []
    person = worker.priority is Priority.PERSON
    with httpx.Client(headers=dict(headers), timeout=30) as client:
        lane = Lane(f"user {worker.user}", worker.folder)
        cancel = Cancellation()

        def send_for(asked_at: float) -> Callable[[], None]:
            def send() -> None:
                left_at = system_clock()
                time.sleep(rng.uniform(0, worker.jitter))
                answer = client.post(worker.server.url, json=dict(worker.server.body))
                time.sleep(rng.uniform(0, worker.jitter))
                if answer.status_code == 429:
                    raise RateLimitedError("too early")
                answer.raise_for_status()
                sent.append(Sent(asked_at, left_at, system_clock()))

            return send

        def ask() -> Future[None]:
            return lane.submit(send_for(system_clock()), priority=worker.priority, cancel=cancel)

        start.wait(120)
        futures: list[Future[None]] = []
        if worker.pause is None:
            futures = [ask() for _ in range(worker.requests)]
        else:
            for _ in range(worker.requests):
                time.sleep(worker.pause * rng.uniform(0.5, 1.5))
                futures.append(ask())
                wait_for(futures[-1:])
        if person:
            wait_for(futures)
        else:
            over.wait(900)
            cancel.cancel()
            wait_for(futures)
        failed = sum(future.exception() is not None for future in futures) if person else 0
        refused = lane.status().refused
        lane.close()
    told.put(Report(number, person, sent, refused, failed))


@contextmanager
def bare_timer() -> Iterator[list[float]]:
    """How many seconds late a bare timer is, time after time, while something is measured."""
    late: list[float] = []
    over = threading.Event()

    def watch() -> None:
        while not late or not over.is_set():
            due_at = system_clock() + 0.05
            time.sleep(0.05)
            late.append(system_clock() - due_at)

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield late
    finally:
        over.set()
        thread.join()


def verdicts(measured: Sequence[Measurement], behind: Measurement) -> list[Kept]:
    """Every bound of the lane."""
    found = []
    for one in measured:
        small = one.jitter <= SMALL_JITTER
        least = 0.985 if small else 0.90
        found.append(
            Kept(f"{one.name}: rate", f"{one.rate:.4f}", f"at least {least}", one.rate >= least)
        )
        wrong = one.refused if small else one.failed
        what = "refused" if small else f"failed ({one.refused} refused)"
        found.append(Kept(f"{one.name}: {what}", str(wrong), "none", wrong == 0))
    # The slot that was just taken, what its jitter adds to the gap, and the person's own road.
    trip = statistics.median(one.answered_at - one.sent_at for one in behind.sent)
    most = 1.010 + 4 * behind.jitter + trip + 0.020
    wait = max(one.answered_at - one.asked_at for one in behind.sent)
    found.append(
        Kept(
            f"a person behind {_BACKGROUND} of another process waits",
            f"{wait:.3f} s",
            f"at most {most:.3f} s",
            wait <= most,
        )
    )
    return found
