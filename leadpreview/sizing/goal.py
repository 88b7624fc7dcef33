"""Reaching a number of people: which changes come near, predicted first, then measured.

A prediction is the total times the ratio that a change makes elsewhere: among counts that are
known already, of audiences that differ from this one in other fields only. Counts of a list of
which a person has one value sum. Two changes at once are taken to act independently, so their
ratios multiply. What nothing known speaks of is not predicted.

Proposals are ranked by `score`: the distance to the goal as a logarithm, plus `WEIGHT` for each
value that is touched. So twice and half as many are equally far, and a change of one value goes
before one of two that is three per cent nearer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan, Priority, Question, Receipt
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.changes import SINGLE_VALUED, Change, Direction, both
from leadpreview.sizing.figures import Figure, Kind, figure_of, modelled

__all__ = [
    "NEAR",
    "WEIGHT",
    "Model",
    "Proposal",
    "best",
    "double_changes",
    "proposals",
    "score",
    "scouts",
    "trials",
]

WEIGHT: Final = 0.03
"""What a value that is touched weighs against distance: three per cent."""

NEAR: Final = 0.05
"""How far from the goal, as a share of it, counts as there."""

_PAIRED: Final = 150
"""Single changes that are tried in pairs, those with the most useful ratios."""

_MOST_DOUBLES: Final = 400
_ALIKE: Final = 2
_SIZE_OF_PAIR: Final = 2

Answers = Mapping[LeadFilters, Answer]
_Items = tuple[tuple[str, tuple[str, ...]], ...]
_Row = Mapping[tuple[str, ...], Receipt]
_Said = tuple[float, str, tuple[Receipt, ...]]


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change with what is known of the audience that it leads to.

    Attributes:
        change: What is changed.
        figure: The resulting total: measured, else modelled, else why there is none.
        predicted: What the model said or says, whether or not it was measured since.
    """

    change: Change
    figure: Figure
    predicted: Figure | None

    @property
    def measured(self) -> bool:
        """Whether the resulting total was counted."""
        return self.figure.measured


class Model:
    """Predicts totals from counts that are known."""

    def __init__(self, audience: LeadFilters, total: Receipt, answers: Iterable[Answer]) -> None:
        """Take what is known.

        Args:
            audience: The filters that are changed.
            total: Their count.
            answers: Counts of other audiences, of the same source.
        """
        self._audience = audience
        self._total = total
        self._receipts = {a.filters: a for a in answers if isinstance(a, Receipt)}
        self._receipts[audience] = total
        self._items = {each: _items(each) for each in self._receipts if each.live == audience.live}
        self._rows: dict[str, dict[_Items, dict[tuple[str, ...], Receipt]]] = {}

    @property
    def total(self) -> int:
        """How many people there are before any change."""
        return self._total.count

    def predict(self, change: Change) -> Figure | None:
        """The total after a change, modelled; `None` when nothing known speaks of it.

        What was counted of the very audience that the change leads to is not looked at, so that
        it can be seen how good the model is.
        """
        found = self._product(change.parts) if change.parts else self._single(change)
        if found is None:
            return None
        count, how, receipts = found
        # A change in one direction is never said to work in the other.
        if change.direction is Direction.WIDENS:
            count = max(count, self.total)
        elif change.direction is Direction.NARROWS:
            count = min(count, self.total)
        return modelled(count, how, (self._total, *receipts), question=change.filters)

    def ratio(self, change: Change) -> float | None:
        """By what a single change multiplies the total: measured where it is, else modelled."""
        found = self._told(change)
        return None if found is None else found[0]

    def _told(self, change: Change) -> tuple[float, tuple[Receipt, ...]] | None:
        if not self.total:
            return None
        own = self._receipts.get(change.filters)
        if own is not None:
            return own.count / self.total, (own,)
        found = self._single(change)
        return None if found is None else (found[0] / self.total, found[2])

    def _product(self, parts: Sequence[Change]) -> _Said | None:
        told = [found for part in parts if (found := self._told(part)) is not None]
        if len(told) < len(parts):
            return None
        count = self.total * math.prod(ratio for ratio, _ in told)
        how = "the total times the ratios of both changes, as if neither minded the other"
        return count, how, tuple(receipt for _, receipts in told for receipt in receipts)

    def _single(self, change: Change) -> _Said | None:
        (field,) = change.fields
        before, after = self._audience.values(field), change.filters.values(field)
        own = tuple(item for item in _items(self._audience) if item[0] != field)
        summed = _sum(self._of(field).get(own, {}), field, after)
        if summed is not None:
            return summed[0], "the sum of its values, each counted", summed[1]
        if not self.total:
            # Nobody times anything is nobody, which says nothing.
            return None
        for row in self._elsewhere(field, own):
            old, new = _mass(row, field, before), _mass(row, field, after)
            if old is not None and new is not None and old[0]:
                how = "the total times the ratio that this change makes among other counts"
                return self.total * new[0] / old[0], how, (*old[1], *new[1])
        return None

    def _elsewhere(self, field: str, own: _Items) -> list[_Row]:
        """Counts of audiences with other filters beside this field, the most alike first."""
        mine = set(own)
        rows = [
            (len(mine & set(rest)) - len(set(rest) - mine), rest, row)
            for rest, row in self._of(field).items()
            if rest != own and len(row) > 1
        ]
        return [row for _, _, row in sorted(rows, key=lambda each: (-each[0], each[1]))]

    def _of(self, field: str) -> dict[_Items, dict[tuple[str, ...], Receipt]]:
        """Known counts by all other filters, then by the values of this field."""
        found = self._rows.get(field)
        if found is None:
            found = self._rows[field] = {}
            for filters, items in self._items.items():
                rest = tuple(item for item in items if item[0] != field)
                found.setdefault(rest, {})[filters.values(field)] = self._receipts[filters]
        return found


