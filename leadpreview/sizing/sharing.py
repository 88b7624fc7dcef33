"""How many people some audiences share, as far as it is known: a number, bounds, or why not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Receipt
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.costs import EVERYBODY
from leadpreview.sizing.figures import Figure, Kind, cannot, combined, share_of
from leadpreview.sizing.meets import APART, Meet, holding
from leadpreview.sizing.members import NOBODY, Meets, Members, alternating, supersets

__all__ = ["Share", "Sharing", "high_of", "least_high", "low_of", "ratio"]

_NO_FILTER: Final = "This source refuses a question without any filter."
_ROOM: Final = "from the totals, which leave no more room"


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, 0 to 1.

    Attributes:
        value: The share; `None` when it is not known, or when there is no whole.
        low: The least that it can be, where that is known.
        high: The most that it can be, where that is known.
        exact: Whether it comes from exact counts only.
    """

    value: float | None = None
    low: float | None = None
    high: float | None = None
    exact: bool = False


class Sharing:
    """Numbers of what audiences share, from what is known of them.

    Attributes:
        contradictions: What came out impossible, in words: estimates that contradict each other.
    """

    def __init__(self, meets: Meets, known: Known, answers: Mapping[LeadFilters, Answer]) -> None:
        """Args:
        meets: What the audiences share.
        known: Counts of this source that are known.
        answers: What the plan was answered so far, failures included.
        """
        self.meets = meets
        self._known = known
        self._answers = answers
        self._figures: dict[Members, Figure] = {}
        self._impossible: set[Members] = set()
        self.contradictions: dict[str, None] = {}

    def of(self, members: Members) -> Figure:
        """How many people all of these audiences hold."""
        if members not in self._figures:
            self._figures[members] = self._shared(members)
        return self._figures[members]

    def union(self, members: Members) -> Figure:
        """How many people at least one of these audiences holds."""
        parts = alternating(members)
        how = f"each of {self.meets.named(members)}, less what was counted twice"
        figure = self._sum(self.meets.union(members), parts, how)
        totals = [self.of((place,)) for place in members]
        lows, highs = [low_of(each) for each in totals], [high_of(each) for each in totals]
        high = sum(each for each in highs if each is not None) if None not in highs else None
        return self.judged(
            figure, max(lows), high, totals, f"the people of {self.meets.named(members)}"
        )

    def region(self, inside: Members) -> Figure:
        """How many people these audiences hold and none of the others."""
        parts = supersets(inside, range(len(self.meets.audiences)))
        if len(parts) == 1:
            return self.of(inside)
        how = f"{self.meets.named(inside)}, less what others hold of it"
        figure = self._sum(self.meets.region(inside), parts, how)
        totals = [self.of((place,)) for place in inside]
        high = least_high([*totals, self.of(inside)])
        return self.judged(figure, 0, high, totals, f"people in {self.meets.named(inside)} only")

    def value(self, meet: Meet, how: str) -> Figure:
        """The number that a sum of questions gives; without one it is waiting, or says why not."""
        if meet.gap:
            return replace(cannot(_sentence(meet.gap)), how=meet.gap)
        if not meet.terms:
            return self._nobody(how)
        if meet.question is not None:
            return self._asked(meet.question)
        return combined(((factor, self._term(each)) for factor, each in meet.terms), how)

    def judged(
        self, figure: Figure, low: int, high: int | None, others: Sequence[Figure], what: str
    ) -> Figure:
        """A number, or the bounds in place of one that is missing or cannot be.

        Args:
            figure: What was found.
            low: At least so many people there are by the others.
            high: At most so many; `None` when nothing says.
            others: What the bounds come from.
            what: What it counts, for the contradiction.
        """
        if str(figure.error) == _sentence(APART):
            return figure
        receipts = tuple(dict.fromkeys(r for each in (figure, *others) for r in each.receipts))
        if figure.known:
            if figure.kind is not Kind.ABOUT or _fits(figure, low, high):
                return figure
            self.contradictions[_impossible(figure, what)] = None
            how = f"{figure.how}: {_impossible(figure, what)}"
            return Figure(Kind.BETWEEN, None, low, high, False, None, receipts, how)
        if figure.kind is Kind.BETWEEN:
            low = max(low, figure.low or 0)
            high = min((each for each in (high, figure.high) if each is not None), default=None)
        if high is None and not low:
            return figure
        met = low == high
        low = low if high is None else min(low, high)
        if figure.kind is Kind.FAILED:
            return replace(figure, low=low, high=high)
        exact = bool(receipts) and all(receipt.exact for receipt in receipts)
        how = f"{_ROOM}: {figure.how}" if figure.kind is Kind.CANNOT_BE_ASKED else _ROOM
        if met:
            kind = Kind.WORKED_OUT if exact else Kind.ABOUT
            edge = low if exact else None
            return Figure(kind, low, edge, edge, exact, figure.question, receipts, how)
        return Figure(Kind.BETWEEN, None, low, high, exact, figure.question, receipts, how)

    def _shared(self, members: Members) -> Figure:
        meet, what = self.meets.of(members), self.meets.named(members)
        figure = self.value(meet, f"{what} at once, from {len(meet.terms)} counts")
        if len(members) == 1:
            return figure
        if figure.known:
            totals = [self.of((place,)) for place in members]
            most = least_high(totals)
            if figure.kind is Kind.ABOUT and not _fits(figure, 0, most):
                self._impossible.add(members)
            return self.judged(figure, 0, most, totals, f"people in {what}")
        smaller = [self.of(some) for some in combinations(members, len(members) - 1)]
        low, held = self._least_shared(members)
        return self.judged(figure, low, least_high(smaller), [*smaller, *held], "")

    def _least_shared(self, members: Members) -> tuple[int, list[Figure]]:
        """At least A + B less whoever holds both, and what that comes from."""
        low: int = 0
        used: list[Figure] = []
        for one, other in combinations(combinations(members, len(members) - 1), 2):
            both = tuple(place for place in one if place in other)
            whole = self.of(both) if both else self._holding(members)
            most = None if whole is None else high_of(whole)
            if whole is None or most is None:
                continue
            least = low_of(self.of(one)) + low_of(self.of(other)) - most
            if least > low:
                low, used = least, [whole]
        return low, used

    def _holding(self, members: Members) -> Figure | None:
        """The smallest audience that is known and holds all of these."""
        wider = holding([self.meets.audiences[place] for place in members])
        found = [self._known.receipt(each) for each in dict.fromkeys((wider, EVERYBODY))]
        counted = [receipt for receipt in found if isinstance(receipt, Receipt)]
        if not counted:
            return None
        return self._known.figure(min(counted, key=lambda each: each.count).filters)

    def _sum(self, meet: Meet, parts: Sequence[tuple[int, Members]], how: str) -> Figure:
        """A sum over what audiences share: from the counts, else from what is known of each."""
        each = [(sign, self.of(some)) for sign, some in parts]
        if not any(some in self._impossible for _, some in parts):
            figure = self.value(meet, how)
            if figure.known:
                return figure
        return combined(each, how)

    def _asked(self, question: LeadFilters) -> Figure:
        if question.is_empty and not self.meets.exact:
            return cannot(_NO_FILTER, question)
        return self._known.figure(question, self._answers.get(question))

    def _term(self, question: LeadFilters) -> Figure:
        """One count of a sum; bounds of a part would only make loose bounds of the whole."""
        answered = question in self._answers or self._known.receipt(question) is not None
        if answered or (question.is_empty and not self.meets.exact):
            return self._asked(question)
        return Figure(Kind.WAITING, question=question)

    def _nobody(self, how: str) -> Figure:
        """None, by the shape of the questions; which of a service is not taken for a fact."""
        if self.meets.exact:
            return Figure(Kind.WORKED_OUT, 0, 0, 0, True, how=f"{how}: {NOBODY}")
        return Figure(Kind.ABOUT, 0, how=f"{how}: by the filters, nobody is left")


