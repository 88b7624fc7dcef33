"""Titles and companies to choose from, most people first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from leadpreview.people.index.postings import Ids
from leadpreview.people.index.resolve import NamedTexts, Resolver
from leadpreview.text import normalise

__all__ = ["Suggestion", "Suggestions"]

# Several texts may be the same words; looking at more than were asked for makes up for them.
_MORE = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A value for a title or company filter, and how many people that filter finds."""

    value: str
    people: int


class Suggestions:
    """Completes titles and companies."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._people = {
            family: resolver.postings.counts(family, np.arange(len(texts.shown)))
            for family, texts in (("title", resolver.titles), ("company", resolver.companies))
        }

    def titles(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """As `PeopleIndex.suggest_titles`."""
        resolver = self._resolver
        return self._suggest("title", resolver.titles, resolver.titles_matching, text, limit)

    def companies(self, text: str, limit: int) -> tuple[Suggestion, ...]:
        """As `PeopleIndex.suggest_companies`."""
        resolver = self._resolver
        return self._suggest("company", resolver.companies, resolver.companies_named, text, limit)

    def _suggest(
        self,
        family: str,
        texts: NamedTexts,
        meaning: Callable[[str], Ids],
        text: str,
        limit: int,
    ) -> tuple[Suggestion, ...]:
        wanted = normalise(text)
        if text.strip() and not wanted:
            # Something was typed that no text can begin with; only nothing asks for the most usual.
            return ()
        people = self._people[family]
        found = self._starting(texts, wanted)
        counts = people if found is None else people[found]
        looked_at = min(limit * _MORE, len(counts))
        if looked_at <= 0:
            return ()
        best = np.argpartition(-counts, looked_at - 1)[:looked_at]
        entries = best if found is None else found[best]
        values: dict[str, Suggestion] = {}
        for entry in sorted(entries.tolist(), key=lambda entry: (-int(people[entry]), entry)):
            value = texts.shown[entry].as_py()
            key = normalise(value)
            if key and people[entry] and key not in values:
                values[key] = Suggestion(value, int(people[meaning(value)].sum()))
        ordered = sorted(values.values(), key=lambda each: (-each.people, each.value))
        return tuple(ordered[:limit])

    def _starting(self, texts: NamedTexts, wanted: str) -> Ids | None:
        """Entries in which every word of `wanted` starts a word; `None` for all."""
        found: Ids | None = None
        for word in wanted.split():
            entries = texts.with_any(self._resolver.words.prefix(word))
            found = entries if found is None else np.intersect1d(found, entries, True)
        return found
