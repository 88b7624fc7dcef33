"""Answers that are kept for a while, in memory and up to a number."""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan, Receipt

__all__ = ["KeptAnswers"]


class KeptAnswers:
    """Receipts by canonical filters, the oldest dropped first. Safe to share between threads."""

    def __init__(
        self,
        *,
        capacity: int = 4_096,
        max_age: float = math.inf,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args:
        capacity: Answers kept; leads count as one answer.
        max_age: Seconds for which an answer is believed.
        clock: Seconds, only ever forward.
        """
        self._capacity = capacity
        self._max_age = max_age
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[LeadFilters, tuple[Receipt, float]] = OrderedDict()

    def of(self, plan: Plan) -> dict[LeadFilters, Answer]:
        """The answers to a plan that are still believed."""
        known: dict[LeadFilters, Answer] = {}
        oldest = self._clock() - self._max_age
        with self._lock:
            for question in plan.questions:
                receipt, kept_at = self._kept.get(question.filters, (None, 0.0))
                if receipt is None or kept_at < oldest:
                    continue
                if receipt.leads is not None or not question.leads:
                    self._kept.move_to_end(question.filters)
                    known[question.filters] = receipt
        return known

    def keep(self, receipt: Receipt) -> None:
        """Keep an answer; a count alone does not push out one that has its leads and is fresh."""
        with self._lock:
            before, kept_at = self._kept.get(receipt.filters, (None, -math.inf))
            poorer = receipt.leads is None and before is not None and before.leads is not None
            if not poorer or kept_at < self._clock() - self._max_age:
                self._kept[receipt.filters] = (receipt, self._clock())
            self._kept.move_to_end(receipt.filters)
            while len(self._kept) > self._capacity:
                self._kept.popitem(last=False)

    def newest(self, most: int) -> tuple[Receipt, ...]:
        """The answers that were kept or looked at last and are still believed, newest first."""
        oldest = self._clock() - self._max_age
        with self._lock:
            latest = [
                receipt for receipt, kept_at in reversed(self._kept.values()) if kept_at >= oldest
            ]
        return tuple(latest[:most])

    def forget(self, plan: Plan) -> None:
        """Drop the answers to a plan, so that it is measured again."""
        with self._lock:
            for question in plan.questions:
                self._kept.pop(question.filters, None)
