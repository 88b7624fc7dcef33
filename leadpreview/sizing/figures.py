"""A number and what kind of number it is.

A figure is measured (exact or estimated), worked out of other counts, bounded, modelled, or not
there at all. Whatever is shown, compared or written to a file is a figure, so that nothing ever
looks better than it is and a failure never looks like a zero.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from leadpreview.errors import CannotBeAskedError, LeadPreviewError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing.costs import Cell

__all__ = [
    "Figure",
    "Kind",
    "cannot",
    "combined",
    "figure_of",
    "modelled",
    "share_of",
]


class Kind(Enum):
    """What a number is worth; the value is how a file names it."""

    EXACT = "exact"
    ESTIMATED = "estimated"
    WORKED_OUT = "worked out"
    ABOUT = "about"
    BETWEEN = "between"
    MODELLED = "modelled"
    OLD = "old"
    FAILED = "failed"
    CANNOT_BE_ASKED = "cannot be asked"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Figure:
    """A count of people, or a difference of counts, with its kind.

    Attributes:
        kind: What it is worth.
        count: The number; `None` when there is none, as for bounds.
        low: The least that it can be, where that is known.
        high: The most that it can be, where that is known.
        exact: Whether it is a fact rather than made of estimates; bounds may be facts, too.
        question: What was asked, when one question answers it.
        receipts: The counts that it comes from.
        how: How it was worked out, in words; empty for what was measured.
        error: Why it is not there.
    """

    kind: Kind
    count: float | None = None
    low: int | None = None
    high: int | None = None
    exact: bool = False
    question: LeadFilters | None = None
    receipts: tuple[Receipt, ...] = ()
    how: str = ""
    error: LeadPreviewError | None = None

    @property
    def measured(self) -> bool:
        """Whether a source said this very number."""
        return self.kind in (Kind.EXACT, Kind.ESTIMATED, Kind.OLD)

    @property
    def known(self) -> bool:
        """Whether there is a number at all, of whatever kind."""
        return self.count is not None

    @property
    def contradicts(self) -> bool:
        """Whether it is a count of people below zero, which only estimates can give."""
        return self.count is not None and self.count < 0

    def within(self, low: int | None, high: int | None, receipts: Sequence[Receipt]) -> Figure:
        """This figure, or the bounds when it is still waiting and there are any."""
        if self.kind is not Kind.WAITING or (not low and high is None):
            return self
        exact = all(receipt.exact for receipt in receipts)
        how = "from counts that hold it or lie inside it"
        return replace(
            self,
            kind=Kind.BETWEEN,
            low=low or 0,
            high=high,
            exact=exact,
            receipts=tuple(receipts),
            how=how,
        )


def figure_of(
    cell: Cell, question: LeadFilters | None = None, *, old_before: datetime | None = None
) -> Figure:
    """What was answered, as a figure.

    Args:
        cell: The answer, if there is one yet.
        question: What was asked; known from the answer when there is one.
        old_before: What was measured before this moment is old; nothing is by default.
    """
    if cell is None:
        return Figure(Kind.WAITING, question=question)
    if isinstance(cell, Failure):
        cannot_ask = isinstance(cell.error, CannotBeAskedError)
        kind = Kind.CANNOT_BE_ASKED if cannot_ask else Kind.FAILED
        return Figure(kind, question=cell.filters, error=cell.error)
    kind = Kind.EXACT if cell.exact else Kind.ESTIMATED
    if old_before is not None and cell.measured_at < old_before:
        kind = Kind.OLD
    return Figure(
        kind,
        count=cell.count,
        low=cell.count if cell.exact else None,
        high=cell.count if cell.exact else None,
        exact=cell.exact,
        question=cell.filters,
        receipts=(cell,),
    )


def cannot(reason: str, question: LeadFilters | None = None) -> Figure:
    """A number that this source has no way to give."""
    return Figure(Kind.CANNOT_BE_ASKED, question=question, error=CannotBeAskedError(reason))


def modelled(
    count: float,
    how: str,
    receipts: Iterable[Receipt] = (),
    *,
    question: LeadFilters | None = None,
    low: int | None = None,
    high: int | None = None,
) -> Figure:
    """A number that a model says, from counts of other questions."""
    return Figure(
        Kind.MODELLED,
        count=count,
        low=low,
        high=high,
        question=question,
        receipts=tuple(dict.fromkeys(receipts)),
        how=how,
    )


def combined(terms: Iterable[tuple[int, Figure]], how: str) -> Figure:
    """The signed sum of figures: worked out when all are facts, else "about", else bounded.

    A term that is waiting, failed or cannot be asked makes the sum so, unless bounds are left.
    A sum below zero is kept as it is: estimates that contradict each other are shown to do so.

    Args:
        terms: Each figure with its factor, usually 1 or -1.
        how: The sum in words, for the receipt.
    """
    parts = [(factor, figure) for factor, figure in terms if factor]
    receipts = tuple(dict.fromkeys(r for _, figure in parts for r in figure.receipts))
    missing = [figure for _, figure in parts if not figure.known]
    if not missing:
        count = sum(factor * (figure.count or 0) for factor, figure in parts)
        if any(figure.kind is Kind.MODELLED for _, figure in parts):
            return modelled(count, how, receipts)
        exact = all(figure.exact for _, figure in parts)
        kind = Kind.WORKED_OUT if exact else Kind.ABOUT
        edge = int(count) if exact else None
        return Figure(kind, count, edge, edge, exact, None, receipts, how)
    low, high = _edge(parts, min), _edge(parts, max)
    if low is not None and high is not None:
        exact = all(figure.exact for _, figure in parts)
        return Figure(Kind.BETWEEN, None, low, high, exact, None, receipts, how)
    for kind in (Kind.CANNOT_BE_ASKED, Kind.FAILED):
        for figure in missing:
            if figure.kind is kind:
                return Figure(kind, receipts=receipts, how=how, error=figure.error)
    return Figure(Kind.WAITING, receipts=receipts, how=how)


def share_of(part: Figure, whole: Figure) -> float | None:
    """`part` as a share of `whole`, 0 to 1 for a part that is one; `None` when it has none."""
    if part.count is None or not whole.count or part.contradicts or whole.contradicts:
        return None
    return part.count / whole.count


def _edge(parts: Sequence[tuple[int, Figure]], pick: Callable[[int, int], int]) -> int | None:
    """The least or most that a signed sum can be; `None` when a term has no such bound."""
    total = 0
    for factor, figure in parts:
        low, high = figure.low, figure.high
        if figure.known and low is None and high is None:
            low = high = round(figure.count or 0)
        if low is None or high is None:
            return None
        total += pick(factor * low, factor * high)
    return total
