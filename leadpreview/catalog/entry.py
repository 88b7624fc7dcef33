"""What a list holds and what a search in it finds."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Entry", "Match"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list.

    Attributes:
        id: What the API takes, as a string.
        label: LinkedIn's name for it.
        parent_id: The entry above it, in trees only.
        kind: For locations only: world, region, country, territory, state, county, metro or city.
        aliases: What people type for it, besides its label.
        known_as: Those of `aliases` that are shown beside the label.
    """

    id: str
    label: str
    parent_id: str | None = None
    kind: str | None = None
    aliases: tuple[str, ...] = ()
    known_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """One entry that a search found.

    Attributes:
        entry: What was found.
        matched: The label, alias or id that matched.
        context: Where the entry belongs ("state in United States"); empty in flat lists.
    """

    entry: Entry
    matched: str
    context: str
