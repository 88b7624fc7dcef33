"""Charts of the dashboard, as Vega-Lite."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard.text import filter_name, number, percent
from leadpreview.sizing import Sizing, count_of

__all__ = ["drop_off"]

_ROW: Final = 36
_AXIS: Final = 52
_INK: Final = {"light": "#31333f", "dark": "#fafafa"}
_LONGEST_NAME: Final = 34


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
        name = filter_name(sizing.filters, cost.field)
        steps.append((_cut(name), count_of(cost.remaining)))
    return steps


def _cut(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


def _spec(rows: int, longest: int) -> dict[str, Any]:
    y = {
        "field": "step",
        "type": "nominal",
        "sort": None,
        "axis": {
            "title": None,
            "labelLimit": 240,
            "labelOverlap": False,
            "ticks": False,
            "domain": False,
        },
    }
    x = {
        "field": "shown",
        "type": "quantitative",
        # Room on the right for the label of the longest bar.
        "scale": {"type": "log", "domain": [1, longest * 8]},
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
    return {
        "height": rows * _ROW + _AXIS,
        "encoding": {"y": y, "tooltip": tooltip},
        "layer": [
            {
                "mark": {"type": "bar", "cornerRadiusEnd": 3, "height": {"band": 0.66}},
                "encoding": {"x": x, "x2": {"datum": 1}},
            },
            {
                "mark": {
                    "type": "text",
                    "align": "left",
                    "dx": 6,
                    "baseline": "middle",
                    "color": _INK.get(st.context.theme.type or "light"),
                },
                "encoding": {"x": x, "text": {"field": "label"}},
            },
        ],
    }
