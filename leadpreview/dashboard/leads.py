"""The first 25 leads, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from leadpreview.dashboard import band, downloads, lead_table, noise
from leadpreview.dashboard.figures import shown
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.text import number
from leadpreview.dashboard.values import OpenValues
from leadpreview.exports import leads_csv, sizing_csv
from leadpreview.preview import Receipt
from leadpreview.sizing import Missing, Numbers, Sizing

__all__ = ["base_url", "show"]

_FAIR = (
    "Always the same 25 for the same filters, in an order that has nothing to do with who they "
    "are, so that they are a fair mixture. They are kept in memory only."
)
_AS_SENT = (
    "The sample as the service sent it. How it chooses and orders these people is not known, so "
    "they are no random sample. They are kept in memory only."
)


def show(
    sizing: Sizing,
    numbers: Numbers,
    opened: OpenValues,
    missing: Sequence[Missing],
    answering: Answering,
) -> dict[int, bool]:
    """Draw the leads of a sizing with both downloads; returns which of them are marked to fit."""
    total = sizing.total
    if not isinstance(total, Receipt):
        return {}
    info = answering.info
    leads = total.leads or ()
    marks = noise.marks_of(sizing.filters, leads)
    worth = band.text(numbers.total, info)
    with st.container(horizontal=True, vertical_alignment="center"):
        head = f"The first {number(len(leads))} of {shown(numbers.total)}"
        st.subheader(head if leads else "No leads to show", anchor=False)
        downloads.offer(
            "Download leads (CSV)",
            lambda: leads_csv(total, base_url()),
            file_name="leadpreview-leads.csv",
            disabled=not leads,
            key="download_leads",
        )
        downloads.offer(
            "Download sizing (CSV)",
            lambda: sizing_csv(
                sizing, opened, known=numbers.known, band=worth, missing=missing, marks=marks
            ),
            file_name="leadpreview-sizing.csv",
            key="download_sizing",
        )
    if not leads:
        return {}
    st.toggle(
        "Check for noise",
        key="noise_check",
        help="Mark who fits, and see how many of the total are likely to. Marks stay in this tab.",
    )
    if st.session_state["noise_check"]:
        noise.show(sizing.filters, leads, numbers.total, info)
    else:
        lead_table.show(leads)
        st.caption(_FAIR if info.exact else _AS_SENT)
    return noise.marks_of(sizing.filters, leads)


def base_url() -> str:
    """The address of this page without its parameters."""
    address = str(st.context.url or "").partition("?")[0]
    bare = "/" not in address.partition("://")[2]
    return f"{address}/" if bare else address
