"""An errand: one call that may take long, made outside of the page's own run.

A page sends somebody, looks whether they are back, and looks again later; nothing blocks it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from concurrent import futures
from typing import Final, Generic, TypeVar

from leadpreview.errors import LeadPreviewError, SourceUnavailableError
from leadpreview.preview import Cancellation

__all__ = ["Errand"]

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

_UNEXPECTED: Final = "This failed for a reason that we did not expect. Try it again."


class Errand(Generic[_T]):
    """One call, under way in a thread of its own, and what came of it.

    Attributes:
        about: What was asked for, as the person wrote it.
    """

    def __init__(self, call: Callable[[Cancellation], _T], *, about: str = "") -> None:
        """Args:
        call: Asks and waits; may end early once it is withdrawn.
        about: What is asked for.
        """
        self.about = about
        self._cancellation = Cancellation()
        self._outcome: futures.Future[_T | LeadPreviewError] = futures.Future()
        # A thread that waits for a service must not keep the program from ending.
        threading.Thread(target=self._run, args=(call,), name="errand", daemon=True).start()

    @property
    def done(self) -> bool:
        """Whether the call has ended."""
        return self._outcome.done()

    @property
    def outcome(self) -> _T | LeadPreviewError | None:
        """What came of it; `None` while it is under way."""
        return self._outcome.result() if self._outcome.done() else None

    def wait(self, seconds: float) -> bool:
        """Wait at most `seconds` for the end of the call; whether it came."""
        futures.wait([self._outcome], timeout=seconds)
        return self._outcome.done()

    def cancel(self) -> None:
        """Nobody waits any more: what was not sent is not sent."""
        self._cancellation.cancel()

    def _run(self, call: Callable[[Cancellation], _T]) -> None:
        outcome: _T | LeadPreviewError = SourceUnavailableError(_UNEXPECTED)
        try:
            outcome = call(self._cancellation)
        except LeadPreviewError as error:
            # Its traceback would hold on to the service that was asked.
            outcome = error.with_traceback(None)
        except Exception as error:  # noqa: BLE001  a thread's error would be seen by nobody
            # Its text may hold anything, so it is not written down.
            _log.error("An errand ended in an unexpected %s", type(error).__name__)
        finally:
            self._outcome.set_result(outcome)
