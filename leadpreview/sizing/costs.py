"""What every filter, and every value of a filter, costs or adds.

Three readings of one filter: alone (the count under it only), in order (what remains when the
filters are applied one after the other) and without it (what the total becomes when it is
lifted). A plan says which counts they need; folding puts the answers where they belong. A cell
is a receipt, a failure, or `None` while it is waiting; no cell is ever a made-up number.

Everything is measured from a base: everybody, or where everybody cannot be counted, people who
pass filters that the person chose to keep fixed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from leadpreview.errors import CannotBeAskedError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan, Question, Receipt

__all__ = [
    "EVERYBODY",
    "Cell",
    "Cost",
    "Sizing",
    "ValueCost",
    "alone_plan",
    "count_of",
    "fields_over",
    "fold_sizing",
    "fold_values",
    "funnel_plan",
    "order_by_effect",
    "order_kept",
    "rescue",
    "values_plan",
]

Cell = Receipt | Failure | None
Answers = Mapping[LeadFilters, Answer]

EVERYBODY = LeadFilters()
"""The base that everything is measured from unless another is chosen."""

_NO_FILTER = "This source refuses a question without any filter, so it cannot count everybody."


@dataclass(frozen=True, slots=True)
class Cost:
    """What one filter costs.

    Attributes:
        field: The filter.
        alone: The count under this filter only, within the base.
        before: The count under the filters ahead of it in the order.
        remaining: The count under it and the filters ahead of it.
        without: The total with this filter lifted.
        total: The total within the base, to compare with.
    """

    field: str
    alone: Cell
    before: Cell
    remaining: Cell
    without: Cell
    total: Cell

    @property
    def drop(self) -> float | None:
        """Share of the people before it that this filter removes, 0 to 1."""
        before, remaining = count_of(self.before), count_of(self.remaining)
        if before is None or remaining is None or before == 0:
            return None
        return 1 - remaining / before

    @property
    def gain(self) -> int | None:
        """How many people more there would be without this filter."""
        return _difference(self.without, self.total)


@dataclass(frozen=True, slots=True)
class ValueCost:
    """What one value of a filter brings.

    Attributes:
        value: The value, in the API's spelling.
        alone: The count under this one value only.
        without: The total with this one value taken out of its filter.
        total: The total, to compare with.
    """

    value: str
    alone: Cell
    without: Cell
    total: Cell

    @property
    def change(self) -> int | None:
        """What the total would change by without this value; negative is a loss."""
        return _difference(self.without, self.total)


@dataclass(frozen=True, slots=True)
class Sizing:
    """One audience, sized.

    Attributes:
        filters: The audience.
        everybody: The count of the base: without any filter, unless a base was chosen.
        total: The count under all filters, with the first 25.
        costs: One row a filter that the base does not fix, in the order of the funnel.
        base: What is measured from.
    """

    filters: LeadFilters
    everybody: Cell
    total: Cell
    costs: tuple[Cost, ...]
    base: LeadFilters = EVERYBODY

    @property
    def share(self) -> float | None:
        """The total as a share of everybody, 0 to 1."""
        total, everybody = count_of(self.total), count_of(self.everybody)
        return None if total is None or not everybody else total / everybody


def count_of(cell: Cell) -> int | None:
    """The count of a cell, or `None` when it holds none."""
    return cell.count if isinstance(cell, Receipt) else None


def fields_over(filters: LeadFilters, base: LeadFilters = EVERYBODY) -> tuple[str, ...]:
    """The active fields of `filters` that `base` does not fix already."""
    return tuple(name for name in filters.active if filters.values(name) != base.values(name))


def alone_plan(filters: LeadFilters, *, everybody: bool, base: LeadFilters = EVERYBODY) -> Plan:
    """The total with its leads first, then the base, then row by row a filter lifted and alone.

    Args:
        filters: The audience.
        everybody: Whether the source can be asked without any filter.
        base: What is measured from.
    """
    return _plan(_alone_questions(filters, base), everybody)


def funnel_plan(
    filters: LeadFilters,
    order: Sequence[str],
    *,
    everybody: bool,
    base: LeadFilters = EVERYBODY,
) -> Plan:
    """`alone_plan`, then the counts that the funnel in `order` needs."""
    asked = [*_alone_questions(filters, base), *_prefixes(filters, order, base)]
    return _plan(asked, everybody)


def values_plan(
    filters: LeadFilters, field: str, *, everybody: bool, base: LeadFilters = EVERYBODY
) -> Plan:
    """For each value of `field`: its count alone, and the total without it."""
    asked = [filters, filters.on_top_of(base)]
    for value in filters.values(field):
        asked += [_single(filters, field, value, base), _less(filters, field, value, base)]
    return _plan(asked, everybody)


def fold_sizing(
    filters: LeadFilters,
    order: Sequence[str],
    answers: Answers,
    *,
    everybody: bool,
    base: LeadFilters = EVERYBODY,
) -> Sizing:
    """The sizing of `filters` from whatever answers there are."""
    base = _within(filters, (), base)

    def cell(question: LeadFilters) -> Cell:
        return _cell(question, answers, everybody)

    total = cell(filters.on_top_of(base))
    costs = []
    before = base
    for field, remaining in zip(order, _prefixes(filters, order, base), strict=True):
        costs.append(
            Cost(
                field=field,
                alone=cell(_within(filters, (field,), base)),
                before=cell(before),
                remaining=cell(remaining),
                without=cell(filters.without(field).on_top_of(base)),
                total=total,
            )
        )
        before = remaining
    return Sizing(filters, cell(base), cell(filters), tuple(costs), base)


def fold_values(
    filters: LeadFilters,
    field: str,
    answers: Answers,
    *,
    everybody: bool,
    base: LeadFilters = EVERYBODY,
) -> tuple[ValueCost, ...]:
    """One row a value of `field`, in the field's own order."""
    return tuple(
        ValueCost(
            value=value,
            alone=_cell(_single(filters, field, value, base), answers, everybody),
            without=_cell(_less(filters, field, value, base), answers, everybody),
            total=_cell(filters.on_top_of(base), answers, everybody),
        )
        for value in filters.values(field)
    )


