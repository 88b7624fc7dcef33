"""What filters mean to a database of people, before any person is looked at.

Design decision 2: OR inside a field, AND between fields, an excluded list removes, and a person
with no value for a field is neither found by including nor removed by excluding.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from leadpreview import catalog
from leadpreview.errors import FilterProblem
from leadpreview.fields import FIELDS, GRAPH, UNKNOWABLE, ValueKind
from leadpreview.keyword import parse_keyword
from leadpreview.text import normalise, shortened, words

__all__ = ["TitleQuery", "company_type_letter", "problem_with", "title_query"]

_QUOTES: Final = '"\u201c\u201d'
_LETTERS: Final = {
    normalise(name): entry.id
    for entry in catalog.company_type.entries
    for name in (entry.id, entry.label)
}


@dataclass(frozen=True, slots=True)
class TitleQuery:
    """What one value of a title filter asks for.

    Attributes:
        words: Normalised words that must all occur; none when nothing was left of the value.
        in_order: Whether they must stand side by side, in this order.
    """

    words: tuple[str, ...]
    in_order: bool


def title_query(value: str) -> TitleQuery:
    """Read one value of a title filter: words in any order, or in this one when quoted.

    A quote inside means that it is not one phrase ('"head of" or "vp"'), and none is looked for.
    """
    ends = len(value) >= 2 and value[0] in _QUOTES and value[-1] in _QUOTES
    return TitleQuery(words(value), ends and not any(quote in value[1:-1] for quote in _QUOTES))


def company_type_letter(value: str) -> str | None:
    """The letter of a company type, given as a letter or as a label; `None` when it is neither."""
    return _LETTERS.get(normalise(value))


def problem_with(field: str, value: str) -> FilterProblem | None:
    """Why no database of people can answer one value of one field, if that is so.

    Raises:
        KeywordSyntaxError: The value is a keyword expression with a mistake in it.
    """
    kind, shown = FIELDS[field].kind, shortened(value)
    if field in UNKNOWABLE:
        what = "how people are connected" if field in GRAPH else "your lists"
        lifted = "this filter" if kind is ValueKind.TOGGLE else repr(shown)
        reason = f"{field}: the people database knows nothing of {what}; lift {lifted}."
        return FilterProblem(field, value, reason)
    if kind in (ValueKind.TITLE, ValueKind.COMPANY) and not normalise(value):
        reason = f"{field}: {shown!r} has no letter or digit to look for."
        return FilterProblem(field, value, reason)
    if kind is ValueKind.LOCATION and value not in catalog.locations:
        reason = f"{field}: the people database knows no location {shown!r}."
        return FilterProblem(field, value, reason)
    if kind is ValueKind.INDUSTRY and value not in catalog.industries:
        reason = f"{field}: the people database knows no industry {shown!r}."
        return FilterProblem(field, value, reason)
    if field == "company_type" and company_type_letter(value) is None:
        types = catalog.company_type
        accepted = ", ".join(f"{entry.id} ({entry.label})" for entry in types.entries)
        reason = f"{field}: {shown!r} is not a company type. Accepted: {accepted}."
        near = tuple(entry.id for entry in types.nearest(value))
        return FilterProblem(field, value, reason, near, types.ids)
    if kind is ValueKind.KEYWORD:
        parse_keyword(value)
    return None
