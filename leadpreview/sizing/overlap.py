"""What two or three audiences share: only one, both, all; from counts alone, without any list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer
from leadpreview.sizing.bounds import Known
from leadpreview.sizing.figures import Figure
from leadpreview.sizing.members import Meets, Members, SharedPlan
from leadpreview.sizing.sharing import Share, Sharing, ratio

__all__ = ["MOST_OVERLAPPING", "Overlap", "fold_overlap", "overlap_plan"]

MOST_OVERLAPPING: Final = 3
"""Audiences whose overlap is told apart; more make regions that nobody reads."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two or three audiences, laid over each other; parts are named by places in `audiences`.

    Attributes:
        audiences: Whom this is about.
        shared: People whom all of some audiences hold; of one alone, its total.
        regions: People whom some audiences hold and none of the others; everybody of the union is
            in one region.
        union: People whom at least one holds.
        jaccard: What some share, as a share of what they hold together; of two or three.
        contradictions: Which numbers cannot be, and so are shown as bounds, a clause each.
    """

    audiences: tuple[LeadFilters, ...]
    shared: Mapping[Members, Figure]
    regions: Mapping[Members, Figure]
    union: Figure
    jaccard: Mapping[Members, Share]
    contradictions: tuple[str, ...] = ()

    def of_union(self, members: Members) -> Share:
        """A region as a share of the union."""
        return ratio(self.regions[members], self.union)

    def of_audience(self, members: Members, place: int) -> Share | None:
        """A region as a share of one audience; `None` when it lies outside of it."""
        if place not in members:
            return None
        return ratio(self.regions[members], self.shared[place,])


def overlap_plan(audiences: Sequence[LeadFilters], *, exact: bool) -> SharedPlan:
    """What to ask for the overlap of two or three audiences.

    Args:
        audiences: Whom to lay over each other.
        exact: Whether the source is exact, and everybody can be counted there.
    """
    meets = Meets.kept(tuple(audiences), exact=exact)
    parts = _parts(len(meets.audiences))
    several = [members for members in parts if len(members) > 1]
    return SharedPlan.of(meets, map(meets.of, several), map(meets.words, several))


def fold_overlap(
    audiences: Sequence[LeadFilters],
    known: Known,
    answers: Mapping[LeadFilters, Answer],
    *,
    exact: bool,
) -> Overlap:
    """The overlap from whatever is known.

    Args:
        audiences: As the plan had them.
        known: Counts of this source that are known, those of the plan among them.
        answers: What the plan was answered so far, failures included.
        exact: As the plan had it.
    """
    meets = Meets.kept(tuple(audiences), exact=exact)
    sharing = Sharing(meets, known, answers)
    parts = _parts(len(meets.audiences))
    shared = {members: sharing.of(members) for members in parts}
    regions = {members: sharing.region(members) for members in parts}
    union = sharing.union(parts[-1])
    jaccard = {
        members: ratio(shared[members], sharing.union(members))
        for members in parts
        if len(members) > 1
    }
    contradictions = tuple(sharing.contradictions)
    return Overlap(meets.audiences, shared, regions, union, jaccard, contradictions)


def _parts(many: int) -> list[Members]:
    """Every set of audiences, the single ones first."""
    return [some for size in range(1, many + 1) for some in combinations(range(many), size)]
