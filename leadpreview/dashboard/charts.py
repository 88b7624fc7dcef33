"""Charts of the dashboard, as Vega-Lite."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard.text import filter_name, number, percent
from leadpreview.sizing import Sizing, count_of

__all__ = ["drop_off"]

_ROW: Final = 46
_AXIS: Final = 44
_COUNT_ROOM: Final = 150
_INK: Final = {"light": "#31333f", "dark": "#fafafa"}


def drop_off(sizing: Sizing) -> None:
    """The funnel: what remains after each filter, from everybody to the total."""
    steps: list[dict[str, Any]] = []
    before: int | None = None
    for position, (name, count) in enumerate(_steps(sizing)):
        if count is None:
            continue
        dropped = "" if not before else f" (\N{MINUS SIGN}{percent(1 - count / before)})"
        steps.append(
            {
                "position": position,
                "step": f"{position}. {name}" if position else name,
                "people": count,
                # A logarithm has no zero; nobody is drawn as a bar of no length.
                "shown": max(count, 1),
                "label": number(count) + dropped,
            }
        )
        before = count
    if len(steps) < 2:
        return
    st.vega_lite_chart(
        pd.DataFrame(steps),
        _spec(len(steps), max(step["shown"] for step in steps)),
        key="drop_off",
        alt="Drop-off: how many people remain after each filter, on a logarithmic scale",
    )


def _steps(sizing: Sizing) -> list[tuple[str, int | None]]:
    steps: list[tuple[str, int | None]] = [("Everybody", count_of(sizing.everybody))]
    for cost in sizing.costs:
        steps.append((filter_name(sizing.filters, cost.field), count_of(cost.remaining)))
    return steps


def _spec(rows: int, longest: int) -> dict[str, Any]:
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
            "gridOpacity": 0.3,
        },
    }
    tooltip = [
        {"field": "step", "title": "After"},
        {"field": "people", "title": "People", "format": ","},
    ]
    bar = {"type": "bar", "height": 14, "yOffset": 10, "cornerRadiusEnd": 3}
    return {
        "height": rows * _ROW + _AXIS,
        "encoding": {"y": y, "tooltip": tooltip},
        "layer": [
            {"mark": bar, "encoding": {"x": x, "x2": {"datum": 1}}},
            _text("step", "left", 0, {"limit": {"expr": f"width - {_COUNT_ROOM}"}}),
            _text("label", "right", "width", {}),
        ],
    }


def _text(field: str, align: str, at: int | str, more: dict[str, Any]) -> dict[str, Any]:
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": 13,
        "yOffset": -9,
        "color": _INK.get(st.context.theme.type or "light"),
        **more,
    }
    return {"mark": mark, "encoding": {"x": {"value": at}, "text": {"field": field}}}
