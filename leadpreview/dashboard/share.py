"""Taking an audience elsewhere and bringing one in: link, JSON, curl, sizing CSV; the baseline."""

from __future__ import annotations

import streamlit as st

from leadpreview.addresses import PUBLISHED
from leadpreview.api.users import CURL_KEY
from leadpreview.dashboard import pins
from leadpreview.dashboard.leads import base_url
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import amount, number, plain, plural, said
from leadpreview.errors import InvalidFiltersError
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.imports import Opened, open_text
from leadpreview.links import LONGEST_LINK, encode
from leadpreview.preview import Receipt
from leadpreview.scenarios import from_json
from leadpreview.sizing import Cell

__all__ = ["toolbar"]

_LARGEST_FILE_MB = 5


def toolbar(filters: LeadFilters, total: Cell) -> None:
    """Pin as baseline, pin to compare, Copy as, Open from."""
    with st.container(horizontal=True, gap="small"):
        _pin(total)
        pins.button(filters, "pin_scenario")
        with st.popover(
            "Copy as", icon=":material/content_copy:", disabled=filters.is_empty, key="copy_as"
        ):
            _copy(filters)
        if st.button("Open from", icon=":material/file_open:", key="open_from"):
            _open()


def _pin(total: Cell) -> None:
    baseline = session().baseline
    if baseline is None:
        st.button(
            "Pin as baseline",
            icon=":material/keep:",
            on_click=_set_baseline,
            args=(total,),
            disabled=not isinstance(total, Receipt),
            help="Shows every later total with its change against this one.",
            key="pin",
        )
        return
    with st.popover(f"Baseline {amount(baseline)}", icon=":material/keep:", key="baseline"):
        st.markdown(plain(said(baseline.filters)))
        st.caption(f"Pinned: {amount(baseline)}, {plain(baseline.source)}.")
        st.button(
            "Pin what is on the screen instead",
            on_click=_set_baseline,
            args=(total,),
            disabled=not isinstance(total, Receipt),
            key="pin_again",
        )
        st.button("Go back to it", on_click=change, args=(baseline.filters,), key="pin_back")
        st.button("Unpin", on_click=_set_baseline, args=(None,), key="unpin")


def _set_baseline(total: Cell) -> None:
    session().baseline = total if isinstance(total, Receipt) else None


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
        st.download_button(
            "Download JSON",
            text.encode(),
            file_name="leadpreview-audience.json",
            mime="application/json",
            icon=":material/download:",
            on_click="ignore",
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


@st.dialog("Open an audience", width="medium", icon=":material/file_open:")
def _open() -> None:
    st.markdown("A JSON request, a share link, or a sizing CSV that was downloaded here.")
    upload = st.file_uploader(
        "File", type=["json", "csv", "txt"], key="open_file", max_upload_size=_LARGEST_FILE_MB
    )
    pasted = st.text_area("Or paste it", key="open_text", height=140)
    text = upload.getvalue().decode("utf-8", "replace") if upload is not None else pasted
    opened = _read(text) if text.strip() else None
    if st.button("Open", disabled=opened is None, width="stretch", key="open_apply"):
        assert opened is not None
        change(opened.filters)
        session().problems = opened.problems
        st.rerun()


def _read(text: str) -> Opened | None:
    if _holds_scenarios(text):
        st.info("This file holds scenarios. Open it on Compare, which shows all of them.")
        return None
    try:
        opened = open_text(text)
    except InvalidFiltersError as error:
        st.error(plain(str(error)))
        return None
    st.markdown(f"**{opened.kind[0].upper()}{opened.kind[1:]}:** {plain(said(opened.filters))}")
    if opened.problems:
        st.warning(
            "\n".join(f"- {plain(problem.reason)}" for problem in opened.problems),
            title=f"{plural(len(opened.problems), 'thing')} will be left out",
        )
    return opened


def _holds_scenarios(text: str) -> bool:
    try:
        scenarios, _ = from_json(text)
    except InvalidFiltersError:
        return False
    return bool(scenarios)
