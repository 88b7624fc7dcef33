"""The difference of two audiences reads as a person would say it."""

from __future__ import annotations

import pytest

from leadpreview.difference import differences
from leadpreview.filters import LeadFilters

BASE = LeadFilters(
    seniority_levels=["300"], included_locations=["101282230"], company_size=["11-50"]
)


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        (BASE, ()),
        (
            BASE.with_("seniority_levels", ["220", "300"]),
            ("adds Director to seniority",),
        ),
        (
            BASE.without("included_locations"),
            ("drops the filter location: Germany",),
        ),
        (
            BASE.with_("company_size", ["51-200"]),
            ("company headcount 51-200 instead of 11-50",),
        ),
        (
            BASE.with_("seniority_levels", ["220", "310"]).with_("live", False),
            ("seniority Director and CXO instead of Vice President", "counts with live off"),
        ),
        (
            BASE.with_("posted_on_linkedin", True).with_("keyword", "saas"),
            ("adds the filter keyword: saas", "adds the filter posted on LinkedIn"),
        ),
        (
            BASE.with_("excluded_job_titles", ["Intern"]),
            ("adds the filter excluded job title: Intern",),
        ),
    ],
)
def test_each_kind_of_change_has_its_words(filters: LeadFilters, words: tuple[str, ...]) -> None:
    assert differences(filters, BASE) == words


def test_a_value_that_is_swapped_within_a_longer_list_is_added_and_dropped() -> None:
    two = BASE.with_("company_size", ["11-50", "51-200"])
    other = BASE.with_("company_size", ["11-50", "201-500"])
    assert differences(other, two) == (
        "adds 201-500 to company headcount",
        "drops 51-200 from company headcount",
    )


def test_many_values_are_counted_beyond_the_first_few() -> None:
    many = BASE.with_("job_titles", ["A", "B", "C", "D", "E"])
    assert differences(many, BASE, most=2) == ("adds the filter job title: A, B and 3 more",)
