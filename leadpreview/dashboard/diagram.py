"""The Euler diagram of two or three audiences, as SVG that reads in both themes and on a phone."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import streamlit as st

from leadpreview.dashboard.chart_words import INK
from leadpreview.dashboard.figures import shown
from leadpreview.sizing import Figure
from leadpreview.sizing.euler import Circle, Euler, Spot
from leadpreview.sizing.members import LETTERS, Members

__all__ = ["show"]

_SIZE: Final = 330
_MARGIN: Final = 8
_ASIDE: Final = 118
"""Width of the column for what does not fit into its region."""

_ZOOM: Final = 1.2
_LINE: Final = 17
_STEP: Final = 2 * _LINE + 8
"""From one label beside the circles to the next."""

_LETTER: Final = 8.2
"""Width of a character, for what fits."""

_PAPER: Final = {"light": "#ffffff", "dark": "#0e1117"}
_TINTS: Final = ("#1c83e1", "#f08a00", "#21a354")
_TURNS: Final = (45, -45, 0)
"""How the lines of each circle run: told apart without colour, and crossing where they overlap."""


@dataclass(frozen=True, slots=True)
class _Label:
    name: str
    count: str
    at: Spot
    empty: bool

    @property
    def width(self) -> float:
        return max(len(self.name), len(self.count)) * _LETTER

    @property
    def fits(self) -> bool:
        """Whether it stays within its region."""
        half = math.hypot(self.width / 2, _LINE)
        return half <= self.at.room * _SIZE * 1.1


def show(drawing: Euler, regions: Mapping[Members, Figure], names: Sequence[str]) -> None:
    """Draw the diagram, with what it shows in words for a screen reader.

    Args:
        drawing: Where the circles are.
        regions: People in each region.
        names: Of the audiences, in their order.
    """
    # A picture: Streamlit takes drawings out of HTML, and a picture cannot follow the theme itself.
    text, width = _svg(drawing, regions)
    st.image(text, width=round(width * _ZOOM), alt=_words(regions, names))


def _svg(drawing: Euler, regions: Mapping[Members, Figure]) -> tuple[str, float]:
    """The text of an SVG, and its own width."""
    labels = [
        _Label(
            " ".join(LETTERS[place] for place in members),
            shown(regions[members]),
            spot,
            not regions[members].count,
        )
        for members, spot in drawing.spots.items()
    ]
    within = [label for label in labels if label.fits]
    # A sliver that is drawn though nobody is in it is not worth words of its own.
    outside = [label for label in labels if not label.fits and not label.empty]
    aside = sorted(outside, key=lambda each: each.at.y)
    width = 2 * _MARGIN + drawing.width * _SIZE + (_ASIDE if aside else 0)
    height = 2 * _MARGIN + max(drawing.height * _SIZE, _STEP * len(aside))
    body = [
        *(_circle(place, each) for place, each in enumerate(drawing.circles) if each.radius),
        # Lines first: where one crosses the words of another region, the words stay readable.
        *_beside(aside, drawing, height),
        *(_within(label) for label in within),
    ]
    patterns = "".join(_pattern(place) for place in range(len(drawing.circles)))
    text = (
        f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width * _ZOOM:.0f}" '
        f'height="{height * _ZOOM:.0f}" font-family="sans-serif" font-size="14" '
        f'font-weight="600" fill="{_of_theme(INK)}"><defs>{patterns}</defs>{"".join(body)}</svg>'
    )
    return text, width


def _words(regions: Mapping[Members, Figure], names: Sequence[str]) -> str:
    called = "; ".join(f"{LETTERS[place]} is {name}" for place, name in enumerate(names))
    counts = "; ".join(
        f"{'only ' if len(members) == 1 else ''}"
        f"{' and '.join(LETTERS[place] for place in members)}: {shown(figure)}"
        for members, figure in regions.items()
    )
    return f"Circles as large as the audiences. {called}. People: {counts}."


def _pattern(place: int) -> str:
    return (
        f'<pattern id="lines-{place}" width="9" height="9" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate({_TURNS[place]})">'
        f'<rect width="9" height="9" fill="{_TINTS[place]}" fill-opacity="0.16"></rect>'
        f'<line x1="0" y1="0" x2="0" y2="9" stroke="{_TINTS[place]}" stroke-width="2" '
        'stroke-opacity="0.55"></line></pattern>'
    )


def _circle(place: int, circle: Circle) -> str:
    x, y = _point(circle.x, circle.y)
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{circle.radius * _SIZE:.1f}" '
        f'fill="url(#lines-{place})" stroke="{_TINTS[place]}" stroke-width="2.5"></circle>'
    )


def _within(label: _Label) -> str:
    x, y = _point(label.at.x, label.at.y)
    return _text(label, x, y - 3, "middle")


def _beside(labels: Sequence[_Label], drawing: Euler, height: float) -> list[str]:
    """What does not fit stands on the right, with a line to its region."""
    left = _MARGIN + drawing.width * _SIZE + 24
    points = [_point(label.at.x, label.at.y) for label in labels]
    found = []
    for label, (x, y), row in zip(
        labels, points, _rows([y for _, y in points], height), strict=True
    ):
        found.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{left - 5:.1f}" y2="{row - 4:.1f}" '
            f'stroke="{_of_theme(INK)}" stroke-width="1.2"></line>'
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.5"></circle>'
        )
        found.append(_text(label, left, row - 3, "start"))
    return found


def _rows(wanted: Sequence[float], height: float) -> list[float]:
    """Where labels of two lines stand: as near as can be to what they are about, none cut off.

    Args:
        wanted: Where each would stand best, ascending.
        height: Of the picture, tall enough for all of them.
    """
    rows: list[float] = []
    for y in wanted:
        rows.append(max(y, rows[-1] + _STEP if rows else _MARGIN + _LINE))
    lowest = height - _MARGIN - _LINE
    for place in reversed(range(len(rows))):
        rows[place] = min(rows[place], lowest)
        lowest = rows[place] - _STEP
    return rows


def _text(label: _Label, x: float, y: float, anchor: str) -> str:
    paper = _of_theme(_PAPER)
    lines = "".join(
        f'<text x="{x:.1f}" y="{y + more:.1f}">{escape(text)}</text>'
        for text, more in ((label.name, 0), (label.count, _LINE))
    )
    return (
        f'<g text-anchor="{anchor}" paint-order="stroke" stroke="{paper}" stroke-width="4" '
        f'stroke-linejoin="round">{lines}</g>'
    )


def _of_theme(colours: Mapping[str, str]) -> str:
    return colours.get(st.context.theme.type or "light", colours["light"])


def _point(x: float, y: float) -> tuple[float, float]:
    return _MARGIN + x * _SIZE, _MARGIN + y * _SIZE
