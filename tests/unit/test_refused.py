"""What is left of an audience without what a source refuses in it."""

from __future__ import annotations

import pytest

from leadpreview.dashboard.headline import _without_refused
from leadpreview.errors import FilterProblem
from leadpreview.filters import LeadFilters
from leadpreview.sizing import Sizing

AUDIENCE = LeadFilters(
    functions=["12", "25"],
    job_titles=["Chief", "Head"],
    keyword="acme OR bolt",
    posted_on_linkedin=True,
    live=False,
)


def problem(field: str, value: str | None = None) -> FilterProblem:
    return FilterProblem(field, value, f"{field} is refused")


def left(*problems: FilterProblem) -> LeadFilters:
    return _without_refused(Sizing(AUDIENCE, None, None, ()), problems)


@pytest.mark.parametrize(
    "problems",
    [
        pytest.param((), id="nothing"),
        pytest.param((problem(""),), id="no field"),
        pytest.param((problem("colour"), problem("base", "25")), id="unknown fields"),
        pytest.param((problem("live"), problem("live", "false")), id="live is no filter"),
        pytest.param((problem("company_size"), problem("past_titles", "25")), id="not active"),
    ],
)
def test_what_is_about_no_active_filter_takes_nothing_away(
    problems: tuple[FilterProblem, ...],
) -> None:
    assert left(*problems) == AUDIENCE


@pytest.mark.parametrize(
    ("problems", "wanted"),
    [
        pytest.param(
            [problem("functions", "25")], AUDIENCE.with_("functions", ["12"]), id="one value"
        ),
        pytest.param(
            [problem("functions", "25"), problem("functions", "25")],
            AUDIENCE.with_("functions", ["12"]),
            id="one value, said twice",
        ),
        pytest.param(
            [problem("functions", "25"), problem("functions", "99")],
            AUDIENCE.with_("functions", ["12"]),
            id="a value that is there and one that is not",
        ),
        pytest.param(
            [problem("functions", "12"), problem("functions", "25")],
            AUDIENCE.without("functions"),
            id="every value",
        ),
        pytest.param([problem("functions")], AUDIENCE.without("functions"), id="the field"),
        pytest.param(
            [problem("functions", "25"), problem("functions")],
            AUDIENCE.without("functions"),
            id="a value, then its field",
        ),
        pytest.param(
            [problem("functions"), problem("functions", "25")],
            AUDIENCE.without("functions"),
            id="the field, then a value",
        ),
        pytest.param(
            # Spelt otherwise, or cut off: the field is what is known to be refused.
            [problem("functions", "99")],
            AUDIENCE.without("functions"),
            id="only a value that is not there",
        ),
        pytest.param([problem("keyword")], AUDIENCE.without("keyword"), id="the keyword"),
        pytest.param(
            [problem("keyword", "bolt")], AUDIENCE.without("keyword"), id="a word of the keyword"
        ),
        pytest.param(
            [problem("posted_on_linkedin", "true")],
            AUDIENCE.without("posted_on_linkedin"),
            id="a toggle",
        ),
        pytest.param(
            [problem("job_titles", "Head"), problem(""), problem("live"), problem("functions")],
            AUDIENCE.with_("job_titles", ["Chief"]).without("functions"),
            id="several, and some about no filter",
        ),
    ],
)
def test_exactly_what_is_refused_goes(problems: list[FilterProblem], wanted: LeadFilters) -> None:
    assert left(*problems) == wanted


def test_ten_thousand_refused_values_go_at_once() -> None:
    titles = [f"Title {number}" for number in range(10_000)]
    filters = LeadFilters(job_titles=titles, functions=["25"])
    problems = tuple(problem("job_titles", title) for title in titles[1:])
    kept = _without_refused(Sizing(filters, None, None, ()), problems)
    assert kept == LeadFilters(job_titles=titles[:1], functions=["25"])
