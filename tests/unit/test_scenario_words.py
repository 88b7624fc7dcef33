"""Ratios and shares of scenarios have as many digits as they are worth."""

from __future__ import annotations

import pytest

from leadpreview.dashboard.scenario_cards import ratio_said, share_said
from leadpreview.filters import LeadFilters
from leadpreview.sizing import Compared, Figure, Kind

EXACT = Figure(Kind.EXACT, 10, exact=True)
ESTIMATED = Figure(Kind.ESTIMATED, 10)


@pytest.mark.parametrize(
    ("ratio", "exact", "about"),
    [
        (None, "", ""),
        (0.0, "0 ×", "about 0 ×"),
        (0.0004, "< 0.001 ×", "about 0.001 or less ×"),
        (0.7836, "0.784 ×", "about 0.78 ×"),
        (12.34, "12.3 ×", "about 12 ×"),
        (12_345.6, "12,346 ×", "about 12,000 ×"),
    ],
)
def test_a_ratio(ratio: float | None, exact: str, about: str) -> None:
    rows = [
        Compared(LeadFilters(), EXACT, difference, ratio, None)
        for difference in (Figure(Kind.WORKED_OUT, 1, exact=True), Figure(Kind.ABOUT, 1))
    ]
    assert [ratio_said(row) for row in rows] == [exact, about]


@pytest.mark.parametrize(
    ("share", "exact", "about"),
    [
        (None, "", ""),
        (0.0, "0 %", "about 0 %"),
        (0.00001, "< 0.01 %", "about 0.01 % or less"),
        (0.01234, "1.23 %", "about 1.2 %"),
        (0.4567, "45.7 %", "about 46 %"),
        (1.0, "100.0 %", "about 100 %"),
    ],
)
def test_a_share(share: float | None, exact: str, about: str) -> None:
    assert [share_said(share, total) for total in (EXACT, ESTIMATED)] == [exact, about]
