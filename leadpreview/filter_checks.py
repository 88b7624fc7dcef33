"""How what somebody sends as filters is checked, value by value, and put into its one form.

Source: contract sections 3.1 to 3.4. Nothing here raises for a wrong value: each becomes a problem
that names the field, the value, the nearest accepted one and, for closed lists, the list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Any, cast

from leadpreview import catalog
from leadpreview.errors import FilterProblem
from leadpreview.fields import FIELDS, FilterField, ValueKind
from leadpreview.text import normalise, shortened

__all__ = ["canonical", "id_of", "in_order", "listing_of", "require_fields"]

_LONGEST_ID = 19
# Looking for what a value may have meant takes milliseconds, and a list may hold 100,000 of them.
_MOST_GUESSES = 100


def listing_of(field: str) -> catalog.Listing | None:
    """The catalogue list that holds the values of `field`, when one does."""
    name = FIELDS[field].listing
    return None if name is None else cast(catalog.Listing, getattr(catalog, name))


def require_fields(names: Iterable[str]) -> None:
    """Make sure that fields exist: a misspelt one must not quietly ask for everybody.

    Raises:
        ValueError: There is no such field; says which was perhaps meant.
    """
    for name in names:
        if name not in FIELDS and name != "live":
            raise ValueError(str(_unknown_field(name)))


def canonical(data: object) -> tuple[dict[str, object], list[FilterProblem]]:
    """The canonical fields of `data`, and a problem for each thing that had to be left out."""
    if not isinstance(data, Mapping):
        reason = "The filters must be a JSON object of field names and lists of values."
        return {}, [FilterProblem("", _shown(data), reason)]
    checked: dict[str, object] = {}
    problems: list[FilterProblem] = []
    for key, value in data.items():
        if key == "live":
            if isinstance(value, bool):
                checked[key] = value
            else:
                problems.append(_shape("live", value, "true or false"))
        elif key in FIELDS:
            checked[key] = _field(FIELDS[key], value, problems)
        else:
            problems.append(_unknown_field(str(key)))
    return checked, problems


def id_of(field: str, value: str) -> str:
    """The id of a value, where it may be given by its label as well, as a company type may."""
    return _company_types().get(normalise(value), value) if field == "company_type" else value


@cache
def _company_types() -> dict[str, str]:
    return {
        normalise(name): entry.id
        for entry in catalog.company_type
        for name in (entry.id, entry.label)
    }


def in_order(name: str, values: Iterable[str]) -> tuple[str, ...]:
    """Accepted values of one field in their canonical order, each once; nothing is checked."""
    return tuple(sorted(set(values), key=_order(FIELDS[name], listing_of(name))))


def _field(field: FilterField, value: object, problems: list[FilterProblem]) -> object:
    if field.kind is ValueKind.TOGGLE:
        if isinstance(value, bool):
            return value
        problems.append(_shape(field.name, value, "true or false"))
        return False
    if field.kind is ValueKind.KEYWORD:
        text = _text(field.name, value, problems)
        return text or ""
    if not isinstance(value, (list, tuple)):
        problems.append(_shape(field.name, value, "a list of strings"))
        return ()
    listing = listing_of(field.name)
    kept: dict[str, None] = {}
    refused: set[str] = set()
    for item in value:
        text = _text(field.name, item, problems)
        if not text or text in refused:
            continue
        problem = _refusal(field, text, listing, guess=len(problems) < _MOST_GUESSES)
        if problem is None:
            kept[text] = None
        else:
            problems.append(problem)
            refused.add(text)
    return tuple(sorted(kept, key=_order(field, listing)))


def _text(name: str, item: object, problems: list[FilterProblem]) -> str | None:
    if not isinstance(item, str):
        problems.append(_shape(name, item, "text (ids too travel as strings)"))
        return None
    if not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item):
        problems.append(_shape(name, item, "valid Unicode"))
        return None
    return item.strip()


def _refusal(
    field: FilterField, text: str, listing: catalog.Listing | None, *, guess: bool
) -> FilterProblem | None:
    """Why one value is refused, if it is, with the values it may have meant if `guess`."""
    closed = field.kind is ValueKind.CLOSED
    if not closed and field.kind not in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return None
    assert listing is not None
    if closed and text in listing:
        return None
    if not closed and text.isascii() and text.isdigit() and len(text) <= _LONGEST_ID:
        return None
    entries = listing.nearest(text) if guess else ()
    named = ", ".join(_with_label(entry) for entry in entries)
    nearest = f" Nearest: {named}." if named else ""
    near = tuple(entry.id for entry in entries)
    shown = _shown(text)
    if closed:
        accepted = _accepted(listing)
        reason = f"{field.name}: {shown!r} is not in the list.{nearest} Accepted: {accepted}."
        return FilterProblem(field.name, text, reason, near, listing.ids)
    reason = f"{field.name}: {shown!r} is not an id; ids are strings of digits.{nearest}"
    return FilterProblem(field.name, text, reason, near)


@cache
def _accepted(listing: catalog.Listing) -> str:
    return ", ".join(_with_label(entry) for entry in listing)


def _with_label(entry: catalog.Entry) -> str:
    same = entry.id == entry.label.replace(",", "")
    return entry.id if same else f"{entry.id} ({entry.label})"


def _order(field: FilterField, listing: catalog.Listing | None) -> Any:
    if field.kind is ValueKind.CLOSED and listing is not None:
        return listing.ids.index
    if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return lambda text: (int(text), text)
    return lambda text: (text.casefold(), text)


def _shape(name: str, value: object, wanted: str) -> FilterProblem:
    reason = f"{name}: {_shown(value)} has the wrong shape; it must be {wanted}."
    return FilterProblem(name, _shown(value), reason)


def _unknown_field(key: str) -> FilterProblem:
    key = _shown(key)
    near = tuple(get_close_matches(key, FIELDS, n=2, cutoff=0.5))
    guess = f" Did you mean {' or '.join(near)}?" if near else ""
    return FilterProblem(key, None, f"{key!r} is not a filter field.{guess}", near)


def _shown(value: object) -> str:
    try:
        text = value if isinstance(value, str) else repr(value)
    except (RecursionError, ValueError):  # nested too deep, a number of thousands of digits
        text = f"a {type(value).__name__} too big to show"
    text = shortened(text)
    # Half a surrogate pair cannot be sent to a screen or written to a file.
    return text.encode("utf-8", "replace").decode()
