"""Filters with a thousand values cost no noticeable time before anything is asked."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from leadpreview import catalog
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


def seconds(work: Callable[[], object]) -> float:
    """What a piece of work takes this process, whatever else the machine does."""
    before = time.process_time()
    work()
    return time.process_time() - before


@pytest.mark.parametrize("field", LONG)
def test_bounds_of_a_long_list(field: str) -> None:
    known = Known([receipt(LONG[field].without("functions"))])
    assert seconds(lambda: known.bounds(LONG[field])) < 0.1


@pytest.mark.parametrize("field", LONG)
def test_bounds_of_a_long_list_of_which_all_is_known(field: str) -> None:
    plan = values_plan(LONG[field], field, everybody=True)
    known = Known([receipt(question.filters) for question in plan.questions])
    assert seconds(lambda: known.bounds(LONG[field].without("functions"))) < 0.5


@pytest.mark.parametrize("field", LONG)
def test_each_value_of_a_long_list(field: str) -> None:
    filters = LONG[field]
    plan = values_plan(filters, field, everybody=True)
    assert len(plan.questions) == 1 + 2 * len(filters.values(field))
    assert seconds(lambda: values_plan(filters, field, everybody=True)) < 0.3
    assert seconds(lambda: fold_values(filters, field, {}, everybody=True)) < 0.3


@pytest.mark.parametrize("field", LONG)
def test_the_steps_from_a_long_list(field: str) -> None:
    assert seconds(lambda: single_changes(LONG[field], everybody=True)) < 0.2


@pytest.mark.parametrize("exact", [True, False])
def test_six_long_lists_in_an_order(exact: bool) -> None:
    six = [
        LeadFilters(functions=["25"], job_titles=[f"{letter} {n}" for n in range(1_000)])
        for letter in "abcdef"
    ]
    assert seconds(lambda: priority_plan(six, exact=exact)) < 2
    assert seconds(lambda: fold_priority(six, Known(()), {}, exact=exact)) < 0.3
    known = Known([receipt(each) for each in six])
    assert seconds(lambda: fold_priority(six, known, {}, exact=exact)) < 0.3
