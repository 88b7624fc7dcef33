"""A number of a breakdown, looked at: its share, its receipt, and what can be done with it."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard import axes, pins, receipts
from leadpreview.dashboard.breakdown_sheet import Sheet
from leadpreview.dashboard.figures import percent_of, shown
from leadpreview.dashboard.state import apply, change, session
from leadpreview.dashboard.text import plain, shown_name
from leadpreview.dashboard.widgets import key_for, take
from leadpreview.sizing import EXCLUDED_BY, Figure, Margin, share_of

__all__ = ["receipt", "show"]

_ROW: Final = 0
_COLUMN: Final = 1
_ALL: Final = ""
_MOST_RECEIPTS: Final = 40


def show(sheet: Sheet) -> None:
    """Let a row, a column or a cell be chosen, here or in the table, and acted on."""
    with st.container(border=True, key="look"):
        with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
            row = _choice("Row", _ROW, sheet.rows, sheet)
            column = None
            if sheet.result.columns is not None:
                column = _choice("Column", _COLUMN, sheet.columns, sheet)
        if row is None and column is None:
            st.caption("Click a number in the table, or choose here, to go on from it.")
            return
        _number(sheet, row, column)
        with st.container(horizontal=True, gap="small", key="look_actions"):
            _actions(sheet, row, column)


def receipt(sheet: Sheet) -> None:
    """The receipts of the number that is looked at, of the total, the rests and the rows."""
    result = sheet.result
    named: dict[str, Figure] = {}
    row, column = _current(_ROW, sheet.rows), _current(_COLUMN, sheet.columns)
    if row is not None or column is not None:
        named[f"Looked at: {_name(sheet, row, column)}"] = sheet.figures[row, column]
    named["The total"] = result.total
    for margin in sheet.margins:
        label = margin.axis.dimension.label
        named[f"{label}: any of them"] = margin.together
        named[f"{label}: unknown, or none of them"] = margin.rest
    for value in sheet.rows[:_MOST_RECEIPTS]:
        named[sheet.names[0][value]] = result.rows.figures[value]
    receipts.show(named, key="breakdown")


def _choice(label: str, side: int, values: tuple[str, ...], sheet: Sheet) -> str | None:
    current = _current(side, values)
    name = f"look_{label.lower()}"
    key, start = key_for(session().widgets, name, current or _ALL)
    options = [_ALL, *values]
    names = sheet.names[side]
    st.selectbox(
        label,
        options,
        options.index(start) if start in options else 0,
        format_func=lambda value: names.get(value, "All"),
        key=key,
        on_change=_look_at,
        args=(side, name, key),
        width=280,
    )
    return current


def _look_at(side: int, name: str, key: str) -> None:
    state = session()
    _, value = take(state.widgets, name, key)
    row, column = state.looked_at
    state.looked_at = (value, column) if side == _ROW else (row, value)


def _current(side: int, values: tuple[str, ...]) -> str | None:
    chosen = session().looked_at[side]
    return chosen if chosen in values else None


def _name(sheet: Sheet, row: str | None, column: str | None) -> str:
    parts = [
        names[value]
        for value, names in zip((row, column), sheet.names, strict=True)
        if value is not None
    ]
    return " and ".join(parts)


def _number(sheet: Sheet, row: str | None, column: str | None) -> None:
    figure, total = sheet.figures[row, column], sheet.result.total
    share = share_of(figure, total)
    about = "" if sheet.exact else "about "
    of = "" if share is None else f", {about}{percent_of(share, exact=sheet.exact)} of the total"
    st.markdown(f"**{plain(_name(sheet, row, column))}:** {plain(shown(figure))}{of}")


def _actions(sheet: Sheet, row: str | None, column: str | None) -> None:
    result = sheet.result
    sides: list[tuple[str, Margin, str]] = []
    if row is not None:
        sides.append((axes.ROWS, result.rows, row))
    if column is not None and result.columns is not None:
        sides.append((axes.COLUMNS, result.columns, column))
    for name, margin, value in sides:
        for opened in margin.axis.dimension.openings(value):
            st.button(
                f"Open {_short(margin, value)} into its {opened.many}",
                icon=":material/zoom_in:",
                on_click=axes.turn,
                args=(name, opened),
                key=f"open_{name}_{opened.place_kind}",
            )
    asked = result.question(row, column)
    st.button(
        "Make it the audience",
        icon=":material/filter_alt:",
        on_click=apply,
        args=(result.filters, asked),
        disabled=asked == result.filters,
        key="look_audience",
    )
    if asked != result.filters:
        pins.button("look_pin", changed=(result.filters, asked))
    if len(sides) == 1:
        _exclude(sides[0][1], sides[0][2])


def _exclude(margin: Margin, value: str) -> None:
    """Only where the API has a field that excludes; a cell of two fields has none."""
    field = EXCLUDED_BY.get(margin.axis.dimension.field)
    if field is None:
        return
    st.button(
        "Exclude it",
        icon=":material/block:",
        on_click=_leave_out,
        args=(field, value),
        key="look_exclude",
    )


def _leave_out(field: str, value: str) -> None:
    audience = session().audience
    change(audience.with_(field, [*audience.values(field), value]))


def _short(margin: Margin, value: str) -> str:
    return plain(shown_name(margin.axis.dimension.field, value))
