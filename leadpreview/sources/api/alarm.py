"""An alarm that ends what takes too long, set by the clock or by a test."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

__all__ = ["Alarm", "SetAlarm", "timer"]


class Alarm(Protocol):
    """Does something later, unless it is cancelled before."""

    def start(self) -> None:
        """Begin to wait."""

    def cancel(self) -> None:
        """Wait no more."""


def timer(seconds: float, action: Callable[[], None]) -> Alarm:
    """An alarm by the clock, which does not keep the program from ending."""
    waiting = threading.Timer(seconds, action)
    waiting.daemon = True
    return waiting


SetAlarm = Callable[[float, Callable[[], None]], Alarm]
"""Makes an alarm that does something after so many seconds."""
