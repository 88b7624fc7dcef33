"""Places that our list does not hold, found by the service that answers."""

from __future__ import annotations

from functools import partial
from typing import Final

import streamlit as st

from leadpreview import catalog
from leadpreview.dashboard import opening
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import plain, plural
from leadpreview.dashboard.visit import LOOK_AGAIN, refuse, show_reason, visit
from leadpreview.errors import InvalidFiltersError, LeadPreviewError
from leadpreview.fields import FIELDS
from leadpreview.sources.errand import Errand

__all__ = ["NAME", "button", "draw"]

NAME: Final = "find_places"

_FIELDS: Final = ("included_locations", "excluded_locations", "company_headquarters")
_FIELD: Final = "places_field"
_TEXT: Final = "places_text"
_PICKED: Final = "places_picked"
_LIST: Final = 260
"""Pixels that the list of places may take; more of it scrolls, and nothing moves when it comes."""


def button(answering: Answering) -> None:
    """A button that opens the search, where the source has one."""
    if answering.service is not None:
        opening.opener(NAME, "Search the service's places", ":material/travel_explore:")


def draw(_: Answering) -> None:
    """Draw what is in the dialog."""
    st.selectbox("Add to", _FIELDS, format_func=lambda field: FIELDS[field].label, key=_FIELD)
    st.text_input(
        "Name of a place",
        key=_TEXT,
        placeholder="Type a name and press Enter; it takes its turn among the counts",
        on_change=_ask,
    )
    errand = visit().places
    asking = errand is not None and not errand.done
    st.fragment(_found, run_every=LOOK_AGAIN if asking else None)()


def _found() -> None:
    """Draw what was found and what adds it; looks again by itself, away from what is typed."""
    if opening.current() != NAME:
        st.rerun()
    with st.container(height=_LIST, border=False):
        _places()
    picked = st.session_state.get(_PICKED) or ()
    st.button(
        f"Add {plural(len(picked), 'place')}" if picked else "Add",
        on_click=_apply,
        width="stretch",
        key="places_apply",
    )
    if not picked:
        show_reason()


def _places() -> None:
    """What was found, behind what was picked before something else was looked for."""
    here, errand = visit(), visit().places
    found: list[str] = []
    if errand is not None and errand.about == _typed():
        outcome = errand.outcome
        if outcome is None:
            st.markdown(":material/hourglass_top: Asking the service…")
        elif isinstance(outcome, LeadPreviewError):
            st.error(plain(str(outcome)))
        elif not outcome:
            st.caption("The service knows no such place.")
        else:
            here.named |= {place.id: _name(place.id, place.name, place.kind) for place in outcome}
            found = [place.id for place in outcome]
    earlier = [place for place in st.session_state.get(_PICKED) or () if place not in found]
    if earlier or found:
        st.pills(
            "Places",
            list(dict.fromkeys([*earlier, *found])),
            selection_mode="multi",
            format_func=lambda place: plain(here.named.get(str(place), str(place))),
            key=_PICKED,
            label_visibility="collapsed",
        )


def _ask() -> None:
    """Ask for what is typed, once; what was asked before is withdrawn."""
    here, found, text = visit(), session().service, _typed()
    if here.places is not None:
        here.places.cancel()
    here.places = None
    if found is not None and text:
        here.places = Errand(partial(found.places, text), about=text)


def _apply() -> None:
    if opening.current() != NAME:
        return
    state, picked = session(), [str(place) for place in st.session_state.get(_PICKED) or ()]
    if not picked:
        refuse("There is nothing to add yet: look for a place and pick it.")
        return
    field = st.session_state.get(_FIELD) or _FIELDS[0]
    try:
        change(state.audience.with_(field, [*state.audience.values(field), *picked]))
    except InvalidFiltersError as error:
        refuse(str(error))
        return
    state.names |= {place: visit().named[place] for place in picked if place in visit().named}
    state.note = f"Added {plural(len(picked), 'place')} to {FIELDS[field].label}."
    opening.close(NAME)


def _typed() -> str:
    return str(st.session_state.get(_TEXT) or "").strip()


def _name(place: str, name: str, kind: str | None) -> str:
    if place in catalog.locations:
        return catalog.locations.describe(place)
    return f"{name} · {kind}" if kind else name
