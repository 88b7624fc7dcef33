"""Whom audiences share, as questions: what is one question, what is several, what is none."""

from __future__ import annotations

from typing import Any

import pytest

from leadpreview.filters import LeadFilters
from leadpreview.sizing.meets import MOST_EXACT_TERMS, Meet, holding, meet_of, sum_of

GERMANY, FRANCE, SPAIN = "101282230", "105015875", "105646813"


def filters(**fields: Any) -> LeadFilters:
    return LeadFilters.from_request(fields)


def met(*audiences: LeadFilters, exact: bool = True) -> Meet:
    return meet_of(audiences, exact=exact)


@pytest.mark.parametrize(
    ("one", "other", "both"),
    [
        (
            {"job_titles": ["CEO"]},
            {"functions": ["25"]},
            {"job_titles": ["CEO"], "functions": ["25"]},
        ),
        ({"functions": ["8", "25"]}, {"functions": ["25", "12"]}, {"functions": ["25"]}),
        (
            {"excluded_job_titles": ["CEO"]},
            {"excluded_job_titles": ["CFO"]},
            {"excluded_job_titles": ["CEO", "CFO"]},
        ),
        (
            {"job_titles": ["CEO"]},
            {"job_titles": ["CFO", "CEO"]},
            {"job_titles": ["CEO"]},
        ),
        ({}, {"past_colleague": True}, {"past_colleague": True}),
        (
            {"keyword": "a OR b", "live": False},
            {"keyword": "c", "live": False},
            {"keyword": "(a OR b) AND (c)", "live": False},
        ),
        ({"keyword": "growth"}, {"keyword": "growth"}, {"keyword": "growth"}),
    ],
)
def test_these_two_audiences_share_whom_one_question_finds(
    one: dict[str, Any], other: dict[str, Any], both: dict[str, Any]
) -> None:
    assert met(filters(**one), filters(**other)).question == filters(**both)
    assert met(filters(**other), filters(**one)).question == filters(**both)


def test_two_choices_that_may_both_be_true_of_one_person_take_three_questions() -> None:
    one, other = filters(included_locations=[GERMANY]), filters(included_locations=[FRANCE])
    found = met(one, other)
    assert {question: sign for sign, question in found.terms} == {
        one: 1,
        other: 1,
        filters(included_locations=[FRANCE, GERMANY]): -1,
    }
    assert found.split == ("Location",)
    assert found.question is None


def test_three_choices_take_seven_questions() -> None:
    found = met(*(filters(job_titles=[title]) for title in ("a", "b", "c")))
    assert sorted(sign for sign, _ in found.terms) == [-1, -1, -1, 1, 1, 1, 1]


def test_a_longer_choice_that_holds_another_adds_no_question() -> None:
    found = met(
        filters(job_titles=["a", "b", "c"]), filters(job_titles=["a"]), filters(functions=["25"])
    )
    assert found.question == filters(job_titles=["a"], functions=["25"])


def test_choices_of_a_single_valued_field_that_do_not_meet_hold_nobody_where_that_is_known() -> (
    None
):
    one, other = filters(functions=["25"]), filters(functions=["8"])
    assert met(one, other) == Meet(())
    estimated = met(one, other, exact=False)
    assert [sign for sign, _ in estimated.terms] == [1, 1, -1]


def test_where_one_value_a_person_is_only_taken_for_granted_it_is_said() -> None:
    one, other = filters(functions=["8", "25"]), filters(functions=["25", "12"])
    assert met(one, other, exact=False).taken == ("Function",)
    assert met(one, other).taken == ()
    assert met(one, filters(functions=["25"]), exact=False).taken == ()


def test_differing_keywords_are_put_together_only_where_we_know_how_they_are_read() -> None:
    one, other = filters(keyword="growth"), filters(keyword="demand")
    assert met(one, other).question == filters(keyword="(demand) AND (growth)")
    assert "keywords differ" in met(one, other, exact=False).gap


def test_keywords_with_mistakes_are_not_joined_into_something_else() -> None:
    found = met(filters(keyword="a) OR (b"), filters(keyword="c"))
    assert "mistake" in found.gap
    assert found.questions == ()


def test_a_live_and_a_stored_audience_cannot_be_compared() -> None:
    assert "live" in met(filters(functions=["25"]), filters(functions=["25"], live=False)).gap


def test_more_questions_than_can_be_asked_are_a_gap_that_says_how_many() -> None:
    fields = ("job_titles", "past_titles", "included_companies", "past_companies")
    audiences = [filters(**{f: [f"{f} {n}"] for f in fields}) for n in range(4)]
    found = met(*audiences)
    assert found.terms == ()
    assert f"{15**4:,} counts" in found.gap
    assert MOST_EXACT_TERMS < 15**4
    assert "3 counts" in met(filters(job_titles=["a"]), filters(job_titles=["b"])).at_most(2).gap


def test_what_cancels_out_of_a_sum_is_not_asked() -> None:
    one, other = filters(job_titles=["a"]), filters(job_titles=["b"])
    both = filters(job_titles=["a", "b"])
    added = sum_of([(1, met(other)), (-1, met(one, other))])
    assert {question: sign for sign, question in added.terms} == {both: 1, one: -1}


def test_a_question_that_holds_two_audiences_has_only_what_they_have_in_common() -> None:
    one = filters(job_titles=["a"], functions=["25"], excluded_companies=["x", "y"])
    other = filters(job_titles=["b"], excluded_companies=["y"])
    assert holding([one, other]) == filters(job_titles=["a", "b"], excluded_companies=["y"])