def score(count: float, goal: int, size: int) -> float:
    """How good a change is, the smaller the better: `|ln(count / goal)| + WEIGHT * size`.

    Nobody counts as half a person, because zero has no logarithm.

    Args:
        count: People after the change.
        goal: People needed, one at least.
        size: Values that the change touches.
    """
    return abs(math.log(max(count, 0.5) / goal)) + WEIGHT * size


def scouts(changes: Sequence[Change], total: int, goal: int, known: Answers, *, most: int) -> Plan:
    """The single changes to count first: those the right way, field by field, smallest first.

    Args:
        changes: Single changes of the audience.
        total: How many people there are now.
        goal: How many are needed.
        known: What need not be asked again.
        most: Counts at most that are not known.
    """
    wrong = Direction.NARROWS if goal > total else Direction.WIDENS
    queues: dict[str, list[Change]] = {}
    for change in sorted(changes, key=lambda each: (each.direction is Direction.MOVES, each.size)):
        if change.direction is not wrong:
            queues.setdefault(change.fields[0], []).append(change)
    asked: list[Question] = []
    left = most
    for change in _in_turn(list(queues.values())):
        fresh = change.filters not in known
        if fresh and not left:
            continue
        left -= fresh
        asked.append(Question(change.filters))
    return Plan.of(asked, Priority.DETAIL)


def double_changes(changes: Sequence[Change], model: Model, goal: int) -> tuple[Change, ...]:
    """Pairs of single changes that the model puts nearest to the goal, a few hundred at most.

    With nobody left there is no ratio to go by: then all pairs of filters that can be dropped.
    """
    if not model.total:
        drops = [change for change in changes if change.drops]
        return tuple(_joined(combinations(drops, _SIZE_OF_PAIR)))[:_MOST_DOUBLES]
    rated = [(ratio, change) for change in changes if (ratio := model.ratio(change))]
    wanted = goal / model.total
    rated.sort(key=lambda each: abs(math.log(each[0] / wanted)) + WEIGHT * each[1].size)
    scored = [
        (score(model.total * a[0] * b[0], goal, a[1].size + b[1].size), a[1], b[1])
        for a, b in combinations(rated[:_PAIRED], _SIZE_OF_PAIR)
        if a[1].fields != b[1].fields
    ]
    scored.sort(key=lambda each: each[0])
    return tuple(_joined((one, other) for _, one, other in scored[:_MOST_DOUBLES]))


def trials(
    changes: Iterable[Change], model: Model, goal: int, known: Answers, *, most: int
) -> Plan:
    """The changes to measure next: those predicted nearest that are not counted yet.

    With nobody left nothing is predicted; then the smallest ones.

    Args:
        changes: Single and double changes.
        model: Predicts them.
        goal: How many people are needed.
        known: What is counted already.
        most: Counts at most.
    """
    rated: list[tuple[float, Change]] = []
    for change in changes:
        if change.filters in known:
            continue
        predicted = model.predict(change)
        if predicted is not None and predicted.count is not None:
            rated.append((score(predicted.count, goal, change.size), change))
        elif not model.total and change.direction is Direction.WIDENS:
            rated.append((change.size, change))
    rated.sort(key=lambda each: each[0])
    chosen = _varied((change for _, change in rated), most)
    return Plan.of((Question(change.filters) for change in chosen), Priority.DETAIL)


