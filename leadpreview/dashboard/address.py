"""The address of the page, which is the audience (`links`).

It is read when the tab is opened and when a person goes back or forward in the browser, and written
when the audience changed here; arriving never rewrites it, which would trap the Back button. Any
other address is one of this tab that is older than what the tab holds: links carry it, and every
request does. A page may have parameters of its own beside the audience: what is broken down by
what, the scenarios that are compared, the goal.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from leadpreview import links
from leadpreview.dashboard.state import Session, change, session
from leadpreview.scenarios import from_links, to_link

__all__ = [
    "SCENARIO",
    "VIEWS",
    "parameters_of",
    "set_view",
    "sync_address",
    "view_of",
    "written",
]

SCENARIO: Final = "scenario"
VIEWS: Final[Mapping[str, tuple[str, ...]]] = {
    "breakdown": ("rows", "columns"),
    "compare": (SCENARIO, "rows"),
    "goal": ("goal",),
}
"""The parameters that a page has in its address beside the audience, by the page's path."""

_MOST_OWN: Final = 10
_LONGEST_OWN: Final = 200
_OWN: Final = frozenset(name for names in VIEWS.values() for name in names)


def set_view(name: str, *values: str) -> None:
    """Set a parameter that a page has in its address beside the audience."""
    state = session()
    state.view = {**state.view, name: values}


def view_of(page: str) -> dict[str, list[str]]:
    """What a page has in its address beside the audience; nothing that is empty."""
    state = session()
    scenarios = [to_link(scenario) for scenario in state.scenarios]
    every = {name: list(values) for name, values in state.view.items()} | {SCENARIO: scenarios}
    return {name: every[name] for name in VIEWS.get(page, ()) if every.get(name)}


def parameters_of(page: str) -> dict[str, list[str]]:
    """The parameters of the address of a page: the audience, and what the page has beside it.

    Scenarios that make an address too long for some browsers stay out of it; an audience that is
    too long by itself leaves nothing.
    """
    audience, view = links.pairs(session().audience), view_of(page)
    short = {name: values for name, values in view.items() if name != SCENARIO}
    for parameters in (audience | view, audience | short):
        if len(urlencode(parameters, doseq=True)) <= links.LONGEST_LINK:
            return parameters
    return {}


def written() -> bool:
    """Whether the address stands for what this tab holds, so that nothing has to be written."""
    state = session()
    return (state.audience, view_of(state.page)) == state.shown


def sync_address(page: str = "") -> None:
    """Bring what is shown and the address together, once at the beginning of every run.

    Args:
        page: The path of the page that is shown; "" for the first.
    """
    state = session()
    found = {name: st.query_params.get_all(name) for name in st.query_params}
    state.page = page
    if state.address is None or _is_history_navigation():
        _arrive(state, found)
    elif found != state.address or not written():
        _write(state, found)


def _is_history_navigation() -> bool:
    """Whether a person went back or forward in the browser, and means the address there."""
    context = get_script_run_ctx(suppress_warning=True)
    return context is not None and context.is_history_navigation


def _arrive(state: Session, found: dict[str, list[str]]) -> None:
    filters, problems = links.decode({k: v for k, v in found.items() if k not in _OWN})
    if state.address is None:
        state.audience = filters
    else:
        change(filters)
    listed = found.get(SCENARIO, ())
    own = {k: _short(v) for k, v in found.items() if k in _OWN and k != SCENARIO}
    state.view = {**state.view, **own}
    # The scenarios of this tab stay when an address has none.
    state.scenarios, wrong = from_links(listed) if listed else (state.scenarios, ())
    state.problems = (*problems, *wrong)
    state.unfinished.clear()
    state.address, state.shown, state.too_long = found, (filters, view_of(state.page)), False


def _short(values: list[str]) -> tuple[str, ...]:
    """What a page may have meant by its parameter; endless ones would fill the address for good."""
    return tuple(value for value in values[:_MOST_OWN] if len(value) <= _LONGEST_OWN)


def _write(state: Session, found: dict[str, list[str]]) -> None:
    parameters = parameters_of(state.page)
    state.too_long = not parameters and not state.audience.is_empty
    # What was written last may be on its way to the browser yet, and would come after `found`.
    stale = parameters != found or parameters != state.address
    # Before it is sent: a press that waits may end this run as soon as it is.
    state.address, state.shown = parameters, (state.audience, view_of(state.page))
    if stale:
        st.query_params.from_dict(parameters)
