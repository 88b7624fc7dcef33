"""Numbers and words as the dashboard writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.sentence import name_of

__all__ = ["counted", "filter_name", "number", "percent", "plain", "plural", "signed", "values_of"]

_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>$:&])")
_SHOWN: Final = 3


def plain(text: str) -> str:
    """`text` with everything that Markdown would act on escaped."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))


def number(count: int) -> str:
    """All digits, with separators."""
    return f"{count:,}"


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


def values_of(values: Sequence[str], field: str) -> str:
    """The first few values of a field by name, and how many more there are."""
    names = [name_of(field, value) for value in values[:_SHOWN]]
    more = len(values) - _SHOWN
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def filter_name(filters: LeadFilters, field: str) -> str:
    """`Seniority: Vice President, CXO`."""
    return f"{FIELDS[field].label}: {values_of(filters.values(field), field)}"
