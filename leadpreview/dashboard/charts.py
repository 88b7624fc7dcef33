"""Charts of the dashboard, as Vega-Lite."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard.text import amount, filter_name, percent
from leadpreview.preview import Failure
from leadpreview.sizing import Cell, Sizing, count_of

__all__ = ["drop_off"]

_ROW: Final = 46
_AXIS: Final = 72
_COUNT_ROOM: Final = 150
_INK: Final = {"light": "#31333f", "dark": "#fafafa"}


def drop_off(sizing: Sizing) -> None:
    """The funnel: what remains after each filter, from everybody to the total.

    Every step has its row from the start, so that nothing moves when its count arrives.
    """
    cells = [cost.remaining for cost in sizing.costs]
    names = [filter_name(sizing.filters, cost.field) for cost in sizing.costs]
    rows = [f"{place}. {name}" for place, name in enumerate(names, 1)]
    if not isinstance(sizing.everybody, Failure):
        cells.insert(0, sizing.everybody)
        rows.insert(0, "Everybody" if sizing.base.is_empty else "The base")
    steps = [
        {
            "position": position,
            "step": row,
            "people": count_of(cell),
            # A logarithm has no zero; nobody is drawn as a bar of no length.
            "shown": max(count_of(cell) or 0, 1),
            "label": _label(cell, cells[position - 1] if position else None),
        }
        for position, (row, cell) in enumerate(zip(rows, cells, strict=True))
    ]
    st.vega_lite_chart(
        pd.DataFrame(steps),
        _spec(len(steps), max(count_of(cell) or 10 for cell in cells)),
        key="drop_off",
        alt="Drop-off: how many people remain after each filter, on a logarithmic scale",
    )


def _label(cell: Cell, before: Cell) -> str:
    if isinstance(cell, Failure):
        return "not measured"
    if cell is None:
        return "…"
    from_ = count_of(before)
    about = "" if cell.exact else "\N{ALMOST EQUAL TO} "
    return amount(cell) + (f" ({about}{_change(cell.count / from_ - 1)})" if from_ else "")


def _change(share: float) -> str:
    """A drop with its sign; estimates may also rise when a filter is added."""
    sign = "+" if share > 0 else "\N{MINUS SIGN}"
    return f"{sign}{percent(abs(share))}"


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
