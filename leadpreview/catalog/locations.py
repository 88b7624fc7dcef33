"""Places: a hierarchy, and regions and metro areas that lie across it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property

from leadpreview.catalog.entry import Entry
from leadpreview.catalog.tree import Tree
from leadpreview.text import normalise

__all__ = ["Locations"]

_BREADTH = {
    kind: place
    for place, kind in enumerate(
        ("world", "region", "country", "territory", "state", "metro", "county", "city")
    )
}
# What LinkedIn puts around the name of a city to name the area around it.
_AREA_WORDS = re.compile(
    r"^(greater|metro|metropolitan region of)\s+"
    r"|\s+(metropolitan (area|region)|metroplex|metro|area|region|bay area|und umgebung)$",
    re.IGNORECASE,
)


class Locations(Tree):
    """The locations, which overlap.

    In the list a metro area hangs under its country and a named region (EMEA, DACH) under the
    world, both with nothing below them. `members` says what else lies inside them.
    """

    def __init__(
        self,
        name: str,
        noun: str,
        entries: Iterable[Entry],
        members: Mapping[str, tuple[str, ...]],
    ) -> None:
        """Take the hierarchy and what lies across it.

        Args:
            name: As in `Listing`.
            noun: As in `Listing`.
            entries: As in `Tree`.
            members: For a region or metro id, the ids of the places inside it that are not below
                it in the hierarchy.

        Raises:
            ValueError: As in `Tree`, or `members` names an unknown id.
        """
        super().__init__(name, noun, entries)
        for container, inside in members.items():
            for entry_id in (container, *inside):
                if entry_id not in self:
                    raise ValueError(f"{name}: {container} has the unknown member {entry_id}")
        self._members = dict(members)
        self._covers: dict[str, frozenset[str]] = {}

    def members(self, entry_id: str) -> tuple[str, ...]:
        """Places that our own files put inside a region or metro, in file order.

        Raises:
            KeyError: The list has no such id.
        """
        return self._members.get(self[entry_id].id, ())

    def covers(self, entry_id: str) -> frozenset[str]:
        """Every location inside `entry_id`, with itself.

        That is everything below it in the hierarchy, for a named region its members (source:
        region_members.csv) and for a metro the states, counties and cities that it takes in
        (source: metro_coverage.csv), each with all that it covers in turn.

        Raises:
            KeyError: The list has no such id.
        """
        found = self._covers.get(entry_id)
        if found is None:
            inside = {self[entry_id].id}
            waiting = [entry_id]
            while waiting:
                current = waiting.pop()
                for other in (
                    *self._below.get(current, ()),
                    *self._members.get(current, ()),
                ):
                    if other not in inside:
                        inside.add(other)
                        waiting.append(other)
            found = self._covers[entry_id] = frozenset(inside)
        return found

    def containing(self, entry_id: str) -> frozenset[str]:
        """Every location that covers `entry_id`, with itself: the inverse of `covers`.

        Raises:
            KeyError: The list has no such id.
        """
        return self._containing[entry_id]

    def country(self, entry_id: str) -> str | None:
        """The country or territory that `entry_id` is or lies in; `None` above countries.

        Raises:
            KeyError: The list has no such id.
        """
        for place in (entry_id, *self.ancestors(entry_id)):
            if self[place].kind in ("country", "territory"):
                return place
        return None

    def context(self, entry_id: str) -> str:
        """What `entry_id` is and where ("state in United States", "region of 27 countries").

        An unknown id has no context.
        """
        entry = self.get(entry_id)
        if entry is None or entry.kind is None:
            return ""
        if entry.kind == "world":
            return "every location"
        if entry.kind == "region":
            kind = "continent" if self._is_continent(entry) else "region"
            return f"{kind} of {self._countries_in(entry_id)}"
        kind = "metro area" if entry.kind == "metro" else entry.kind
        above = None if entry.parent_id is None else self[entry.parent_id]
        return kind if above is None or above.kind == "world" else f"{kind} in {above.label}"

    def _is_continent(self, entry: Entry) -> bool:
        return entry.id in self._below

    def _countries_in(self, entry_id: str) -> str:
        count = sum(1 for place in self.covers(entry_id) if self[place].kind == "country")
        return "1 country" if count == 1 else f"{count} countries"

    def _place(self, entry: Entry) -> tuple[str, ...]:
        if entry.kind == "region":
            return (self.context(entry.id),)
        if entry.kind == "metro":
            country = self.label(self.country(entry.id) or "")
            named = normalise(entry.label).endswith(normalise(country))
            return ("metro area",) if named else (self.context(entry.id),)
        if entry.kind not in ("world", "city") and len(self._sharing[_own_name(entry)]) > 1:
            return (entry.kind or "",)
        return ()

    def _breadth(self, entry: Entry) -> int:
        return _BREADTH[entry.kind or "city"]

    def _short_names(self, entry: Entry) -> tuple[str, ...]:
        own = entry.label.partition(",")[0]
        names = dict.fromkeys((own, _bare(entry)))
        return tuple(name for name in names if name != entry.label)

    @cached_property
    def _sharing(self) -> dict[str, set[str]]:
        """Ids by the name that a place has of its own, without the places around it."""
        sharing: dict[str, set[str]] = {}
        for entry in self.entries:
            sharing.setdefault(_own_name(entry), set()).add(entry.id)
        return sharing

    @cached_property
    def _containing(self) -> dict[str, frozenset[str]]:
        around: dict[str, set[str]] = {entry_id: set() for entry_id in self.ids}
        for container in self.ids:
            for entry_id in self.covers(container):
                around[entry_id].add(container)
        return {entry_id: frozenset(containers) for entry_id, containers in around.items()}


def _bare(entry: Entry) -> str:
    """The place that names the area: "Paris" of "Greater Paris Metropolitan Region"."""
    bare, before = entry.label.partition(",")[0], ""
    while bare != before and entry.kind in ("metro", "county"):
        bare, before = _AREA_WORDS.sub("", bare).strip(), bare
    return bare


def _own_name(entry: Entry) -> str:
    return normalise(_bare(entry))
