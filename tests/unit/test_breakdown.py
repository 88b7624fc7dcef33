"""Plans and folds of a breakdown: what is asked first, what is not asked, what is said."""

from __future__ import annotations

from dataclasses import replace

from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan, Receipt
from leadpreview.sizing import (
    Axis,
    Dimension,
    Kind,
    ceiling,
    cells_plan,
    fold_breakdown,
    margins_plan,
)
from tests.fakes import MEASURED_AT, CensusSource, Person, WobblingSource

SALES = LeadFilters(functions=["25"])
PEOPLE = [
    *[Person(function="25", seniority="220", company_size="11-50")] * 4,
    *[Person(function="25", seniority="220", company_size="51-200")] * 3,
    *[Person(function="25", seniority="310", company_size="51-200")] * 2,
    *[Person(function="25", company_size="51-200")],
    *[Person(function="8", seniority="310", company_size="11-50")] * 5,
]
ROWS = Axis.of(Dimension("seniority_levels"), SALES)
COLUMNS = Axis.of(Dimension("company_size"), SALES)


def ask(source: CensusSource | WobblingSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


def estimate(filters: LeadFilters, count: int) -> Receipt:
    return Receipt(filters, count, "test", MEASURED_AT, exact=False, duration=1.0)


def everything(source: CensusSource | WobblingSource) -> dict[LeadFilters, Answer]:
    answers = ask(source, margins_plan(SALES, ROWS, COLUMNS))
    return answers | ask(source, cells_plan(SALES, ROWS, COLUMNS, answers))


def test_the_total_is_asked_first_and_nothing_twice() -> None:
    asked = [question.filters for question in margins_plan(SALES, ROWS, COLUMNS).questions]
    assert asked[0] == SALES
    assert len(asked) == len(set(asked)) == 1 + 10 + 8 + 2
    assert asked[1] == SALES.with_("seniority_levels", [ROWS.values[0]])
    assert asked[-1] == SALES.with_("company_size", list(COLUMNS.values))


def test_an_axis_of_all_that_the_audience_chose_is_not_asked_at_once() -> None:
    audience = SALES.with_("seniority_levels", ["220", "310"])
    rows = Axis.of(Dimension("seniority_levels"), audience)
    assert len(margins_plan(audience, rows).questions) == 3


def test_what_is_probably_largest_is_asked_and_shown_first() -> None:
    rows = replace(ROWS, first=("310", "not a value", "220"))
    asked = [question.filters for question in margins_plan(SALES, rows).questions]
    assert [filters.seniority_levels for filters in asked[1:4]] == [("310",), ("220",), ("100",)]
    assert len(asked) == len(margins_plan(SALES, ROWS).questions)
    assert fold_breakdown(SALES, rows, None, {}).shown_rows[:2] == ("310", "220")


def test_cells_wait_for_the_margins_and_come_largest_first() -> None:
    source = CensusSource(PEOPLE)
    answers = ask(source, margins_plan(SALES, ROWS, COLUMNS))
    missing = {f: a for f, a in answers.items() if f.seniority_levels != ("310",)}
    assert cells_plan(SALES, ROWS, COLUMNS, missing).questions == ()
    asked = [q.filters for q in cells_plan(SALES, ROWS, COLUMNS, answers).questions]
    # Two seniorities and two sizes have anybody; every other cell is settled.
    assert len(asked) == 4
    assert (asked[0].seniority_levels, asked[0].company_size) == (("220",), ("51-200",))


def test_over_estimates_no_cell_is_settled_by_a_zero() -> None:
    source = WobblingSource(CensusSource(PEOPLE))
    answers = ask(source, margins_plan(SALES, ROWS, COLUMNS))
    assert len(cells_plan(SALES, ROWS, COLUMNS, answers).questions) == 8 * 6


def test_the_price_is_what_is_asked_at_most() -> None:
    source = WobblingSource(CensusSource(PEOPLE))
    answers = ask(source, margins_plan(SALES, ROWS, COLUMNS))
    cells = cells_plan(SALES, ROWS, COLUMNS, answers)
    assert len(ceiling(SALES, ROWS, COLUMNS).questions) == len(answers) + len(cells.questions)


def test_the_numbers_of_a_crossed_breakdown() -> None:
    result = fold_breakdown(SALES, ROWS, COLUMNS, everything(CensusSource(PEOPLE)))
    assert result.columns is not None
    assert result.total.count == 10
    assert result.shown_rows[:2] == ("220", "310")
    assert result.shown_columns[:2] == ("51-200", "11-50")
    assert result.cells["220", "11-50"].count == 4
    assert result.cells["310", "11-50"].count == 0
    assert result.cells["310", "11-50"].kind is Kind.EXACT
    assert result.cells["100", "11-50"].kind is Kind.WORKED_OUT
    assert result.cells["100", "11-50"].how == "nobody is in the whole row"
    assert result.rows.rest.count == 1
    assert result.columns.rest.count == 0
    assert result.rows.overlap.count == 0
    assert result.column_rests["51-200"].count == 1
    assert result.row_rests[None].count == 0
    assert result.findings == ()


def test_a_row_that_is_everybody_settles_its_cells() -> None:
    people = [person for person in PEOPLE if person.seniority == "310"]
    source = CensusSource(people)
    answers = ask(source, margins_plan(LeadFilters(), ROWS, COLUMNS))
    assert cells_plan(LeadFilters(), ROWS, COLUMNS, answers).questions == ()
    result = fold_breakdown(LeadFilters(), ROWS, COLUMNS, answers)
    assert result.cells["310", "51-200"].count == 2
    assert result.cells["310", "51-200"].kind is Kind.WORKED_OUT


def test_a_cell_that_waits_is_bounded_by_its_margins() -> None:
    answers = ask(CensusSource(PEOPLE), margins_plan(SALES, ROWS, COLUMNS))
    waiting = fold_breakdown(SALES, ROWS, COLUMNS, answers).cells["220", "51-200"]
    # Seven directors and six at that size among ten people.
    assert (waiting.kind, waiting.low, waiting.high) == (Kind.BETWEEN, 3, 6)


def test_what_a_value_means_that_the_audience_chose_is_on_its_receipt() -> None:
    audience = SALES.with_("seniority_levels", ["220", "310"])
    rows = Axis.of(Dimension("seniority_levels"), audience)
    result = fold_breakdown(
        audience, rows, None, ask(CensusSource(PEOPLE), margins_plan(audience, rows))
    )
    how = result.rows.figures["310"].how
    assert how == "the audience with Seniority set to CXO alone"
    assert result.rows.is_all
    assert result.rows.rest.count == 0


def test_parts_larger_than_their_whole_are_said_and_not_smoothed() -> None:
    answers: dict[LeadFilters, Answer] = {
        question.filters: estimate(question.filters, 10)
        for question in margins_plan(SALES, ROWS).questions
    }
    result = fold_breakdown(SALES, ROWS, None, answers)
    (finding,) = result.findings
    assert "add up to more people than their whole" in finding.words
    assert finding.excess.count == 90
    assert finding.excess.kind is Kind.ABOUT
    assert [part.figure.count for part in result.rows.parts] == [10] * 10


def test_a_cell_larger_than_its_margin_is_said() -> None:
    exact = everything(CensusSource(PEOPLE))
    answers: dict[LeadFilters, Answer] = {
        filters: replace(answer, exact=False)
        for filters, answer in exact.items()
        if isinstance(answer, Receipt)
    }
    cell = SALES.with_("seniority_levels", ["310"]).with_("company_size", ["51-200"])
    answers[cell] = estimate(cell, 9)
    found = fold_breakdown(SALES, ROWS, COLUMNS, answers).findings
    about_it = [finding for finding in found if finding.cell == ("310", "51-200")]
    assert [finding.excess.count for finding in about_it] == [7, 3]


def test_a_failure_is_no_zero_and_hides_nothing_else() -> None:
    answers = everything(CensusSource(PEOPLE))
    row = SALES.with_("seniority_levels", ["220"])
    answers[row] = Failure(row, SourceUnavailableError("away"))
    result = fold_breakdown(SALES, ROWS, COLUMNS, answers)
    assert result.rows.figures["220"].kind is Kind.FAILED
    assert result.rows.overlap.count is None
    assert result.rows.figures["310"].count == 2
    assert result.shown_rows[0] == "310"


def test_no_value_is_everybody_unknown() -> None:
    titles = Axis.of(Dimension("job_titles"), SALES)
    result = fold_breakdown(
        SALES, titles, None, ask(CensusSource(PEOPLE), margins_plan(SALES, titles))
    )
    assert result.rows.parts == ()
    assert result.rows.rest.count == 10


def test_bounds_of_a_rest_are_never_less_than_nobody() -> None:
    answers: dict[LeadFilters, Answer] = {SALES: estimate(SALES, 10)}
    result = fold_breakdown(SALES, ROWS, COLUMNS, answers)
    rests = [*result.row_rests.values(), *result.column_rests.values(), result.rows.rest]
    assert rests
    assert all((figure.low or 0) >= 0 for figure in rests)
