"""A change of an audience: what it does in words, whom it lets in, and where it leads."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from leadpreview.filters import LeadFilters

__all__ = ["ORDERED", "SINGLE_VALUED", "Change", "Direction", "both"]

ORDERED: Final = (
    "company_size",
    "seniority_levels",
    "years_of_experience",
    "years_at_current_company",
    "years_in_current_position",
)
"""Fields whose list has an order, so that a value has neighbours."""

SINGLE_VALUED: Final = frozenset((*ORDERED, "functions", "company_type"))
"""Fields of which a person has one value at most, so that counts of values sum."""

_VERBS: Final = ("Drops ", "Adds ", "Takes ", "Includes ", "Excludes ", "No longer ")


class Direction(Enum):
    """Whom a change lets in; the value is how it reads."""

    WIDENS = "widens"
    NARROWS = "narrows"
    MOVES = "moves"


@dataclass(frozen=True, slots=True)
class Change:
    """A step from one audience to another.

    Attributes:
        words: What it does, without a full stop.
        filters: The audience after it.
        fields: The fields that it touches.
        direction: Whether it can only let people in, only keep people out, or both.
        size: Values added and taken out.
        lets_in: Who comes in, in words; empty when nobody does.
        parts: The single steps that it is made of, when there are two.
    """

    words: str
    filters: LeadFilters
    fields: tuple[str, ...]
    direction: Direction
    size: int
    lets_in: str = ""
    parts: tuple[Change, ...] = ()

    @property
    def drops(self) -> bool:
        """Whether it does nothing but drop whole filters."""
        return not any(self.filters.values(field) for field in self.fields)


def both(one: Change, other: Change) -> Change | None:
    """Two steps from the same audience at once; `None` when they touch the same field."""
    if set(one.fields) & set(other.fields):
        return None
    update = {name: getattr(other.filters, name) for name in other.fields}
    same = one.direction is other.direction
    return Change(
        words=f"{one.words}; {_going_on(other.words)}",
        filters=one.filters.model_copy(update=update),
        fields=(*one.fields, *other.fields),
        direction=one.direction if same else Direction.MOVES,
        size=one.size + other.size,
        lets_in=" and ".join(filter(None, (one.lets_in, other.lets_in))),
        parts=(one, other),
    )


def _going_on(words: str) -> str:
    """The words of a step after those of another: names keep their capital letters."""
    return words[0].lower() + words[1:] if words.startswith(_VERBS) else words
