"""What an audience is broken down by: chosen in lists, kept in the address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import streamlit as st

from leadpreview.dashboard.address import set_view
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.widgets import key_for, take
from leadpreview.errors import LeadPreviewError
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.people.index import Counted, PeopleIndex
from leadpreview.preview import Cancellation, Question
from leadpreview.sizing import (
    EVERYBODY,
    MOST_EXACT,
    MOST_OVER_API,
    WORLDWIDE,
    Axis,
    Dimension,
    top_dimensions,
)

__all__ = [
    "BY_LIST",
    "BY_NAME",
    "BY_PEOPLE",
    "COLUMNS",
    "ROWS",
    "Choice",
    "axis",
    "choose",
    "chosen",
    "turn",
]

ROWS: Final = "rows"
COLUMNS: Final = "columns"
BY_PEOPLE: Final = "By people"
BY_LIST: Final = "In list order"
BY_NAME: Final = "By name"

_NOTHING: Final = ""
_FIRST: Final = Dimension("seniority_levels")
_SUGGESTED: Final = 40
_LIMITS: Final = (100, 40)
_KIND_NAMES: Final = {
    "country": "Countries",
    "region": "Regions",
    "state": "States",
    "metro": "Metro areas",
    "county": "Counties",
    "city": "Cities",
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is broken down by what, and how it is shown.

    Attributes:
        rows: The first dimension.
        columns: The second, when two cross.
        most: Rows and columns that are shown at most.
        order: How the rows are sorted.
        hide_zeros: Whether values that nobody has are left out.
    """

    rows: Dimension
    columns: Dimension | None
    most: tuple[int, int]
    order: str = BY_PEOPLE
    hide_zeros: bool = False


def chosen(answering: Answering) -> Choice:
    """What the address and the widgets say; what makes no sense there falls back quietly."""
    view, fields = session().view, answering.info.fields
    rows = Dimension.parse(_one(view.get(ROWS, ())), _FIRST)
    if rows.field not in fields:
        rows = _FIRST
    columns = Dimension.parse(_one(view.get(COLUMNS, ())), None)
    if columns is not None and (columns.field == rows.field or columns.field not in fields):
        columns = None
    most = _usual(answering, crossed=columns is not None)
    kind = _kind_of(answering, columns)
    return Choice(
        rows,
        columns,
        (
            st.session_state.get(f"most_rows_{kind}") or most[0],
            st.session_state.get(f"most_columns_{kind}") or most[1],
        ),
        st.session_state.get("breakdown_order") or BY_PEOPLE,
        bool(st.session_state.get("breakdown_zeros", False)),
    )


def choose(answering: Answering) -> None:
    """Draw the choices."""
    choice = chosen(answering)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="axes"):
        _select("Break down by", ROWS, choice.rows, answering)
        _select("Crossed with", COLUMNS, choice.columns, answering)
        st.button(
            "Swap",
            icon=":material/swap_horiz:",
            on_click=_swap,
            disabled=choice.columns is None,
            help="Make the rows columns and the columns rows.",
            key="swap",
        )
    for name, dimension in ((ROWS, choice.rows), (COLUMNS, choice.columns)):
        if dimension is not None:
            _way_up(name, dimension)
    _shape(answering, choice)


def axis(answering: Answering, dimension: Dimension, filters: LeadFilters) -> Axis:
    """A dimension with its values; free text has the most usual ones where they are known."""
    found = Axis.of(dimension, filters, _suggested(answering, dimension, filters))
    if answering.index is None or answering.info.exact or not dimension.is_tree:
        return found
    # Hundreds of places would come one a second: those with people in them first.
    return replace(found, first=_most_usual(answering.index, dimension))


@lru_cache(maxsize=64)
def _most_usual(index: PeopleIndex, dimension: Dimension) -> tuple[str, ...]:
    """Places or industries by how many people of the embedded database they have."""
    values = dimension.values(EVERYBODY)
    asked = [Question(EVERYBODY.choosing(dimension.field, value)) for value in values]
    try:
        counted = index.answer(asked, Cancellation())
    except LeadPreviewError:
        # The embedded database is not the one that is asked: without it, any order does.
        return ()
    people = {
        value: each.total if isinstance(each, Counted) else 0
        for value, each in zip(values, counted, strict=True)
    }
    return tuple(sorted(values, key=lambda value: -people[value]))


def turn(name: str, dimension: Dimension) -> None:
    """Make a dimension the rows or the columns, from a button."""
    set_view(name, dimension.text)
    session().looked_at = ("", "")


def _one(values: tuple[str, ...]) -> str:
    return values[0] if values else ""


def _usual(answering: Answering, *, crossed: bool) -> tuple[int, int]:
    if not crossed:
        return MOST_EXACT
    return MOST_EXACT if answering.info.exact else MOST_OVER_API


