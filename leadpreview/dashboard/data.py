"""The Data page: what the numbers are counted in, and what a filter means there."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.helptexts import help_for
from leadpreview.dashboard.text import number, plain
from leadpreview.fields import FIELDS, UNKNOWABLE
from leadpreview.preview import SourceInfo

__all__ = ["meaning", "source"]

_SAMPLE: Final = """
The embedded people database is a **synthetic sample**: its people and companies are generated
from word lists, and none of them exists. It is there so that a sizing session can be tried, and
integrations tested, with no key and no network.

It is a business population, tilted on purpose to business functions, senior levels, software,
Europe and the United States, so that a sizing session has something to size. Its counts are
exact, and they say how filters work together. **They say nothing about a market.**

Some of what is known about real people is missing here too, on purpose: no seniority, no
headcount or no industry for some per cent. A person for whom a field is not known is not found
by including a value and not removed by excluding one.
"""


_MEANING: Final = (
    "Values of one filter are alternatives, filters narrow each other, an excluding filter "
    "removes. The real service's own reading is only partly documented and may differ."
)
_MEANING_OVER_API: Final = (
    "Documented: several industries are alternatives. Taken from Sales Navigator, not documented: "
    "that values of other filters are alternatives too, that filters narrow each other, and that "
    "an excluding filter removes."
)
_SERVICE: Final = """
The **preview API** answers a total, which it documents as an *estimate* of everybody who matches,
and the first 25 of them. It creates no search, sends nothing anywhere and spends no credit. It
answers one question a second for a user, so counts arrive one by one, the most useful first.

It refuses a question without any filter. What needs the count of everybody (the share, the first
drop, the total without the only filter) therefore cannot be asked; a base to measure from can be
chosen on the Size page. No number is worked out from estimates as if they were exact, and no
count is left out because another seems to imply it.
"""


def source(info: SourceInfo) -> None:
    """What answers, and what its numbers are worth."""
    st.title("What the numbers are counted in", anchor=False)
    if not info.exact:
        st.markdown(f"**{plain(info.name)}** answers.")
        st.markdown(_SERVICE)
        return
    with st.grid(3, min_column_width=150):
        st.metric("People", number(info.people or 0), border=True)
        st.metric("Filters it can answer", number(len(info.fields)), border=True)
        st.metric("Counts", "Exact" if info.exact else "Estimated", border=True)
    st.markdown(_SAMPLE)


def meaning(info: SourceInfo) -> None:
    """What each filter means in this database."""
    st.header("What each filter means here", anchor=False)
    st.markdown(_MEANING if info.exact else _MEANING_OVER_API)
    answered = [
        (field.label, help_for(name, info)) for name, field in FIELDS.items() if name in info.fields
    ]
    st.markdown("\n".join(f"- **{label}.** {plain(text)}" for label, text in answered))
    if info.fields >= UNKNOWABLE:
        return
    unknowable = ", ".join(FIELDS[name].label.lower() for name in FIELDS if name in UNKNOWABLE)
    st.caption(f"Only the real service can answer: {unknowable}.")
