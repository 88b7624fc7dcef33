"""The receipt of any number: what was asked, of whom, when, and how it was worked out."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from leadpreview.addresses import PUBLISHED
from leadpreview.api.users import CURL_KEY
from leadpreview.dashboard.figures import LEGEND, shown
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import amount, plain, said
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.preview import Receipt
from leadpreview.sizing import Figure

__all__ = ["show"]


def show(figures: Mapping[str, Figure], *, key: str) -> None:
    """Let a person choose one of some numbers and see where it comes from.

    Args:
        figures: The numbers on the page, by what they are called there.
        key: Tells the parts of this from those of another page.
    """
    if not figures:
        return
    with st.expander("Receipt of a number", icon=":material/receipt_long:", key=f"{key}_receipts"):
        chosen = st.selectbox("Number", list(figures), key=f"{key}_receipt", width=480)
        if chosen in figures:
            _receipt(figures[chosen])


def _receipt(figure: Figure) -> None:
    st.markdown(f"**{plain(shown(figure))}** · {LEGEND[figure.kind][1]}")
    if figure.how:
        st.markdown(f"How: {plain(figure.how)}.")
    if figure.error is not None:
        st.markdown(plain(str(figure.error)))
    for receipt in figure.receipts:
        _count(receipt)
    asked = figure.question
    if asked is None and len(figure.receipts) == 1:
        asked = figure.receipts[0].filters
    if asked is not None and not asked.is_empty:
        _ask_again(asked)


def _count(receipt: Receipt) -> None:
    st.markdown(
        f"- {plain(amount(receipt))}: {plain(said(receipt.filters))} "
        f"{plain(receipt.source)}, {receipt.measured_at:%Y-%m-%d %H:%M:%S} UTC, "
        f"{receipt.duration * 1000:.0f} ms."
    )


def _ask_again(filters: LeadFilters) -> None:
    connection, service = session().connection, session().service
    address = PUBLISHED[0].url if connection is None else connection.base_url
    sandbox = service is not None and service.address.sandbox
    st.code(
        as_curl(filters, address, CURL_KEY if sandbox else None), language=None, wrap_lines=True
    )
    st.code(filters.to_json(indent=2), language="json")