def order_kept(
    filters: LeadFilters, wanted: Sequence[str], base: LeadFilters = EVERYBODY
) -> tuple[str, ...]:
    """The fields over the base, those of `wanted` first and in its order, new ones last."""
    fields = fields_over(filters, base)
    kept = [field for field in dict.fromkeys(wanted) if field in fields]
    return (*kept, *(field for field in fields if field not in kept))


def order_by_effect(
    filters: LeadFilters, answers: Answers, base: LeadFilters = EVERYBODY
) -> tuple[str, ...]:
    """The fields over the base, the one that keeps fewest people alone first; unknown ones last."""

    def key(field: str) -> tuple[bool, int]:
        alone = count_of(answers.get(_within(filters, (field,), base)))
        return (alone is None, alone or 0)

    return tuple(sorted(fields_over(filters, base), key=key))


def rescue(sizing: Sizing) -> Cost | None:
    """For a total of zero: the filter whose removal brings most people back, if any does.

    `None` as well until every filter's absence was measured: the next might bring back more.
    """
    if count_of(sizing.total) != 0 or any(cost.without is None for cost in sizing.costs):
        return None
    helpful = [cost for cost in sizing.costs if cost.gain]
    return max(helpful, key=lambda cost: cost.gain or 0, default=None)


def _alone_questions(filters: LeadFilters, base: LeadFilters) -> list[LeadFilters]:
    fields = fields_over(filters, base)
    return [
        filters,
        _within(filters, (), base),
        filters.on_top_of(base),
        *(question for field in fields for question in _row(filters, field, base)),
    ]


def _row(filters: LeadFilters, field: str, base: LeadFilters) -> tuple[LeadFilters, LeadFilters]:
    """What the audience is without a filter, and the filter alone: one row of the table."""
    return filters.without(field).on_top_of(base), _within(filters, (field,), base)


def _within(filters: LeadFilters, fields: Sequence[str], base: LeadFilters) -> LeadFilters:
    """What some fields of the audience ask, within the base."""
    return filters.only(*fields).on_top_of(base)


def _prefixes(
    filters: LeadFilters, order: Sequence[str], base: LeadFilters
) -> Iterator[LeadFilters]:
    for position in range(1, len(order) + 1):
        yield _within(filters, order[:position], base)


def _single(filters: LeadFilters, field: str, value: str, base: LeadFilters) -> LeadFilters:
    one = filters.only(field)
    if len(filters.values(field)) > 1:
        one = one.choosing(field, value)
    return one.on_top_of(base)


def _less(filters: LeadFilters, field: str, value: str, base: LeadFilters) -> LeadFilters:
    rest = [other for other in filters.values(field) if other != value]
    fewer = filters.choosing(field, *rest) if rest else filters.without(field)
    return fewer.on_top_of(base)


def _plan(asked: Sequence[LeadFilters], everybody: bool) -> Plan:
    return Plan.of(
        Question(filters, leads=position == 0)
        for position, filters in enumerate(asked)
        if everybody or not filters.is_empty
    )


def _cell(question: LeadFilters, answers: Answers, everybody: bool) -> Cell:
    if question.is_empty and not everybody:
        return Failure(question, CannotBeAskedError(_NO_FILTER))
    return answers.get(question)


def _difference(cell: Cell, total: Cell) -> int | None:
    count, base = count_of(cell), count_of(total)
    return None if count is None or base is None else count - base
