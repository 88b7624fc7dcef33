"""A filter opened into its values: what each of them brings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, figures, pricing
from leadpreview.dashboard.cells import state_of
from leadpreview.dashboard.figures import shown, shown_share
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain, shown_name
from leadpreview.dashboard.widgets import key_for, take
from leadpreview.fields import FIELDS
from leadpreview.sizing import (
    Figure,
    Numbers,
    Sizing,
    ValueCost,
    ValueNumbers,
    figure_of,
    value_numbers,
)
from leadpreview.spreadsheet import neutralise

__all__ = ["OpenValues", "show"]

OpenValues = dict[str, tuple[ValueCost, ...]]
"""The filters that are opened into their values, with what those cost."""

_NAME_WIDTH: Final = 280


def show(
    sizing: Sizing, numbers: Numbers, answering: Answering
) -> dict[str, tuple[ValueCost, ...]]:
    """Let a filter be opened into its values; returns those that are open, with their counts."""
    fields = [cost.field for cost in sizing.costs]
    opened = session().opened if session().opened in fields else None
    key, start = key_for(session().widgets, "opened", opened)
    st.pills(
        "Open a filter into its values",
        fields,
        default=start if start in fields else None,
        format_func=lambda field: f"{FIELDS[field].label} ({len(sizing.filters.values(field))})",
        key=key,
        on_change=_open,
        args=(key,),
    )
    if opened is None:
        return {}
    plan = counting.values_left(answering.desk, sizing.filters, opened, sizing.base)
    if not pricing.agreed(answering, (sizing.filters, opened), plan, "Count its values"):
        return {}
    rows = counting.values(answering.desk, sizing.filters, opened, sizing.base)
    with st.container(key="values_table"):
        _table(opened, rows, value_numbers(sizing, opened, rows, numbers.known))
    return {opened: rows}


def _open(key: str) -> None:
    _, session().opened = take(session().widgets, "opened", key)


def _table(field: str, rows: Sequence[ValueCost], numbers: Sequence[ValueNumbers]) -> None:
    removes = FIELDS[field].excludes
    table: list[dict[str, Figure | str | float | None]] = [
        {
            "Value": neutralise(shown_name(field, row.value)),
            "Alone": number.alone,
            "Total without it": number.without,
            "Change": number.change,
            "Measured": state_of(row.alone, row.without),
        }
        for row, number in zip(rows, numbers, strict=True)
    ]
    if not any(cells["Measured"] for cells in table):
        for cells in table:
            del cells["Measured"]
    column = st.column_config
    figures.table(
        table,
        key=f"values_{field}",
        alt=f"What each value of {FIELDS[field].label} brings",
        signed=("Change",),
        config={
            "Value": column.TextColumn(width=_NAME_WIDTH),
            "Alone": column.Column(
                help="People that are left when only this is excluded."
                if removes
                else "People under this one value only.",
            ),
            "Total without it": column.Column(
                help="The total if only this value were taken out of the filter.", width=130
            ),
            "Change": column.Column(help="What the total would change by."),
        },
    )
    _caption(field, rows, numbers)


def _caption(field: str, rows: Sequence[ValueCost], numbers: Sequence[ValueNumbers]) -> None:
    known = [row for row in numbers if row.change.count]
    best = max(known, key=lambda row: abs(row.change.count or 0), default=None)
    if best is None or best.without.count is None:
        return
    total = figure_of(next(row.total for row in rows))
    whole = max(total, best.without, key=lambda figure: figure.count or 0)
    share = shown_share(replace(best.change, count=abs(best.change.count or 0)), whole)
    st.caption(
        f"Taking out {plain(shown_name(field, best.value))} changes the total most: "
        f"{plain(shown(best.change, signed=True))} to {plain(shown(best.without))}"
        + (f" ({plain(share)})." if share else ".")
    )