def ratio(part: Figure, whole: Figure) -> Share:
    """One number of people as a share of another, with bounds where it has none."""
    exact = part.exact and whole.exact
    value = share_of(part, whole)
    if part.contradicts or whole.contradicts or (value is not None and value > 1):
        # No share at all: bounds would make it look as if it were one.
        return Share(exact=exact)
    if value is not None:
        return Share(value, value if exact else None, value if exact else None, exact)
    low, high = high_of(whole), low_of(whole)
    most = high_of(part)
    return Share(
        None,
        min(low_of(part) / low, 1.0) if low else None,
        min(most / high, 1.0) if most is not None and high else None,
        exact,
    )


def _fits(figure: Figure, low: int, high: int | None) -> bool:
    count = figure.count or 0
    return low <= count and (high is None or count <= high)


def least_high(figures: Sequence[Figure]) -> int | None:
    """The smallest of what some numbers are at most; `None` when nothing says of any."""
    known = [high for each in figures if (high := high_of(each)) is not None]
    return min(known, default=None)


def low_of(figure: Figure) -> int:
    """The least that a number of people can be."""
    if figure.low is not None:
        return figure.low
    return max(round(figure.count), 0) if figure.count is not None else 0


def high_of(figure: Figure) -> int | None:
    """The most that a number can be; `None` when nothing says."""
    if figure.high is not None:
        return figure.high
    return round(figure.count) if figure.count is not None else None


def _sentence(reason: str) -> str:
    return f"{reason[0].upper()}{reason[1:]}."


def _impossible(figure: Figure, what: str) -> str:
    return f"{what} would be about {round(figure.count or 0):,}, which cannot be"
