"""What can be changed about an audience, one step at a time, and how each step is said.

A step touches one field: a value is taken out or added, a place is replaced by the one around it
or by one inside it, a filter is dropped or a new one included. Which place lies in which comes
from our own lists: they only decide what is worth trying, never how many people there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Final

from leadpreview import catalog
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters, id_of, in_order, listing_of
from leadpreview.sentence import name_of
from leadpreview.sizing.changes import ORDERED, Change, Direction

__all__ = ["Naming", "single_changes"]

Naming = Callable[[str, str], str]

_LISTED: Final = (*ORDERED[:2], "functions", "company_type", *ORDERED[2:])
_NESTED: Final = frozenset({"included_locations", "company_headquarters", "included_industries"})
_EXCLUDED_BY: Final = {
    "included_locations": "excluded_locations",
    "included_industries": "excluded_industries",
}
_WORLD: Final = "92000000"
# A list may hold thousands of values; more steps than this are not worth a count each.
_MOST_VALUES: Final = 24
_MOST_PLACES: Final = 40
_MOST_SIBLINGS: Final = 16
_MOST_AROUND: Final = 4


def single_changes(
    filters: LeadFilters,
    *,
    everybody: bool,
    fields: Iterable[str] = FIELDS,
    name: Naming = name_of,
) -> tuple[Change, ...]:
    """Every step from `filters` that touches one field, each resulting audience once.

    Args:
        filters: The audience to start from.
        everybody: Whether the source can be asked without any filter.
        fields: The fields that the source can answer.
        name: What a value is called.
    """
    known = frozenset(fields)
    steps = _Steps(filters, name)
    found: dict[LeadFilters, Change] = {}
    for change in steps.every():
        resulting = change.filters
        unaskable = resulting.is_empty and not everybody
        if resulting == filters or unaskable or not known.issuperset(change.fields):
            continue
        found.setdefault(resulting, change)
    return tuple(found.values())


class _Steps:
    """The steps from one audience."""

    def __init__(self, filters: LeadFilters, name: Naming) -> None:
        self._filters = filters
        self._name = name

    def every(self) -> Iterator[Change]:
        for field in self._filters.active:
            yield from self._fewer(field)
            if FIELDS[field].excludes:
                continue
            if field in ORDERED:
                yield from self._neighbours(field)
            elif field in ("functions", "company_type"):
                yield from self._others(field)
            elif field in _NESTED:
                yield from self._places(field)
        for field in _LISTED:
            if not self._filters.values(field):
                yield from self._include(field)
        for field in ("included_locations", "included_industries"):
            if not self._filters.values(field):
                yield from self._include_part(field)

    def _fewer(self, field: str) -> Iterator[Change]:
        """Without the filter, without one of its values, with one or a stretch of them only."""
        values, removes = self._filters.values(field), FIELDS[field].excludes
        label = FIELDS[field].label
        wide, narrow = Direction.WIDENS, Direction.NARROWS
        words = f"Drops the filter {label}"
        yield self._step(field, (), words, wide)
        if len(values) < 2:
            return
        for value in values[:_MOST_VALUES]:
            rest = [other for other in values if other != value]
            named = self._named(field, [value])
            if removes:
                yield self._step(field, rest, f"No longer excludes {named}", wide)
            else:
                yield self._step(field, rest, f"Takes {named} out of {label}", narrow)
        if removes:
            return
        for value in values[:_MOST_VALUES]:
            words = f"Includes only {self._named(field, [value])} of {label}"
            yield self._step(field, [value], words, narrow)
        if field in ORDERED:
            for end, stretch in _stretches(values):
                words = f"Includes only {self._named(field, [end[0]])} {end[1]} of {label}"
                yield self._step(field, stretch, words, narrow)

    def _neighbours(self, field: str) -> Iterator[Change]:
        """The next lower and higher values of an ordered list."""
        ids, values = _ids(field), self._filters.values(field)
        chosen = {ids.index(value) for value in values}
        near = {place + step for place in chosen for step in (-1, 1)} - chosen
        for place in sorted(near):
            if 0 <= place < len(ids):
                yield self._add(field, ids[place])
                if len(values) == 1:
                    yield self._instead(field, [ids[place]], values[0], Direction.MOVES)

    def _others(self, field: str) -> Iterator[Change]:
        """Every other value of a list without an order."""
        own = {id_of(field, value) for value in self._filters.values(field)}
        for other in _ids(field):
            if other not in own:
                yield self._add(field, other)

    def _places(self, field: str) -> Iterator[Change]:
        """A place or industry around each value, inside it, or beside it."""
        listing = listing_of(field)
        assert isinstance(listing, catalog.Tree)
        for value in self._filters.values(field)[:_MOST_VALUES]:
            if value not in listing:
                continue
            around = _around(listing, value)
            for outer in around[:_MOST_AROUND]:
                yield self._instead(field, [outer], value, Direction.WIDENS)
            inside = _inside(listing, value)[:_MOST_PLACES]
            for inner in inside:
                yield self._instead(field, [inner], value, Direction.NARROWS)
                yield from self._exclude(field, inner)
            beside = (s for outer in around for s in _inside(listing, outer) if s != value)
            for sibling in islice(dict.fromkeys(beside), _MOST_SIBLINGS):
                yield self._add(field, sibling)
                yield self._instead(field, [sibling], value, Direction.MOVES)

    def _exclude(self, field: str, inner: str) -> Iterator[Change]:
        excluding = _EXCLUDED_BY.get(field)
        if excluding is None or inner in self._filters.values(excluding):
            return
        values = (*self._filters.values(excluding), inner)
        words = f"Excludes {self._named(field, [inner])}"
        yield self._step(excluding, values, words, Direction.NARROWS)

    def _include(self, field: str) -> Iterator[Change]:
        """A filter on a list that is not filtered yet: each value, and each end of an order."""
        ids, label = _ids(field), FIELDS[field].label
        for value in ids:
            words = f"Includes only {label} {self._named(field, [value])}"
            yield self._step(field, [value], words, Direction.NARROWS)
        if field in ORDERED:
            for end, stretch in _stretches(ids):
                words = f"Includes only {label} {self._named(field, [end[0]])} {end[1]}"
                yield self._step(field, stretch, words, Direction.NARROWS)

    def _include_part(self, field: str) -> Iterator[Change]:
        """A filter on places or industries: the widest of them."""
        listing = listing_of(field)
        assert isinstance(listing, catalog.Tree)
        parts = listing.roots
        if isinstance(listing, catalog.Locations):
            parts = tuple(e for e in listing.children(_WORLD) if listing[e].kind == "region")
        for part in parts[:_MOST_PLACES]:
            words = f"Includes only {FIELDS[field].label} {self._named(field, [part])}"
            yield self._step(field, [part], words, Direction.NARROWS)

    def _add(self, field: str, value: str) -> Change:
        values = (*self._filters.values(field), value)
        words = f"Adds {FIELDS[field].label} {self._named(field, [value])}"
        return self._step(field, values, words, Direction.WIDENS)

    def _instead(self, field: str, new: Sequence[str], old: str, direction: Direction) -> Change:
        """New values in place of an old one, and of those that a wider new one holds as well."""
        gone = {old}
        listing = listing_of(field)
        if direction is Direction.WIDENS and isinstance(listing, catalog.Tree):
            gone |= _covered(listing, new[0])
        kept = [value for value in self._filters.values(field) if value not in gone]
        replaced = [value for value in self._filters.values(field) if value in gone]
        words = f"{self._named(field, new)} instead of {self._named(field, replaced)}"
        if field in ORDERED:
            words = f"{FIELDS[field].label} {words}"
        return self._step(field, (*kept, *new), words, direction)

    def _step(self, field: str, values: Iterable[str], words: str, direction: Direction) -> Change:
        before, after = set(self._filters.values(field)), tuple(dict.fromkeys(values))
        filters = self._filters.without(field)
        if after:
            # A thousand steps at a time may be made, of values that are all accepted ones.
            filters = self._filters.choosing(field, *in_order(field, after))
        size = len(before.symmetric_difference(after))
        lets_in = "" if direction is Direction.NARROWS else self._lets_in(field, after)
        return Change(words, filters, (field,), direction, size, lets_in)

    def _lets_in(self, field: str, after: Sequence[str]) -> str:
        """Who passes one field now that did not before."""
        before, label = self._filters.values(field), FIELDS[field].label
        had, has = frozenset(before), frozenset(after)
        if FIELDS[field].excludes:
            gone = [value for value in before if value not in has]
            return (
                f"people with {label.removeprefix('Excluded ').lower()} {self._named(field, gone)}"
                if gone
                else ""
            )
        if not after:
            return f"people whatever their {label.lower()}"
        new = [value for value in after if value not in had]
        return f"people with {label.lower()} {self._named(field, new)}" if before and new else ""

    def _named(self, field: str, values: Sequence[str]) -> str:
        names = [self._name(field, value) for value in values]
        more = len(names) - 3
        if more > 0:
            return f"{', '.join(names[:3])} and {more} more"
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _ids(field: str) -> tuple[str, ...]:
    listing = listing_of(field)
    assert listing is not None
    return listing.ids


def _stretches(values: Sequence[str]) -> Iterator[tuple[tuple[str, str], Sequence[str]]]:
    """From either end of an order, at least two values and not all; how each is said."""
    for length in range(len(values) - 1, 1, -1):
        yield (values[length - 1], "and below"), values[:length]
        yield (values[-length], "and above"), values[-length:]


def _covered(listing: catalog.Tree, value: str) -> frozenset[str]:
    if isinstance(listing, catalog.Locations):
        return listing.covers(value)
    return listing.descendants(value)


def _around(listing: catalog.Tree, value: str) -> tuple[str, ...]:
    """What `value` lies in, the narrowest first; the world is no step worth taking."""
    if isinstance(listing, catalog.Locations):
        outer = listing.containing(value) - {value, _WORLD}
        return tuple(sorted(outer, key=lambda each: (len(listing.covers(each)), each)))
    return listing.ancestors(value)


def _inside(listing: catalog.Tree, value: str) -> tuple[str, ...]:
    inside = listing.children(value)
    if isinstance(listing, catalog.Locations):
        inside = (*listing.members(value), *inside)
    return tuple(dict.fromkeys(inside))
