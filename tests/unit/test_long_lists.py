"""Filters with a thousand values are not checked again for every question about them.

Checking takes most of the time that a plan of a long list can take, so it is what is counted here:
with one check of all values for each of them, a million are looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

import pytest

from leadpreview import catalog
from leadpreview.errors import FilterProblem
from leadpreview.filter_checks import canonical as check
from leadpreview.filters import LeadFilters
from leadpreview.preview import Receipt
from leadpreview.sizing import Known, fold_values, values_plan
from leadpreview.sizing.priority import fold_priority, priority_plan
from leadpreview.sizing.steps import single_changes

TITLES = LeadFilters(functions=["25"], job_titles=[f"title {n}" for n in range(1_000)])
PLACES = LeadFilters(
    functions=["25"], included_locations=[entry.id for entry in catalog.locations][:500]
)
LONG = {"job_titles": TITLES, "included_locations": PLACES}


def receipt(filters: LeadFilters) -> Receipt:
    return Receipt(filters, 1_000, "test", datetime(2026, 1, 1, tzinfo=UTC), True, 0.0)


class Checked:
    """How many values were checked."""

    def __init__(self) -> None:
        self.values = 0

    def during(self, work: Callable[[], object]) -> int:
        """How many a piece of work checked."""
        before = self.values
        work()
        return self.values - before


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> Checked:
    """Counts every value that is checked from now on."""
    counter = Checked()

    def canonical(data: object) -> tuple[dict[str, object], list[FilterProblem]]:
        if isinstance(data, Mapping):
            counter.values += sum(len(v) for v in data.values() if isinstance(v, (list, tuple)))
        return check(data)

    monkeypatch.setattr("leadpreview.filters.canonical", canonical)
    return counter


def test_what_is_checked_is_counted(checked: Checked) -> None:
    assert checked.during(lambda: TITLES.with_("functions", ["1"])) > len(TITLES.job_titles)


@pytest.mark.parametrize("field", LONG)
def test_bounds_of_a_long_list(checked: Checked, field: str) -> None:
    known = Known([receipt(LONG[field].without("functions"))])
    assert checked.during(lambda: known.bounds(LONG[field])) == 0


@pytest.mark.parametrize("field", LONG)
def test_bounds_of_a_long_list_of_which_all_is_known(checked: Checked, field: str) -> None:
    plan = values_plan(LONG[field], field, everybody=True)
    known = Known([receipt(question.filters) for question in plan.questions])
    assert checked.during(lambda: known.bounds(LONG[field].without("functions"))) == 0


@pytest.mark.parametrize("field", LONG)
def test_each_value_of_a_long_list(checked: Checked, field: str) -> None:
    filters = LONG[field]
    plan = values_plan(filters, field, everybody=True)
    assert len(plan.questions) == 1 + 2 * len(filters.values(field))
    assert checked.during(lambda: values_plan(filters, field, everybody=True)) == 0
    assert checked.during(lambda: fold_values(filters, field, {}, everybody=True)) == 0


@pytest.mark.parametrize("field", LONG)
def test_the_steps_from_a_long_list(checked: Checked, field: str) -> None:
    assert checked.during(lambda: single_changes(LONG[field], everybody=True)) == 0


@pytest.mark.parametrize("exact", [True, False])
def test_six_long_lists_in_an_order(checked: Checked, exact: bool) -> None:
    six = [
        LeadFilters(functions=["25"], job_titles=[f"{letter} {n}" for n in range(1_000)])
        for letter in "abcdef"
    ]
    assert checked.during(lambda: priority_plan(six, exact=exact)) == 0
    assert checked.during(lambda: fold_priority(six, Known(()), {}, exact=exact)) == 0
    known = Known([receipt(each) for each in six])
    assert checked.during(lambda: fold_priority(six, known, {}, exact=exact)) == 0