def proposals(
    changes: Iterable[Change], model: Model, goal: int, answers: Answers
) -> tuple[Proposal, ...]:
    """Every change with what is known of it: measured ones first, each lot the best first.

    What is neither counted nor predicted comes last, in the order given.
    """
    found = []
    for change in changes:
        answer = answers.get(change.filters)
        predicted = model.predict(change)
        if isinstance(answer, Receipt) or (isinstance(answer, Failure) and predicted is None):
            figure = figure_of(answer)
        else:
            figure = predicted or Figure(Kind.WAITING, question=change.filters)
        found.append(Proposal(change, figure, predicted))
    return tuple(sorted(found, key=lambda each: _rank(each, goal)))


def best(
    ranked: Sequence[Proposal], total: int, goal: int, known: Known, *, measured: bool, most: int
) -> tuple[Proposal, ...]:
    """The first few that come nearer to the goal than the audience is, not all of one kind.

    Args:
        ranked: What `proposals` gave.
        total: How many people there are now.
        goal: How many are needed.
        known: Counts that leave predictions no more room than they do.
        measured: Whether the counted ones are wanted, or the predicted ones.
        most: How many at most.
    """
    now = score(total, goal, 0)
    nearer = [
        each
        for each in ranked
        if each.measured is measured
        and each.figure.count is not None
        and score(each.figure.count, goal, 0) < now
    ]
    wanted = set(_varied((each.change for each in nearer), most))
    return tuple(_bounded(each, known) for each in nearer if each.change in wanted)


def _bounded(proposal: Proposal, known: Known) -> Proposal:
    """A prediction kept between what counts of wider and narrower audiences leave room for."""
    figure = proposal.figure
    if figure.kind is not Kind.MODELLED or figure.count is None:
        return proposal
    bounds = known.bounds(proposal.change.filters)
    count = max(figure.count, bounds.low)
    count = count if bounds.high is None else min(count, bounds.high)
    inside = replace(figure, count=count, low=bounds.low, high=bounds.high)
    return replace(proposal, figure=inside, predicted=inside)


def _rank(proposal: Proposal, goal: int) -> tuple[int, float]:
    count = proposal.figure.count
    if count is None:
        return 2, 0.0
    return (0 if proposal.measured else 1), score(count, goal, proposal.change.size)


def _joined(pairs: Iterable[tuple[Change, Change]]) -> Iterator[Change]:
    for one, other in pairs:
        change = both(one, other)
        if change is not None and not change.filters.is_empty:
            yield change


def _in_turn(queues: Sequence[Sequence[Change]]) -> Iterator[Change]:
    for place in range(max(map(len, queues), default=0)):
        for queue in queues:
            if place < len(queue):
                yield queue[place]


def _varied(changes: Iterable[Change], most: int) -> list[Change]:
    """The first of some changes, of which few share a part: the rest would be the same again."""
    used: Counter[LeadFilters] = Counter()
    chosen: list[Change] = []
    for change in changes:
        parts = [part.filters for part in change.parts or (change,)]
        if len(chosen) < most and all(used[part] < _ALIKE for part in parts):
            used.update(parts)
            chosen.append(change)
    return chosen


def _items(filters: LeadFilters) -> _Items:
    return tuple((name, filters.values(name)) for name in filters.active)


def _sum(row: _Row, field: str, values: tuple[str, ...]) -> tuple[int, tuple[Receipt, ...]] | None:
    """Counts of single values of a list of which a person has one, summed."""
    if field not in SINGLE_VALUED or len(values) < 2:
        return None
    parts = [row.get((value,)) for value in values]
    found = tuple(part for part in parts if part is not None)
    return (sum(r.count for r in found), found) if len(found) == len(parts) else None


def _mass(row: _Row, field: str, values: tuple[str, ...]) -> tuple[int, tuple[Receipt, ...]] | None:
    """The count of some values in one row: their own, else the sum of each."""
    own = row.get(values)
    return (own.count, (own,)) if own is not None else _sum(row, field, values)
