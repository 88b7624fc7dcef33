"""The rate limit: one accepted request per interval and user (contract 2.1), strictly.

The window slides: a request is accepted when a whole interval has passed since the last accepted
one of its user. A refused request does not move the window.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Admission", "RateLimit", "Recorder", "retry_after"]


@dataclass(frozen=True, slots=True)
class Admission:
    """One request as the limit saw it.

    Attributes:
        user: Whose it was.
        at: When it came, in seconds of the limit's clock.
        wait: Seconds until the next one is accepted; 0 when this one was.
    """

    user: str
    at: float
    wait: float

    @property
    def accepted(self) -> bool:
        """Whether it was let through."""
        return self.wait <= 0


Recorder = Callable[[Admission], None]


class RateLimit:
    """Remembers when each user was last let through. Safe to share between threads.

    Whoever was let through longer than an interval ago is forgotten, so that the memory it takes
    is bounded by the users of one interval.
    """

    def __init__(
        self,
        interval: float,
        *,
        clock: Callable[[], float] = time.monotonic,
        record: Recorder | None = None,
    ) -> None:
        """Args:
        interval: Seconds between two accepted requests of one user; 0 accepts everything.
        clock: Seconds, only ever forward.
        record: Told of every request, in the order in which they were decided.
        """
        self.interval = interval
        self._clock = clock
        self._record = record
        self._lock = threading.Lock()
        # In the order of the times, because a user who is let through moves to the end.
        self._last: OrderedDict[str, float] = OrderedDict()

    def __len__(self) -> int:
        """Users that are remembered."""
        return len(self._last)

    def admit(self, user: str) -> Admission:
        """Decide about one request that came now."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            last = self._last.get(user)
            wait = 0.0 if last is None else last + self.interval - now
            admission = Admission(user, now, max(wait, 0.0))
            if admission.accepted:
                self._last[user] = now
                self._last.move_to_end(user)
            if self._record is not None:
                self._record(admission)
        return admission

    def _forget(self, now: float) -> None:
        while self._last:
            user, at = next(iter(self._last.items()))
            if at + self.interval > now:
                return
            del self._last[user]


def retry_after(seconds: float) -> str:
    """The `Retry-After` header: whole seconds, rounded up, so that nobody comes too early."""
    return str(max(1, math.ceil(seconds)))
