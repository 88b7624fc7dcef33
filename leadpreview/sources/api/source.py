"""The preview API as a source of counts, every request of it through the lane.

Its totals are estimates and its reading of places and titles is its own, so each question is asked
for itself; only identical ones share an answer.
"""

from __future__ import annotations

import hashlib
import logging
import queue
import time
from collections.abc import Callable, Hashable, Iterator
from concurrent import futures
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, Protocol, TypeVar

from leadpreview.errors import (
    AuthenticationError,
    CancelledError,
    CannotBeAskedError,
    LeadPreviewError,
    SourceUnavailableError,
)
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import (
    Answer,
    Cancellation,
    Failure,
    Plan,
    Priority,
    Question,
    Receipt,
    SourceInfo,
)
from leadpreview.sources.api.answers import Account, Credits, Place
from leadpreview.sources.api.client import ApiClient, Connection, Endpoint
from leadpreview.sources.api.refusals import NO_FILTER

__all__ = ["ApiSource", "RightOfWay", "Service", "Withdrawal"]

_log = logging.getLogger(__name__)
T = TypeVar("T")

_LOOK_AGAIN: Final = 0.2
_WAIT: Final = 90.0


class RightOfWay(Protocol):
    """Who says when a request may be sent."""

    def submit(
        self,
        send: Callable[[], T],
        *,
        key: Hashable | None,
        priority: Priority,
        cancel: Cancellation | None,
    ) -> futures.Future[T]:
        """Call `send` when it is its turn; the same `key` while one waits is one call.

        The future fails with `CancelledError` when `cancel` is set before its turn.
        """


def _now() -> datetime:
    return datetime.now(UTC)


class Withdrawal(Cancellation):
    """Withdrawn by who asked, or because nobody reads the answers any more.

    Withdrawing this leaves what the asker holds alone: the next question of theirs is asked.
    """

    def __init__(self, asker: Cancellation | None = None) -> None:
        super().__init__()
        self._asker = asker

    @property
    def cancelled(self) -> bool:
        """Whether it was withdrawn, by its asker or for lack of a reader."""
        return super().cancelled or (self._asker is not None and self._asker.cancelled)

    def check(self) -> None:
        """Raise `CancelledError` once nobody waits any more."""
        if self.cancelled:
            raise CancelledError("The question was withdrawn.")


