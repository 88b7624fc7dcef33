"""Overlap and priority of a few people who are counted by hand; over estimates, what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import permutations

from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan, Receipt
from leadpreview.sizing import Kind, Known
from leadpreview.sizing.overlap import Overlap, fold_overlap, overlap_plan
from leadpreview.sizing.priority import Ranking, fold_priority, priority_plan
from tests.fakes import CensusSource, Person, SlowEstimateSource

SALES = LeadFilters(job_titles=["sales"])
HEADS = LeadFilters(job_titles=["head"])
EITHER = LeadFilters(job_titles=["head", "sales"])
CHIEFS = LeadFilters(job_titles=["chief"])
PEOPLE = [
    *[Person(title="head of sales")] * 3,
    *[Person(title="sales")] * 5,
    *[Person(title="head")] * 2,
    Person(title="chief head"),
]


def asked(
    audiences: Sequence[LeadFilters], counts: Mapping[LeadFilters, int], *, exact: bool = False
) -> Overlap:
    """The overlap over a service that says these counts."""
    answers: dict[LeadFilters, Answer] = {
        each: Receipt(each, count, "the test", datetime(2026, 1, 1, tzinfo=UTC), exact, 0.1)
        for each, count in counts.items()
    }
    return fold_overlap(audiences, Known(answers.values()), answers, exact=exact)


def counted(plan: Plan) -> Mapping[LeadFilters, Answer]:
    return {each.filters: each for each in CensusSource(PEOPLE).run(plan, Cancellation())}


def ranked(audiences: Sequence[LeadFilters]) -> Ranking:
    answers = counted(priority_plan(audiences, exact=True).plan)
    return fold_priority(audiences, Known(answers.values()), answers, exact=True)


def test_two_audiences_of_titles_are_laid_over_each_other_with_one_more_count() -> None:
    plan = overlap_plan([SALES, HEADS], exact=True)
    assert [q.filters for q in plan.totals.questions] == [SALES, HEADS]
    assert [q.filters for q in plan.rest.questions] == [EITHER]
    assert len(plan.words) == 1
    assert "3 counts" in plan.words[0]
    answers = counted(plan.plan)
    found = fold_overlap([SALES, HEADS], Known(answers.values()), answers, exact=True)
    assert {part: figure.count for part, figure in found.regions.items()} == {
        (0,): 5,
        (1,): 3,
        (0, 1): 3,
    }
    assert found.jaccard[0, 1].value == 3 / 11
    share = found.of_audience((0,), 0)
    assert share is not None
    assert share.value == 5 / 8
    assert found.of_audience((0,), 1) is None


def test_only_the_totals_leave_room_that_is_shown_as_bounds() -> None:
    found = asked([SALES, HEADS], {SALES: 8, HEADS: 6}, exact=True)
    assert (found.shared[0, 1].low, found.shared[0, 1].high) == (0, 6)
    assert (found.regions[0,].low, found.regions[0,].high) == (2, 8)
    assert (found.union.low, found.union.high) == (8, 14)
    assert found.union.exact
    assert found.jaccard[0, 1].value is None
    assert found.jaccard[0, 1].high == 6 / 8


def test_bounds_that_meet_are_a_number() -> None:
    one, other = LeadFilters(keyword="growth"), LeadFilters(keyword="demand")
    found = asked([one, other], {one: 100, other: 0})
    assert (found.shared[0, 1].kind, found.shared[0, 1].count) == (Kind.ABOUT, 0)
    assert (found.regions[0,].kind, found.regions[0,].count) == (Kind.ABOUT, 100)
    exact = asked([SALES, HEADS], {SALES: 8, HEADS: 0}, exact=True)
    assert (exact.union.kind, exact.union.count) == (Kind.WORKED_OUT, 8)


def test_an_audience_that_holds_both_raises_the_least_that_they_share() -> None:
    within = LeadFilters(functions=["25"])
    one, other = within.with_("job_titles", ["a"]), within.with_("past_titles", ["b"])
    found = asked([one, other], {one: 80, other: 70, within: 100}, exact=True)
    assert (found.shared[0, 1].low, found.shared[0, 1].high) == (50, 70)


def test_estimates_that_contradict_each_other_are_said_to_and_shown_as_bounds() -> None:
    found = asked([SALES, HEADS], {SALES: 100, HEADS: 90, EITHER: 200})
    shared = found.shared[0, 1]
    assert shared.kind is Kind.BETWEEN
    assert (shared.low, shared.high, shared.exact) == (0, 90, False)
    assert "about -10" in found.contradictions[0]
    assert all(figure.kind is Kind.BETWEEN for figure in found.regions.values())


def test_estimates_that_agree_are_about() -> None:
    found = asked([SALES, HEADS], {SALES: 100, HEADS: 90, EITHER: 150})
    assert found.shared[0, 1].kind is Kind.ABOUT
    assert found.shared[0, 1].count == 40
    assert found.regions[0,].count == 60
    assert not found.jaccard[0, 1].exact
    assert found.contradictions == ()


def test_a_count_that_failed_stays_one_and_leaves_bounds_around_it() -> None:
    sizes = LeadFilters(company_size=["11-50"])
    audiences = [LeadFilters(functions=["25"]), sizes]
    both = sizes.with_("functions", ["25"])
    source = SlowEstimateSource([Person(function="25", company_size="11-50")] * 40, open_wide=True)
    plan = overlap_plan(audiences, exact=False).plan
    assert both in [question.filters for question in plan.questions]
    answers = {each.filters: each for each in source.run(plan, Cancellation())}
    answers[both] = Failure(both, SourceUnavailableError("Away."))
    found = fold_overlap(audiences, Known(answers.values()), answers, exact=False)
    assert found.shared[0, 1].kind is Kind.FAILED
    assert found.shared[0, 1].count is None
    assert found.regions[0,].kind is Kind.BETWEEN


def test_audiences_that_cannot_be_laid_over_each_other_say_why() -> None:
    one, other = LeadFilters(keyword="growth"), LeadFilters(keyword="demand")
    plan = overlap_plan([one, other], exact=False)
    assert plan.rest.questions == ()
    assert "keywords differ" in plan.words[0]
    found = asked([one, other], {one: 100, other: 90})
    assert (found.shared[0, 1].kind, found.shared[0, 1].high) == (Kind.BETWEEN, 90)
    assert "keywords differ" in found.shared[0, 1].how


def test_of_a_live_and_a_stored_audience_not_even_bounds_are_said() -> None:
    stored = LeadFilters(job_titles=["head"], live=False)
    found = asked([SALES, stored], {SALES: 100, stored: 90}, exact=True)
    assert found.shared[0,].count == 100
    for figure in (found.shared[0, 1], *found.regions.values(), found.union):
        assert figure.kind is Kind.CANNOT_BE_ASKED
    assert "cannot be compared" in overlap_plan([SALES, stored], exact=True).words[0]


def test_the_net_of_an_audience_is_whom_none_above_it_holds() -> None:
    found = ranked([SALES, HEADS, CHIEFS])
    assert [(r.gross.count, r.above.count, r.net.count) for r in found.ranks] == [
        (8, 0, 8),
        (6, 3, 3),
        (1, 1, 0),
    ]
    assert found.net.count == 11


def test_the_net_of_all_is_the_same_in_every_order() -> None:
    orders = permutations([SALES, HEADS, CHIEFS])
    assert {ranked(list(order)).net.count for order in orders} == {11}


def test_audiences_that_differ_in_one_filter_need_one_count_each_beside_their_totals() -> None:
    audiences = [LeadFilters(job_titles=[title]) for title in "abcdef"]
    plan = priority_plan(audiences, exact=False)
    assert len(plan.totals.questions) == 6
    assert len(plan.rest.questions) == 5
    moved = priority_plan([audiences[1], audiences[0], *audiences[2:]], exact=False)
    assert set(moved.plan.questions) == set(plan.plan.questions)


def test_before_it_is_counted_a_net_lies_between_what_the_totals_leave() -> None:
    answers: dict[LeadFilters, Answer] = {
        each: Receipt(each, count, "the test", datetime(2026, 1, 1, tzinfo=UTC), True, 0.1)
        for each, count in ((SALES, 8), (HEADS, 20))
    }
    found = fold_priority([SALES, HEADS], Known(answers.values()), answers, exact=True)
    assert (found.ranks[1].net.low, found.ranks[1].net.high) == (12, 20)
    assert (found.ranks[1].above.low, found.ranks[1].above.high) == (0, 8)
    assert (found.net.low, found.net.high) == (20, 28)
