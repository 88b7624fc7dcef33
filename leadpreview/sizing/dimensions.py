"""What an audience can be broken down by: one filter field, and for places and industries a level.

A dimension names the values of one axis. Which place lies in which is our own list's knowledge: it
says what to ask, and never what the answer is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeVar

from leadpreview import catalog
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters, listing_of
from leadpreview.sentence import name_of
from leadpreview.sizing.bounds import EXCLUDED_BY

__all__ = ["BREAKABLE", "WORLDWIDE", "Dimension", "top_dimensions"]

WORLDWIDE: Final = "92000000"
"""Within this place are the named regions, which overlap; within nothing are the countries."""

BREAKABLE: Final = (
    "seniority_levels",
    "functions",
    "company_size",
    "company_type",
    "included_industries",
    "included_locations",
    "company_headquarters",
    "years_of_experience",
    "years_at_current_company",
    "years_in_current_position",
    "job_titles",
    "past_titles",
    "included_companies",
    "past_companies",
)
"""The fields that an audience can be broken down by, in the order in which they are offered."""

_PLACES: Final = ("included_locations", "company_headquarters")
_LANDS: Final = ("country", "territory")
_KINDS: Final = {
    "country": ("country", "countries"),
    "region": ("region", "regions"),
    "state": ("state", "states"),
    "metro": ("metro area", "metro areas"),
    "county": ("county", "counties"),
    "city": ("city", "cities"),
}
"""Kinds of place, the largest first, as one and as many."""
_OVERLAPPING: Final = ("metro", "region")
_TEXT: Final = re.compile(r"([a-z_]{1,40})(?:@([0-9]{1,19})(?:\.([a-z]{1,10}))?)?")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of a breakdown.

    Attributes:
        field: The filter whose values it has.
        within: For places and industries, what they lie in; `None` for countries and sectors.
        kind: For places, which kind of place; "" for the largest that there is.
    """

    field: str
    within: str | None = None
    kind: str = ""

    @classmethod
    def parse(cls, text: str, fallback: T) -> Dimension | T:
        """The dimension that `text` names, or the fallback when it names none."""
        found = _TEXT.fullmatch(text)
        if found is None or found[1] not in BREAKABLE:
            return fallback
        field, within, kind = found[1], found[2], found[3] or ""
        if within is None:
            return cls(field)
        kinds = _kinds_in(field, within)
        if not kinds:
            return fallback
        return cls(field, within, kind if kind in kinds[1:] else "")

    @property
    def text(self) -> str:
        """As it stands in an address: `included_locations@103644278.metro`."""
        where = "" if self.within is None else f"@{self.within}"
        return f"{self.field}{where}{f'.{self.kind}' if self.kind else ''}"

    @property
    def is_tree(self) -> bool:
        """Whether its values lie inside one another."""
        return FIELDS[self.field].kind in (ValueKind.LOCATION, ValueKind.INDUSTRY)

    @property
    def is_closed(self) -> bool:
        """Whether its values are one short list."""
        return not self.is_tree and listing_of(self.field) is not None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of place that it can have at this level, the largest first."""
        return () if self.within is None else _kinds_in(self.field, self.within)

    @property
    def place_kind(self) -> str:
        """The kind of place that its values are; "" for everything else."""
        if self.field not in _PLACES:
            return ""
        return self.kind or (self.kinds[0] if self.kinds else "country")

    @property
    def label(self) -> str:
        """What one value of it is: "Country", "Seniority", "State in United States"."""
        if not self.is_tree:
            return FIELDS[self.field].label
        if self.field not in _PLACES:
            inside = "" if self.within is None else f" in {name_of(self.field, self.within)}"
            return f"Industry{inside}" if inside else "Sector"
        one = _KINDS[self.place_kind][0]
        if self.within not in (None, WORLDWIDE):
            one = f"{one} in {name_of(self.field, self.within or '')}"
        one = one[0].upper() + one[1:]
        if self.field == "company_headquarters":
            return f"Headquarters: {one[0].lower()}{one[1:]}"
        return one

    @property
    def many(self) -> str:
        """What its values are called: "states", "industries", "values"."""
        if self.field in _PLACES:
            return _KINDS[self.place_kind][1]
        if self.is_tree:
            return "sectors" if self.within is None else "industries"
        return "values"

    @property
    def single(self) -> bool:
        """Whether a person has at most one of its values."""
        if self.is_tree:
            return self.place_kind not in _OVERLAPPING
        return self.is_closed

    def single_among(self, values: Iterable[str]) -> bool:
        """Whether a person has at most one of these values, as far as our own lists know."""
        if not self.single:
            return False
        given = tuple(values)
        listing = listing_of(self.field)
        if not self.is_tree:
            return listing is not None and all(value in listing for value in given)
        if self.field in _PLACES and any(_kind(value) in _OVERLAPPING for value in given):
            return False
        inside = [_inside(self.field, value) for value in given]
        return sum(map(len, inside)) == len(frozenset[str]().union(*inside))

    @property
    def parent(self) -> Dimension | None:
        """The level above this one; `None` at the top."""
        within = self.within
        if within is None:
            return None
        if self.field not in _PLACES:
            return Dimension(self.field, catalog.industries.parent(within))
        kind, above = _kind(within), catalog.locations.parent(within)
        if kind == "region":
            return Dimension(self.field, WORLDWIDE)
        if kind in ("world", *_LANDS) or above is None:
            return Dimension(self.field)
        own = kind if kind in _kinds_in(self.field, above)[1:] else ""
        return Dimension(self.field, above, own)

    @property
    def path(self) -> tuple[Dimension, ...]:
        """The levels above this one, the top first."""
        above: list[Dimension] = []
        level = self.parent
        while level is not None:
            above.insert(0, level)
            level = level.parent
        return tuple(above)

    def whole(self, filters: LeadFilters) -> LeadFilters:
        """What the values are parts of: the audience, within the place or industry of this level.

        What the audience has chosen inside it, where that is narrower already.
        """
        within, chosen = self.within, filters.values(self.field)
        if within is None or within == WORLDWIDE:
            return filters
        if not chosen or any(within in _inside(self.field, value) for value in chosen):
            return filters.choosing(self.field, within)
        inner = [value for value in chosen if value in _inside(self.field, within)]
        return filters.choosing(self.field, *inner) if inner else filters

    def can_open(self, value: str) -> bool:
        """Whether a value holds others."""
        return self.is_tree and bool(_kinds_in(self.field, value))

    def openings(self, value: str) -> tuple[Dimension, ...]:
        """What a value can be opened into, one dimension a kind, the largest first."""
        kinds = _kinds_in(self.field, value) if self.is_tree else ()
        return tuple(
            Dimension(self.field, value, kind if place else "") for place, kind in enumerate(kinds)
        )

    def values(self, filters: LeadFilters, suggested: Sequence[str] = ()) -> tuple[str, ...]:
        """The values that people of an audience can have, in the order of their list.

        Where the audience filters this field already, only what lies inside its choice; what it
        excludes is left out. Free text has the values that the audience chose.

        Args:
            filters: The audience.
            suggested: For free text that the audience does not filter: values worth counting.
        """
        chosen = filters.values(self.field)
        if self.is_tree:
            found: Iterable[str] = self._levelled(chosen)
        else:
            listing = listing_of(self.field)
            found = chosen or (suggested if listing is None else listing.ids)
        gone = self._excluded(filters)
        return tuple(value for value in dict.fromkeys(found) if value not in gone)

    def _levelled(self, chosen: Sequence[str]) -> Iterable[str]:
        """The places or industries of this level that lie inside what was chosen.

        At the top also what was chosen below the top, which no row would show otherwise.
        """
        listed = _listed(self.field, self.within, self.place_kind)
        if not chosen:
            return listed
        allowed = frozenset[str]().union(*(_inside(self.field, value) for value in chosen))
        found = [value for value in listed if value in allowed]
        if self.within is not None:
            return found
        shown = frozenset[str]().union(*(_inside(self.field, value) for value in found))
        rows = frozenset(found)
        below = (c for c in chosen if c not in shown and not _inside(self.field, c) & rows)
        return (*found, *below)

    def _excluded(self, filters: LeadFilters) -> frozenset[str]:
        field = EXCLUDED_BY.get(self.field)
        removed = filters.values(field) if field is not None else ()
        if not self.is_tree:
            return frozenset(removed)
        return frozenset[str]().union(*(_inside(self.field, value) for value in removed))


def top_dimensions(fields: Iterable[str]) -> tuple[Dimension, ...]:
    """The dimensions to begin with, of the fields that a source can answer."""
    known = frozenset(fields)
    found: list[Dimension] = []
    for field in BREAKABLE:
        if field in known:
            found.append(Dimension(field))
            if field in _PLACES:
                found.append(Dimension(field, WORLDWIDE))
    return tuple(found)


def _kind(place: str) -> str:
    entry = catalog.locations.get(place)
    return "" if entry is None or entry.kind is None else entry.kind


def _inside(field: str, value: str) -> frozenset[str]:
    """Everything inside a place or industry, with itself; a value nobody knows holds itself."""
    if field in _PLACES:
        known = value in catalog.locations
        return catalog.locations.covers(value) if known else frozenset({value})
    known = value in catalog.industries
    return catalog.industries.descendants(value) if known else frozenset({value})


@cache
def _kinds_in(field: str, within: str) -> tuple[str, ...]:
    """The kinds of place inside one, the largest first; for an industry one kind without a name.

    Empty when there is nothing inside, or nothing of that id.
    """
    if field == "included_industries":
        return ("",) if within in catalog.industries and _children(within) else ()
    if field not in _PLACES or within not in catalog.locations:
        return ()
    if within == WORLDWIDE:
        return ("region",)
    if _kind(within) == "region":
        return ("country",)
    return tuple(kind for kind in _KINDS if _listed(field, within, kind))


@cache
def _listed(field: str, within: str | None, kind: str) -> tuple[str, ...]:
    """The ids of one level, in the order of their file."""
    if field not in _PLACES:
        return catalog.industries.roots if within is None else _children(within)
    kinds = _LANDS if kind == "country" else (kind,)
    if within is None or within == WORLDWIDE:
        return tuple(entry.id for entry in catalog.locations if entry.kind in kinds)
    across = _kind(within) in _OVERLAPPING
    held = catalog.locations.covers(within) if across else catalog.locations.descendants(within)
    inside = held - {within}
    return tuple(e.id for e in catalog.locations if e.id in inside and e.kind in kinds)


def _children(industry: str) -> tuple[str, ...]:
    return catalog.industries.children(industry)
