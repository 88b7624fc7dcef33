"""Which filter is to blame: the share of each in the drop, whatever the order.

In a funnel the first filter seems to cost most, because it meets most people. Here every order is
tried, and a filter's share is what it removes on average (the Shapley value). The shares sum to
the whole drop, from the base to the total.

Up to a number of filters every combination is counted, which says the same as every order. Beyond
it orders are drawn from a seed, in rounds: an order and all its rotations, so that each filter
stands at each place once, because its place matters most to what it removes. The rounds differ
less than single orders do, and how much they differ says how right their average is.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from random import Random
from typing import Any, Final

from leadpreview.errors import CannotBeAskedError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan, Priority, Question, Receipt
from leadpreview.sizing.costs import EVERYBODY, Cell, fields_over
from leadpreview.sizing.figures import Figure, Kind, combined, figure_of, modelled

__all__ = ["Blame", "Orders", "Share", "fold_shapley", "orders_of"]

MOST_EXACT: Final = {True: 10, False: 6}
"""Filters of which every combination is counted, by whether the source counts exactly."""

_ROUNDS: Final = {True: 12, False: 3}
"""Orders that are drawn beyond that, each with its rotations."""

# Student's t for 95 of 100, by rounds less two; few of them say little about their error.
_T95: Final = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23)
_T_MANY: Final = 2.2

_ALL: Final = (
    "the average of what it removes over every order of the filters, by all counts of them"
)
_NO_BASE: Final = "This source cannot count everybody. Choose what is measured from."

Round = tuple[tuple[int, ...], ...]
Answers = Mapping[LeadFilters, Answer]


@dataclass(frozen=True)
class Orders:
    """In which orders the filters of an audience are applied to its base.

    Attributes:
        filters: The audience.
        base: What is measured from.
        fields: The filters over the base.
        drawn: Rounds of an order and its rotations; `None` when every order counts.
    """

    filters: LeadFilters
    base: LeadFilters
    fields: tuple[str, ...]
    drawn: tuple[Round, ...] | None

    @property
    def sampled(self) -> bool:
        """Whether only some orders are tried."""
        return self.drawn is not None

    @cached_property
    def questions(self) -> dict[int, LeadFilters]:
        """The question of each combination of filters: bit `i` stands for `fields[i]`."""
        return {mask: self._question(mask) for mask in dict.fromkeys(self._masks())}

    @property
    def whole(self) -> int:
        """The combination of all filters."""
        return (1 << len(self.fields)) - 1

    def plan(self, *, everybody: bool) -> Plan:
        """Every count that the shares need: none when the base cannot be asked."""
        if not everybody and self.questions[0].is_empty:
            return Plan((), Priority.DETAIL)
        return Plan.of((Question(each) for each in self.questions.values()), Priority.DETAIL)

    def _masks(self) -> Iterator[int]:
        yield self.whole
        yield 0
        if self.drawn is None:
            yield from range(1, self.whole)
            return
        for each in self.drawn:
            for order in each:
                yield from _steps(order)

    def _question(self, mask: int) -> LeadFilters:
        # What `only` and `on_top_of` say, in one copy: there may be a thousand of them.
        chosen: dict[str, Any] = {
            name: getattr(self.filters, name)
            for place, name in enumerate(self.fields)
            if mask >> place & 1
        }
        return self.base.model_copy(update={**chosen, "live": self.filters.live})


@dataclass(frozen=True, slots=True)
class Share:
    """One filter's part in the drop.

    Attributes:
        field: The filter.
        people: Its share in people, as a fraction without rounding; `None` while counts miss.
        figure: The same as a figure; sampled ones have `low` and `high` from their error.
        error: The standard error in people; zero when every order was counted.
    """

    field: str
    people: Fraction | None
    figure: Figure
    error: float = 0.0


@dataclass(frozen=True, slots=True)
class Blame:
    """The drop from the base to the total, and who is to blame.

    Attributes:
        base: The count that everything is measured from.
        total: The count under all filters, within the base.
        drop: Base less total.
        shares: One a filter, the largest first; they sum to the drop.
        orders: How many orders the shares come from; 0 when every order counts.
        sampled: Whether only some orders were tried.
    """

    base: Figure
    total: Figure
    drop: Figure
    shares: tuple[Share, ...]
    orders: int
    sampled: bool


def orders_of(
    filters: LeadFilters,
    *,
    exact: bool,
    base: LeadFilters = EVERYBODY,
    seed: int = 0,
    most: int | None = None,
    rounds: int | None = None,
) -> Orders:
    """The orders to try: all of them for few filters, else some that are drawn.

    Args:
        filters: The audience.
        exact: Whether the source counts exactly, and so at once.
        base: What is measured from.
        seed: What orders are drawn from; the same seed draws the same.
        most: Filters of which every combination is counted; ten, or six of estimates.
        rounds: Orders drawn beyond that, each with its rotations.
    """
    fields = fields_over(filters, base)
    if len(fields) <= (MOST_EXACT[exact] if most is None else most):
        return Orders(filters, base, fields, None)
    random = Random(seed)  # noqa: S311  nothing is kept secret by it
    drawn = []
    for _ in range(_ROUNDS[exact] if rounds is None else rounds):
        order = list(range(len(fields)))
        random.shuffle(order)
        drawn.append(tuple((*order[place:], *order[:place]) for place in range(len(order))))
    return Orders(filters, base, fields, tuple(drawn))


def fold_shapley(
    orders: Orders, answers: Answers, *, everybody: bool, old_before: datetime | None = None
) -> Blame:
    """The share of each filter from whatever answers there are.

    A sample uses the rounds whose counts are all there, two of them at least; without a sample
    every count is needed. What was measured before `old_before` is shown as old.
    """

    def cell(mask: int) -> Cell:
        question = orders.questions[mask]
        if question.is_empty and not everybody:
            return Failure(question, CannotBeAskedError(_NO_BASE))
        return answers.get(question)

    cells = {mask: cell(mask) for mask in orders.questions}
    counts = {m: c.count for m, c in cells.items() if isinstance(c, Receipt)}
    base, total = (figure_of(cells[mask], old_before=old_before) for mask in (0, orders.whole))
    drop = combined([(1, base), (-1, total)], "the base less the total")
    if orders.drawn is None:
        tried = 0
        shares = _counted(orders, cells, counts)
    else:
        used = [each for each in orders.drawn if _complete(each, counts)]
        tried = sum(map(len, used))
        shares = _drawn(orders, used, cells, counts)
    ranked = sorted(shares, key=lambda each: -(each.people or 0))
    return Blame(base, total, drop, tuple(ranked), tried, orders.sampled)


def _counted(
    orders: Orders, cells: Mapping[int, Cell], counts: Mapping[int, int]
) -> tuple[Share, ...]:
    if len(counts) < len(orders.questions):
        return _missing(orders, cells)
    number = len(orders.fields)
    receipts = _receipts(cells)
    exact = all(receipt.exact for receipt in receipts)
    # How many orders put a combination of a size first, and one filter next.
    weights = [math.factorial(s) * math.factorial(number - s - 1) for s in range(number)]
    people = []
    for place in range(number):
        bit = 1 << place
        removed = sum(
            weights[mask.bit_count()] * (count - counts[mask | bit])
            for mask, count in counts.items()
            if not mask & bit
        )
        people.append(Fraction(removed, math.factorial(number)))
    return tuple(
        Share(field, share, _worked_out(whole, exact, receipts))
        for field, share, whole in zip(orders.fields, people, _in_whole_people(people), strict=True)
    )


def _worked_out(people: int, exact: bool, receipts: tuple[Receipt, ...]) -> Figure:
    edge = people if exact else None
    kind = Kind.WORKED_OUT if exact else Kind.ABOUT
    return Figure(kind, people, edge, edge, exact, None, receipts, _ALL)


def _in_whole_people(shares: Sequence[Fraction]) -> list[int]:
    """Shares rounded so that they still sum to the same: the largest fractions are rounded up."""
    whole = [math.floor(share) for share in shares]
    left = round(sum(shares)) - sum(whole)
    by_fraction = sorted(range(len(shares)), key=lambda place: whole[place] - shares[place])
    for place in by_fraction[:left]:
        whole[place] += 1
    return whole


def _drawn(
    orders: Orders,
    used: Sequence[Round],
    cells: Mapping[int, Cell],
    counts: Mapping[int, int],
) -> tuple[Share, ...]:
    if len(used) < 2:
        return _missing(orders, cells)
    receipts = _receipts(cells)
    removed: list[list[Fraction]] = [[] for _ in orders.fields]
    for each in used:
        steps = [_removed(order, counts) for order in each]
        for place, samples in enumerate(removed):
            samples.append(Fraction(sum(step[place] for step in steps), len(steps)))
    tried = sum(map(len, used))
    how = f"the average of what it removes in {tried} orders of the filters that were drawn"
    shares = []
    for field, samples in zip(orders.fields, removed, strict=True):
        people = sum(samples, Fraction()) / len(samples)
        error = _standard_error(samples, people)
        reach = error * (_T95[len(used) - 2] if len(used) - 2 < len(_T95) else _T_MANY)
        figure = modelled(
            float(people),
            f"{how}; about nine times in ten right within {reach:,.0f} people",
            receipts,
            low=math.floor(people - Fraction(reach)),
            high=math.ceil(people + Fraction(reach)),
        )
        shares.append(Share(field, people, figure, error))
    return tuple(shares)


def _standard_error(samples: Sequence[Fraction], mean: Fraction) -> float:
    """The standard error of a mean; no such thing as a negative one."""
    spread = sum((float(each - mean) ** 2 for each in samples), 0.0) / (len(samples) - 1)
    return math.sqrt(spread / len(samples))


def _removed(order: Sequence[int], counts: Mapping[int, int]) -> dict[int, int]:
    """How many people each filter removes in one order."""
    steps = list(pairwise(_steps(order)))
    return {
        place: counts[before] - counts[after]
        for place, (before, after) in zip(order, steps, strict=True)
    }


def _steps(order: Sequence[int]) -> list[int]:
    """The combinations that an order goes through, from none to all."""
    steps = [0]
    for place in order:
        steps.append(steps[-1] | 1 << place)
    return steps


def _complete(drawn: Round, counts: Mapping[int, int]) -> bool:
    return all(mask in counts for order in drawn for mask in _steps(order))


def _receipts(cells: Mapping[int, Cell]) -> tuple[Receipt, ...]:
    return tuple(cell for cell in cells.values() if isinstance(cell, Receipt))


def _missing(orders: Orders, cells: Mapping[int, Cell]) -> tuple[Share, ...]:
    """Shares that are not there: why, as one count of them says it."""
    failed = [figure_of(cell) for cell in cells.values() if isinstance(cell, Failure)]
    waiting = any(cell is None for cell in cells.values())
    unaskable = [figure for figure in failed if figure.kind is Kind.CANNOT_BE_ASKED]
    figure = Figure(Kind.WAITING)
    if unaskable or (failed and not waiting):
        figure = (unaskable or failed)[0]
    return tuple(Share(field, None, figure) for field in orders.fields)
