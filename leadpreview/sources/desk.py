"""The desk: hands a plan to a source outside of the page's own run, and keeps the answers.

A page asks, looks at what has arrived, and looks again later; nothing blocks it. A ticket that
nobody has looked at for a while is withdrawn, so that a closed tab stops costing.
"""

from __future__ import annotations

import logging
import math
import threading
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from leadpreview.errors import CancelledError, LeadPreviewError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import (
    Answer,
    Cancellation,
    Failure,
    Plan,
    PreviewSource,
    Receipt,
)
from leadpreview.sources.kept import KeptAnswers

__all__ = ["Desk", "Ticket"]

_log = logging.getLogger(__name__)

PATIENCE: Final = 15.0
"""Seconds after which a ticket that nobody looks at is withdrawn."""

_CLOSED: Final = "The people database was replaced while this was asked. Ask again."
_SILENT: Final = "The source ended without an answer to this question. Try it again."


class Ticket(Cancellation):
    """A plan under way: what was asked, what has arrived, and a way to withdraw it."""

    def __init__(
        self, plan: Plan, desk: Desk, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self.plan = plan
        self.desk = desk
        self._clock = clock
        self._looked_at = clock()
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._answers: dict[LeadFilters, Answer] = {}

    @property
    def cancelled(self) -> bool:
        """Whether it was withdrawn, by its asker or because nobody looks at it any more."""
        return super().cancelled or self._clock() - self._looked_at > PATIENCE

    def check(self) -> None:
        """Raise `CancelledError` once nobody waits any more."""
        if self.cancelled:
            raise CancelledError("The question was withdrawn.")

    @property
    def answers(self) -> dict[LeadFilters, Answer]:
        """What has arrived so far. Looking keeps the ticket alive."""
        self._looked_at = self._clock()
        with self._lock:
            return dict(self._answers)

    @property
    def done(self) -> bool:
        """Whether no more answers will arrive."""
        return self._done.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` for the last answer; whether it arrived."""
        self._looked_at = self._clock()
        return self._done.wait(seconds)

    def add(self, answers: Iterable[Answer]) -> None:
        """Put answers on the ticket."""
        with self._lock:
            self._answers.update((answer.filters, answer) for answer in answers)

    def close(self) -> None:
        """No more answers will arrive."""
        self._done.set()


class Desk:
    """Asks one source on behalf of every page, each question at most once while it is kept."""

    def __init__(
        self,
        source: PreviewSource,
        *,
        workers: int = 4,
        capacity: int = 4_096,
        max_age: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        source: Who answers.
        workers: Plans under way at once.
        capacity: Answers kept, the oldest dropped first; leads count as one answer.
        max_age: Seconds for which an answer is believed; a later question is asked again.
        clock: Seconds, only ever forward; tells when a ticket is abandoned.
        """
        self.source = source
        self._clock = clock
        self._kept = KeptAnswers(capacity=capacity, max_age=max_age, clock=clock)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="desk")

    def ask(self, plan: Plan) -> Ticket:
        """Start on `plan`; what is kept from before is on the ticket at once."""
        ticket = Ticket(plan, self, clock=self._clock)
        known = self.kept(plan)
        missing = [question for question in plan.questions if question.filters not in known]
        ticket.add(known.values())
        if missing:
            self._submit(ticket, Plan(tuple(missing), plan.priority))
        else:
            ticket.close()
        return ticket

    def kept(self, plan: Plan) -> dict[LeadFilters, Answer]:
        """The answers to a plan that are kept from before; asks nobody."""
        return self._kept.of(plan)

    def newest(self, most: int = 400) -> tuple[Receipt, ...]:
        """The latest answers that are kept, of every page, for what follows from them."""
        return self._kept.newest(most)

    def forget(self, plan: Plan) -> None:
        """Drop what is kept for a plan, so that it is measured again."""
        self._kept.forget(plan)

    def share(self, kept: KeptAnswers) -> None:
        """Keep answers where others of the same user keep theirs, from now on."""
        self._kept = kept

    def _submit(self, ticket: Ticket, plan: Plan) -> None:
        def turn_away(future: Future[None] | None = None) -> None:
            if future is None or future.cancelled():
                self._fail(ticket, plan, SourceUnavailableError(_CLOSED))
                ticket.close()

        try:
            future = self._pool.submit(self._work, ticket, plan)
        except RuntimeError:  # the pool is shut down
            turn_away()
        else:
            future.add_done_callback(turn_away)

    def close(self) -> None:
        """Stop taking plans: those under way end, those that wait fail."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _work(self, ticket: Ticket, plan: Plan) -> None:
        try:
            ticket.check()
            for answer in self.source.run(plan, ticket):
                if isinstance(answer, Receipt):
                    self._kept.keep(answer)
                ticket.add((answer,))
            self._fail(ticket, plan, SourceUnavailableError(_SILENT))
        except CancelledError:
            pass
        except LeadPreviewError as error:
            self._fail(ticket, plan, error)
        except Exception:  # noqa: BLE001  the reason follows
            # A defect of ours must cost its own cells, never freeze the page that waits for them.
            _log.exception("A plan ended in an error that nobody expected")
            reason = "This count failed for a reason that we did not expect. Try it again."
            self._fail(ticket, plan, SourceUnavailableError(reason))
        finally:
            ticket.close()

    @staticmethod
    def _fail(ticket: Ticket, plan: Plan, error: LeadPreviewError) -> None:
        answered = ticket.answers
        ticket.add(
            Failure(question.filters, error)
            for question in plan.questions
            if question.filters not in answered
        )
