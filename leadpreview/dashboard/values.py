"""A filter opened into its values: what each of them brings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard import counting, pricing
from leadpreview.dashboard.cells import counts, differences, state_of
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.text import number, percent, shown_name, signed
from leadpreview.fields import FIELDS
from leadpreview.sizing import Sizing, ValueCost, count_of
from leadpreview.spreadsheet import neutralise

__all__ = ["show"]

_NAME_WIDTH: Final = 280


def show(sizing: Sizing, answering: Answering) -> dict[str, tuple[ValueCost, ...]]:
    """Let a filter be opened into its values; returns those that are open, with their counts."""
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
    plan = counting.values_left(answering.desk, sizing.filters, opened, sizing.base)
    if not pricing.agreed(answering, (sizing.filters, opened), plan, "Count its values"):
        return {}
    rows = counting.values(answering.desk, sizing.filters, opened, sizing.base)
    with st.container(key="values_table"):
        _table(opened, rows, exact=answering.info.exact)
    return {opened: rows}


def _table(field: str, rows: Sequence[ValueCost], *, exact: bool) -> None:
    removes = FIELDS[field].excludes
    frame = pd.DataFrame(
        {
            "Value": neutralise(shown_name(field, row.value)),
            "Alone": count_of(row.alone),
            "Total without it": count_of(row.without),
            "Change": row.change,
            "Measured": state_of(row.alone, row.without),
        }
        for row in rows
    )
    if not frame["Measured"].any():
        frame = frame.drop(columns="Measured")
    st.dataframe(
        frame,
        hide_index=True,
        placeholder="–",
        alt=f"What each value of {FIELDS[field].label} brings",
        column_config={
            "Value": st.column_config.TextColumn(width=_NAME_WIDTH),
            "Alone": counts(
                "Alone",
                "People that are left when only this is excluded."
                if removes
                else "People under this one value only.",
                exact=exact,
            ),
            "Total without it": counts(
                "Total without it",
                "The total if only this value were taken out of the filter.",
                exact=exact,
            ),
            "Change": differences("Change", "What the total would change by.", exact=exact),
        },
        key=f"values_{field}",
    )
    best = max(rows, key=lambda row: abs(row.change or 0), default=None)
    if best is not None and best.change:
        about = "" if exact else "about "
        share = abs(best.change) / max(count_of(best.total) or 0, count_of(best.without) or 0, 1)
        st.caption(
            f"Taking out {shown_name(field, best.value)} changes the total most: "
            f"{about}{signed(best.change)} to {number(count_of(best.without) or 0)} "
            f"({percent(share)})."
        )
