"""Audiences that are told apart by their places in a list, and what they share as questions.

What several share is named by the tuple of their places, in rising order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from leadpreview.filters import LeadFilters
from leadpreview.preview import Plan, Question
from leadpreview.sizing.meets import APART, MOST_EXACT_TERMS, MOST_TERMS, Meet, meet_of, sum_of

__all__ = ["LETTERS", "NOBODY", "Meets", "Members", "SharedPlan", "alternating", "supersets"]

Members = tuple[int, ...]

LETTERS: Final = "ABCDEF"
"""What audiences are called beside each other, in their order."""

NOBODY: Final = "nobody can be in all of them: a filter has no value that they share"
"""Why audiences share nobody, by the shape of their filters."""


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """What to ask for what audiences share.

    Attributes:
        totals: The total of each.
        rest: Everything beyond the totals.
        words: What cannot be asked in one question, and what is done instead; a sentence each.
    """

    totals: Plan
    rest: Plan
    words: tuple[str, ...]

    @classmethod
    def of(cls, meets: Meets, sums: Iterable[Meet], words: Iterable[str]) -> SharedPlan:
        """The plan for some sums over some audiences; empty words are left out."""
        able = [each for each in meets.audiences if meets.exact or not each.is_empty]
        asked = [each for meet in sums for each in meet.questions]
        rest = [each for each in asked if each not in able and (meets.exact or not each.is_empty)]
        return cls(
            Plan.of(Question(each) for each in able),
            Plan.of(Question(each) for each in rest),
            tuple(each for each in words if each),
        )

    @property
    def plan(self) -> Plan:
        """All of it, the totals first."""
        return Plan.of((*self.totals.questions, *self.rest.questions))


class Meets:
    """What audiences share and what can be put together of it, each worked out once."""

    @staticmethod
    @lru_cache(maxsize=16)
    def kept(
        audiences: tuple[LeadFilters, ...], *, exact: bool, names: tuple[str, ...] = tuple(LETTERS)
    ) -> Meets:
        """The same, kept from before: a page draws the same audiences again and again."""
        return Meets(audiences, exact=exact, names=names)

    def __init__(
        self, audiences: Sequence[LeadFilters], *, exact: bool, names: Sequence[str] = LETTERS
    ) -> None:
        """Args:
        audiences: Whom to compare, at most six.
        exact: Whether the source is exact, and everybody can be counted there.
        names: What they are called in words.
        """
        self.audiences = tuple(audiences)
        self.exact = exact
        self._names = names
        self.most = MOST_EXACT_TERMS if exact else MOST_TERMS
        self._found: dict[Members, Meet] = {}
        self._nets: dict[int, Meet] = {}

    def named(self, members: Iterable[int]) -> str:
        """`A`, `A and B`, `A, B and C`."""
        return _listed([self._names[place] for place in members])

    def of(self, members: Members) -> Meet:
        """Whom all of these audiences hold."""
        return self._of(members).at_most(self.most)

    def _of(self, members: Members) -> Meet:
        if members not in self._found:
            some = frozenset(self.audiences[place] for place in members)
            self._found[members] = _met(some, self.exact)
        return self._found[members]

    def net(self, place: int) -> Meet:
        """Whom an audience holds and none of those before it.

        Most of what the overlaps are put together from cancels out, so this may be asked where
        the overlaps themselves may not.
        """
        if place not in self._nets:
            parts = supersets((place,), range(place + 1))
            found = sum_of((sign, self._of(some)) for sign, some in parts)
            self._nets[place] = found.at_most(self.most)
        return self._nets[place]

    def union(self, members: Members) -> Meet:
        """Whom at least one of these audiences holds."""
        return sum_of((s, self.of(some)) for s, some in alternating(members))

    def region(self, inside: Members) -> Meet:
        """Whom these audiences hold and none of the others."""
        every = range(len(self.audiences))
        return sum_of((s, self.of(some)) for s, some in supersets(inside, every))

    def words(self, members: Members) -> str:
        """What cannot be asked in one question, and what happens instead; empty when it can."""
        meet, both = self.of(members), self.named(members)
        if meet.gap == APART:
            return f"{both} cannot be compared: {meet.gap}."
        if meet.gap:
            return f"{both}: {meet.gap}. Only bounds can be shown."
        if not meet.terms:
            return f"{both}: {NOBODY}."
        taken = (
            f" A person is taken to have one {_listed(meet.taken)} only, so what is asked are the "
            "values that are in all of them."
            if meet.taken
            else ""
        )
        if meet.question is not None:
            return f"{both}:{taken}" if taken else ""
        return (
            f"{both}: no single question asks for people who pass each one's choice of "
            f"{_listed(meet.split)}, so the number is put together from "
            f"{len(meet.terms)} counts.{taken}"
        )


@lru_cache(maxsize=512)
def _met(audiences: frozenset[LeadFilters], exact: bool) -> Meet:
    """Kept whatever the order, so that another order of the same audiences is there at once."""
    return meet_of(sorted(audiences, key=LeadFilters.to_json), exact=exact)


def supersets(inside: Members, every: Iterable[int]) -> list[tuple[int, Members]]:
    """Every set of members that holds these, with the sign that it has in "these and no other"."""
    outside = [place for place in every if place not in inside]
    return [
        ((-1) ** size, tuple(sorted((*inside, *more))))
        for size in range(len(outside) + 1)
        for more in combinations(outside, size)
    ]


def alternating(members: Members) -> list[tuple[int, Members]]:
    """Every set of some of these members, with the sign that it has in their union."""
    return [
        (1 if size % 2 else -1, some)
        for size in range(1, len(members) + 1)
        for some in combinations(members, size)
    ]


def _listed(words: Sequence[str]) -> str:
    return " and ".join((", ".join(words[:-1]), words[-1])) if len(words) > 1 else "".join(words)
