"""Charts of the dashboard, as Vega-Lite."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard.chart_words import words
from leadpreview.dashboard.figures import rough_percent, shown
from leadpreview.dashboard.text import filter_name, percent
from leadpreview.preview import Failure
from leadpreview.sizing import Figure, Numbers, Sizing

__all__ = ["drop_off"]

_ROW: Final = 46
_AXIS: Final = 72
_LETTER: Final = 7
_GAP: Final = 10
"""Pixels of a letter of a label, and between it and the name of its step."""


def drop_off(sizing: Sizing, numbers: Numbers) -> None:
    """The funnel: what remains after each filter, from everybody to the total.

    Every step has its row from the start, so that nothing moves when its count arrives.
    """
    found = [cost.remaining for cost in numbers.costs]
    names = [filter_name(sizing.filters, cost.field) for cost in sizing.costs]
    rows = [f"{place}. {name}" for place, name in enumerate(names, 1)]
    if not isinstance(sizing.everybody, Failure):
        found.insert(0, numbers.everybody)
        rows.insert(0, "Everybody" if sizing.base.is_empty else "The base")
    steps = [
        {
            "position": position,
            "step": row,
            "people": figure.count,
            # A logarithm has no zero; nobody is drawn as a bar of no length.
            "shown": max(figure.count or 0, 1),
            "label": _label(figure, found[position - 1] if position else None),
        }
        for position, (row, figure) in enumerate(zip(rows, found, strict=True))
    ]
    room = _LETTER * max(len(str(step["label"])) for step in steps) + _GAP
    st.vega_lite_chart(
        pd.DataFrame(steps),
        _spec(len(steps), max(figure.count or 10 for figure in found), room),
        key="drop_off",
        alt="Drop-off: how many people remain after each filter, on a logarithmic scale",
    )


def _label(figure: Figure, before: Figure | None) -> str:
    if before is None or figure.count is None or not before.count:
        return shown(figure)
    change = figure.count / before.count - 1
    # Estimates may also rise when a filter is added.
    sign = "" if not change else "+" if change > 0 else "\N{MINUS SIGN}"
    if figure.exact and before.exact:
        return f"{shown(figure)} ({sign}{percent(abs(change))})"
    return f"{shown(figure)} (about {sign}{rough_percent(abs(change))})"


def _spec(rows: int, longest: float, room: int) -> dict[str, Any]:
    """Names and counts stand above the bars, so that the chart reads the same on a phone."""
    # By its place: rows that change while the chart stays would keep the order they came in.
    y = {"field": "step", "type": "nominal", "sort": {"field": "position"}, "axis": None}
    x = {
        "field": "shown",
        "type": "quantitative",
        "scale": {"type": "log", "domain": [1, longest]},
        "axis": {
            "title": "People remaining, logarithmic scale",
            "format": "~s",
            "tickCount": 6,
            "grid": False,
        },
    }
    tooltip = [
        {"field": "step", "title": "After"},
        {"field": "label", "title": "People"},
    ]
    bar = {"type": "bar", "height": 14, "yOffset": 10, "cornerRadiusEnd": 3}
    return {
        "height": rows * _ROW + _AXIS,
        "encoding": {"y": y, "tooltip": tooltip},
        "layer": [
            {"mark": bar, "encoding": {"x": x, "x2": {"datum": 1}}},
            words("step", "left", 0, limit={"expr": f"width - {room}"}),
            words("label", "right", "width"),
        ],
    }
