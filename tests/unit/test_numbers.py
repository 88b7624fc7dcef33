"""A sizing as figures: every number with its kind, whatever has arrived."""

from __future__ import annotations

from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Receipt
from leadpreview.sizing import (
    Kind,
    Known,
    fold_missing,
    fold_sizing,
    fold_values,
    funnel_plan,
    missing_plan,
    numbers_of,
    value_numbers,
    values_plan,
)
from tests.fakes import MEASURED_AT, CensusSource, Person, WobblingSource

PEOPLE = [
    *[Person("Ada", "VP of Sales", seniority="300", company_size="51-200")] * 30,
    *[Person("Bob", "Sales Intern", seniority="100", company_size="51-200")] * 50,
    *[Person("Eve", "Sales", seniority="", company_size="51-200")] * 20,
    *[Person("Joe", "CEO", seniority="310", company_size="1-10")] * 20,
]
TWO = LeadFilters(seniority_levels=("300", "310"), company_size=("51-200",))
CENSUS = CensusSource(PEOPLE)
WOBBLING = WobblingSource(CENSUS)


def answers(source: CensusSource | WobblingSource) -> dict[LeadFilters, Answer]:
    """All that a source says of the audience, its values and its missing data."""
    everybody = source.info.counts_everybody
    plans = (
        funnel_plan(TWO, TWO.active, everybody=everybody),
        values_plan(TWO, "seniority_levels", everybody=everybody),
        missing_plan(TWO, everybody=everybody),
    )
    return {a.filters: a for plan in plans for a in source.run(plan, Cancellation())}


def test_exact_counts_give_exact_numbers_and_worked_out_gains() -> None:
    found = answers(CENSUS)
    sizing = fold_sizing(TWO, TWO.active, found, everybody=True)
    numbers = numbers_of(sizing, Known(found.values()))
    assert (numbers.total.kind, numbers.total.count) == (Kind.EXACT, 30)
    assert (numbers.everybody.kind, numbers.everybody.count) == (Kind.EXACT, 120)
    seniority, size = numbers.costs
    assert (seniority.gain.kind, seniority.gain.count) == (Kind.WORKED_OUT, 70)
    assert (size.gain.kind, size.gain.count) == (Kind.WORKED_OUT, 20)
    assert size.before is seniority.remaining


def test_of_estimates_a_gain_is_about_and_no_share_of_everybody_is_known() -> None:
    found = answers(WOBBLING)
    sizing = fold_sizing(TWO, TWO.active, found, everybody=False)
    numbers = numbers_of(sizing, Known(found.values()))
    assert numbers.everybody.kind is Kind.CANNOT_BE_ASKED
    for cost in numbers.costs:
        assert {cost.alone.kind, cost.remaining.kind, cost.without.kind} == {Kind.ESTIMATED}
        assert cost.gain.kind is Kind.ABOUT
        assert not cost.gain.exact


def test_what_has_not_arrived_has_its_bounds() -> None:
    found = answers(CENSUS)
    of_total = {TWO: found[TWO], LeadFilters(): found[LeadFilters()]}
    sizing = fold_sizing(TWO, TWO.active, of_total, everybody=True)
    numbers = numbers_of(sizing, Known(of_total.values()))
    for cost in numbers.costs:
        assert (cost.without.kind, cost.without.low, cost.without.high) == (Kind.BETWEEN, 30, 120)
        assert (cost.gain.kind, cost.gain.low, cost.gain.high) == (Kind.BETWEEN, 0, 90)


def test_a_gain_of_a_count_that_failed_has_failed() -> None:
    failed = TWO.without("company_size")
    found = answers(CENSUS) | {failed: Failure(failed, SourceUnavailableError("Away."))}
    sizing = fold_sizing(TWO, TWO.active, found, everybody=True)
    numbers = numbers_of(sizing, Known(found.values()))
    gains = {cost.field: cost.gain for cost in numbers.costs}
    assert (gains["company_size"].kind, gains["company_size"].count) == (Kind.FAILED, None)
    assert gains["seniority_levels"].count == 70


