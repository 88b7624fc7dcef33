"""A lane at a glance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from leadpreview.errors import AuthenticationError, RateLimitedError, SourceUnavailableError

__all__ = ["LaneStatus"]


@dataclass(frozen=True, slots=True)
class LaneStatus:
    """A lane at a glance.

    Attributes:
        waiting: Jobs that wait in this process, those that wait to be tried again included.
        waiting_elsewhere: Jobs that wait for the same user in other processes, when last seen.
        in_flight: Requests of this lane without an answer yet: 0 or 1.
        sent: Requests that this lane sent.
        sent_today: Those of them since midnight, UTC.
        sent_on: The day of the last one.
        answered: Requests that returned an answer.
        refused: Requests that came too early for the server (429).
        last_answer_at: When the last answer arrived, in UTC.
        trouble: Why the server was out of reach the last time, until it answers again.
        limited: Why the service let nobody ask the last time, until it answers again; the user's
            own limit is no reason.
        stopped: What the key was not accepted with; nothing is sent until `Lane.resume`.
        paused: Whether a person stopped the queue.
        wait: Seconds until the next slot, as far as is known.
    """

    waiting: int = 0
    waiting_elsewhere: int = 0
    in_flight: int = 0
    sent: int = 0
    sent_today: int = 0
    sent_on: date | None = None
    answered: int = 0
    refused: int = 0
    last_answer_at: datetime | None = None
    trouble: SourceUnavailableError | None = None
    limited: RateLimitedError | None = None
    stopped: AuthenticationError | None = None
    paused: bool = False
    wait: float = 0.0

    def after_sending(self, at: datetime) -> Self:
        """With one more request, sent at that time in UTC."""
        today = self.sent_today + 1 if self.sent_on == at.date() else 1
        return replace(self, sent=self.sent + 1, sent_today=today, sent_on=at.date())

    def after_answer(self, error: BaseException | None, at: datetime) -> Self:
        """With what came of a request, at that time in UTC; no `error` is an answer."""
        if error is None:
            answered = replace(self, answered=self.answered + 1, last_answer_at=at)
            return replace(answered, trouble=None, limited=None)
        if isinstance(error, RateLimitedError):
            limited = self.limited if error.upstream is False else error
            return replace(self, refused=self.refused + 1, limited=limited)
        if isinstance(error, SourceUnavailableError):
            return replace(self, trouble=error)
        if isinstance(error, AuthenticationError):
            return replace(self, stopped=error)
        return self
