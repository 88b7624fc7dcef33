"""Charts of scenarios side by side, as Vega-Lite: every bar has its name and its number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard import figures
from leadpreview.dashboard.chart_words import words
from leadpreview.sizing import Figure

__all__ = ["Bar", "parts", "totals"]

_TALL: Final = 46
_ROW: Final = 22
_AXIS: Final = 72
_NAMES: Final = "width * (width < 480 ? 0.46 : 0.36)"
"""The pixels that names take where they stand beside their bars; more of them on a phone."""

_NUMBERS: Final = 88
"""Pixels to the right of the bars for their numbers."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar.

    Attributes:
        name: Whose it is.
        number: How long it is; `None` draws none.
        said: The number as it is written, its kind included.
    """

    name: str
    number: float | None
    said: str


def totals(names: Sequence[str], counted: Sequence[Figure]) -> None:
    """The totals of scenarios as bars from zero, in the order of the scenarios."""
    rows = [
        {"position": place, "name": name, "number": figure.count, "said": figures.shown(figure)}
        for place, (name, figure) in enumerate(zip(names, counted, strict=True))
    ]
    bar = {"type": "bar", "height": 14, "yOffset": 10, "cornerRadiusEnd": 3}
    longest = max((figure.count or 0 for figure in counted), default=0)
    x = _across({"domain": [0, longest or 1]}, "People", shares=False)
    limit = {"expr": f"width - {_NUMBERS + 60}"}
    st.vega_lite_chart(
        pd.DataFrame(rows),
        {
            "height": len(rows) * _TALL + _AXIS,
            "encoding": {"y": _down(), "tooltip": _TOOLTIP},
            "layer": [
                {"mark": bar, "encoding": {"x": x, "x2": {"datum": 0}}},
                words("name", "left", 0, limit=limit),
                words("said", "right", "width"),
            ],
        },
        key="compare_totals",
        alt="Totals of the scenarios: " + "; ".join(f"{r['name']}: {r['said']}" for r in rows),
    )


def parts(groups: Sequence[tuple[str, Sequence[Bar]]], field: str, *, shares: bool) -> None:
    """Bars of every scenario, value by value, all on one scale.

    Args:
        groups: A value's name and the bars of the scenarios, in their order.
        field: What it is broken down by, as a person reads it.
        shares: Whether the numbers are shares, 0 to 1, rather than people.
    """
    rows: list[dict[str, Any]] = []
    for value, bars in groups:
        rows.append({"head": value})
        rows += [{"head": "", "of": value, **_row(bar)} for bar in bars]
    for position, row in enumerate(rows):
        row["position"] = position
    if not rows:
        return
    longest = max((bar.number or 0 for _, bars in groups for bar in bars), default=0)
    ends = [{"expr": _NAMES}, {"expr": f"width - {_NUMBERS}"}]
    title = "Share of the scenario" if shares else "People"
    x = _across({"domain": [0, longest or 1], "range": ends}, title, shares=shares)
    limit = {"expr": f"{_NAMES} - 22"}
    st.vega_lite_chart(
        pd.DataFrame(rows),
        {
            "height": len(rows) * _ROW + _AXIS,
            "encoding": {"y": _down()},
            "layer": [
                {
                    "mark": {"type": "bar", "height": 13, "cornerRadiusEnd": 3},
                    "transform": [{"filter": "isValid(datum.number)"}],
                    "encoding": {"x": x, "x2": {"datum": 0}, "tooltip": [_OF, *_TOOLTIP]},
                },
                words("head", "left", 0, 2, fontWeight="bold"),
                words("name", "left", 12, 0, limit=limit),
                words("said", "right", "width", 0),
            ],
        },
        key="compare_parts",
        alt=f"People of each scenario by {field.lower()}, on one scale; the table below says it",
    )


_OF: Final = {"field": "of", "title": "Value"}
_TOOLTIP: Final = [{"field": "name", "title": "Scenario"}, {"field": "said", "title": "People"}]


def _row(bar: Bar) -> dict[str, Any]:
    return {"name": bar.name, "number": bar.number, "said": bar.said}


def _down() -> dict[str, Any]:
    return {"field": "position", "type": "ordinal", "axis": None, "scale": {"padding": 0}}


def _across(scale: dict[str, Any], title: str, *, shares: bool) -> dict[str, Any]:
    return {
        "field": "number",
        "type": "quantitative",
        "scale": {"type": "linear", "nice": False, **scale},
        "axis": {
            "title": title,
            # The axis' own prefix is one for all ticks: 0.2k where 200 is meant.
            "labelExpr": f"format(datum.value, '{'~%' if shares else '~s'}')",
            "tickCount": 4,
            "grid": False,
        },
    }
