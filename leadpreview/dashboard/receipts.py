"""The receipt of any number: what was asked, of whom, when, and how it was worked out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st

from leadpreview.addresses import PUBLISHED
from leadpreview.api.users import CURL_KEY
from leadpreview.dashboard.figures import LEGEND, shown
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import amount, plain, plural, said
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.preview import Receipt
from leadpreview.sizing import Figure, Kind

__all__ = ["show"]

_LONG_JSON: Final = 14
"""Lines of JSON from which it scrolls."""


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
            _receipt(figures[chosen], key)


def _receipt(figure: Figure, key: str) -> None:
    st.markdown(f"**{plain(shown(figure))}** · {plain(LEGEND[figure.kind][1])}")
    if figure.kind is Kind.MODELLED and figure.low is not None and figure.high is not None:
        st.markdown(f"Between {figure.low:,} and {figure.high:,}, if the model is right.")
    if figure.question is not None:
        st.markdown(f"**Asked:** {plain(said(figure.question))}")
    if figure.how:
        st.markdown(f"**How:** {plain(figure.how)}.")
    if figure.error is not None:
        st.markdown(f"**Why there is none:** {plain(str(figure.error))}")
    own = figure.measured and len(figure.receipts) == 1
    if figure.receipts and not own:
        st.markdown(f"**From {plural(len(figure.receipts), 'count')}:**")
    for receipt in figure.receipts:
        _count(receipt, said_already=own)
    _ask_again(figure, key)


def _count(receipt: Receipt, *, said_already: bool) -> None:
    whom = "" if said_already else f" {plain(said(receipt.filters))}"
    kind = "counted exactly" if receipt.exact else "estimated"
    st.markdown(
        f"- **{plain(amount(receipt))}**{whom} {kind[0].upper()}{kind[1:]} by the "
        f"{plain(receipt.source)} at {receipt.measured_at:%Y-%m-%d %H:%M:%S} UTC, in "
        f"{receipt.duration * 1000:.0f} ms."
    )


def _questions(figure: Figure) -> dict[LeadFilters, str]:
    """What can be asked again for a number: its own question, and each count it comes from."""
    found: dict[LeadFilters, str] = {}
    if figure.question is not None:
        found[figure.question] = "The number itself"
    for receipt in figure.receipts:
        found.setdefault(receipt.filters, f"{amount(receipt)}: {said(receipt.filters)}")
    return {question: name for question, name in found.items() if not question.is_empty}


def _ask_again(figure: Figure, key: str) -> None:
    questions = _questions(figure)
    if not questions:
        return
    chosen = next(iter(questions))
    if len(questions) > 1:
        chosen = st.selectbox(
            "Ask one of them again",
            list(questions),
            format_func=lambda question: questions.get(question, ""),
            key=f"{key}_receipt_of",
        )
        if chosen not in questions:
            return
    connection, service = session().connection, session().service
    address = PUBLISHED[0].url if connection is None else connection.base_url
    sandbox = service is not None and service.address.sandbox
    curl_tab, json_tab = st.tabs(["curl", "JSON"])
    with curl_tab:
        command = as_curl(chosen, address, CURL_KEY if sandbox else None)
        st.code(command, language=None, wrap_lines=True)
    with json_tab:
        text = chosen.to_json(indent=2)
        tall = text.count("\n") > _LONG_JSON
        st.code(text, language="json", height=320 if tall else "content")
