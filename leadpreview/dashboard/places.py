"""Places that our list does not hold, found by the service that answers."""

from __future__ import annotations

import streamlit as st

from leadpreview import catalog
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import plain, plural
from leadpreview.errors import LeadPreviewError
from leadpreview.fields import FIELDS

__all__ = ["button"]

_FIELDS = ("included_locations", "excluded_locations", "company_headquarters")


def button(answering: Answering) -> None:
    """A button that opens the search, where the source has one."""
    if answering.service is not None and st.button(
        "Search the service's places", icon=":material/travel_explore:", key="find_places"
    ):
        _dialog(answering)


@st.dialog("Search the service's places", width="medium", icon=":material/travel_explore:")
def _dialog(answering: Answering) -> None:
    assert answering.service is not None
    name = st.selectbox(
        "Add to", _FIELDS, format_func=lambda field: FIELDS[field].label, key="places_field"
    )
    text = st.text_input(
        "Name of a place",
        key="places_text",
        placeholder="Type a name and press Enter; it takes its turn among the counts",
    )
    found: dict[str, str] = {}
    if text.strip():
        try:
            with st.spinner("Asking the service…"):
                answer = answering.service.places(text.strip())
            found = {place.id: _name(place.id, place.name, place.kind) for place in answer}
        except LeadPreviewError as error:
            st.error(plain(str(error)))
            return
        if not found:
            st.caption("The service knows no such place.")
    chosen = st.pills(
        "Places",
        list(found),
        selection_mode="multi",
        format_func=lambda place: plain(found.get(str(place), str(place))),
        key=f"places_found_{text}",
        label_visibility="collapsed",
    )
    label = f"Add {plural(len(chosen), 'place')}" if chosen else "Nothing to add yet"
    if st.button(label, disabled=not chosen, width="stretch", key="places_apply"):
        state = session()
        state.names |= {place: found[place] for place in chosen}
        change(state.audience.with_(name, [*state.audience.values(name), *chosen]))
        st.rerun()


def _name(place: str, name: str, kind: str | None) -> str:
    if place in catalog.locations:
        return catalog.locations.describe(place)
    return f"{name} · {kind}" if kind else name
