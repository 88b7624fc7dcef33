"""Job titles from a grammar of seniority, function and speciality, in several languages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from leadpreview import catalog
from leadpreview.people.sample.draws import Draws, Lottery, Skewed, Whole
from leadpreview.people.sample.frozen import rows, shares, split
from leadpreview.people.sample.places import Countries
from leadpreview.people.sample.streams import Stream

__all__ = ["ENGLISH", "FUNCTIONS", "SENIORITIES", "Titles"]

SENIORITIES: Final = catalog.seniority_levels.ids
FUNCTIONS: Final = catalog.functions.ids
ENGLISH: Final = 0

# The parts that a pattern may leave open, in the order in which they make up a title's number.
_OPEN: Final = {"s": "specialities", "q": "qualifiers", "p": "practitioners"}


class Titles:
    """Every title that the grammar can make has a number; `text` writes it out.

    Numbers are not stored anywhere: only titles that somebody has get an id.

    Attributes:
        languages: English first, then those of the countries.
    """

    def __init__(self, countries: Countries) -> None:
        self.languages = ("en", *sorted({*countries.languages} - {"en"}))
        self._language_of = np.array(
            [self.languages.index(language) for language in countries.languages], dtype=np.int64
        )
        self._local = countries.local_titles
        words = {(row["language"], row["function"]): row for row in rows("title_words")}
        self._vocabulary = [
            words.get((language, function)) or words["en", function]
            for language in self.languages
            for function in FUNCTIONS
        ]
        # A function that a language has no words for is written in English.
        self._written = [row["language"] for row in self._vocabulary]
        self._open_texts = {
            slot: [split(row[column]) for row in self._vocabulary] for slot, column in _OPEN.items()
        }
        self._open_counts = {
            slot: np.array([len(texts) for texts in lists], dtype=np.int64)
            for slot, lists in self._open_texts.items()
        }
        self._open_lottery = {
            slot: Skewed(counts.tolist(), offset=2) for slot, counts in self._open_counts.items()
        }
        self._read_regions(countries)
        self._read_patterns()

    def language(self, draws: Draws, country: Whole) -> Whole:
        """Shape (n,): positions in `languages` of the titles of people in these countries."""
        local = draws.chance(Stream.LANGUAGE, self._local[country])
        return np.where(local, self._language_of[country], ENGLISH)

    def draw(
        self,
        draws: Draws,
        country: Whole,
        language: Whole,
        function: Whole,
        seniority: Whole,
        move: int = 0,
    ) -> Whole:
        """Shape (n,): numbers of titles. All arguments are positions in their lists."""
        words = language * len(FUNCTIONS) + function
        cell = words * len(SENIORITIES) + seniority
        pattern = self._patterns.draw(draws, Stream.TITLE_PATTERN + move, cell)
        pattern += self._first_pattern[cell]
        number = np.zeros_like(pattern)
        for slot, stream in (
            ("s", Stream.TITLE_SPECIALITY),
            ("q", Stream.TITLE_QUALIFIER),
            ("p", Stream.TITLE_PRACTITIONER),
        ):
            drawn = self._open_lottery[slot].draw(draws, stream + move, words)
            used = self._has[slot][pattern]
            number = np.where(used, number * self._open_counts[slot][words] + drawn, number)
        region = self._regions_of.draw(draws, Stream.TITLE_REGION + move, country)
        number = np.where(self._has["r"][pattern], number * len(self._regions) + region, number)
        return self._offset[pattern] + number

    def text(self, number: int) -> str:
        """The title with this number."""
        pattern = int(np.searchsorted(self._offset, number, side="right")) - 1
        rest = number - int(self._offset[pattern])
        words = int(self._words_of[pattern])
        parts = {}
        if self._has["r"][pattern]:
            rest, region = divmod(rest, len(self._regions))
            parts["r"] = self._regions[region]
        for slot in ("p", "q", "s"):
            if self._has[slot][pattern]:
                texts = self._open_texts[slot][words]
                rest, which = divmod(rest, len(texts))
                parts[slot] = texts[which]
        row = self._vocabulary[words]
        return self._texts[pattern].format(f=row["noun"], of=row["of"], **parts)

    def _read_regions(self, countries: Countries) -> None:
        groups = {row["group"]: shares(row["regions"]) for row in rows("regions")}
        self._regions = tuple(dict.fromkeys(name for group in groups.values() for name in group))
        self._regions_of = Lottery(
            [[groups[group].get(name, 0) for name in self._regions] for group in countries.regions]
        )

    def _read_patterns(self) -> None:
        levels = _by_cell(rows("levels"), "*")
        roles = _by_cell(rows("roles"))
        texts: list[str] = []
        weights: list[list[int]] = []
        words_of: list[int] = []
        first: list[int] = []
        for words, language in enumerate(self._written):
            function = FUNCTIONS[words % len(FUNCTIONS)]
            for seniority in SENIORITIES:
                found = [
                    *roles.get((language, function, seniority), ()),
                    *levels.get((language, "*", seniority), ()),
                ]
                first.append(len(texts))
                texts.extend(pattern for pattern, _ in found)
                words_of.extend([words] * len(found))
                weights.append([weight for _, weight in found])
        self._texts = texts
        self._words_of = np.array(words_of, dtype=np.int64)
        self._first_pattern = np.array(first, dtype=np.int64)
        self._patterns = Lottery(weights, log_tickets=10)
        self._has = {
            slot: np.array([f"{{{slot}}}" in text for text in texts]) for slot in (*_OPEN, "r")
        }
        made = np.ones(len(texts), dtype=np.int64)
        for slot in _OPEN:
            made *= np.where(self._has[slot], self._open_counts[slot][self._words_of], 1)
        made *= np.where(self._has["r"], len(self._regions), 1)
        self._offset = np.concatenate(([0], np.cumsum(made)))[:-1]


def _by_cell(
    data: Iterable[dict[str, str]], function: str | None = None
) -> dict[tuple[str, str, str], list[tuple[str, int]]]:
    cells: dict[tuple[str, str, str], list[tuple[str, int]]] = {}
    for row in data:
        key = (row["language"], function or row["function"], row["seniority"])
        cells.setdefault(key, []).append((row["pattern"], int(row["weight"])))
    return cells
