"""The colour scale of tables: one hue, from the page's own ground to the green of the bars."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["shade"]

Colour = tuple[int, int, int]

_GROUND: Final[dict[bool, Colour]] = {False: (255, 255, 255), True: (14, 17, 23)}
_STRONG: Final[dict[bool, Colour]] = {False: (15, 118, 110), True: (45, 170, 158)}
_INKS: Final[tuple[Colour, Colour]] = ((0, 0, 0), (255, 255, 255))


def shade(share: float, *, dark: bool) -> str:
    """The background and the ink, as CSS, of a cell that holds so much of the largest.

    Args:
        share: 0 to 1; small ones are lifted, or all but the largest would look empty.
        dark: Whether the page is dark.
    """
    depth = math.sqrt(min(max(share, 0.0), 1.0))
    ground, strong = _GROUND[dark], _STRONG[dark]
    colour = tuple(round(g + (s - g) * depth) for g, s in zip(ground, strong, strict=True))
    back: Colour = (colour[0], colour[1], colour[2])
    ink = max(_INKS, key=lambda each: _contrast(each, back))
    return f"background-color: {_css(back)}; color: {_css(ink)}"


def _css(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _contrast(one: Colour, other: Colour) -> float:
    """The contrast of two colours as WCAG 2 measures it, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(channel) for channel in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