def _kind_of(answering: Answering, columns: Dimension | None) -> str:
    """What the limits are for: they differ between a list and a table, and between sources."""
    where = "exact" if answering.info.exact else "api"
    return f"{where}_{'list' if columns is None else 'table'}"


def _select(label: str, name: str, current: Dimension | None, answering: Answering) -> None:
    optional = name == COLUMNS
    options = [dimension.text for dimension in _offered(answering, current)]
    if optional:
        options = [_NOTHING, *options]
    widget = f"breakdown_{name}"
    key, start = key_for(session().widgets, widget, _NOTHING if current is None else current.text)
    st.selectbox(
        label,
        options,
        options.index(start) if start in options else 0,
        format_func=_named,
        key=key,
        on_change=_take,
        args=(name, widget, key),
        width=300,
    )


def _take(name: str, widget: str, key: str) -> None:
    state = session()
    _, text = take(state.widgets, widget, key)
    own = Dimension.parse(text, None)
    set_view(name, *([text] if text else []))
    other = COLUMNS if name == ROWS else ROWS
    crossed = Dimension.parse(_one(state.view.get(other, ())), None)
    if own is not None and crossed is not None and own.field == crossed.field:
        # One field cannot be asked for two of its values at once.
        set_view(other)


def _swap() -> None:
    view = session().view
    rows = Dimension.parse(_one(view.get(ROWS, ())), _FIRST)
    columns = Dimension.parse(_one(view.get(COLUMNS, ())), None)
    if columns is not None:
        turn(ROWS, columns)
        turn(COLUMNS, rows)


def _offered(answering: Answering, current: Dimension | None) -> list[Dimension]:
    audience = session().audience
    found = [
        dimension
        for dimension in top_dimensions(answering.info.fields)
        if dimension.is_tree
        or dimension.is_closed
        or audience.values(dimension.field)
        or answering.info.exact
    ]
    if current is not None and current not in found:
        place = next((n for n, d in enumerate(found) if d.field == current.field), len(found))
        found.insert(place, current)
    return found


def _named(text: str) -> str:
    dimension = Dimension.parse(text, None)
    return "Nothing: one list" if dimension is None else dimension.label


def _way_up(name: str, dimension: Dimension) -> None:
    """The levels above, and the kinds of place at this one."""
    if dimension.within is None or (dimension.within == WORLDWIDE and len(dimension.kinds) < 2):
        return
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key=f"up_{name}"):
        for level in dimension.path:
            st.button(
                level.label,
                icon=":material/arrow_upward:",
                on_click=turn,
                args=(name, level),
                type="tertiary",
                key=f"up_{name}_{level.text}",
            )
        st.markdown(f"› **{dimension.label}**", width="content")
        if len(dimension.kinds) > 1:
            widget = f"kind_{name}"
            key, start = key_for(session().widgets, widget, dimension.place_kind)
            st.segmented_control(
                "Kind of place",
                dimension.kinds,
                default=start if start in dimension.kinds else dimension.place_kind,
                format_func=_KIND_NAMES.__getitem__,
                key=key,
                on_change=_take_kind,
                args=(name, dimension, widget, key),
                label_visibility="collapsed",
                required=True,
            )


def _take_kind(name: str, dimension: Dimension, widget: str, key: str) -> None:
    _, kind = take(session().widgets, widget, key)
    for opened in dimension.openings(dimension.within or ""):
        if opened.place_kind == kind:
            turn(name, opened)


def _shape(answering: Answering, choice: Choice) -> None:
    kind = _kind_of(answering, choice.columns)
    usual = _usual(answering, crossed=choice.columns is not None)
    sides: list[tuple[str, str, int]] = [("Rows at most", f"most_rows_{kind}", 0)]
    if choice.columns is not None:
        sides.append(("Columns at most", f"most_columns_{kind}", 1))
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="shape"):
        st.segmented_control(
            "Sort",
            [BY_PEOPLE, BY_LIST, BY_NAME],
            default=BY_PEOPLE,
            key="breakdown_order",
            required=True,
        )
        for label, key, side in sides:
            st.number_input(
                label,
                min_value=1,
                max_value=_LIMITS[side],
                value=usual[side],
                key=key,
                width=140,
                help="Those with the most people.",
            )
        st.toggle("Hide zeros", key="breakdown_zeros")


def _suggested(answering: Answering, dimension: Dimension, filters: LeadFilters) -> tuple[str, ...]:
    kind = FIELDS[dimension.field].kind
    index = answering.index
    if index is None or not answering.info.exact or filters.values(dimension.field):
        return ()
    offers: dict[ValueKind, Callable[[], tuple[str, ...]]] = {
        ValueKind.TITLE: lambda: tuple(s.value for s in index.suggest_titles("", _SUGGESTED)),
        ValueKind.COMPANY: lambda: tuple(s.value for s in index.suggest_companies("", _SUGGESTED)),
    }
    return offers[kind]() if kind in offers else ()
