"""Words in a chart: names and numbers beside or above their bars, instead of an axis."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

__all__ = ["INK", "words"]

INK: Final = {"light": "#31333f", "dark": "#fafafa"}
"""The colour of words by the page's theme."""


def words(field: str, align: str, at: int | str, down: int = -9, **more: object) -> dict[str, Any]:
    """A layer that writes a field into every row that has it.

    Args:
        field: The field.
        align: Which side of the words is at `at`: left or right.
        at: Where in the row, in pixels or as `width`.
        down: Pixels below the middle of the row; where the bars have the lower half, above it.
        more: Further properties of the mark.
    """
    mark = {
        "type": "text",
        "align": align,
        "baseline": "middle",
        "fontSize": 13,
        "yOffset": down,
        "color": INK.get(st.context.theme.type or "light"),
        **more,
    }
    return {
        "mark": mark,
        "transform": [{"filter": f"isValid(datum.{field})"}],
        "encoding": {"x": {"value": at}, "text": {"field": field}},
    }
