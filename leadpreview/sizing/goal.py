"""Reaching a number of people: which changes come near, predicted first, then measured.

Proposals are ranked by `score`: the distance to the goal as a logarithm, plus the `effort` of the
change: `WEIGHT` for each value that is touched, and `AGAINST` when it works against the goal as
well, as letting people in does where fewer are needed. So twice and half as many are equally far,
and a change of one value goes before one of two that is less than three per cent nearer.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations, zip_longest
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan, Priority, Question, Receipt
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.changes import Change, Direction, both
from leadpreview.sizing.figures import Figure, Kind, figure_of
from leadpreview.sizing.model import Model

__all__ = [
    "AGAINST",
    "NEAR",
    "WEIGHT",
    "Proposal",
    "best",
    "double_changes",
    "effort",
    "proposals",
    "score",
    "scouts",
    "trials",
]

WEIGHT: Final = 0.03
"""What a value that is touched weighs against distance: three per cent."""

AGAINST: Final = 0.1
"""What a change weighs more that lets people in where fewer are needed, or keeps some out."""

NEAR: Final = 0.05
"""How far from the goal, as a share of it, counts as there."""

_PAIRED: Final = 150
"""Single changes that are tried in pairs, those with the most useful ratios."""

_MOST_DOUBLES: Final = 400
_ALIKE: Final = 2
_SIZE_OF_PAIR: Final = 2

Answers = Mapping[LeadFilters, Answer]


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


def effort(change: Change, total: int, goal: int) -> float:
    """How much a change weighs beside the distance that it leaves.

    Args:
        change: The change.
        total: How many people there are now.
        goal: How many are needed.
    """
    right = Direction.WIDENS if goal > total else Direction.NARROWS
    return WEIGHT * change.size + (0.0 if change.direction is right else AGAINST)


def score(count: float, goal: int, weight: float) -> float:
    """How good a change is, the smaller the better: `|ln(count / goal)| + weight`.

    Nobody counts as half a person, because zero has no logarithm.

    Args:
        count: People after the change.
        goal: People needed, one at least.
        weight: The effort of the change.
    """
    return abs(math.log(max(count, 0.5) / goal)) + weight


def scouts(
    changes: Sequence[Change], model: Model, goal: int, known: Answers, *, most: int
) -> Plan:
    """The single changes to count first, where all of them would be too many.

    Steps on the filters that there are come first, field by field and smallest first, then the
    lists that are not filtered yet, each in full so that its values sum, then the rest.

    Args:
        changes: Single changes of the audience.
        model: What is known of the audience.
        goal: How many people are needed.
        known: What need not be asked again.
        most: Counts at most that are not known.
    """
    wrong = Direction.NARROWS if goal > model.total else Direction.WIDENS
    right = [change for change in changes if change.direction is not wrong]
    right.sort(key=lambda each: (each.direction is Direction.MOVES, each.size))
    plain = _in_turn(change for change in right if model.steps(change))
    lists = [
        c for c in changes if c.direction is not wrong and c.size == 1 and model.adds_a_list(c)
    ]
    ahead = most * 2 // 3
    asked: list[Question] = []
    for change in dict.fromkeys((*plain[:ahead], *lists, *plain[ahead:], *_in_turn(right))):
        if change.filters not in known:
            if not most:
                continue
            most -= 1
        asked.append(Question(change.filters))
    return Plan.of(asked, Priority.DETAIL)


def double_changes(changes: Sequence[Change], model: Model, goal: int) -> tuple[Change, ...]:
    """Pairs of single changes that the model puts nearest to the goal, a few hundred at most.

    With nobody left there is no ratio to go by: then all pairs of filters that can be dropped.
    """
    if not model.total:
        drops = [change for change in changes if change.drops]
        return tuple(_joined(combinations(drops, _SIZE_OF_PAIR)))[:_MOST_DOUBLES]
    total, right = model.total, Direction.WIDENS if goal > model.total else Direction.NARROWS
    single = []
    for change in changes:
        ratio = model.ratio(change)
        if ratio:
            own = score(total * ratio, goal, effort(change, total, goal))
            single.append((own, ratio, WEIGHT * change.size, change))
    single.sort(key=lambda each: each[0])
    scored = []
    for a, b in combinations(single[:_PAIRED], _SIZE_OF_PAIR):
        against = a[3].direction is not right or b[3].direction is not right
        weight = a[2] + b[2] + (AGAINST if against else 0.0)
        together = score(total * a[1] * b[1], goal, weight)
        # The second change has to be worth its while.
        if a[3].fields != b[3].fields and together < min(a[0], b[0]):
            scored.append((together, a[3], b[3]))
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
            weight = effort(change, model.total, goal)
            rated.append((score(predicted.count, goal, weight), change))
        elif not model.total and change.direction is Direction.WIDENS:
            rated.append((change.size, change))
    rated.sort(key=lambda each: each[0])
    chosen = _varied((change for _, change in rated), most, model.total)
    return Plan.of((Question(change.filters) for change in chosen), Priority.DETAIL)


def proposals(
    changes: Iterable[Change],
    model: Model,
    goal: int,
    answers: Answers,
    *,
    old_before: datetime | None = None,
) -> tuple[Proposal, ...]:
    """Every change with what is known of it: measured ones first, each lot the best first.

    What is neither counted nor predicted comes last, in the order given; what was measured before
    `old_before` is shown as old.
    """
    found = []
    for change in changes:
        answer = answers.get(change.filters)
        predicted = model.predict(change)
        if isinstance(answer, Receipt) or (isinstance(answer, Failure) and predicted is None):
            figure = figure_of(answer, old_before=old_before)
        else:
            figure = predicted or Figure(Kind.WAITING, question=change.filters)
        found.append(Proposal(change, figure, predicted))
    return tuple(sorted(found, key=lambda each: _rank(each, model.total, goal)))


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
    wanted = set(_varied((each.change for each in nearer), most, total))
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


def _rank(proposal: Proposal, total: int, goal: int) -> tuple[int, float]:
    count = proposal.figure.count
    if count is None:
        return 2, 0.0
    return (0 if proposal.measured else 1), score(count, goal, effort(proposal.change, total, goal))


def _joined(pairs: Iterable[tuple[Change, Change]]) -> Iterator[Change]:
    for one, other in pairs:
        change = both(one, other)
        if change is not None and not change.filters.is_empty:
            yield change


def _in_turn(changes: Iterable[Change]) -> list[Change]:
    """Changes of each field in turn."""
    queues: dict[str, list[Change]] = {}
    for change in changes:
        queues.setdefault(change.fields[0], []).append(change)
    rounds = zip_longest(*queues.values())
    return [change for each in rounds for change in each if change is not None]


def _varied(changes: Iterable[Change], most: int, total: int) -> list[Change]:
    """The first of some changes, of which few share a part: the rest would be the same again.

    Where nobody is left one filter may be the reason, which every change has to touch.
    """
    alike = _ALIKE if total else most
    used: Counter[LeadFilters] = Counter()
    chosen: list[Change] = []
    for change in changes:
        parts = [part.filters for part in change.parts or (change,)]
        if len(chosen) < most and all(used[part] < alike for part in parts):
            used.update(parts)
            chosen.append(change)
    return chosen
