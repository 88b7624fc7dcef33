"""The colour scale of tables: numbers stay readable on it, in both themes."""

from __future__ import annotations

import re

import pytest

from leadpreview.dashboard.colours import shade


def luminance(colour: str) -> float:
    channels = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("dark", [False, True])
def test_every_shade_leaves_its_number_readable(dark: bool) -> None:
    depths = []
    for step in range(101):
        back, ink = re.findall(r"#([0-9a-f]{6})", shade(step / 100, dark=dark))
        low, high = sorted((luminance(back), luminance(ink)))
        assert (high + 0.05) / (low + 0.05) >= 4.5
        depths.append(luminance(back))
    assert depths == sorted(depths, reverse=not dark)


def test_a_share_beyond_the_whole_has_the_strongest_colour() -> None:
    assert shade(1.7, dark=False) == shade(1.0, dark=False)
    assert shade(-0.2, dark=True) == shade(0.0, dark=True)
