"""The first 25 leads, and what can be downloaded."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.text import amount, number
from leadpreview.exports import leads_csv, sizing_csv
from leadpreview.preview import Lead, Receipt
from leadpreview.sizing import Sizing, ValueCost
from leadpreview.spreadsheet import neutralise

__all__ = ["base_url", "show"]

_COLUMNS = {
    "full_name": "Name",
    "current_title": "Title",
    "current_company": "Company",
    "headline": "Headline",
    "linkedin_id": "Id",
    "profile_url": "Profile",
}
_FAIR = (
    "Always the same 25 for the same filters, in an order that has nothing to do with who they "
    "are, so that they are a fair mixture. They are kept in memory only."
)
_AS_SENT = (
    "The sample as the service sent it. How it chooses and orders these people is not known, so "
    "they are no random sample. They are kept in memory only."
)


def show(sizing: Sizing, opened: Mapping[str, tuple[ValueCost, ...]], answering: Answering) -> None:
    """Draw the leads of a sizing with both downloads."""
    total = sizing.total
    if not isinstance(total, Receipt):
        return
    info = answering.info
    leads = total.leads or ()
    with st.container(horizontal=True, vertical_alignment="center"):
        shown = f"The first {number(len(leads))} of {amount(total)}"
        st.subheader(shown if leads else "No leads to show", anchor=False)
        st.download_button(
            "Download leads (CSV)",
            lambda: leads_csv(total, base_url()),
            file_name="leadpreview-leads.csv",
            mime="text/csv",
            icon=":material/download:",
            disabled=not leads,
            on_click="ignore",
            key="download_leads",
        )
        st.download_button(
            "Download sizing (CSV)",
            lambda: sizing_csv(sizing, opened),
            file_name="leadpreview-sizing.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
            key="download_sizing",
        )
    if leads:
        _table(leads)
        st.caption(_FAIR if info.exact else _AS_SENT)


def base_url() -> str:
    """The address of this page without its parameters."""
    address = str(st.context.url or "").partition("?")[0]
    bare = "/" not in address.partition("://")[2]
    return f"{address}/" if bare else address


def _table(leads: tuple[Lead, ...]) -> None:
    rows = [
        {name: neutralise(value or "") for name, value in lead.model_dump().items()}
        for lead in leads
    ]
    st.dataframe(
        pd.DataFrame(rows, columns=list(_COLUMNS)).rename(columns=_COLUMNS),
        hide_index=True,
        alt="The first people who match",
        column_config={
            "Name": st.column_config.TextColumn(width=145),
            "Title": st.column_config.TextColumn(width=190),
            "Company": st.column_config.TextColumn(width=170),
            "Headline": st.column_config.TextColumn(width=300),
            "Profile": st.column_config.LinkColumn(width=90, display_text="Open profile"),
            "Id": None,
        },
        height="content",
        key="leads",
    )
