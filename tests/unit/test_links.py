"""The query string of a share link: written and read by one module."""

from __future__ import annotations

import pytest

from leadpreview.filters import LeadFilters
from leadpreview.links import LONGEST_LINK, decode, decode_link, encode, pairs


def test_a_link_spells_the_filter_object() -> None:
    """The address of the page is the API's fields and ids (design decision 1)."""
    filters = LeadFilters(job_titles=("VP of Sales",), seniority_levels=("310", "300"))
    assert encode(filters) == "job_titles=VP+of+Sales&seniority_levels=300&seniority_levels=310"


def test_the_address_of_the_issue_opens_its_audience() -> None:
    link = "http://localhost:8501/?job_titles=VP+of+Sales&seniority_levels=300&seniority_levels=310"
    assert decode_link(link) == (
        LeadFilters(job_titles=("VP of Sales",), seniority_levels=("300", "310")),
        (),
    )


def test_no_filters_are_no_query_string() -> None:
    assert encode(LeadFilters()) == ""
    assert pairs(LeadFilters()) == {}
    assert decode({}) == (LeadFilters(), ())
    assert decode_link("") == (LeadFilters(), ())
    assert decode_link("https://example.org/size") == (LeadFilters(), ())


def test_each_value_is_a_pair_of_its_own() -> None:
    filters = LeadFilters(job_titles=("VP, Sales", "CEO"), live=False, past_colleague=True)
    assert pairs(filters) == {
        "job_titles": ["CEO", "VP, Sales"],
        "past_colleague": ["true"],
        "live": ["false"],
    }


@pytest.mark.parametrize(
    "link",
    [
        "?keyword=saas",
        "keyword=saas",
        " https://example.org/?keyword=saas\n",
        "https://example.org/size?keyword=saas#top",
        "HTTP://[::1]:8501/?keyword=saas",
        "http://[broken?keyword=saas",
        "http://a\u2100b/?keyword=saas",
        "/?keyword=saas",
    ],
)
def test_a_link_is_read_whatever_stands_before_its_question_mark(link: str) -> None:
    assert decode_link(link) == (LeadFilters(keyword="saas"), ())


@pytest.mark.parametrize(
    ("typed", "keyword"),
    [
        ("keyword=https://example.org/?a", "https://example.org/?a"),
        ("keyword=who?", "who?"),
        ("keyword=C#", "C#"),
        ("keyword=a?b=c", "a?b=c"),
    ],
)
def test_a_bare_query_string_keeps_its_marks(typed: str, keyword: str) -> None:
    assert decode_link(typed) == (LeadFilters(keyword=keyword), ())


def test_a_wrong_value_is_left_out_and_said() -> None:
    filters, problems = decode(
        {
            "seniority_levels": ["300", "999"],
            "included_locations": ["Germany"],
            "keyword": ["saas"],
            "past_colleague": ["perhaps"],
            "live": ["0"],
            "utm_source": ["mail"],
        }
    )
    assert filters == LeadFilters(seniority_levels=("300",), keyword="saas")
    assert [(problem.field, problem.value) for problem in problems] == [
        ("seniority_levels", "999"),
        ("included_locations", "Germany"),
        ("past_colleague", "perhaps"),
        ("live", "0"),
        ("utm_source", None),
    ]
    assert problems[0].nearest or problems[0].accepted
    assert problems[1].nearest[0] == "101282230"


def test_a_field_of_one_value_says_which_of_several_it_left_out() -> None:
    filters, problems = decode_link("keyword=a&keyword=b&keyword=b&live=true&live=false")
    assert filters == LeadFilters(keyword="b", live=False)
    assert [(problem.field, problem.value) for problem in problems] == [
        ("keyword", "a"),
        ("live", "true"),
    ]


@pytest.mark.parametrize("switch", ["true", "TRUE", " True "])
def test_a_switch_is_read_in_any_case(switch: str) -> None:
    assert decode({"past_colleague": [switch]}) == (LeadFilters(past_colleague=True), ())


def test_empty_parameters_are_absent_fields() -> None:
    assert decode({"job_titles": [], "functions": [""], "keyword": []}) == (LeadFilters(), ())


def test_a_parameter_without_a_value_is_said_when_nobody_knows_it() -> None:
    filters, problems = decode_link("?debug&keyword=saas")
    assert filters == LeadFilters(keyword="saas")
    assert [problem.field for problem in problems] == ["debug"]


def test_bytes_that_are_no_text_do_no_harm() -> None:
    filters, problems = decode_link("?keyword=%ff%ED%A0%80")
    assert problems == ()
    assert filters.keyword.encode()


def test_the_longest_link_is_the_one_of_the_issue() -> None:
    assert LONGEST_LINK == 8_000
