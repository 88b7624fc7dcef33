"""A part that is larger than its whole is said to be, by one person even."""

from __future__ import annotations

from leadpreview.filters import LeadFilters
from leadpreview.sizing import Axis, Dimension, Figure, Kind
from leadpreview.sizing.audit import audit_axis

AXIS = Axis.of(Dimension("seniority_levels"), LeadFilters(functions=["25"]))


def estimate(count: float) -> Figure:
    return Figure(Kind.ESTIMATED, count)


def test_one_person_too_many_is_a_finding_and_none_is_not() -> None:
    for many, findings in ((100, 0), (101, 2)):
        parts = [("220", estimate(many))]
        found = list(audit_axis(estimate(100), parts, estimate(100), AXIS))
        assert len(found) == findings
        assert all(each.excess.count == 1 for each in found)
        assert all(each.excess.kind is Kind.ABOUT for each in found)
