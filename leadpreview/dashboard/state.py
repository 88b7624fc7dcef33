"""What one browser tab holds: its audience, undo, baseline, scenarios, what is being counted.

What a person does changes it in callbacks only. They compute from the state as it is then, not from
what was drawn: something else may have been done since.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from leadpreview.dashboard.widgets import Drawn, key_for, take
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.scenarios import Scenario
from leadpreview.sources.api import Connection
from leadpreview.sources.desk import Ticket
from leadpreview.sources.service import PreviewService

__all__ = [
    "Offer",
    "Session",
    "apply",
    "change",
    "clear",
    "merged",
    "redo",
    "session",
    "undo",
    "update",
    "widget",
]

_KEY: Final = "leadpreview"
_UNDO_DEPTH: Final = 100


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that can be downloaded, as the page was last drawn.

    Attributes:
        audience: What the page was drawn for.
        make: Makes the file; `None` while there is nothing in it.
    """

    audience: LeadFilters
    make: Callable[[], bytes] | None


@dataclass
class Session:
    """One tab.

    Attributes:
        audience: The filters on the screen.
        undo: Audiences before this one, the latest last.
        redo: Audiences that were undone, the latest last.
        problems: What a link or a file held that had to be left out.
        baseline: The receipt that the total is compared with.
        pinning: The audience that becomes the baseline as soon as its total is known.
        order: The order of the funnel that the person chose.
        connection: The preview API that answers; the embedded database when there is none.
        kept: The connection that the embedded database stands in for, until it is forgotten.
        refusal: The audience that the service refused, so that nothing more is asked of it.
        service: What is connected; it lives as long as a tab holds it.
        names: Names of places that the service found, by id.
        base: What is measured from where everybody cannot be counted: "", "worldwide" or a field.
        tickets: Counts under way, by what they are for.
        used: What this run asked counts for.
        looked: How many answers each ticket had when this run first looked, and whether all.
        unasked: Counts that this run did not ask, because counting is held.
        waiting: Whether this run left counts that have not arrived.
        paused: Whether nothing new is asked until the person goes on.
        stopped: The audience for which the person cancelled what was left.
        agreed: What the person agreed to count after having seen what it costs.
        scenarios: The audiences that are compared.
        pinned: The scenarios that the main pane was drawn for.
        removed: The scenario that was removed last, and where it stood.
        dialog: The dialog that is open, after its page, as `compare/open_scenarios`; "" for none.
        note: What the person is told once, at the next look: what a press did, or why nothing.
        page: The path of the page that is shown.
        view: The parameters that pages have in the address beside the audience, but scenarios.
        marks: Which of the first leads fit, by audience and place in the list; for noise.
        marked: Who stood where when they were marked: a hash of each lead, by audience.
        again: Questions that failed and that the person asked to try again.
        failed: What failed before it was asked again, by what it is for, until it is answered.
        retry_at: When what failed is asked again by itself, in monotonic seconds.
        drawn: The audience that the main pane was drawn for.
        widgets: What the widgets hold whose value the program sets, too.
        unfinished: What widgets of filters hold that the audience cannot, by field.
        looked_at: The row and the column of a breakdown that are looked at; "" for all.
        opened: The filter that is opened into its values.
        overlaid: The names of the scenarios that are laid over each other, once chosen.
        files: What the buttons of the page download, by their keys.
        address: The parameters of the address as last seen or written.
        shown: The audience, and what else of a page, that the address stands for.
        too_long: Whether the audience is too long for an address.
    """

    audience: LeadFilters = field(default_factory=LeadFilters)
    undo: list[LeadFilters] = field(default_factory=list)
    redo: list[LeadFilters] = field(default_factory=list)
    problems: tuple[FilterProblem, ...] = ()
    baseline: Receipt | None = None
    pinning: LeadFilters | None = None
    order: tuple[str, ...] = ()
    connection: Connection | None = None
    kept: Connection | None = None
    refusal: Failure | None = None
    service: PreviewService | None = None
    names: dict[str, str] = field(default_factory=dict)
    base: str = ""
    tickets: dict[str, Ticket] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    looked: dict[str, tuple[int, bool]] = field(default_factory=dict)
    unasked: int = 0
    waiting: bool = False
    paused: bool = False
    stopped: LeadFilters | None = None
    agreed: set[Hashable] = field(default_factory=set)
    scenarios: tuple[Scenario, ...] = ()
    pinned: tuple[Scenario, ...] = ()
    removed: tuple[int, Scenario] | None = None
    dialog: str = ""
    note: str = ""
    page: str = ""
    view: dict[str, tuple[str, ...]] = field(default_factory=dict)
    marks: dict[LeadFilters, dict[int, bool]] = field(default_factory=dict)
    marked: dict[LeadFilters, tuple[int, ...]] = field(default_factory=dict)
    again: tuple[LeadFilters, ...] = ()
    failed: dict[str, dict[LeadFilters, Failure]] = field(default_factory=dict)
    retry_at: float | None = None
    drawn: LeadFilters = field(default_factory=LeadFilters)
    widgets: dict[str, Drawn] = field(default_factory=dict)
    unfinished: dict[str, object] = field(default_factory=dict)
    looked_at: tuple[str, str] = ("", "")
    opened: str | None = None
    overlaid: tuple[str, ...] | None = None
    files: dict[str, Offer] = field(default_factory=dict)
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


