"""A list of accepted values: look-up by id, search by what people type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from leadpreview.catalog.entry import Entry, Match
from leadpreview.text import normalise

__all__ = ["Listing"]

_EXACT, _PREFIX, _WORD_PREFIX, _CONTAINS = range(4)
# Below this ratio a "nearest" value only confuses; found by trying misspelt labels of every list.
_CLOSE = 0.6
# An id is near another one that differs by one, or by this part of it at most.
_NEAR = 10
_NUMBERS = re.compile(r"([0-9]{1,18}) ?(?:[-–] ?([0-9]{1,18})|(\+))?")
# Letters up to which input is taken for an abbreviation: inside words it is there by chance.
_SHORT = 3
# A pasted page is nobody's misspelling, and difflib is quadratic.
_LONGEST_GUESS = 80


@dataclass(frozen=True, slots=True)
class _Name:
    """One text under which an entry is found."""

    words: str
    shown: str
    entry: Entry
    usual: bool


class Listing:
    """A list of accepted values, in the order of its file.

    Attributes:
        name: The list's name in this package ("functions").
        noun: What one entry is, for a person ("Function").
        entries: Every entry, in file order.
        ids: Their ids, in the same order.
    """

    def __init__(self, name: str, noun: str, entries: Iterable[Entry]) -> None:
        """Take the entries as they are.

        Raises:
            ValueError: Two entries have the same id.
        """
        self.name = name
        self.noun = noun
        self.entries: tuple[Entry, ...] = tuple(entries)
        self.ids: tuple[str, ...] = tuple(entry.id for entry in self.entries)
        self._by_id: dict[str, Entry] = dict(zip(self.ids, self.entries, strict=True))
        if len(self._by_id) != len(self.entries):
            raise ValueError(f"{name}: an id occurs twice")

    def __contains__(self, entry_id: object) -> bool:
        """Whether the list holds that id."""
        return entry_id in self._by_id

    def __getitem__(self, entry_id: str) -> Entry:
        """The entry of `entry_id`.

        Raises:
            KeyError: The list has no such id.
        """
        return self._by_id[entry_id]

    def __iter__(self) -> Iterator[Entry]:
        """The entries in file order."""
        return iter(self.entries)

    def __len__(self) -> int:
        """How many entries there are."""
        return len(self.entries)

    def __repr__(self) -> str:
        """The list's name and size, for a debugger."""
        return f"<{type(self).__name__} {self.name}: {len(self)} entries>"

    def get(self, entry_id: str) -> Entry | None:
        """The entry of `entry_id`, or `None`."""
        return self._by_id.get(entry_id)

    def label(self, entry_id: str) -> str:
        """The label of `entry_id`; an unknown id is its own label."""
        entry = self._by_id.get(entry_id)
        return entry_id if entry is None else entry.label

    def context(self, entry_id: str) -> str:
        """Where `entry_id` belongs ("state in United States"); empty in flat lists."""
        return ""

    def describe(self, entry_id: str) -> str:
        """A short text that no other entry of the list shares ("Human Resources · HR").

        An unknown id gives "Function 123, name unknown": some lists are open, and the service
        knows more ids than they do.
        """
        entry = self._by_id.get(entry_id)
        if entry is None:
            return f"{self.noun} {entry_id}, name unknown"
        notes = ", ".join((*entry.known_as, *self._place(entry)))
        return f"{entry.label} · {notes}" if notes else entry.label

    def search(self, text: str, limit: int = 20) -> tuple[Match, ...]:
        """Entries whose label, alias or id `text` fits, best first.

        Case and accents are ignored. The whole name comes before a name that starts with `text`,
        then one in which every word of `text` starts a word, then one that contains `text`. Among
        equals labels and shown aliases come before the other aliases, then the broader entry
        before the narrower. Everything that fits is offered: a name that two places share is not
        decided here. "The" in front may be left out. Of input as short as "UK" or "U.S." nothing is
        guessed: its single letters are words, and it is not looked for inside words.

        Args:
            text: What a person typed. When nothing of it is left after normalising, nothing fits.
            limit: Matches returned at most.
        """
        wanted = normalise(text)
        if not wanted:
            return ()
        fits: dict[str, tuple[int, bool, str]] = {}
        for form in dict.fromkeys((wanted, wanted.removeprefix("the "))):
            first = form.partition(" ")[0]
            for name in self._names:
                # Every rank needs the first word somewhere: a cheap test for most of the names.
                rank = _rank(form, name.words) if first in name.words else None
                if rank is None:
                    continue
                known = fits.get(name.entry.id)
                if known is None or (rank, not name.usual) < known[:2]:
                    fits[name.entry.id] = (rank, not name.usual, name.shown)
        typed_id = text.strip()
        if typed_id in self:
            fits[typed_id] = (_EXACT, False, typed_id)

        def order(entry_id: str) -> tuple[int, bool, int, str]:
            rank, unusual, _ = fits[entry_id]
            entry = self[entry_id]
            return rank, unusual, self._breadth(entry), normalise(entry.label)

        return tuple(
            Match(self[entry_id], fits[entry_id][2], self.context(entry_id))
            for entry_id in sorted(fits, key=order)[: max(limit, 0)]
        )

    def nearest(self, text: str, n: int = 3) -> tuple[Entry, ...]:
        """Accepted entries that a refused `text` may have meant, best first; perhaps none.

        What a search for `text` finds comes first, then what `text` names among other words, then
        what is spelt like it. Numbers are compared as numbers: a headcount may have meant those
        that it shares people with, and an id the next ones to it, if there are any near by.
        """
        wanted = normalise(text)[:_LONGEST_GUESS]
        if not wanted or n <= 0:
            return ()
        by_number = self._nearest_numbers(text)
        if by_number is not None:
            return by_number[:n]
        found = {match.entry.id: match.entry for match in self.search(text, n)}
        for name in self._names:
            if f" {name.words} " in f" {wanted} ":
                found.setdefault(name.entry.id, name.entry)
        if len(found) >= n:
            return tuple(found.values())[:n]
        matcher = SequenceMatcher(None, b=wanted, autojunk=False)
        scores: dict[str, float] = {}
        names = ((name.words, name.entry) for name in self._names)
        own_ids = ((normalise(entry.id), entry) for entry in self.entries)
        for words, entry in (*names, *own_ids):
            matcher.set_seq1(words)
            if matcher.real_quick_ratio() >= _CLOSE and matcher.quick_ratio() >= _CLOSE:
                scores[entry.id] = max(scores.get(entry.id, 0.0), matcher.ratio())
        close = sorted(
            (-score, self._position[entry_id], entry_id)
            for entry_id, score in scores.items()
            if score >= _CLOSE
        )
        for _, _, entry_id in close:
            found.setdefault(entry_id, self._by_id[entry_id])
        return tuple(found.values())[:n]

    def _nearest_numbers(self, text: str) -> tuple[Entry, ...] | None:
        """Entries whose numbers are near those of `text`; `None` when it is not about numbers."""
        wanted = _span(text[:_LONGEST_GUESS])
        if wanted is None:
            return None
        spans = [(span, entry) for entry in self.entries if (span := _span(entry.id)) is not None]
        if any(high > low for (low, high), _ in spans):
            shared = [(_overlap(wanted, span), entry) for span, entry in spans]
            # A stable sort: of those that share as much the smaller comes first.
            shared.sort(key=lambda each: -each[0])
            return tuple(entry for share, entry in shared if share > 0)
        low, high = wanted
        if low != high:
            return None
        away = [(abs(number - low), entry) for (number, _), entry in spans]
        away.sort(key=lambda each: each[0])
        return tuple(entry for far, entry in away if far <= max(1, low // _NEAR))

    def _place(self, entry: Entry) -> tuple[str, ...]:
        """What tells the entry from others of its name, for `describe`."""
        return ()

    def _breadth(self, entry: Entry) -> int:
        """Lower is broader; flat lists keep the order of their file."""
        return self._position[entry.id]

    def _short_names(self, entry: Entry) -> tuple[str, ...]:
        """Further names that the label implies."""
        return ()

    @cached_property
    def _position(self) -> dict[str, int]:
        return {entry_id: place for place, entry_id in enumerate(self.ids)}

    @cached_property
    def _names(self) -> tuple[_Name, ...]:
        names = []
        for entry in self.entries:
            names.append(_Name(normalise(entry.label), entry.label, entry, usual=True))
            for short in self._short_names(entry):
                names.append(_Name(normalise(short), entry.label, entry, usual=True))
            for alias in entry.aliases:
                names.append(_Name(normalise(alias), alias, entry, alias in entry.known_as))
        return tuple(names)


def _span(text: str) -> tuple[int, int] | None:
    """The first and last number of "51-200", "10001+" or "27"; `None` for everything else."""
    found = _NUMBERS.fullmatch(text.replace(",", "").strip())
    if found is None:
        return None
    low, high, more = found.groups()
    # Of "10001+" as much counts as of the ranges below it: ten times the beginning.
    return int(low), int(high) if high else int(low) * (10 if more else 1)


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The share that two spans have in common of what they take in together, 0 to 1."""
    common = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(common, 0) / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def _rank(wanted: str, name: str) -> int | None:
    """How well normalised `wanted` fits normalised `name`; lower is better, `None` not at all."""
    if name.startswith(wanted):
        return _EXACT if len(name) == len(wanted) else _PREFIX
    words = wanted.split()
    short = wanted.isascii() and sum(map(len, words)) <= _SHORT
    spaced = f" {name} "
    if all((f" {word} " if short and len(word) == 1 else f" {word}") in spaced for word in words):
        return _WORD_PREFIX
    return _CONTAINS if wanted in name and not short else None
