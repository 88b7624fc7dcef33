"""The order-free share: how much is counted, and how right a sample is."""

from __future__ import annotations

import pytest

from leadpreview.errors import CannotBeAskedError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan
from leadpreview.sizing import Kind
from leadpreview.sizing.shapley import fold_shapley, orders_of
from tests.fakes import CensusSource, Person, SlowEstimateSource

TEN = LeadFilters.from_request(
    {
        "job_titles": ["a"],
        "excluded_job_titles": ["b"],
        "seniority_levels": ["300"],
        "functions": ["25"],
        "company_size": ["1-10"],
        "included_companies": ["Acme"],
        "included_locations": ["103644278"],
        "excluded_locations": ["90009496"],
        "keyword": "a",
        "past_titles": ["c"],
    }
)
PEOPLE = [
    Person(
        title=("a x", "a b", "c")[number % 3],
        company=("Acme", "Acme a", "Other")[number // 3 % 3],
        seniority=("300", "310")[number // 7 % 2],
        function=("25", "8")[number // 5 % 2],
        company_size=("1-10", "11-50")[number // 11 % 2],
        location=("103644278", "90009496", "1")[number // 2 % 3],
    )
    for number in range(600)
]
SIX = TEN.without("past_titles", "keyword", "excluded_job_titles", "excluded_locations")


def answered(source: CensusSource | SlowEstimateSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


def test_every_combination_of_ten_filters_is_counted_at_once_and_of_six_over_an_api() -> None:
    assert len(orders_of(TEN, exact=True).plan(everybody=True).questions) == 1_024
    six = orders_of(SIX.with_("included_companies", ["Acme"]), exact=False)
    assert len(six.fields) == 6
    assert len(six.plan(everybody=True).questions) == 64
    assert not six.sampled


def test_beyond_that_orders_are_drawn_and_cost_far_less_than_every_combination() -> None:
    eleven = TEN.with_("past_companies", ["x"])
    drawn = orders_of(eleven, exact=True)
    assert drawn.sampled
    assert len(drawn.plan(everybody=True).questions) < 1_024
    seven = orders_of(SIX.with_("keyword", "a"), exact=False)
    assert seven.sampled
    assert 64 < len(seven.plan(everybody=True).questions) < 128


def test_what_the_base_fixes_has_no_share_and_is_asked_every_time() -> None:
    base = SIX.only("functions")
    orders = orders_of(SIX, exact=False, base=base)
    assert "functions" not in orders.fields
    assert all(q.filters.functions == ("25",) for q in orders.plan(everybody=False).questions)


def test_without_a_base_nothing_is_asked_of_a_source_that_cannot_count_everybody() -> None:
    orders = orders_of(SIX, exact=False)
    assert orders.plan(everybody=False).questions == ()
    blame = fold_shapley(orders, {}, everybody=False)
    assert {share.figure.kind for share in blame.shares} == {Kind.CANNOT_BE_ASKED}
    assert isinstance(blame.shares[0].figure.error, CannotBeAskedError)
    assert blame.drop.kind is Kind.CANNOT_BE_ASKED


def test_a_share_waits_for_every_count_and_fails_with_one_of_them() -> None:
    orders = orders_of(SIX.only("functions", "company_size"), exact=True)
    plan = orders.plan(everybody=True)
    waiting = fold_shapley(orders, {}, everybody=True)
    assert {share.figure.kind for share in waiting.shares} == {Kind.WAITING}
    error = SourceUnavailableError("away")
    answers = answered(CensusSource(PEOPLE, failing={plan.questions[2].filters: error}), plan)
    assert isinstance(answers[plan.questions[2].filters], Failure)
    failed = fold_shapley(orders, answers, everybody=True)
    assert {share.figure.kind for share in failed.shares} == {Kind.FAILED}
    assert all(share.people is None for share in failed.shares)


def test_estimates_make_a_share_about_right_and_never_worked_out() -> None:
    base = SIX.only("functions")
    orders = orders_of(SIX, exact=False, base=base)
    source = SlowEstimateSource(PEOPLE, open_wide=True)
    answers = answered(source, orders.plan(everybody=False))
    blame = fold_shapley(orders, answers, everybody=False)
    assert {share.figure.kind for share in blame.shares} == {Kind.ABOUT}
    assert all(share.figure.low is None for share in blame.shares)


@pytest.mark.parametrize("seed", range(20))
def test_a_sample_lies_within_its_error_and_more_of_it_lies_nearer(seed: int) -> None:
    """Four standard errors: with fixed seeds this is a fact, not a chance."""
    source = CensusSource(PEOPLE)
    whole = orders_of(SIX, exact=True)
    truth = fold_shapley(whole, answered(source, whole.plan(everybody=True)), everybody=True)
    right = {share.field: float(share.people or 0) for share in truth.shares}
    errors = []
    for rounds in (3, 30):
        orders = orders_of(SIX, exact=True, most=0, rounds=rounds, seed=seed)
        answers = answered(source, orders.plan(everybody=True))
        blame = fold_shapley(orders, answers, everybody=True)
        for share in blame.shares:
            assert share.figure.kind is Kind.MODELLED
            if rounds == 30:
                assert abs(float(share.people or 0) - right[share.field]) <= 4 * share.error + 1e-9
        errors.append(sum(share.error for share in blame.shares))
    assert errors[1] < errors[0]


def test_a_sample_goes_on_with_the_orders_that_were_counted() -> None:
    orders = orders_of(SIX, exact=True, most=0, rounds=20, seed=1)
    plan = orders.plan(everybody=True)
    lost = plan.questions[5].filters
    failing = {lost: SourceUnavailableError("away")}
    answers = answered(CensusSource(PEOPLE, failing=failing), plan)
    blame = fold_shapley(orders, answers, everybody=True)
    assert 2 * 6 <= blame.orders < 20 * 6
    assert sum(share.people or 0 for share in blame.shares) == blame.drop.count


def test_the_range_of_a_sample_is_the_interval_of_student() -> None:
    """As many rounds as are drawn where counts are exact: 2.201 times the error, or more."""
    orders = orders_of(SIX, exact=True, most=0)
    answers = answered(CensusSource(PEOPLE), orders.plan(everybody=True))
    blame = fold_shapley(orders, answers, everybody=True)
    assert blame.orders == 12 * 6
    for share in blame.shares:
        assert share.people is not None
        assert share.figure.low is not None
        assert share.people - share.figure.low >= 2.199 * share.error
