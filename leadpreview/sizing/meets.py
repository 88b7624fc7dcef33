"""Whom several audiences share, as counts that a source can be asked for.

Filters narrow each other and values of one filter are alternatives, so most of what two audiences
share is one question. Where both choose among values that one person may have several of (titles,
places), no question asks for both choices at once; but those who pass one choice and those who
pass the other, less those who pass either, are those who pass both, and each of these three is a
question. So what audiences share is a sum of questions with signs, exact where counts are exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations, product
from math import prod
from typing import Final

from leadpreview.errors import KeywordSyntaxError
from leadpreview.fields import FIELDS, FilterField, ValueKind
from leadpreview.filters import LeadFilters, in_order
from leadpreview.keyword import parse_keyword

__all__ = ["APART", "MOST_EXACT_TERMS", "MOST_TERMS", "Meet", "holding", "meet_of", "sum_of"]

MOST_TERMS: Final = 64
"""Counts of a service that one number may be put together from; beyond it are only bounds."""

MOST_EXACT_TERMS: Final = 1_024
"""The same where counts are exact, and so come at once and add no error."""

APART: Final = "one of them is live and another is not, so they are asked in different databases"
"""Why nothing at all can be said of what two audiences share."""

_KEYWORDS: Final = (
    "their keywords differ, and the service does not say how it reads two keywords at once"
)
_BROKEN: Final = "a keyword has a mistake in it, so two cannot be put together"

_Options = list[tuple[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Meet:
    """A number of people as a sum of questions with signs.

    Attributes:
        terms: Each question once, with its factor, never 0; none at all means nobody.
        split: Labels of the filters because of which it is more than one question.
        gap: Why it cannot be asked at all; empty when it can.
        taken: Labels of the filters of which a person is taken to have one value only, though the
            service does not say so.
    """

    terms: tuple[tuple[int, LeadFilters], ...]
    split: tuple[str, ...] = ()
    gap: str = ""
    taken: tuple[str, ...] = ()

    @property
    def question(self) -> LeadFilters | None:
        """The one question that asks for it, if one does."""
        one = len(self.terms) == 1 and self.terms[0][0] == 1 and not self.gap
        return self.terms[0][1] if one else None

    def at_most(self, most: int) -> Meet:
        """The same, or that it cannot be asked when it is put together from more counts."""
        if len(self.terms) <= most:
            return self
        return Meet((), self.split, _too_many(len(self.terms)))

    @property
    def questions(self) -> tuple[LeadFilters, ...]:
        """Everything that it is put together from."""
        return tuple(filters for _, filters in self.terms)


def meet_of(audiences: Sequence[LeadFilters], *, exact: bool) -> Meet:
    """Whom all of these audiences hold.

    Args:
        audiences: One or more.
        exact: Whether the source is one whose reading of filters we know. If not, nothing is
            taken to hold nobody, and two keywords are not put together.
    """
    first = audiences[0]
    if any(each.live != first.live for each in audiences):
        return Meet((), gap=APART)
    fields = [name for name in FIELDS if any(each.values(name) for each in audiences)]
    options: dict[str, _Options] = {}
    for name in fields:
        chosen = list(dict.fromkeys(v for each in audiences if (v := each.values(name))))
        found = _options(FIELDS[name], chosen, exact)
        if isinstance(found, str):
            return Meet((), gap=found)
        options[name] = found
    split = tuple(FIELDS[name].label for name, found in options.items() if len(found) > 1)
    many = prod(len(found) for found in options.values())
    if many > MOST_EXACT_TERMS:
        return Meet((), split, _too_many(many))
    terms = _multiplied(first, options)
    return Meet(terms, split, taken=() if exact else _taken(audiences, options))


def sum_of(parts: Iterable[tuple[int, Meet]]) -> Meet:
    """Several such numbers added up with factors; what cancels out is not asked.

    Args:
        parts: Each with its factor.
    """
    terms: dict[LeadFilters, int] = {}
    split: dict[str, None] = {}
    for factor, part in parts:
        if part.gap:
            return Meet((), part.split, part.gap)
        split |= dict.fromkeys(part.split)
        for sign, filters in part.terms:
            terms[filters] = terms.get(filters, 0) + factor * sign
    left = tuple((factor, filters) for filters, factor in terms.items() if factor)
    return Meet(left, tuple(split))


def holding(audiences: Sequence[LeadFilters]) -> LeadFilters:
    """A question that finds everybody whom any of these audiences holds, and maybe others.

    It has only the filters that all of them have, with all of their values.
    """
    found = LeadFilters(live=audiences[0].live)
    for name, field in FIELDS.items():
        lists = [each.values(name) for each in audiences]
        if field.excludes:
            kept = set(lists[0]).intersection(*lists[1:])
        elif not all(lists) or (field.kind is ValueKind.KEYWORD and len(set(lists)) > 1):
            continue
        else:
            kept = set().union(*lists)
        if kept:
            found = _putting(found, field, _ordered(name, frozenset(kept)))
    return found


def _options(field: FilterField, chosen: Sequence[tuple[str, ...]], exact: bool) -> _Options | str:
    """How the choices of one field are asked together: signed lists of values, or why not."""
    if field.excludes:
        return [(1, _ordered(field.name, frozenset().union(*chosen)))]
    if len(chosen) == 1:
        return [(1, chosen[0])]
    if field.kind is ValueKind.KEYWORD:
        return _keywords([values[0] for values in chosen], exact)
    if field.kind is ValueKind.CLOSED:
        shared = tuple(v for v in chosen[0] if all(v in other for other in chosen[1:]))
        if shared:
            return [(1, shared)]
        if exact:
            return []
    return _unions(field.name, chosen)


def _taken(audiences: Sequence[LeadFilters], options: Mapping[str, _Options]) -> tuple[str, ...]:
    """The filters whose choices were narrowed to what they have in common."""
    return tuple(
        FIELDS[name].label
        for name, ((_, values), *more) in options.items()
        if FIELDS[name].kind is ValueKind.CLOSED and not more
        if all(set(values) != set(own) for each in audiences if (own := each.values(name)))
    )


def _unions(name: str, chosen: Sequence[tuple[str, ...]]) -> _Options:
    """Who passes every one of some lists, from who passes any of them."""
    sets = [frozenset(values) for values in chosen]
    # Whoever passes a list passes every longer one that holds it.
    least = [each for each in sets if not any(other < each for other in sets)]
    signs: dict[frozenset[str], int] = {}
    for size in range(1, len(least) + 1):
        for some in combinations(least, size):
            values = frozenset().union(*some)
            signs[values] = signs.get(values, 0) + (1 if size % 2 else -1)
    return [(sign, _ordered(name, values)) for values, sign in signs.items() if sign]


def _keywords(keywords: Sequence[str], exact: bool) -> _Options | str:
    if not exact:
        return _KEYWORDS
    # Sorted, so that the same question is asked whichever audience comes first.
    both = " AND ".join(f"({keyword})" for keyword in sorted(keywords))
    try:
        # Each by itself, too: two mistakes may well make one sentence.
        for text in (*keywords, both):
            parse_keyword(text)
    except KeywordSyntaxError:
        return _BROKEN
    return [(1, (both,))]


def _multiplied(
    first: LeadFilters, options: Mapping[str, _Options]
) -> tuple[tuple[int, LeadFilters], ...]:
    terms: dict[LeadFilters, int] = {}
    for combination in product(*options.values()):
        filters, sign = LeadFilters(live=first.live), 1
        for name, (factor, values) in zip(options, combination, strict=True):
            sign *= factor
            filters = _putting(filters, FIELDS[name], values)
        terms[filters] = terms.get(filters, 0) + sign
    return tuple((sign, filters) for filters, sign in terms.items() if sign)


def _putting(filters: LeadFilters, field: FilterField, values: tuple[str, ...]) -> LeadFilters:
    if field.kind is ValueKind.TOGGLE:
        return filters.with_(field.name, True)
    if field.kind is ValueKind.KEYWORD:
        return filters.with_(field.name, values[0])
    return filters.choosing(field.name, *values)


@lru_cache(maxsize=4_096)
def _ordered(name: str, values: frozenset[str]) -> tuple[str, ...]:
    """Values of one field in the order of their list, in which equal questions are equal."""
    if FIELDS[name].kind in (ValueKind.TOGGLE, ValueKind.KEYWORD):
        return tuple(values)
    return in_order(name, values)


def _too_many(counts: int) -> str:
    return f"it would be put together from {counts:,} counts"
