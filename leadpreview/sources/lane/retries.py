"""Which failed job waits again, and for how long before it does. A retry is a new job, always."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from leadpreview.errors import RateLimitedError, SourceUnavailableError
from leadpreview.sources.lane.jobs import Job

__all__ = ["Retries"]

REFUSALS: Final = 20
PATIENCE: Final = 600.0
"""A job is given up after this many refusals, and this many seconds of them, whichever is later:
somebody else on the same key must not cost an answer, and nobody may wait for ever."""

_LONGEST_DELAY: Final = 30.0


@dataclass(frozen=True, slots=True)
class Retries:
    """The rules of one lane.

    Attributes:
        attempts: Sends of a job at most that end with the server out of reach.
        interval: Seconds of the first delay at most; it doubles, to 30 at most.
        rng: Draws each delay between none and all of it (full jitter).
    """

    attempts: int
    interval: float
    rng: random.Random

    def delay(self, job: Job, error: BaseException | None, now: float) -> float | None:
        """Seconds until a job that ended with `error` waits again; `None` when that was its end.

        A refused job waits again at once: the lane itself waits. Counts what it is told.
        """
        if isinstance(error, RateLimitedError):
            job.refusals += 1
            job.refused_at = now if job.refused_at is None else job.refused_at
            given_up = job.refusals >= REFUSALS and now - job.refused_at >= PATIENCE
            return None if given_up else 0.0
        if isinstance(error, SourceUnavailableError):
            job.failures += 1
            if job.failures < self.attempts:
                most = min(self.interval * 2.0**job.failures, _LONGEST_DELAY)
                return self.rng.uniform(0.0, most)
        return None
