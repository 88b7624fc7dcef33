"""What can be changed, what is counted first, and how it is ranked."""

from __future__ import annotations

import math

import pytest

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Plan, Question, Receipt
from leadpreview.sizing import Kind, Known
from leadpreview.sizing.changes import Change, Direction, both
from leadpreview.sizing.goal import (
    AGAINST,
    WEIGHT,
    best,
    double_changes,
    effort,
    proposals,
    score,
    scouts,
    trials,
)
from leadpreview.sizing.model import Model
from leadpreview.sizing.steps import single_changes
from tests.fakes import MEASURED_AT, CensusSource, Person

GERMANY, DACH, AUSTRIA, BAVARIA = "101282230", "91000006", "103883259", "90009712"
DIRECTORS = LeadFilters(seniority_levels=["220"], functions=["25"])


def changes(filters: LeadFilters, *, everybody: bool = True) -> dict[str, Change]:
    return {c.words: c for c in single_changes(filters, everybody=everybody)}


def receipt(filters: LeadFilters, count: int, *, exact: bool = True) -> Receipt:
    return Receipt(filters, count, "test", MEASURED_AT, exact, 0.0)


def answered(source: CensusSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


@pytest.mark.parametrize(
    ("request_", "words", "field", "values", "direction"),
    [
        ({"company_size": ["51-200"]}, "Adds Company headcount 201-500", "company_size",
         ("51-200", "201-500"), Direction.WIDENS),
        ({"company_size": ["51-200"]}, "Company headcount 11-50 instead of 51-200", "company_size",
         ("11-50",), Direction.MOVES),
        ({"functions": ["25"]}, "Drops the filter Function", "functions", (), Direction.WIDENS),
        ({"functions": ["25"]}, "Adds Function Marketing", "functions", ("15", "25"),
         Direction.WIDENS),
        ({"seniority_levels": ["220", "300"]}, "Takes Vice President out of Seniority",
         "seniority_levels", ("220",), Direction.NARROWS),
        ({"seniority_levels": ["210", "220", "300", "310"]},
         "Includes only Vice President and above of Seniority",
         "seniority_levels", ("300", "310"), Direction.NARROWS),
        ({"seniority_levels": ["220", "300", "310"]}, "Includes only Director of Seniority",
         "seniority_levels", ("220",), Direction.NARROWS),
        ({"included_locations": [GERMANY]}, "DACH instead of Germany", "included_locations",
         (DACH,), Direction.WIDENS),
        ({"included_locations": [DACH]}, "Germany instead of DACH", "included_locations",
         (GERMANY,), Direction.NARROWS),
        ({"included_locations": [GERMANY]}, "Adds Location Austria", "included_locations",
         (AUSTRIA, GERMANY), Direction.WIDENS),
        ({"included_locations": [GERMANY]}, "Austria instead of Germany", "included_locations",
         (AUSTRIA,), Direction.MOVES),
        ({"included_locations": [DACH]}, "Excludes Germany", "excluded_locations",
         (GERMANY,), Direction.NARROWS),
        ({"excluded_locations": [GERMANY, AUSTRIA]}, "No longer excludes Austria",
         "excluded_locations", (GERMANY,), Direction.WIDENS),
        ({"functions": ["25"]}, "Includes only Seniority Director", "seniority_levels", ("220",),
         Direction.NARROWS),
        ({"functions": ["25"]}, "Includes only Company headcount 1,001-5,000 and above",
         "company_size", ("1001-5000", "5001-10000", "10001+"), Direction.NARROWS),
        ({"keyword": "saas", "functions": ["25"]}, "Drops the filter Keyword", "keyword", (),
         Direction.WIDENS),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(
    request_: dict[str, object],
    words: str,
    field: str,
    values: tuple[str, ...],
    direction: Direction,
) -> None:
    found = changes(LeadFilters.from_request(request_))
    change = found[words]
    assert set(change.filters.values(field)) == set(values)
    assert change.direction is direction
    assert bool(change.lets_in) is (direction is not Direction.NARROWS)


def test_a_wider_place_takes_the_place_of_all_that_lie_in_it() -> None:
    found = changes(LeadFilters(included_locations=[GERMANY, AUSTRIA]))
    (merged,) = [c for c in found.values() if c.filters.included_locations == (DACH,)]
    assert "instead of" in merged.words
    assert "Germany" in merged.words
    assert "Austria" in merged.words
    assert merged.size == 3


def test_the_last_filter_is_not_dropped_where_everybody_cannot_be_asked() -> None:
    only = LeadFilters(functions=["25"])
    assert "Drops the filter Function" in changes(only)
    assert "Drops the filter Function" not in changes(only, everybody=False)


def test_fields_that_a_source_cannot_answer_are_left_alone() -> None:
    found = single_changes(DIRECTORS, everybody=True, fields=["functions", "seniority_levels"])
    assert {field for change in found for field in change.fields} == {
        "functions",
        "seniority_levels",
    }


def test_two_changes_read_as_one_sentence_and_names_keep_their_capitals() -> None:
    found = changes(LeadFilters(functions=["25"], included_locations=[GERMANY]))
    pair = both(found["Drops the filter Function"], found["Adds Location Austria"])
    assert pair is not None
    assert pair.words == "Drops the filter Function; adds Location Austria"
    assert pair.direction is Direction.WIDENS
    assert pair.lets_in == "people whatever their function and people with location Austria"
    other = both(found["Drops the filter Function"], found["Austria instead of Germany"])
    assert other is not None
    assert other.words.endswith("; Austria instead of Germany")
    assert other.direction is Direction.MOVES


def test_twice_and_half_as_many_are_equally_far_and_each_value_weighs_three_per_cent() -> None:
    assert score(10_000, 5_000, 0.1) == pytest.approx(score(2_500, 5_000, 0.1))
    assert score(5_000, 5_000, 0.1) == pytest.approx(0.1)
    assert score(0, 100, 0) == pytest.approx(math.log(200))
    found = changes(DIRECTORS)
    add, drop = found["Adds Seniority Vice President"], found["Drops the filter Function"]
    only = found["Includes only Company headcount 1-10"]
    assert effort(add, 1_000, 5_000) == pytest.approx(WEIGHT)
    assert effort(both(add, drop) or add, 1_000, 5_000) == pytest.approx(2 * WEIGHT)
    assert effort(add, 5_000, 1_000) == pytest.approx(WEIGHT + AGAINST)
    assert effort(both(add, only) or add, 1_000, 5_000) == pytest.approx(2 * WEIGHT + AGAINST)


def test_who_needs_fewer_is_not_offered_more_people_first() -> None:
    found = changes(DIRECTORS)
    narrow = found["Includes only Company headcount 1-10"]
    both_ways = both(
        found["Includes only Company headcount 11-50"], found["Adds Function Marketing"]
    )
    assert both_ways is not None
    total = receipt(DIRECTORS, 1_000)
    answers: dict[LeadFilters, Answer] = {
        narrow.filters: receipt(narrow.filters, 520),
        both_ways.filters: receipt(both_ways.filters, 500),
    }
    model = Model(DIRECTORS, total, answers.values())
    ranked = proposals([both_ways, narrow], model, 500, answers)
    assert [proposal.change for proposal in ranked] == [narrow, both_ways]


def test_a_change_is_predicted_by_what_it_does_elsewhere() -> None:
    """Dropping a filter, from what it costs alone; nothing of the result itself is looked at."""
    drop = changes(DIRECTORS)["Drops the filter Function"]
    known = [
        receipt(LeadFilters(), 1_000),
        receipt(DIRECTORS.only("functions"), 250),
        receipt(drop.filters, 77),
    ]
    predicted = Model(DIRECTORS, receipt(DIRECTORS, 40), known).predict(drop)
    assert predicted is not None
    assert predicted.kind is Kind.MODELLED
    assert predicted.count == 160
    assert {r.count for r in predicted.receipts} == {40, 1_000, 250}


def test_two_changes_multiply_and_need_both_ratios() -> None:
    found = changes(DIRECTORS)
    drop, add = found["Drops the filter Function"], found["Adds Seniority Vice President"]
    pair = both(drop, add)
    assert pair is not None
    total = receipt(DIRECTORS, 40)
    assert Model(DIRECTORS, total, [receipt(drop.filters, 120)]).predict(pair) is None
    model = Model(DIRECTORS, total, [receipt(drop.filters, 120), receipt(add.filters, 60)])
    predicted = model.predict(pair)
    assert predicted is not None
    assert predicted.count == 180


def test_what_widens_is_never_predicted_to_lose_people() -> None:
    """Estimates may say so of the same change elsewhere."""
    drop = changes(DIRECTORS)["Drops the filter Function"]
    base = LeadFilters(company_size=["1-10"])
    known = [
        receipt(base, 100, exact=False),
        receipt(base.with_("functions", ["25"]), 110, exact=False),
    ]
    predicted = Model(DIRECTORS, receipt(DIRECTORS, 40, exact=False), known).predict(drop)
    assert predicted is not None
    assert predicted.count == 40


def test_few_counts_go_to_the_filters_that_there_are_then_to_whole_lists() -> None:
    asked = LeadFilters(seniority_levels=["220", "300"], functions=["25"])
    found = single_changes(asked, everybody=False)
    model = Model(asked, receipt(asked, 60_000), ())
    narrow = scouts(found, model, 5_000, {}, most=15)
    assert len(narrow.questions) == 15
    sizes = [q.filters.company_size for q in narrow.questions if q.filters.company_size]
    assert len([size for size in sizes if len(size) == 1]) == 8
    wide = scouts(found, model, 200_000, {}, most=15)
    first = [question.filters for question in wide.questions[:4]]
    assert asked.without("functions") in first
    assert not any(question.filters.company_size for question in wide.questions)


def test_what_is_known_already_costs_no_count() -> None:
    found = single_changes(DIRECTORS, everybody=False)
    model = Model(DIRECTORS, receipt(DIRECTORS, 60_000), ())
    before = scouts(found, model, 5_000, {}, most=3)
    known: dict[LeadFilters, Answer] = {
        question.filters: receipt(question.filters, 1) for question in before.questions
    }
    after = scouts(found, model, 5_000, known, most=3)
    assert len([q for q in after.questions if q.filters not in known]) == 3


def test_a_pair_is_tried_only_where_its_second_change_pays() -> None:
    found = changes(DIRECTORS)
    total = receipt(DIRECTORS, 1_000)
    small = found["Includes only Company headcount 1-10"]
    idle = found["Includes only Company type Privately Held"]
    model = Model(DIRECTORS, total, [receipt(small.filters, 500), receipt(idle.filters, 995)])
    assert double_changes(tuple(found.values()), model, 500) == ()
    assert double_changes(tuple(found.values()), model, 250) == ()
    model = Model(DIRECTORS, total, [receipt(small.filters, 500), receipt(idle.filters, 600)])
    (pair,) = double_changes(tuple(found.values()), model, 300)
    assert {part.words for part in pair.parts} == {small.words, idle.words}


def test_from_nobody_pairs_of_dropped_filters_bring_people_back() -> None:
    people = [Person(title="Plumber", seniority="120", function="8", company_size="1-10")] * 30
    source = CensusSource(people)
    nobody = LeadFilters(
        job_titles=["Plumber"], seniority_levels=["310"], functions=["25"], company_size=["1-10"]
    )
    (total,) = answered(source, Plan.of([Question(nobody)])).values()
    assert isinstance(total, Receipt)
    assert total.count == 0
    fields = ["job_titles", "seniority_levels", "functions", "company_size"]
    singles = single_changes(nobody, everybody=True, fields=fields)
    answers = answered(source, Plan.of(Question(change.filters) for change in singles))
    assert not any(isinstance(a, Receipt) and a.count for a in answers.values())
    model = Model(nobody, total, answers.values())
    candidates = (*singles, *double_changes(singles, model, 30))
    answers |= answered(source, trials(candidates, model, 30, answers, most=20))
    ranked = proposals(candidates, model, 30, answers)
    (found,) = best(ranked, 0, 30, Known(answers.values()), measured=True, most=3)
    assert set(found.change.fields) == {"seniority_levels", "functions"}
    assert found.figure.count == 30
    assert found.figure.kind is Kind.EXACT
    assert found.change.lets_in


def test_a_company_type_is_the_same_by_letter_and_by_label() -> None:
    labelled = LeadFilters(company_type=["Public Company"])
    found = single_changes(labelled, everybody=True, fields=["company_type"])
    assert ("C", "Public Company") not in [each.filters.company_type for each in found]
    both_names = LeadFilters(company_type=["C", "Public Company"])
    counts = [
        receipt(LeadFilters(company_type=[value], functions=["25"]), 10)
        for value in both_names.company_type
    ]
    audience = LeadFilters(company_type=["P"], functions=["25"])
    model = Model(audience, receipt(audience, 5), counts)
    change = Change(
        "Both", both_names.choosing("functions", "25"), ("company_type",), Direction.MOVES, 2
    )
    assert model.predict(change) is None


def test_what_narrows_is_never_predicted_to_win_people() -> None:
    """Estimates may say so of the same change elsewhere."""
    audience = LeadFilters(functions=["25"])
    include = changes(audience)["Includes only Company type Privately Held"]
    base = LeadFilters(company_size=["1-10"])
    known = [
        receipt(base, 100, exact=False),
        receipt(base.with_("company_type", ["P"]), 110, exact=False),
    ]
    predicted = Model(audience, receipt(audience, 40, exact=False), known).predict(include)
    assert predicted is not None
    assert predicted.count == 40
