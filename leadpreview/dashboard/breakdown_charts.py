"""A breakdown by one field as bars."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard.breakdown_sheet import Sheet, rest_name
from leadpreview.dashboard.chart_words import words
from leadpreview.dashboard.figures import percent_of, shown
from leadpreview.sizing import Figure

__all__ = ["bars"]

_ROW: Final = 40
_AXIS: Final = 56
_NUMBER_ROOM: Final = 190
_MOST: Final = 25
_FEWEST: Final = 2
_BAR: Final = {"light": "#0f766e", "dark": "#2aa79b"}
_UNKNOWN: Final = {"light": "#8a8f9c", "dark": "#8a8f9c"}


def bars(sheet: Sheet) -> None:
    """One bar a value, in the order of the table, and one for the unknown rest."""
    margin = sheet.result.rows
    rows = [
        _bar(sheet, sheet.names[0][value], margin.figures[value], "value")
        for value in sheet.rows[:_MOST]
    ]
    if not margin.is_all:
        rows.append(_bar(sheet, rest_name(margin), margin.rest, "unknown"))
    if len(rows) < _FEWEST:
        # One bar compares nothing, and the table says its number.
        return
    frame = pd.DataFrame({"position": place, **row} for place, row in enumerate(rows))
    label = margin.axis.dimension.label
    more = len(sheet.rows) - _MOST
    st.vega_lite_chart(
        frame,
        _spec(len(rows)),
        key="breakdown_bars",
        alt=f"People by {label}, one bar a value, the unknown last",
    )
    if more > 0:
        st.caption(f"The chart has the first {_MOST} rows of the table.")


def _bar(sheet: Sheet, name: str, figure: Figure, kind: str) -> dict[str, object]:
    share = sheet.result.rows.share(figure)
    about = "" if sheet.exact else "about "
    label = shown(figure) + (
        "" if share is None else f" ({about}{percent_of(share, exact=sheet.exact)})"
    )
    return {
        "name": name,
        "people": max(figure.count or 0, 0),
        "label": label,
        "kind": kind,
    }


def _spec(rows: int) -> dict[str, Any]:
    """Names and numbers stand above the bars, so that the chart reads the same on a phone."""
    theme = st.context.theme.type or "light"
    # By position, as text: two values may have one name.
    y = {"field": "position", "type": "ordinal", "sort": {"field": "position"}, "axis": None}
    x = {
        "field": "people",
        "type": "quantitative",
        "axis": {"title": "People", "format": "~s", "tickCount": 5, "grid": False},
    }
    colour = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": ["value", "unknown"], "range": [_BAR[theme], _UNKNOWN[theme]]},
        "legend": None,
    }
    tooltip = [{"field": "name", "title": "Value"}, {"field": "label", "title": "People"}]
    bar = {"type": "bar", "height": 12, "yOffset": 9, "cornerRadiusEnd": 3}
    return {
        "height": rows * _ROW + _AXIS,
        "encoding": {"y": y, "tooltip": tooltip},
        "layer": [
            {"mark": bar, "encoding": {"x": x, "color": colour}},
            words("name", "left", 0, -8, limit={"expr": f"width - {_NUMBER_ROOM}"}),
            words("label", "right", "width", -8),
        ],
    }
