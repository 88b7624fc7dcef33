"""What waits for the lane in this process: each question once, a person's before the background's.

Nothing here locks or settles: the lane calls it under its lock, and ends futures outside of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from leadpreview.errors import CancelledError
from leadpreview.preview import Cancellation, Priority

__all__ = ["Asker", "Job", "Waiting", "end"]


@dataclass(frozen=True, slots=True)
class Asker:
    """One who waits for an answer, and a way to know that it waits no more."""

    future: Future[Any]
    cancel: Cancellation | None

    @property
    def waits(self) -> bool:
        """Whether the answer is still wanted."""
        return not self.future.cancelled() and not (self.cancel and self.cancel.cancelled)


@dataclass(eq=False, slots=True)
class Job:
    """One question: how it is sent, who waits for it, and what happened to it so far.

    Attributes:
        send: Asks the server once.
        key: What makes two jobs the same question; `None` is like no other.
        priority: The most urgent of its askers'.
        askers: Who waits; never empty in a queue.
        failures: Sends that ended with the server out of reach.
        refusals: Sends that the server refused for coming too early.
        refused_at: When the first refusal came, by the lane's clock.
    """

    send: Callable[[], Any]
    key: Hashable | None
    priority: Priority
    askers: list[Asker] = field(default_factory=list)
    failures: int = 0
    refusals: int = 0
    refused_at: float | None = None

    @property
    def wanted(self) -> bool:
        """Whether anybody still waits."""
        return any(asker.waits for asker in self.askers)


class Waiting:
    """The jobs that wait, by priority and in order, and those that wait before they wait again."""

    def __init__(self) -> None:
        self._ready: dict[Priority, OrderedDict[Job, None]] = {
            priority: OrderedDict() for priority in sorted(Priority)
        }
        self._delayed: dict[Job, float] = {}
        self._keys: dict[Hashable, Job] = {}

    def __len__(self) -> int:
        return len(self._delayed) + sum(map(len, self._ready.values()))

    def __iter__(self) -> Iterator[Job]:
        for jobs in self._ready.values():
            yield from jobs
        yield from self._delayed

    def same(self, key: Hashable | None) -> Job | None:
        """The job of that key which waits or is in flight."""
        return None if key is None else self._keys.get(key)

    def add(self, job: Job) -> None:
        """Put a job behind the others of its priority."""
        self._ready[job.priority][job] = None
        if job.key is not None:
            self._keys[job.key] = job

    def join(self, job: Job, asker: Asker, priority: Priority) -> None:
        """Let one more wait for a job, which becomes as urgent as its most urgent asker."""
        job.askers.append(asker)
        if priority >= job.priority:
            return
        waits = job in self._ready[job.priority]
        self._ready[job.priority].pop(job, None)
        job.priority = priority
        if waits:
            self._ready[priority][job] = None

    def again(self, job: Job) -> None:
        """Put a job that was taken back, before the others of its priority."""
        jobs = self._ready[job.priority]
        jobs[job] = None
        jobs.move_to_end(job, last=False)

    def later(self, job: Job, ready_at: float) -> None:
        """Put a job that was taken back, but not before `ready_at`."""
        self._delayed[job] = ready_at

    def urgency(self) -> Priority | None:
        """The priority of the job that is next; `None` when none is ready."""
        return next((priority for priority, jobs in self._ready.items() if jobs), None)

    def take(self) -> Job | None:
        """The next job that anybody wants; it keeps its key until `forget`.

        Jobs that nobody wants are left to `sweep`.
        """
        for jobs in self._ready.values():
            for job in jobs:
                if job.wanted:
                    del jobs[job]
                    return job
        return None

    def forget(self, job: Job) -> None:
        """Let the next question of this key be a new job."""
        if job.key is not None and self._keys.get(job.key) is job:
            del self._keys[job.key]

    def due_at(self) -> float | None:
        """When the next delayed job becomes ready."""
        return min(self._delayed.values(), default=None)

    def ready(self, now: float) -> None:
        """Let the delayed jobs that are due wait like the others, behind them."""
        for job in [job for job, ready_at in self._delayed.items() if ready_at <= now]:
            del self._delayed[job]
            self._ready[job.priority][job] = None

    def sweep(self) -> list[Asker]:
        """Drop what nobody wants; who was dropped must be told."""
        dropped: list[Asker] = []
        for job in list(self):
            waiting: list[Asker] = []
            for asker in job.askers:
                (waiting if asker.waits else dropped).append(asker)
            job.askers = waiting
            if not waiting:
                self._delayed.pop(job, None)
                self._ready[job.priority].pop(job, None)
                self.forget(job)
        return dropped

    def clear(self) -> list[Asker]:
        """Drop every job that waits; who was dropped must be told."""
        jobs = list(self)
        for job in jobs:
            self.forget(job)
        for queue in self._ready.values():
            queue.clear()
        self._delayed.clear()
        return [asker for job in jobs for asker in job.askers]


def end(asker: Asker, answer: Any, error: BaseException | None = None) -> None:
    """Tell one asker the answer, or the error if there is one and it still waits."""
    if error is not None and not asker.waits:
        error = CancelledError("The question was withdrawn.")
    if not asker.future.set_running_or_notify_cancel():
        return
    if error is None:
        asker.future.set_result(answer)
    else:
        asker.future.set_exception(error)