def test_within_a_base_a_gain_is_compared_with_the_total_within_it() -> None:
    base = LeadFilters(keyword="sales")
    plan = funnel_plan(TWO, TWO.active, everybody=True, base=base)
    found = {answer.filters: answer for answer in CENSUS.run(plan, Cancellation())}
    sizing = fold_sizing(TWO, TWO.active, found, everybody=True, base=base)
    numbers = numbers_of(sizing, Known(found.values()))
    assert [cost.gain.count for cost in numbers.costs] == [cost.gain for cost in sizing.costs]
    assert numbers.everybody.count == 100


def test_each_value_has_its_kinds() -> None:
    for source, kinds in ((CENSUS, [Kind.EXACT, Kind.WORKED_OUT]), (WOBBLING, [Kind.ESTIMATED])):
        everybody = source.info.counts_everybody
        found = answers(source)
        sizing = fold_sizing(TWO, TWO.active, found, everybody=everybody)
        rows = fold_values(TWO, "seniority_levels", found, everybody=everybody)
        known = Known(found.values())
        for number, row in zip(
            value_numbers(sizing, "seniority_levels", rows, known), rows, strict=True
        ):
            assert number.alone.kind is number.without.kind is kinds[0]
            assert number.change.kind is (kinds[1] if len(kinds) > 1 else Kind.ABOUT)
            assert number.change.count == row.change


def test_values_that_have_not_arrived_ask_what_the_plan_asks() -> None:
    """Else their bounds would be those of another question."""
    asked = {q.filters for q in values_plan(TWO, "seniority_levels", everybody=True).questions}
    sizing = fold_sizing(TWO, TWO.active, {}, everybody=True)
    rows = fold_values(TWO, "seniority_levels", {}, everybody=True)
    for number in value_numbers(sizing, "seniority_levels", rows, Known(())):
        assert {number.alone.question, number.without.question} <= asked


def test_what_missing_data_costs_over_estimates_is_about() -> None:
    found = answers(WOBBLING)
    rows = fold_missing(TWO, found, Known(found.values()), everybody=False)
    assert [row.empty.kind for row in rows] == [Kind.ABOUT, Kind.ABOUT]
    (seniority, _) = rows
    assert seniority.empty.count is not None
    assert 10 < seniority.empty.count < 30  # 20, within the wobble of both counts


def test_the_only_filter_has_nothing_to_compare_with_where_everybody_cannot_be_asked() -> None:
    only = LeadFilters(seniority_levels=("300",))
    assert missing_plan(only, everybody=False).questions == ()
    (row,) = fold_missing(only, {}, Known(()), everybody=False)
    assert row.empty.kind is Kind.CANNOT_BE_ASKED
    assert "only filter" in str(row.empty.error)


def test_a_count_that_failed_leaves_what_is_missing_unknown() -> None:
    failed = TWO.without("seniority_levels")
    found = answers(CENSUS) | {failed: Failure(failed, SourceUnavailableError("Away."))}
    rows = fold_missing(TWO, found, Known(()), everybody=True)
    assert [row.empty.kind for row in rows] == [Kind.FAILED, Kind.WORKED_OUT]
    assert rows[0].empty.count is None
    assert rows[0].different.count == 50


def test_bounds_from_estimates_that_contradict_each_other_say_that_they_do() -> None:
    def estimate(filters: LeadFilters, count: int) -> Receipt:
        return Receipt(filters, count, "market", MEASURED_AT, False, 0.1)

    wide, narrow = TWO.without("company_size"), TWO.with_("seniority_levels", ["300"])
    for known, apart in ((90, False), (110, True)):
        found = Known([estimate(wide, 100), estimate(narrow, known)]).figure(TWO)
        assert (found.kind, found.exact) == (Kind.BETWEEN, False)
        assert ("contradict" in found.how) is apart
