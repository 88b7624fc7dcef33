"""What ticking and unticking two boxes a lead means for its mark."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from leadpreview.dashboard.noise import merged

Edits = Mapping[int, Mapping[str, bool]]


@pytest.mark.parametrize(
    ("start", "now", "edits", "marks", "anew"),
    [
        ({}, {}, {3: {"Fits": True}}, {3: True}, False),
        ({}, {}, {3: {"Does not": True}}, {3: False}, False),
        # Taken back, whether it was ticked in this table or before it was made.
        ({}, {3: True}, {3: {"Fits": False}}, {}, False),
        ({3: False}, {3: False}, {3: {"Does not": False}}, {}, False),
        # The other box: the later tick counts, and the first has to disappear.
        ({}, {3: True}, {3: {"Fits": True, "Does not": True}}, {3: False}, True),
        ({3: False}, {3: False}, {3: {"Fits": True}}, {3: True}, True),
        # What was changed one after the other arrives together.
        ({1: True}, {1: True}, {1: {"Fits": False, "Does not": True}}, {1: False}, False),
        ({1: True}, {1: True, 2: True}, {2: {"Fits": True}, 4: {}}, {1: True, 2: True}, False),
    ],
)
def test_the_marks_after_an_edit(
    start: dict[int, bool], now: dict[int, bool], edits: Edits, marks: dict[int, bool], anew: bool
) -> None:
    assert merged(start, now, edits) == (marks, anew)


def test_two_boxes_ticked_between_two_looks_leave_the_later_or_none() -> None:
    """Both came at once, so nobody knows which was later: nothing is claimed."""
    assert merged({}, {}, {0: {"Fits": True, "Does not": True}}) == ({}, True)
