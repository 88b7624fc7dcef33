"""What one browser tab holds: its audience, undo, baseline, and the address that shows it.

The address is the audience (`links`). It is read when it is not the one that this tab wrote last
(a link was opened, Back was pressed) and written when the audience changed here; arriving never
rewrites it, which would trap the Back button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from leadpreview import links
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sources.api import Connection
from leadpreview.sources.desk import Ticket
from leadpreview.sources.service import PreviewService

__all__ = ["Session", "change", "redo", "session", "sync_address", "undo", "update", "widget_key"]

_KEY: Final = "leadpreview"
_UNDO_DEPTH: Final = 100


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
        agreed: The audience and the filter whose values the person agreed to count.
        again: Questions that failed and that the person asked to try again.
        retry_at: When what failed is asked again by itself, in monotonic seconds.
        drawn: The audience that the main pane was drawn for.
        reseed: Whether the widgets have to be set to the audience.
        touched: Whether a change was made here since the address was last looked at.
        address: The parameters of the address as last seen or written.
        shown: The audience that the address stands for.
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
    agreed: tuple[LeadFilters, str] | None = None
    again: tuple[LeadFilters, ...] = ()
    retry_at: float | None = None
    drawn: LeadFilters = field(default_factory=LeadFilters)
    reseed: bool = False
    touched: bool = False
    address: dict[str, list[str]] | None = None
    shown: LeadFilters = field(default_factory=LeadFilters)
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


def sync_address() -> None:
    """Bring the audience and the address together, once at the beginning of every run."""
    state = session()
    found = {name: st.query_params.get_all(name) for name in st.query_params}
    if state.address is None or (found != state.address and not state.touched):
        _arrive(state, found)
    elif state.audience != state.shown:
        _write(state)
    state.touched = False


def _arrive(state: Session, found: dict[str, list[str]]) -> None:
    filters, state.problems = links.decode(found)
    if state.address is not None and filters != state.audience:
        state.undo = [*state.undo, state.audience][-_UNDO_DEPTH:]
        state.redo = []
    state.address, state.shown, state.audience = found, filters, filters
    state.reseed, state.too_long = True, False


def _write(state: Session) -> None:
    parameters = links.pairs(state.audience)
    state.too_long = len(links.encode(state.audience)) > links.LONGEST_LINK
    if state.too_long:
        parameters = {}
    st.query_params.from_dict(parameters)
    state.address, state.shown = parameters, state.audience


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
