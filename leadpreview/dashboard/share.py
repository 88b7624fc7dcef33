"""Taking an audience elsewhere and bringing one in: link, JSON, curl, sizing CSV; the baseline."""

from __future__ import annotations

import streamlit as st

from leadpreview.addresses import PUBLISHED
from leadpreview.api.users import CURL_KEY
from leadpreview.dashboard import audience_files, downloads, pins
from leadpreview.dashboard.leads import base_url
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import amount, number, plain, said
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.links import LONGEST_LINK, encode
from leadpreview.preview import Failure, Receipt
from leadpreview.sizing import Cell

__all__ = ["toolbar"]

_WIDTH = 190
"""Pixels, so that what stands beside the baseline keeps its place when one is pinned."""


def toolbar(filters: LeadFilters, total: Cell) -> None:
    """Pin as baseline, pin to compare, Copy as, Open from."""
    with st.container(horizontal=True, gap="small"):
        _baseline(total)
        pins.button("pin_scenario")
        with st.popover(
            "Copy as", icon=":material/content_copy:", disabled=filters.is_empty, key="copy_as"
        ):
            _copy(filters)
        audience_files.open_button()


def _baseline(total: Cell) -> None:
    state = session()
    if state.baseline is None:
        st.button(
            "Pin as baseline",
            icon=":material/keep:",
            on_click=_pin,
            args=(total,),
            # Not while it is counted: what was typed just before the press has no total yet.
            disabled=isinstance(total, Failure) or state.audience.is_empty,
            help="Shows every later total with its change against this one.",
            width=_WIDTH,
            key="pin",
        )
        return
    pinned = state.baseline
    with st.popover(
        f"Baseline {amount(pinned)}", icon=":material/keep:", width=_WIDTH, key="baseline"
    ):
        st.markdown(plain(said(pinned.filters)))
        st.caption(f"Pinned: {amount(pinned)}, {plain(pinned.source)}.")
        st.button(
            "Pin what is on the screen instead",
            on_click=_pin,
            args=(total,),
            disabled=not isinstance(total, Receipt),
            key="pin_again",
        )
        st.button("Go back to it", on_click=change, args=(pinned.filters,), key="pin_back")
        st.button("Unpin", on_click=_unpin, key="unpin")


def _pin(total: Cell) -> None:
    """Pin the audience of now: what was typed since the button was drawn has no total yet."""
    state = session()
    if isinstance(total, Receipt) and total.filters == state.audience:
        state.baseline, state.pinning = total, None
    elif not state.audience.is_empty:
        state.pinning = state.audience


def _unpin() -> None:
    session().baseline = session().pinning = None


def _copy(filters: LeadFilters) -> None:
    link_tab, json_tab, curl_tab = st.tabs(["Link", "JSON", "curl"])
    text = filters.to_json(indent=2)
    with link_tab:
        link = f"{base_url()}?{encode(filters)}"
        if len(link) > LONGEST_LINK:
            st.warning(
                f"The link would have {number(len(link))} characters, and more than "
                f"{number(LONGEST_LINK)} do not survive every chat and browser. "
                "Share the JSON file instead."
            )
        else:
            st.code(link, language=None, wrap_lines=True)
    with json_tab:
        st.code(text, language="json", height=320 if text.count("\n") > 14 else "content")
        downloads.offer(
            "Download JSON",
            text.encode,
            file_name="leadpreview-audience.json",
            mime="application/json",
            key="download_json",
        )
    with curl_tab:
        connection = session().connection
        service = session().service
        address = PUBLISHED[0].url if connection is None else connection.base_url
        sandbox = service is not None and service.address.sandbox
        key = CURL_KEY if sandbox else None
        st.code(as_curl(filters, address, key), language=None, wrap_lines=True)
        st.caption(
            "Asks this program's own sandbox, with a public key."
            if sandbox
            else "Asks the preview endpoint, free of credits, with your own key."
        )
