"""What each filter costs: a table with a bar, the drop-off chart, and a filter's own values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard import counting
from leadpreview.dashboard.charts import drop_off
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import filter_name, number, percent, signed
from leadpreview.fields import FIELDS
from leadpreview.preview import Failure
from leadpreview.sentence import name_of
from leadpreview.sizing import Cell, Cost, Sizing, ValueCost, count_of, order_kept
from leadpreview.sources.desk import Desk
from leadpreview.spreadsheet import neutralise

__all__ = ["mode", "show"]

_MODE_KEY: Final = "cost_mode"
_NUMBER: Final = "localized"
_NAME_WIDTH: Final = 280


def mode() -> str:
    """Whether the funnel goes by effect or in the person's own order."""
    chosen: str | None = st.session_state.get(_MODE_KEY)
    return chosen or counting.BY_EFFECT


def show(sizing: Sizing, desk: Desk) -> dict[str, tuple[ValueCost, ...]]:
    """Draw what each filter costs; returns the filters that are open, with their values."""
    if isinstance(sizing.total, Failure):
        return {}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("What each filter costs", anchor=False)
        st.segmented_control(
            "Order of the filters",
            [counting.BY_EFFECT, counting.IN_ORDER],
            default=counting.BY_EFFECT,
            key=_MODE_KEY,
            label_visibility="collapsed",
            required=True,
        )
    with st.container(key="costs_table"):
        _table(sizing)
    if mode() == counting.IN_ORDER and len(sizing.costs) > 1:
        _reorder(sizing)
    if len(sizing.costs) > 1:
        drop_off(sizing)
    return _values(sizing, desk)


def _table(sizing: Sizing) -> None:
    rows = [_row(sizing, cost) for cost in sizing.costs]
    frame = pd.DataFrame(rows)
    if not frame["State"].any():
        frame = frame.drop(columns="State")
    st.dataframe(
        frame,
        hide_index=True,
        alt="What each filter costs, one row a filter in the order of the funnel",
        column_config={
            "Filter": st.column_config.TextColumn(width=_NAME_WIDTH),
            "Alone": st.column_config.NumberColumn(
                format=_NUMBER, help="People under this filter only."
            ),
            "Remaining": st.column_config.NumberColumn(
                format=_NUMBER, help="People left after this filter and those above it."
            ),
            "Drop": st.column_config.ProgressColumn(
                format="percent",
                min_value=0.0,
                max_value=1.0,
                help="Share of the people left above that this filter removes.",
            ),
            "Without it": st.column_config.NumberColumn(
                format=_NUMBER, help="The total if only this filter were lifted."
            ),
            "Gain": st.column_config.NumberColumn(
                format="%+,d", help="How many people more that would be."
            ),
        },
        key="costs",
    )


def _row(sizing: Sizing, cost: Cost) -> dict[str, Any]:
    return {
        "Filter": neutralise(filter_name(sizing.filters, cost.field)),
        "Alone": count_of(cost.alone),
        "Remaining": count_of(cost.remaining),
        "Drop": cost.drop,
        "Without it": count_of(cost.without),
        "Gain": cost.gain,
        "State": _state(cost.alone, cost.remaining, cost.without),
    }


def _state(*cells: Cell) -> str:
    """Why numbers are missing in a row; empty when none is."""
    for cell in cells:
        if isinstance(cell, Failure):
            return str(cell.error)
    return "counting…" if any(cell is None for cell in cells) else ""


def _reorder(sizing: Sizing) -> None:
    fields = [cost.field for cost in sizing.costs]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        moved: str = st.selectbox(
            "Move a filter",
            fields,
            format_func=lambda field: FIELDS[field].label,
            key="moved",
            width=260,
        )
        for label, step, icon in (("Earlier", -1, "upward"), ("Later", 1, "downward")):
            place = fields.index(moved) + step
            st.button(
                label,
                icon=f":material/arrow_{icon}:",
                on_click=_move,
                args=(sizing, moved, step),
                disabled=not 0 <= place < len(fields),
                key=f"move_{label}",
            )


def _move(sizing: Sizing, field: str, step: int) -> None:
    order = list(order_kept(sizing.filters, [cost.field for cost in sizing.costs]))
    place = order.index(field)
    order.insert(place + step, order.pop(place))
    session().order = tuple(order)


def _values(sizing: Sizing, desk: Desk) -> dict[str, tuple[ValueCost, ...]]:
    fields = [cost.field for cost in sizing.costs]
    if st.session_state.get("opened") not in fields:
        st.session_state.pop("opened", None)
    opened: str | None = st.pills(
        "Open a filter into its values",
        fields,
        format_func=lambda field: f"{FIELDS[field].label} ({len(sizing.filters.values(field))})",
        key="opened",
    )
    if opened is None:
        return {}
    rows = counting.values(desk, sizing.filters, opened)
    with st.container(key="values_table"):
        _values_table(opened, rows)
    return {opened: rows}


def _values_table(field: str, rows: Sequence[ValueCost]) -> None:
    removes = FIELDS[field].excludes
    frame = pd.DataFrame(
        {
            "Value": neutralise(name_of(field, row.value)),
            "Alone": count_of(row.alone),
            "Total without it": count_of(row.without),
            "Change": row.change,
            "State": _state(row.alone, row.without),
        }
        for row in rows
    )
    if not frame["State"].any():
        frame = frame.drop(columns="State")
    st.dataframe(
        frame,
        hide_index=True,
        alt=f"What each value of {FIELDS[field].label} brings",
        column_config={
            "Value": st.column_config.TextColumn(width=_NAME_WIDTH),
            "Alone": st.column_config.NumberColumn(
                format=_NUMBER,
                help="People that are left when only this is excluded."
                if removes
                else "People under this one value only.",
            ),
            "Total without it": st.column_config.NumberColumn(
                format=_NUMBER, help="The total if only this value were taken out of the filter."
            ),
            "Change": st.column_config.NumberColumn(
                format="%+,d", help="What the total would change by."
            ),
        },
        key=f"values_{field}",
    )
    best = max(rows, key=lambda row: abs(row.change or 0), default=None)
    if best is not None and best.change:
        share = abs(best.change) / max(count_of(best.total) or 0, count_of(best.without) or 0, 1)
        st.caption(
            f"Taking out {name_of(field, best.value)} changes the total most: "
            f"{signed(best.change)} to {number(count_of(best.without) or 0)} ({percent(share)})."
        )
