"""What a filter means here: first on the small dictionaries, then as bits of people."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import numpy as np

from leadpreview import catalog
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.keyword import AllOf, Expression, Not, Term, parse_keyword
from leadpreview.people.index.bits import Bits, complement, empty, pack, rows_of
from leadpreview.people.index.files import IndexFiles
from leadpreview.people.index.postings import Ids, Postings
from leadpreview.people.index.texts import Lists, SortedTexts, WordStream
from leadpreview.people.meaning import company_type_letter, title_query
from leadpreview.text import normalise

__all__ = ["NamedTexts", "Resolver"]

_FAMILY: Final = {
    "job_titles": "title",
    "excluded_job_titles": "title",
    "past_titles": "past_title",
    "excluded_past_titles": "past_title",
    "seniority_levels": "seniority",
    "functions": "function",
    "included_industries": "industry",
    "excluded_industries": "industry",
    "company_size": "company_size",
    "company_type": "company_type",
    "company_headquarters": "headquarters",
    "included_companies": "company",
    "excluded_companies": "company",
    "past_companies": "past_company",
    "included_locations": "location",
    "excluded_locations": "location",
    "years_in_current_position": "years_in_position",
    "years_at_current_company": "years_at_company",
    "years_of_experience": "years_experience",
}
_NONE: Final[Ids] = np.zeros(0, np.int64)

Check = Callable[[], None]


def _go_on() -> None:
    """Nobody stops it."""


class NamedTexts:
    """Titles or companies, found by their words."""

    def __init__(self, files: IndexFiles, name: str) -> None:
        self.shown = files.table(name).column(0)
        self._having = Lists(files, f"{name}_having")
        self._stream = WordStream(files, f"{name}_stream")

    def with_words(self, ids: Ids, *, in_order: bool) -> Ids:
        """Entries that hold every word, or all of them side by side in this order."""
        found = self._having.of_all(_distinct(ids))
        return self._stream.with_phrase(found, ids) if in_order and len(ids) > 1 else found

    def with_any(self, ids: Ids) -> Ids:
        """Entries that hold at least one of these words."""
        return self._having.of_any(ids)


class Resolver:
    """Turns the values of one field into bits.

    Attributes:
        size: People there are.
        titles: All titles, current and past.
        companies: All companies.
    """

    def __init__(self, files: IndexFiles) -> None:
        self.size: int = files.facts["size"]
        self.postings = Postings(files, self.size)
        self.titles = NamedTexts(files, "titles")
        self.companies = NamedTexts(files, "companies")
        self.words = SortedTexts(files, "words")
        self._headlines = WordStream(files, "headline_stream")
        self._names = SortedTexts(files, "company_names")
        self._links = SortedTexts(files, "company_links")
        self._terms: dict[str, dict[str, int]] = {
            name: {text: term for term, text in enumerate(texts)}
            for name, texts in files.facts["values"].items()
        }

    def bits(self, field: str, values: tuple[str, ...], check: Check = _go_on) -> Bits:
        """Who passes one filter; `problems` found nothing wrong with it.

        Args:
            field: Which one.
            values: Its values.
            check: Called between values and between terms; raises to stop.
        """
        if field == "keyword":
            return self._keyword(parse_keyword(values[0]), check)
        bits = self.postings.union(_FAMILY[field], self.terms(field, values, check))
        return complement(bits, self.size) if FIELDS[field].excludes else bits

    def terms(self, field: str, values: Iterable[str], check: Check = _go_on) -> Ids:
        """The terms of the field's family that any of `values` means, ascending."""
        kind = FIELDS[field].kind
        values = _checked(values, check)
        if kind is ValueKind.TITLE:
            return _merged(self.titles_matching(value) for value in values)
        if kind is ValueKind.COMPANY:
            return _merged(self.companies_named(value) for value in values)
        known = self._terms[_FAMILY[field]]
        wanted: set[str] = set()
        for value in values:
            if kind is ValueKind.LOCATION:
                wanted |= catalog.locations.covers(value)
            elif kind is ValueKind.INDUSTRY:
                wanted |= catalog.industries.descendants(value)
            elif field == "company_type":
                wanted.add(company_type_letter(value) or value)
            else:
                wanted.add(value)
        found = sorted(known[value] for value in wanted if value in known)
        return np.array(found, np.int64)

    def titles_matching(self, value: str) -> Ids:
        """The titles that a title filter's value means."""
        query = title_query(value)
        ids = self._word_ids(query.words)
        return _NONE if ids is None else self.titles.with_words(ids, in_order=query.in_order)

    def companies_named(self, value: str) -> Ids:
        """The companies that a company filter's value means."""
        name = normalise(value)
        found = self._names.find(name) if name else _NONE
        if value.isascii() and value.isdigit():
            return np.union1d(found, self._links.find(value))
        return found

    def _word_ids(self, texts: tuple[str, ...]) -> Ids | None:
        """The ids of words; `None` when one of them occurs nowhere, or there is none."""
        found = [self.words.find(text) for text in texts]
        return np.concatenate(found) if found and all(map(len, found)) else None

    def _keyword(self, expression: Expression, check: Check) -> Bits:
        """Whom an expression matches, as bits that are the caller's own."""
        check()
        if isinstance(expression, Not):
            return complement(self._keyword(expression.part, check), self.size)
        if isinstance(expression, Term):
            return self._term(expression)
        parts = (self._keyword(part, check) for part in expression.parts)
        bits = next(parts)
        merge = np.bitwise_and if isinstance(expression, AllOf) else np.bitwise_or
        for part in parts:
            merge(bits, part, out=bits)
        return bits

    def _term(self, term: Term) -> Bits:
        ids = self._word_ids(term.words)
        if ids is None:
            return empty(self.size)
        bits = self.postings.union("word", ids[:1])
        if len(ids) == 1:
            return bits
        for word in _distinct(ids[1:]):
            bits &= self.postings.union("word", np.array([word]))
        # The words are somewhere in the three texts; the phrase must be within one of them.
        found = pack(self._headlines.with_phrase(rows_of(bits), ids).astype(np.uint32), self.size)
        for family, texts in (("title", self.titles), ("company", self.companies)):
            found |= self.postings.union(family, texts.with_words(ids, in_order=True))
        return found


def _checked(values: Iterable[str], check: Check) -> Iterator[str]:
    for value in values:
        check()
        yield value


def _merged(found: Iterable[Ids]) -> Ids:
    """Ascending ids as one, each once."""
    every = list(found)
    if len(every) == 1:
        return every[0]
    ids = np.sort(np.concatenate(every))
    return ids[np.diff(ids, prepend=-1) > 0]


def _distinct(ids: Ids) -> Ids:
    """A few ids, each once."""
    return np.array(sorted(set(ids.tolist())), np.int64)
