"""The Data page: what the numbers are counted in, and what a filter means there."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.helptexts import HELP
from leadpreview.dashboard.text import number, plain
from leadpreview.fields import FIELDS, UNKNOWABLE
from leadpreview.preview import SourceInfo

__all__ = ["meaning", "sample"]

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


def sample(info: SourceInfo) -> None:
    """What the sample is, and how big."""
    st.title("What the numbers are counted in", anchor=False)
    with st.grid(3, min_column_width=150):
        st.metric("People", number(info.people or 0), border=True)
        st.metric("Filters it can answer", number(len(info.fields)), border=True)
        st.metric("Counts", "Exact" if info.exact else "Estimated", border=True)
    st.markdown(_SAMPLE)


def meaning(info: SourceInfo) -> None:
    """What each filter means in this database."""
    st.header("What each filter means here", anchor=False)
    st.markdown(
        "Values of one filter are alternatives, filters narrow each other, an excluding filter "
        "removes. The real service's own reading is only partly documented and may differ."
    )
    answered = [(field.label, HELP[name]) for name, field in FIELDS.items() if name in info.fields]
    st.markdown("\n".join(f"- **{label}.** {plain(text)}" for label, text in answered))
    unknowable = ", ".join(FIELDS[name].label.lower() for name in FIELDS if name in UNKNOWABLE)
    st.caption(f"Only the real service can answer: {unknowable}.")