class ApiSource:
    """Answers a plan by asking the API question by question, in the plan's order."""

    def __init__(
        self,
        client: ApiClient,
        lane: RightOfWay,
        *,
        name: str,
        user_id: str | None = None,
        synthetic: bool = False,
        now: Callable[[], datetime] = _now,
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        """Args:
        client: Asks the API at once.
        lane: Says when.
        name: What receipts call this source.
        user_id: Who asks, as `/account` says; the key's hash when that is not known.
        synthetic: Whether its people are invented, as those of our own sandbox are.
        now: The time, for receipts.
        clock: Seconds, only ever forward, for durations.
        """
        self._client = client
        self._lane = lane
        self._now = now
        self._clock = clock
        self._info = SourceInfo(
            name=name,
            exact=False,
            synthetic=synthetic,
            counts_everybody=False,
            fields=frozenset(FIELDS),
            people=None,
            version=_version(client.connection, user_id),
        )

    @property
    def info(self) -> SourceInfo:
        """What this source is; its version changes with the address and the user."""
        return self._info

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        """Put every question into the lane, and yield answers as they arrive.

        Each comes with its leads, wanted or not, because the API sends them anyway. A duration is
        that of the one request, without the wait for its turn.

        Raises:
            CancelledError: `cancel` was set; what had not been sent is not sent any more.
        """
        withdrawal = Withdrawal(cancel)
        arrived: queue.SimpleQueue[Answer] = queue.SimpleQueue()
        try:
            for question in plan.questions:
                withdrawal.check()
                # Somebody else's total goes before the details of a page that is filling.
                detail = plan.priority is Priority.PERSON and not question.leads
                priority = Priority.DETAIL if detail else plan.priority
                self._submit(question, priority, withdrawal, arrived)
            for _ in plan.questions:
                yield _next(arrived, withdrawal)
        finally:
            withdrawal.cancel()

    def _submit(
        self,
        question: Question,
        priority: Priority,
        cancel: Cancellation,
        arrived: queue.SimpleQueue[Answer],
    ) -> None:
        filters = question.filters
        if filters.is_empty:
            arrived.put(Failure(filters, CannotBeAskedError(NO_FILTER)))
            return

        def receive(future: futures.Future[Receipt]) -> None:
            arrived.put(self._answer(filters, future))

        key = ("preview", self._info.version, filters)
        send = partial(self.measure, filters)
        try:
            future = self._lane.submit(send, key=key, priority=priority, cancel=cancel)
        except LeadPreviewError as error:
            arrived.put(Failure(filters, error))
        else:
            future.add_done_callback(receive)

    def measure(self, filters: LeadFilters) -> Receipt:
        """Ask one question at once, whoever's turn it is: for whoever holds the right of way.

        Raises:
            LeadPreviewError: What came instead of an answer.
        """
        started = self._clock()
        preview = self._client.preview(filters)
        duration = self._clock() - started
        return Receipt(
            filters=filters,
            count=preview.total_count,
            source=self._info.name,
            measured_at=self._now(),
            exact=False,
            duration=duration,
            leads=preview.preview,
        )

    @staticmethod
    def _answer(filters: LeadFilters, future: futures.Future[Receipt]) -> Answer:
        outcome: Receipt | LeadPreviewError = _outcome(future)
        return outcome if isinstance(outcome, Receipt) else Failure(filters, outcome)


class Service:
    """What the API offers beside counts, one answer at a time, through the same lane."""

    def __init__(self, client: ApiClient, lane: RightOfWay, *, wait: float = _WAIT) -> None:
        """Args:
        client: Asks the API at once.
        lane: Says when.
        wait: Seconds after which an answer is not waited for any more, its turn included.
        """
        self._client = client
        self._lane = lane
        self._wait = wait
        self._version = _version(client.connection, None)

    def places(self, text: str, cancel: Cancellation | None = None) -> tuple[Place, ...]:
        """The places of that name; none, without a call, for a blank one.

        Args:
            text: The name.
            cancel: Withdraws the question before its turn, here and below.

        Raises:
            SourceError: The API did not answer.
        """
        name = " ".join(text.split())
        return (
            self._ask(Endpoint.LOCATIONS, name, partial(self._client.locations, name), cancel)
            if name
            else ()
        )

    def account(self, cancel: Cancellation | None = None) -> Account:
        """Whose key it is.

        Raises:
            SourceError: The API did not answer.
        """
        return self._ask(Endpoint.ACCOUNT, "", self._client.account, cancel)

    def credits(self, cancel: Cancellation | None = None) -> Credits:
        """What the API says about credits.

        Raises:
            SourceError: The API did not answer.
        """
        return self._ask(Endpoint.CREDITS, "", self._client.credits, cancel)

    def _ask(
        self, endpoint: Endpoint, detail: str, send: Callable[[], T], cancel: Cancellation | None
    ) -> T:
        withdrawal = Withdrawal(cancel)
        key = (endpoint.name.lower(), self._version, detail)
        future = self._lane.submit(
            partial(_forgiving, send), key=key, priority=Priority.PERSON, cancel=withdrawal
        )
        try:
            futures.wait([future], timeout=self._wait)
        finally:
            withdrawal.cancel()
        if not future.done():
            raise SourceUnavailableError(
                f"The API did not answer within {self._wait:.0f} seconds. Try again later."
            )
        outcome: T | LeadPreviewError = _outcome(future)
        if isinstance(outcome, LeadPreviewError):
            raise outcome
        return outcome


def _forgiving(send: Callable[[], T]) -> T | AuthenticationError:
    """A key that may not use this endpoint may still use others: the lane need not stop for it."""
    try:
        return send()
    except AuthenticationError as error:
        if error.status != 403:
            raise
        return error


def _next(arrived: queue.SimpleQueue[Answer], cancel: Cancellation) -> Answer:
    while True:
        cancel.check()
        try:
            return arrived.get(timeout=_LOOK_AGAIN)
        except queue.Empty:
            continue


def _outcome(future: futures.Future[Any]) -> Any:
    """What a future that is done holds: its result, or one of our errors, returned."""
    error: BaseException | None
    error = futures.CancelledError() if future.cancelled() else future.exception()
    if error is None:
        return future.result()
    if isinstance(error, (CancelledError, futures.CancelledError)):
        return SourceUnavailableError("This was withdrawn before it was asked. Ask again.")
    if isinstance(error, LeadPreviewError):
        return error
    # Its text may hold anything, so it is not written down.
    _log.error("A request ended in an unexpected %s", type(error).__name__)
    return SourceUnavailableError("This failed for a reason that we did not expect. Try it again.")


def _version(connection: Connection, user_id: str | None) -> str:
    who = user_id or connection.key_id
    return hashlib.sha256(f"{connection.base_url}\n{who}".encode()).hexdigest()[:16]
