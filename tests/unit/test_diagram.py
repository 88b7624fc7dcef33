"""Labels beside the circles: each has its place, and none is cut off."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leadpreview.dashboard.diagram import _LINE, _MARGIN, _STEP, _rows


@given(st.lists(st.floats(0, 400), max_size=7), st.floats(0, 300))
def test_no_label_leaves_the_picture_or_covers_another(wanted: list[float], more: float) -> None:
    height = 2 * _MARGIN + _STEP * len(wanted) + more
    rows = _rows(sorted(wanted), height)
    assert all(_LINE <= row <= height - _LINE for row in rows)
    assert all(below - above >= _STEP - 1e-6 for above, below in pairwise(rows))
