"""A lane at a glance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leadpreview.errors import AuthenticationError

__all__ = ["LaneStatus"]


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """A lane at a glance.

    Attributes:
        waiting: Jobs that wait in this process, those that wait to be tried again included.
        waiting_elsewhere: Jobs that wait for the same user in other processes, when last seen.
        in_flight: Requests of this lane without an answer yet: 0 or 1.
        sent: Requests that this lane sent.
        answered: Requests that returned an answer.
        refused: Requests that came too early for the server (429).
        last_answer_at: When the last answer arrived, in UTC.
        stopped: What the key was not accepted with; nothing is sent until `Lane.resume`.
        paused: Whether a person stopped the queue.
        wait: Seconds until the next slot, as far as is known.
    """

    waiting: int = 0
    waiting_elsewhere: int = 0
    in_flight: int = 0
    sent: int = 0
    answered: int = 0
    refused: int = 0
    last_answer_at: datetime | None = None
    stopped: AuthenticationError | None = None
    paused: bool = False
    wait: float = 0.0
