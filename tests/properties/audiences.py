"""What a person can paste, and the filters that can be made of it, for property tests."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters, listing_of

__all__ = ["AWKWARD", "FIELD_VALUES", "audiences", "pasted", "requests"]

AWKWARD = (
    "VP, Sales",
    'the "head" of\tsales',
    "R&D = 100 % + more?",
    "a\r\nb\nc",
    "nul\0inside",
    "C#; C++ / <b>&amp;</b>",
    "%41%",
    "Łódź – München — São Paulo",
    "Директор по продажам",
    "営業部長",
    "مدير المبيعات",
    "👩‍🚀 Head of Space",
    "e\u0301 and \u00e9",
    "=1+1",
    "x" * 5_000,
)

pasted = st.one_of(st.sampled_from(AWKWARD), st.text(st.characters(exclude_categories=["Cs"])))
_digits = st.integers(0, 10**18).map(str)


def _values(name: str) -> st.SearchStrategy[Any]:
    kind = FIELDS[name].kind
    if kind is ValueKind.TOGGLE:
        return st.booleans()
    if kind is ValueKind.KEYWORD:
        return pasted
    if kind is ValueKind.CLOSED:
        listing = listing_of(name)
        assert listing is not None
        return st.lists(st.sampled_from(listing.ids), max_size=12)
    if kind in (ValueKind.LOCATION, ValueKind.INDUSTRY):
        return st.lists(_digits, max_size=4)
    return st.lists(pasted, max_size=4)


FIELD_VALUES = {name: _values(name) for name in FIELDS}

requests: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {}, optional={**FIELD_VALUES, "live": st.booleans()}
)
audiences: st.SearchStrategy[LeadFilters] = requests.map(LeadFilters.from_request)
