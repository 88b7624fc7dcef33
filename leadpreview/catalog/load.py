"""Reads the data files of this package into listings.

The nine lists are facts about the API (contract sections 6 to 8) and stay as they were collected.
`aliases.csv`, `placements.csv`, `region_members.csv` and `metro_coverage.csv` are ours, and say
line by line, or in the comments at their head, whose definition they follow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources

from leadpreview.catalog.entry import Entry
from leadpreview.catalog.listing import Listing
from leadpreview.catalog.locations import Locations
from leadpreview.catalog.tree import Tree

__all__ = ["load_headcounts", "load_listing", "load_locations", "load_tree", "rows"]

_DATA = resources.files("leadpreview.catalog") / "data"


def rows(file: str) -> Iterator[dict[str, str]]:
    """The rows of a data file by column name; lines that start with '#' are comments.

    Raises:
        FileNotFoundError: The package has no such file.
        ValueError: A row has more or fewer cells than the header.
    """
    text = (_DATA / f"{file}.csv").read_text("utf-8")
    lines = csv.reader(line for line in text.splitlines() if not line.startswith("#"))
    header = next(lines)
    for cells in lines:
        yield dict(zip(header, cells, strict=True))


def load_listing(name: str, noun: str) -> Listing:
    """A flat list, from the data file of its name."""
    return Listing(name, noun, _entries(name))


def load_headcounts(name: str, noun: str) -> Listing:
    """The headcounts that the lead search accepts: eight of nine (contract 6)."""
    accepted = {row["id"] for row in rows("company_size") if row["in_vendor_cli_enum"] == "yes"}
    return Listing(name, noun, (e for e in _entries("company_size") if e.id in accepted))


def load_tree(name: str, noun: str) -> Tree:
    """A list with parents, from the data file of its name."""
    return Tree(name, noun, _entries(name))


def load_locations(name: str, noun: str) -> Locations:
    """The locations: their list, put right, with the members of regions and metro areas."""
    placements = {row["id"]: row["parent_id"] for row in rows("placements")}
    members: dict[str, list[str]] = {}
    for row in rows("region_members"):
        members.setdefault(row["region_id"], []).append(row["member_id"])
    for row in rows("metro_coverage"):
        members.setdefault(row["metro_id"], []).append(row["member_id"])
    inside = {container: tuple(ids) for container, ids in members.items()}
    return Locations(name, noun, _entries(name, placements), inside)


def _entries(name: str, parents: Mapping[str, str] | None = None) -> Iterator[Entry]:
    """The entries of a data file; `parents` replaces the parents of some ids."""
    aliases = _aliases().get(name, {})
    moved = parents or {}
    for row in rows(name):
        own = aliases.get(row["id"], ())
        yield Entry(
            id=row["id"],
            label=row["label"],
            parent_id=moved.get(row["id"]) or row.get("parent_id") or None,
            kind=row.get("kind") or None,
            aliases=tuple(alias for alias, _ in own),
            known_as=tuple(alias for alias, shown in own if shown),
        )


@lru_cache(maxsize=1)
def _aliases() -> dict[str, dict[str, tuple[tuple[str, bool], ...]]]:
    """By list and id: the aliases in file order, each with whether it is shown."""
    found: dict[str, dict[str, tuple[tuple[str, bool], ...]]] = {}
    for row in rows("aliases"):
        of_list = found.setdefault(row["list"], {})
        alias = (row["alias"], row["shown"] == "yes")
        of_list[row["id"]] = (*of_list.get(row["id"], ()), alias)
    return found
