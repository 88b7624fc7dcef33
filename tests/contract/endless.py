"""A source that counts until it is told to stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator

from leadpreview.preview import Answer, Cancellation, Plan
from tests.fakes import CensusSource

__all__ = ["Endless"]


class Endless(CensusSource):
    """Never answers.

    Attributes:
        began: Set when it was asked.
        withdrawn: Set when it was told to stop.
    """

    def __init__(self) -> None:
        super().__init__()
        self.began = threading.Event()
        self.withdrawn = threading.Event()

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        self.began.set()
        waiting = threading.Event()
        while not cancel.cancelled:
            waiting.wait(0.005)
        self.withdrawn.set()
        cancel.check()
        yield from ()
