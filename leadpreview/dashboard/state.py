"""What one browser tab holds: its audience, undo, baseline, and the address that shows it.

The address is the audience (`links`). It is read when it is not the one that this tab wrote last
(a link was opened, Back was pressed) and written when the audience changed here; arriving never
rewrites it, which would trap the Back button. A page may have parameters of its own beside the
audience: what is broken down by what, the scenarios that are compared, the goal.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from leadpreview import links
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.scenarios import Scenario, from_links, to_link
from leadpreview.sources.api import Connection
from leadpreview.sources.desk import Ticket
from leadpreview.sources.service import PreviewService

__all__ = [
    "SCENARIO",
    "VIEWS",
    "Session",
    "change",
    "parameters_of",
    "redo",
    "session",
    "set_view",
    "sync_address",
    "undo",
    "update",
    "view_of",
    "widget_key",
    "written",
]

_KEY: Final = "leadpreview"
_UNDO_DEPTH: Final = 100

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


@dataclass
class Session:
    """One tab.

    Attributes:
        audience: The filters on the screen.
        undo: Audiences before this one, the latest last.
        redo: Audiences that were undone, the latest last.
        problems: What a link or a file held that had to be left out.
        baseline: The receipt that the total is compared with.
        order: The order of the funnel that the person chose.
        connection: The preview API that answers; the embedded database when there is none.
        kept: The connection that the embedded database stands in for, until it is forgotten.
        refusal: The audience that the service refused, so that nothing more is asked of it.
        service: What is connected; it lives as long as a tab holds it.
        names: Names of places that the service found, by id.
        base: What is measured from where everybody cannot be counted: "", "worldwide" or a field.
        tickets: Counts under way, by what they are for.
        used: What this run asked counts for.
        unasked: Counts that this run did not ask, because counting is held.
        waiting: Whether this run left counts that have not arrived.
        paused: Whether nothing new is asked until the person goes on.
        stopped: The audience for which the person cancelled what was left.
        agreed: What the person agreed to count after having seen what it costs.
        scenarios: The audiences that are compared.
        pinned: The scenarios that the main pane was drawn for.
        removed: The scenario that was removed last, and where it stood.
        note: What the person is told once, at the next look: what a press did, or why nothing.
        page: The path of the page that is shown.
        view: The parameters that pages have in the address beside the audience, but scenarios.
        marks: Which of the first leads fit, by audience and place in the list; for noise.
        marked: Who stood where when they were marked: a hash of each lead, by audience.
        again: Questions that failed and that the person asked to try again.
        failed: What failed before it was asked again, by what it is for, until it is answered.
        retry_at: When what failed is asked again by itself, in monotonic seconds.
        drawn: The audience that the main pane was drawn for.
        reseed: Whether the widgets have to be set to the audience.
        touched: Whether a change was made here since the address was last looked at.
        address: The parameters of the address as last seen or written.
        shown: The audience, and what else of a page, that the address stands for.
        too_long: Whether the audience is too long for an address.
    """

    audience: LeadFilters = field(default_factory=LeadFilters)
    undo: list[LeadFilters] = field(default_factory=list)
    redo: list[LeadFilters] = field(default_factory=list)
    problems: tuple[FilterProblem, ...] = ()
    baseline: Receipt | None = None
    order: tuple[str, ...] = ()
    connection: Connection | None = None
    kept: Connection | None = None
    refusal: Failure | None = None
    service: PreviewService | None = None
    names: dict[str, str] = field(default_factory=dict)
    base: str = ""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    unasked: int = 0
    waiting: bool = False
    paused: bool = False
    stopped: LeadFilters | None = None
    agreed: set[Hashable] = field(default_factory=set)
    scenarios: tuple[Scenario, ...] = ()
    pinned: tuple[Scenario, ...] = ()
    removed: tuple[int, Scenario] | None = None
    note: str = ""
    page: str = ""
    view: dict[str, tuple[str, ...]] = field(default_factory=dict)
    marks: dict[LeadFilters, dict[int, bool]] = field(default_factory=dict)
    marked: dict[LeadFilters, tuple[int, ...]] = field(default_factory=dict)
    again: tuple[LeadFilters, ...] = ()
    failed: dict[str, dict[LeadFilters, Failure]] = field(default_factory=dict)
    retry_at: float | None = None
    drawn: LeadFilters = field(default_factory=LeadFilters)
    reseed: bool = False
    touched: bool = False
    address: dict[str, list[str]] | None = None
    shown: tuple[LeadFilters, dict[str, list[str]]] = field(
        default_factory=lambda: (LeadFilters(), {})
    )
    too_long: bool = False

    @property
    def held(self) -> bool:
        """Whether counts that are not known yet stay unasked for now."""
        return self.paused or self.stopped == self.audience


def session() -> Session:
    """The state of this tab."""
    if _KEY not in st.session_state:
        st.session_state[_KEY] = Session()
    found: Session = st.session_state[_KEY]
    return found


def widget_key(name: str) -> str:
    """The key of the sidebar widget of a filter field."""
    return f"filter_{name}"


def change(filters: LeadFilters, *, reseed: bool = True) -> None:
    """Make `filters` the audience; `reseed` unless a sidebar widget already shows it."""
    state = session()
    state.touched = True
    state.problems = ()
    state.reseed = state.reseed or reseed
    if filters != state.audience:
        state.again = ()
        state.undo = [*state.undo, state.audience][-_UNDO_DEPTH:]
        state.redo = []
        state.audience = filters


def update(field_name: str, read: Callable[[], object]) -> None:
    """Take over what a widget of one field holds, as it stands in the browser."""
    state = session()
    value = read()
    kept = value if isinstance(value, (str, bool)) else [str(item) for item in _listed(value)]
    try:
        change(state.audience.with_(field_name, kept), reseed=False)
    except InvalidFiltersError as error:
        state.touched = True
        state.problems = error.problems


def undo() -> None:
    """Go back to the audience before this one."""
    _travel(session().undo, session().redo)


def redo() -> None:
    """Go forward to the audience that was undone last."""
    _travel(session().redo, session().undo)


def set_view(name: str, *values: str) -> None:
    """Set a parameter that a page has in its address beside the audience."""
    state = session()
    state.touched = True
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
    # The sidebar's widgets are others on another page, and their keys may still hold values.
    state.reseed = state.reseed or page != state.page
    state.page = page
    if state.address is None or (found != state.address and not state.touched):
        _arrive(state, found)
    elif not written():
        _write(state)
    state.touched = False


def _arrive(state: Session, found: dict[str, list[str]]) -> None:
    filters, problems = links.decode({k: v for k, v in found.items() if k not in _OWN})
    if state.address is not None and filters != state.audience:
        state.undo = [*state.undo, state.audience][-_UNDO_DEPTH:]
        state.redo = []
    listed = found.get(SCENARIO, ())
    own = {k: _short(v) for k, v in found.items() if k in _OWN and k != SCENARIO}
    state.view = {**state.view, **own}
    # The scenarios of this tab stay when an address has none.
    state.scenarios, wrong = from_links(listed) if listed else (state.scenarios, ())
    state.problems = (*problems, *wrong)
    state.address, state.audience = found, filters
    state.shown = filters, view_of(state.page)
    state.reseed, state.too_long = True, False


def _short(values: list[str]) -> tuple[str, ...]:
    """What a page may have meant by its parameter; endless ones would fill the address for good."""
    return tuple(value for value in values[:_MOST_OWN] if len(value) <= _LONGEST_OWN)


def _write(state: Session) -> None:
    parameters = parameters_of(state.page)
    state.too_long = not parameters and not state.audience.is_empty
    st.query_params.from_dict(parameters)
    state.address, state.shown = parameters, (state.audience, view_of(state.page))


def _travel(back: list[LeadFilters], forth: list[LeadFilters]) -> None:
    if not back:
        return
    state = session()
    forth.append(state.audience)
    state.audience = back.pop()
    state.touched = state.reseed = True
    state.problems = ()


def _listed(value: object) -> list[object]:
    return list(value) if isinstance(value, (list, tuple)) else []
