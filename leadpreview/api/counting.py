"""Asking the source from a request: in a thread, until somebody can answer or nobody listens."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, NoReturn, TypeVar

from starlette.requests import ClientDisconnect, Request

from leadpreview.api.limit import retry_after
from leadpreview.api.refusals import Refusal
from leadpreview.errors import (
    BuildInProgressError,
    CancelledError,
    CannotBeAskedError,
    FilterProblem,
    FiltersError,
    LeadPreviewError,
)
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan, PreviewSource, Question
from leadpreview.sources.embedded import TRY_AGAIN

__all__ = ["LONGEST_COUNT", "PATIENCE", "Answerer", "Counting", "Sleep"]

Answerer = Callable[[], PreviewSource]
"""Gives who answers now; raises `BuildInProgressError` while that is still being prepared."""

Sleep = Callable[[float], Awaitable[object]]

PATIENCE: Final = 20.0
"""Seconds that a request is held while the people database is being prepared."""

LONGEST_COUNT: Final = 20.0
"""Seconds that one count may take; ordinary ones take milliseconds."""

_LOOK_AGAIN: Final = 0.25
_PREPARING: Final = 5.0
_BROKEN: Final = TRY_AGAIN

Result = TypeVar("Result")


class _Limited(Cancellation):
    """Withdrawn by itself after so many seconds: a thread that counts for ever serves nobody."""

    def __init__(self, longest: float) -> None:
        super().__init__()
        self._ends_at = time.monotonic() + longest

    @property
    def cancelled(self) -> bool:
        """Whether the client went away, or the time is over."""
        return super().cancelled or time.monotonic() > self._ends_at

    def check(self) -> None:
        """Raise `CancelledError` once either is so."""
        if self.cancelled:
            raise CancelledError("The question was withdrawn.")


class Counting:
    """Runs what takes time outside of the event loop, for requests that are still waited for."""

    def __init__(
        self,
        answerer: Answerer,
        *,
        sleep: Sleep = asyncio.sleep,
        patience: float = PATIENCE,
        longest: float = LONGEST_COUNT,
        workers: int = 4,
    ) -> None:
        """Args:
        answerer: Gives who answers now.
        sleep: Waits for so many seconds.
        patience: Seconds that a request is held while there is nobody to answer.
        longest: Seconds that one count may take.
        workers: Requests that are worked on at once.
        """
        self._answerer = answerer
        self._sleep = sleep
        self._patience = patience
        self._longest = longest
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="preview-api")

    async def answer(self, question: Question, request: Request) -> Answer:
        """What the source says to one question.

        Raises:
            Refusal: 429, there is no source yet, or none any more; `Retry-After` says when to ask
                again. No other documented status means "later" (contract 2.4). 422, it takes too
                long to count.
            ClientDisconnect: The client went away; the count was withdrawn.
        """
        waited = 0.0
        while True:
            try:
                answer = await self._ask(question, request)
            except BuildInProgressError as error:
                if waited >= self._patience:
                    raise _later(error, _PREPARING) from None
            except LeadPreviewError as error:
                raise _later(error, _BROKEN) from None
            else:
                if isinstance(answer, Failure) and not _of_the_question(answer.error):
                    raise _later(answer.error, _BROKEN)
                return answer
            await self._sleep(_LOOK_AGAIN)
            waited += _LOOK_AGAIN

    async def problems(self, filters: LeadFilters, request: Request) -> tuple[FilterProblem, ...]:
        """What else the source would refuse about `filters`; nothing when it cannot say now."""
        if filters.is_empty:
            return ()
        try:
            answer = await self._ask(Question(filters), request)
        except (LeadPreviewError, Refusal):
            return ()
        if isinstance(answer, Failure) and isinstance(answer.error, FiltersError):
            return answer.error.problems
        return ()

    async def run(
        self,
        work: Callable[[], Result],
        request: Request,
        cancel: Cancellation | None = None,
    ) -> Result:
        """What `work` returns, in a thread.

        Args:
            work: Takes long enough to hold other requests up.
            request: For whom it is done; its body has been read.
            cancel: Set when the client goes away.

        Raises:
            ClientDisconnect: The client went away.
        """
        done = asyncio.get_running_loop().run_in_executor(self._pool, _outcome, work)
        gone = asyncio.ensure_future(_gone(request))
        try:
            either: set[asyncio.Future[Any]] = {done, gone}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if done.done():
                return done.result()()
            raise ClientDisconnect
        finally:
            gone.cancel()
            if cancel is not None and not done.done():
                cancel.cancel()

    async def status(self) -> tuple[str, str | None]:
        """Whether it is "ok", "preparing" or "failed", and why it is not "ok"."""
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._pool, self._answerer)
        except BuildInProgressError as error:
            return "preparing", str(error)
        except LeadPreviewError as error:
            return "failed", str(error)
        return "ok", None

    async def _ask(self, question: Question, request: Request) -> Answer:
        cancel = _Limited(self._longest)

        def ask() -> Answer:
            (answer,) = self._answerer().run(Plan.of([question]), cancel)
            return answer

        try:
            return await self.run(ask, request, cancel)
        except CancelledError:
            reason = (
                f"This asks for more than is counted in {self._longest:g} s: send fewer values."
            )
            raise Refusal(422, reason) from None


def _outcome(work: Callable[[], Result]) -> Callable[[], Result]:
    """Gives what `work` returned, or raises what it raised: an error that nobody asks for rests."""
    try:
        result = work()
    except Exception as error:  # noqa: BLE001  it is raised where somebody waits for it
        return partial(_raise, error)
    return lambda: result


def _raise(error: Exception) -> NoReturn:
    raise error


async def _gone(request: Request) -> None:
    """Returns when the client has gone away."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _of_the_question(error: LeadPreviewError) -> bool:
    return isinstance(error, (FiltersError, CannotBeAskedError))


def _later(error: LeadPreviewError, seconds: float) -> Refusal:
    reason = f"There is nobody to count yet. {error}"
    return Refusal(429, reason, headers={"Retry-After": retry_after(seconds)})