def widget(name: str) -> tuple[str, Any]:
    """The key of the sidebar's widget of a filter field, or of `live`, and what to draw it with.

    It is found anew in each run, so that the widget shows the audience whatever changed that.
    """
    state = session()
    held = _filter_widget(name)
    value = _shown(state.audience, name)
    drawn = state.widgets.get(held)
    now = None if drawn is None else drawn.held.get(drawn.number)
    fits = now == value or now is None or now == state.unfinished.get(name)
    fits = fits or _means(now, name) == state.audience
    return key_for(state.widgets, held, value, fits=fits)


def change(filters: LeadFilters) -> None:
    """Make `filters` the audience."""
    state = session()
    state.problems = ()
    for name in _fields(state.audience, filters):
        state.unfinished.pop(name, None)
    if filters != state.audience:
        state.again = ()
        state.undo = [*state.undo, state.audience][-_UNDO_DEPTH:]
        state.redo = []
        state.audience = filters


def merged(drawn: LeadFilters, wanted: LeadFilters) -> LeadFilters:
    """The audience, changed as `wanted` changes `drawn`, for which a button was drawn.

    What was changed since then, and the browser has not drawn yet, stays.
    """
    changes = {name: getattr(wanted, name) for name in _fields(drawn, wanted)}
    return session().audience.model_copy(update=changes)


def apply(drawn: LeadFilters, wanted: LeadFilters) -> None:
    """Change the audience as `wanted` changes `drawn`, for which a button was drawn."""
    change(merged(drawn, wanted))


def clear(*fields: str) -> None:
    """Lift these filters; all of them when none is named. What is typed there goes, too."""
    state = session()
    lifted = fields or tuple(FIELDS)
    for name in lifted:
        # The widget shows it although the audience does not hold it.
        state.unfinished.pop(name, None)
    change(state.audience.without(*lifted))


def update(name: str, key: str) -> None:
    """Take over what a person made of the widget of a filter field, or of `live`.

    Of a list only what was added and taken out counts: the list in the browser may be older than
    the audience.

    Args:
        name: The field.
        key: The widget's key.
    """
    state = session()
    before, value = take(state.widgets, _filter_widget(name), key)
    if value == before:
        return
    if isinstance(value, (list, tuple)):
        gone, now = [v for v in before if v not in value], state.audience.values(name)
        stay = [v for v in now if v not in gone]
        value = [*stay, *(v for v in value if v not in before and v not in stay)]
    try:
        wanted = state.audience.with_(name, value)
    except InvalidFiltersError as error:
        state.unfinished[name] = st.session_state[key]
        state.problems = error.problems
        return
    state.unfinished.pop(name, None)
    change(wanted)


def undo() -> None:
    """Go back to the audience before this one."""
    _travel(session().undo, session().redo)


def redo() -> None:
    """Go forward to the audience that was undone last."""
    _travel(session().redo, session().undo)


def _travel(back: list[LeadFilters], forth: list[LeadFilters]) -> None:
    if not back:
        return
    state = session()
    forth.append(state.audience)
    state.audience = back.pop()
    state.problems = ()
    state.unfinished.clear()


def _filter_widget(name: str) -> str:
    return f"filter_{name}"


def _shown(filters: LeadFilters, name: str) -> object:
    """What the widget of a field holds for these filters."""
    value = getattr(filters, name)
    return list(value) if isinstance(value, tuple) else value


def _means(held: object, name: str) -> LeadFilters | None:
    """The audience, with what the widget of a field holds there."""
    assert isinstance(held, (list, tuple, str, bool))
    try:
        return session().audience.with_(name, held)
    except InvalidFiltersError:
        return None


def _fields(one: LeadFilters, other: LeadFilters) -> list[str]:
    """The fields in which two audiences differ, `live` included."""
    return [name for name in (*FIELDS, "live") if getattr(one, name) != getattr(other, name)]
