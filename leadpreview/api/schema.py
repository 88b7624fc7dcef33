"""The JSON schemas of the OpenAPI document that no model of ours gives: the filter object."""

from __future__ import annotations

from typing import Any, Final

from leadpreview import catalog
from leadpreview.fields import FIELDS, GRAPH, IGNORED_KEYS, LISTS, FilterField, ValueKind
from leadpreview.filters import listing_of

__all__ = ["EXAMPLE", "FILTERS", "LOCATIONS_REQUEST"]

EXAMPLE: Final = {
    "job_titles": ["VP of Sales", "Chief Revenue Officer"],
    "seniority_levels": ["300", "310"],
    "functions": ["25"],
}

_BLANK: Final = {"type": "string", "pattern": r"^\s*$", "description": "blank: no value"}
_IGNORED: Final = {
    "webhook_url": "Accepted and ignored: nothing is ever sent anywhere.",
    "name": "Accepted and ignored.",
    "limit": "Accepted and ignored.",
    "streaming": "Accepted and ignored.",
    "scale": "Accepted and ignored.",
    "custom": "Accepted and ignored.",
}


def _items(field: FilterField) -> dict[str, Any]:
    """What one value of a list field may be."""
    if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        known = listing_of(field.name)
        assert known is not None
        # Over a thousand ids say less than where to find them.
        example = "101452733" if field.kind is ValueKind.LOCATION else "96"
        return {"type": "string", "pattern": r"^\s*([0-9]{1,19})?\s*$", "examples": [example]}
    if field.kind is ValueKind.CLOSED:
        listing = listing_of(field.name)
        assert listing is not None
        labels = ", ".join(f"{entry.id} {entry.label}" for entry in listing)
        closed = {"type": "string", "enum": list(listing.ids), "description": labels}
        return {"anyOf": [closed, _BLANK]}
    return {"type": "string"}


def _note(field: FilterField) -> str:
    """What the document says about a field beside its name."""
    if field.name in GRAPH:
        return (
            "This sandbox cannot know it: 422, with live: false as documented, else all the same."
        )
    if field.name in LISTS:
        return "This sandbox keeps no lists: 422."
    match field.kind:
        case ValueKind.TITLE:
            return "Words that must all occur in the title; in quotes, in this order."
        case ValueKind.COMPANY:
            return "A company's whole name, or its id."
        case ValueKind.LOCATION:
            return "geoRegion ids; POST /locations finds them. Everything inside a place counts."
        case ValueKind.INDUSTRY:
            return "LinkedIn industry ids. Everything below an industry counts."
        case ValueKind.LOOSE:
            return "Letters or labels: " + ", ".join(
                f"{entry.id} {entry.label}" for entry in catalog.company_type
            )
        case ValueKind.KEYWORD:
            return "AND, OR, NOT, quotes and parentheses over headline, title and company."
        case _:
            return "Any of the accepted ids."


def _property(field: FilterField) -> dict[str, Any]:
    text = f"{field.label}. {_note(field)}"
    if field.kind is ValueKind.TOGGLE:
        return {"type": "boolean", "description": text}
    if field.kind is ValueKind.KEYWORD:
        return {"type": "string", "description": text}
    return {"type": "array", "items": _items(field), "description": text}


FILTERS: Final[dict[str, Any]] = {
    "title": "LeadFilters",
    "type": "object",
    "description": "OR within a field, AND between fields; an excluded field removes.",
    "properties": {
        **{name: _property(field) for name, field in FIELDS.items()},
        "live": {
            "type": "boolean",
            "default": True,
            "description": "Which database the real service asks; here there is one.",
        },
        **{name: {"description": _IGNORED[name]} for name in sorted(IGNORED_KEYS)},
    },
    "additionalProperties": False,
    "example": EXAMPLE,
}
"""The body of the preview endpoint (contract 3)."""

LOCATIONS_REQUEST: Final[dict[str, Any]] = {
    "title": "PlaceName",
    "type": "object",
    "properties": {
        "query": {"type": ["string", "null"], "description": "The name of a place."},
        "name": {"type": ["string", "null"], "description": "The same; query comes first."},
        "hiring": {"description": "Accepted and ignored."},
    },
    "example": {"query": "Berlin"},
}
"""The body of `POST /locations` (contract 5.1)."""
