"""Audiences in an order: what each adds to those above it.

Of each audience: everybody in it (gross), those whom an audience above holds already, and the rest
(net). The nets add up to everybody in any of them, whatever the order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.figures import Figure, Kind, combined
from leadpreview.sizing.meets import APART, Meet, sum_of
from leadpreview.sizing.members import Meets, SharedPlan
from leadpreview.sizing.sharing import Sharing, high_of, least_high, low_of

__all__ = [
    "NUMBERS",
    "Rank",
    "Ranking",
    "fold_priority",
    "priority_plan",
]

NUMBERS: Final = ("No. 1", "No. 2", "No. 3", "No. 4", "No. 5", "No. 6")
"""What audiences in an order are called when they have no names."""


@dataclass(frozen=True, slots=True)
class Rank:
    """One audience in its place.

    Attributes:
        filters: The audience.
        gross: Everybody in it.
        above: Those of them whom an audience above holds, too.
        net: The rest.
    """

    filters: LeadFilters
    gross: Figure
    above: Figure
    net: Figure


@dataclass(frozen=True, slots=True)
class Ranking:
    """Audiences in their order.

    Attributes:
        ranks: One an audience, the first first.
        net: Everybody in any of them.
        contradictions: Which numbers cannot be, and so are shown as bounds, a clause each.
    """

    ranks: tuple[Rank, ...]
    net: Figure
    contradictions: tuple[str, ...] = ()


def priority_plan(
    audiences: Sequence[LeadFilters], *, exact: bool, names: Sequence[str] = NUMBERS
) -> SharedPlan:
    """What to ask for audiences in this order.

    Args:
        audiences: The first has everybody of its own; at most six.
        exact: Whether the source is exact, and everybody can be counted there.
        names: What they are called in words.
    """
    meets = Meets.kept(tuple(audiences), exact=exact, names=tuple(names))
    sums: list[Meet] = []
    words = []
    for place in range(len(meets.audiences)):
        net = meets.net(place)
        sums.append(net)
        if net.gap:
            bounds = "" if net.gap == APART else " Only bounds can be shown for its net."
            words.append(f"{names[place]}: {net.gap}.{bounds}")
            sums += (meets.of((before, place)) for before in range(place))
    return SharedPlan.of(meets, sums, words)


def fold_priority(
    audiences: Sequence[LeadFilters],
    known: Known,
    answers: Mapping[LeadFilters, Answer],
    *,
    exact: bool,
    names: Sequence[str] = NUMBERS,
) -> Ranking:
    """What each audience adds, from whatever is known.

    Args:
        audiences: As the plan had them.
        known: Counts of this source that are known, those of the plan among them.
        answers: What the plan was answered so far, failures included.
        exact: As the plan had it.
        names: As the plan had them.
    """
    sharing = Sharing(Meets.kept(tuple(audiences), exact=exact, names=tuple(names)), known, answers)
    ranks = tuple(_rank(sharing, place) for place in range(len(sharing.meets.audiences)))
    net = _together(sharing, ranks)
    return Ranking(ranks, net, tuple(sharing.contradictions))


def _rank(sharing: Sharing, place: int) -> Rank:
    meets = sharing.meets
    gross = sharing.of((place,))
    if place == 0:
        return Rank(meets.audiences[0], gross, combined((), "nobody is above the first"), gross)
    name = meets.named((place,))
    total = meets.of((place,))
    net = meets.net(place)
    above = sum_of([(1, total), (-1, net)])
    pairs = [sharing.of((before, place)) for before in range(place)]
    least, most = _most_low(pairs), _sum_of_highs(pairs)
    left = None if (high := high_of(gross)) is None else max(high - least, 0)
    kept = 0 if most is None else max(low_of(gross) - most, 0)
    found = sharing.value(net, f"{name}, less whom those above hold of it")
    if found.known:
        # What the pairs leave room for is no truer than an estimate of the net itself.
        least, most, kept, left = 0, None, 0, high_of(gross)
    found = sharing.judged(found, kept, left, [gross, *pairs], f"the net of {name}")
    held = sharing.judged(
        sharing.value(above, f"{name}, as far as those above hold it"),
        least,
        least_high([gross, Figure(Kind.BETWEEN, high=most)]),
        [gross, *pairs],
        f"what is counted above {name}",
    )
    return Rank(meets.audiences[place], gross, held, found)


def _together(sharing: Sharing, ranks: Sequence[Rank]) -> Figure:
    """Everybody in any of them: the nets added up."""
    meets = sharing.meets
    nets = [meets.net(place) for place in range(len(meets.audiences))]
    how = "the nets added up"
    figure = sharing.value(sum_of((1, each) for each in nets), how)
    if not figure.known:
        figure = combined(((1, rank.net) for rank in ranks), how)
    grosses = [rank.gross for rank in ranks]
    return sharing.judged(
        figure, _most_low(grosses), _sum_of_highs(grosses), grosses, "everybody in any of them"
    )


def _most_low(figures: Sequence[Figure]) -> int:
    return max(low_of(each) for each in figures)


def _sum_of_highs(figures: Sequence[Figure]) -> int | None:
    highs = [high_of(each) for each in figures]
    return sum(each for each in highs if each is not None) if None not in highs else None
