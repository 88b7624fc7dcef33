"""The query string of a share link: the filter object, one `field=value` pair a value.

`?seniority_levels=310&job_titles=VP+of+Sales`. This module alone writes and reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import parse_qs, urlencode

from leadpreview.errors import FilterProblem
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters

__all__ = ["LONGEST_LINK", "decode", "decode_link", "encode", "pairs"]

LONGEST_LINK: Final = 8_000
"""Characters of a link that every browser, proxy and chat program is sure to carry."""

_SINGLE: Final = frozenset({ValueKind.TOGGLE, ValueKind.KEYWORD})
_SWITCHES: Final = {"true": True, "false": False}


def pairs(filters: LeadFilters) -> dict[str, list[str]]:
    """The parameters of a link: each active field with its values."""
    parameters = {field: list(filters.values(field)) for field in filters.active}
    if not filters.live:
        parameters["live"] = ["false"]
    return parameters


def encode(filters: LeadFilters) -> str:
    """The query string without its question mark; empty for no filters."""
    return urlencode(pairs(filters), doseq=True)


def decode(
    parameters: Mapping[str, Sequence[str]],
) -> tuple[LeadFilters, tuple[FilterProblem, ...]]:
    """The filters of a link's parameters, and what had to be left out of them and why."""
    data: dict[str, object] = {}
    repeated: list[FilterProblem] = []
    for key, values in parameters.items():
        field = FIELDS.get(key)
        if key != "live" and (field is None or field.kind not in _SINGLE):
            data[key] = list(values)
            continue
        last = values[-1] if values else ""
        repeated += [_one_only(key, value, last) for value in values[:-1] if value != last]
        keyword = field is not None and field.kind is ValueKind.KEYWORD
        data[key] = last if keyword else _SWITCHES.get(last.strip().lower(), last)
    filters, problems = LeadFilters.salvage(data)
    return filters, (*repeated, *problems)


def decode_link(link: str) -> tuple[LeadFilters, tuple[FilterProblem, ...]]:
    """The filters of a whole link or of a bare query string."""
    text = link.strip()
    address, _, query = text.partition("?")
    # A question mark inside the value of a bare query string divides nothing.
    bare = "=" in address and not address.lower().startswith(("http://", "https://"))
    query = text if bare else query.partition("#")[0]
    return decode(parse_qs(query, keep_blank_values=True))


def _one_only(field: str, value: str, kept: str) -> FilterProblem:
    reason = f"{field}: {value!r} was left out, because it takes one value; {kept!r} was kept."
    return FilterProblem(field, value, reason)
