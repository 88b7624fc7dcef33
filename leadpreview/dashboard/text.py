"""Numbers and words as the dashboard writes them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from leadpreview.dashboard.state import session
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.preview import Receipt
from leadpreview.sentence import name_of, sentence

__all__ = [
    "ago",
    "amount",
    "counted",
    "filter_name",
    "number",
    "percent",
    "plain",
    "plural",
    "said",
    "seconds",
    "shown_name",
    "signed",
    "values_of",
]


_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")
_SHOWN: Final = 3


def plain(text: str) -> str:
    """`text` with everything that Markdown would act on escaped."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def number(count: int) -> str:
    """All digits, with separators."""
    return f"{count:,}"


def amount(receipt: Receipt) -> str:
    """The count of a receipt, all digits; an estimate never looks exact."""
    return (
        number(receipt.count) if receipt.exact else f"\N{ALMOST EQUAL TO} {number(receipt.count)}"
    )


def signed(count: int) -> str:
    """All digits with the sign in front; a true minus."""
    return f"+{count:,}" if count > 0 else f"\N{MINUS SIGN}{-count:,}" if count else "0"


def percent(share: float) -> str:
    """A share in three significant digits; what is not nothing never reads 0 %."""
    if share and share < 0.0001:
        return "< 0.01 %"
    return f"{share * 100:.3g} %" if share < 0.1 else f"{share * 100:.1f} %"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`3 filters`, `1 filter`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted(count: int) -> str:
    """`12,438 people`, `1 person`."""
    return plural(count, "person", "people")


def seconds(duration: float) -> str:
    """`12 s`, `3 min`: a duration in seconds, rounded up."""
    whole = max(1, math.ceil(duration))
    return f"{whole} s" if whole < 120 else f"{math.ceil(whole / 60)} min"


def ago(age: float) -> str:
    """`just now`, `40 s ago`, `3 min ago`: an age in seconds."""
    if age < 5:
        return "just now"
    return f"{int(age)} s ago" if age < 60 else f"{int(age / 60)} min ago"


def values_of(values: Sequence[str], field: str) -> str:
    """The first few values of a field by name, and how many more there are."""
    names = [shown_name(field, value) for value in values[:_SHOWN]]
    more = len(values) - _SHOWN
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def shown_name(field: str, value: str) -> str:
    """The name of a value, also of a place that only the service knows by name."""
    learned = session().names.get(value)
    place = FIELDS[field].kind is ValueKind.LOCATION
    return learned if learned is not None and place else name_of(field, value)


def said(filters: LeadFilters) -> str:
    """The sentence of an audience, with the names of places that only the service knows."""
    text = sentence(filters)
    for place, learned in session().names.items():
        text = text.replace(name_of("included_locations", place), learned)
    return text


def filter_name(filters: LeadFilters, field: str) -> str:
    """`Seniority: Vice President, CXO`."""
    return f"{FIELDS[field].label}: {values_of(filters.values(field), field)}"
