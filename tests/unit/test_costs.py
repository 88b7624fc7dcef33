"""What each filter costs: the plans that ask for it and the tables that are folded from answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview.errors import CannotBeAskedError, LeadPreviewError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Failure, Plan, Priority, Question, Receipt
from leadpreview.sizing import (
    EVERYBODY,
    Sizing,
    alone_plan,
    count_of,
    fields_over,
    fold_sizing,
    fold_values,
    funnel_plan,
    order_by_effect,
    order_kept,
    rescue,
    values_plan,
)
from tests.fakes import MEASURED_AT, CensusSource, Person, SlowEstimateSource, matches

PEOPLE = [
    *[Person("Ada", "VP of Sales", seniority="300", function="25", company_size="51-200")] * 20,
    *[Person("Bob", "Sales Manager", seniority="210", function="25", company_size="51-200")] * 40,
    *[Person("Cyd", "VP of Engineering", seniority="300", function="8", company_size="1-10")] * 30,
    *[Person("Dee", "Recruiter", function="12")] * 10,
]
VP_SALES = LeadFilters.from_request(
    {"job_titles": ["VP"], "functions": ["25"], "company_size": ["51-200", "1-10"]}
)


def answered(source: CensusSource | SlowEstimateSource, *plans: Plan) -> dict[LeadFilters, Answer]:
    """Every answer of a source to some plans."""
    return {answer.filters: answer for plan in plans for answer in source.run(plan, Cancellation())}


def sized(
    source: CensusSource | SlowEstimateSource,
    filters: LeadFilters,
    order: Sequence[str] | None = None,
    base: LeadFilters = EVERYBODY,
) -> Sizing:
    """An audience, sized by a source."""
    order = fields_over(filters, base) if order is None else order
    everybody = source.info.counts_everybody
    answers = answered(source, funnel_plan(filters, order, everybody=everybody, base=base))
    return fold_sizing(filters, order, answers, everybody=everybody, base=base)


def receipt(filters: LeadFilters, count: int) -> Receipt:
    """An exact count."""
    return Receipt(filters, count, "test", MEASURED_AT, True, 0.0)


def asked(plan: Plan) -> list[LeadFilters]:
    """The filters of a plan's questions, in order."""
    return [question.filters for question in plan.questions]


# Plans


def test_the_plan_asks_for_what_a_person_looks_at_first_first() -> None:
    """The total with its leads, everybody, then row by row a filter lifted and alone."""
    titles, functions, size = VP_SALES.active
    plan = alone_plan(VP_SALES, everybody=True)
    assert asked(plan) == [
        VP_SALES,
        LeadFilters(),
        VP_SALES.without(titles),
        VP_SALES.only(titles),
        VP_SALES.without(functions),
        VP_SALES.only(functions),
        VP_SALES.without(size),
        VP_SALES.only(size),
    ]
    assert [question.leads for question in plan.questions] == [True] + [False] * 7
    assert plan.priority is Priority.PERSON


def test_the_funnel_adds_only_the_steps_that_nobody_asked_for_yet() -> None:
    titles, functions, size = VP_SALES.active
    plan = funnel_plan(VP_SALES, (size, titles, functions), everybody=True)
    alone = alone_plan(VP_SALES, everybody=True)
    assert plan.questions[: len(alone.questions)] == alone.questions
    # Three filters: the first step is a filter alone, the last but one a filter lifted.
    assert plan == alone
    four = VP_SALES.with_("keyword", "of")
    extra = asked(funnel_plan(four, four.active, everybody=True))[10:]
    assert extra == [four.only(titles, functions)] == [four.only("functions", "job_titles")]


def test_a_plan_never_asks_the_same_twice() -> None:
    for filters in (LeadFilters(), VP_SALES.only("job_titles"), VP_SALES):
        for everybody in (True, False):
            plans = [funnel_plan(filters, filters.active, everybody=everybody)]
            plans += [values_plan(filters, name, everybody=everybody) for name in filters.active]
            for plan in plans:
                assert len(set(asked(plan))) == len(plan.questions)


def test_one_filter_costs_two_questions() -> None:
    """Alone is the total, and without it is everybody."""
    one = LeadFilters(keyword="sales")
    assert asked(alone_plan(one, everybody=True)) == [one, LeadFilters()]
    assert asked(alone_plan(one, everybody=False)) == [one]


def test_no_filters_cost_one_question_or_none() -> None:
    assert asked(alone_plan(LeadFilters(), everybody=True)) == [LeadFilters()]
    assert asked(alone_plan(LeadFilters(), everybody=False)) == []
    assert asked(funnel_plan(LeadFilters(), (), everybody=False)) == []


def test_the_mode_is_kept_in_every_question() -> None:
    """`live` decides who answers; half of a table from each would be nonsense."""
    filters = VP_SALES.with_("live", values=False)
    plans = [funnel_plan(filters, filters.active, everybody=True)]
    plans += [values_plan(filters, name, everybody=True) for name in filters.active]
    assert not any(question.live for plan in plans for question in asked(plan))


def test_values_are_asked_alone_and_left_out() -> None:
    plan = values_plan(VP_SALES, "company_size", everybody=True)
    small, medium = LeadFilters(company_size=("1-10",)), LeadFilters(company_size=("51-200",))
    assert asked(plan) == [
        VP_SALES,
        small,
        VP_SALES.with_("company_size", ["51-200"]),
        medium,
        VP_SALES.with_("company_size", ["1-10"]),
    ]


@pytest.mark.parametrize(
    ("name", "value"), [("keyword", "sales"), ("past_colleague", True), ("functions", ["25"])]
)
def test_a_filter_of_one_value_is_lifted_with_it(name: str, value: object) -> None:
    filters = LeadFilters.from_request({"job_titles": ["CEO"], name: value})
    assert asked(values_plan(filters, name, everybody=True)) == [
        filters,
        filters.only(name),
        filters.without(name),
    ]


def test_repeated_questions_become_one_that_wants_what_either_wanted() -> None:
    one, other = LeadFilters(keyword="a"), LeadFilters(keyword="b")
    plan = Plan.of([Question(one), Question(other), Question(one, leads=True)])
    assert plan.questions == (Question(one, leads=True), Question(other))


# Folding


def test_the_numbers_of_a_small_population_are_right() -> None:
    sizing = sized(CensusSource(PEOPLE), VP_SALES)
    assert (count_of(sizing.total), count_of(sizing.everybody)) == (20, 100)
    assert sizing.share == 0.2
    rows = [
        (
            cost.field,
            count_of(cost.alone),
            count_of(cost.before),
            count_of(cost.remaining),
            count_of(cost.without),
            cost.gain,
        )
        for cost in sizing.costs
    ]
    assert rows == [
        ("job_titles", 50, 100, 50, 60, 40),
        ("functions", 60, 50, 20, 50, 30),
        ("company_size", 90, 20, 20, 20, 0),
    ]
    assert [cost.drop for cost in sizing.costs] == [0.5, 0.6, 0.0]
    assert isinstance(sizing.total, Receipt)
    assert sizing.total.leads is not None
    assert len(sizing.total.leads) == 20


def test_the_funnel_goes_in_the_order_that_was_wanted() -> None:
    order = ("company_size", "functions", "job_titles")
    sizing = sized(CensusSource(PEOPLE), VP_SALES, order)
    assert [cost.field for cost in sizing.costs] == list(order)
    assert [count_of(cost.remaining) for cost in sizing.costs] == [90, 60, 20]
    assert count_of(sizing.costs[-1].remaining) == count_of(sizing.total)


def test_values_have_their_own_costs() -> None:
    source = CensusSource(PEOPLE)
    answers = answered(source, values_plan(VP_SALES, "company_size", everybody=True))
    rows = fold_values(VP_SALES, "company_size", answers, everybody=True)
    assert [
        (row.value, count_of(row.alone), count_of(row.without), row.change) for row in rows
    ] == [("1-10", 30, 20, 0), ("51-200", 60, 0, -20)]


def test_what_has_not_arrived_is_none_and_never_zero() -> None:
    sizing = fold_sizing(VP_SALES, VP_SALES.active, {}, everybody=True)
    assert (sizing.total, sizing.everybody, sizing.share) == (None, None, None)
    for cost in sizing.costs:
        cells = (cost.alone, cost.before, cost.remaining, cost.without)
        assert (*cells, cost.drop, cost.gain) == (None,) * 6
    for row in fold_values(VP_SALES, "company_size", {}, everybody=True):
        assert (row.alone, row.without, row.change) == (None, None, None)
    assert count_of(None) is None
    assert rescue(sizing) is None


def test_a_failure_costs_its_own_cells_only() -> None:
    lifted = VP_SALES.without("functions")
    error = SourceUnavailableError("Out of reach.")
    sizing = sized(CensusSource(PEOPLE, failing={lifted: error}), VP_SALES)
    titles, functions, size = sizing.costs
    assert functions.without == Failure(lifted, error)
    assert count_of(functions.without) is None
    assert functions.gain is None
    assert (titles.gain, size.gain) == (40, 0)
    assert (count_of(functions.alone), functions.drop) == (60, 0.6)


def test_without_a_total_nothing_is_compared_with_it() -> None:
    error = SourceUnavailableError("Out of reach.")
    sizing = sized(CensusSource(PEOPLE, failing={VP_SALES: error}), VP_SALES)
    assert sizing.share is None
    assert [cost.gain for cost in sizing.costs] == [None] * 3
    assert [count_of(cost.without) for cost in sizing.costs] == [60, 50, 20]
    assert sizing.costs[-1].drop is None
    assert rescue(sizing) is None


def test_a_drop_from_nobody_is_no_number() -> None:
    filters = LeadFilters(job_titles=("Astronaut",), functions=("25",))
    first, second = sized(CensusSource(PEOPLE), filters).costs
    assert first.drop == 1.0
    assert second.drop is None
    assert sized(CensusSource([]), filters).share is None


# A source like the API


@pytest.fixture
def estimates() -> SlowEstimateSource:
    return SlowEstimateSource(PEOPLE, open_wide=True)


def test_everybody_is_said_to_be_out_of_question_where_it_is(
    estimates: SlowEstimateSource,
) -> None:
    sizing = sized(estimates, VP_SALES)
    assert isinstance(sizing.everybody, Failure)
    assert isinstance(sizing.everybody.error, CannotBeAskedError)
    assert sizing.share is None
    assert isinstance(sizing.costs[0].before, Failure)
    assert sizing.costs[0].drop is None
    assert count_of(sizing.total) == 20


def test_it_is_said_before_any_answer_has_arrived() -> None:
    sizing = fold_sizing(VP_SALES, VP_SALES.active, {}, everybody=False)
    assert isinstance(sizing.everybody, Failure)
    assert sizing.total is None


def test_the_only_filter_cannot_be_lifted_there(estimates: SlowEstimateSource) -> None:
    one = LeadFilters(job_titles=("VP",))
    sizing = sized(estimates, one)
    (cost,) = sizing.costs
    assert isinstance(cost.without, Failure)
    assert isinstance(cost.without.error, CannotBeAskedError)
    assert cost.gain is cost.drop is None
    assert count_of(cost.alone) == count_of(cost.remaining) == count_of(sizing.total) == 50
    answers = answered(estimates, values_plan(one, "job_titles", everybody=False))
    (row,) = fold_values(one, "job_titles", answers, everybody=False)
    assert isinstance(row.without, Failure)
    assert row.change is None


def test_such_a_source_is_never_asked_without_a_filter(estimates: SlowEstimateSource) -> None:
    for filters in (LeadFilters(), LeadFilters(live=False), VP_SALES, LeadFilters(keyword="x")):
        plans = [funnel_plan(filters, filters.active, everybody=False)]
        plans += [values_plan(filters, name, everybody=False) for name in filters.active]
        assert not any(question.is_empty for plan in plans for question in asked(plan))


def test_an_answer_for_everybody_is_not_believed_where_it_cannot_be_asked() -> None:
    """Left over from another source, it would make shares of two things that do not compare."""
    answers: dict[LeadFilters, Answer] = {LeadFilters(): receipt(LeadFilters(), 1_000)}
    sizing = fold_sizing(VP_SALES, VP_SALES.active, answers, everybody=False)
    assert isinstance(sizing.everybody, Failure)


# Orders


def test_by_effect_the_filter_that_keeps_fewest_comes_first() -> None:
    answers = answered(CensusSource(PEOPLE), alone_plan(VP_SALES, everybody=True))
    assert order_by_effect(VP_SALES, answers) == ("job_titles", "functions", "company_size")
    reverse: dict[LeadFilters, Answer] = {
        VP_SALES.only(name): receipt(VP_SALES.only(name), count)
        for name, count in zip(VP_SALES.active, (30, 20, 10), strict=True)
    }
    assert order_by_effect(VP_SALES, reverse) == ("company_size", "functions", "job_titles")


def test_by_effect_what_is_unknown_comes_last_and_nobody_comes_first() -> None:
    titles, functions, size = VP_SALES.active
    error = SourceUnavailableError("Out of reach.")
    answers: dict[LeadFilters, Answer] = {
        VP_SALES.only(titles): Failure(VP_SALES.only(titles), error),
        VP_SALES.only(functions): receipt(VP_SALES.only(functions), 7),
        VP_SALES.only(size): receipt(VP_SALES.only(size), 0),
    }
    assert order_by_effect(VP_SALES, answers) == (size, functions, titles)
    assert order_by_effect(VP_SALES, {}) == VP_SALES.active
    assert order_by_effect(LeadFilters(), {}) == ()


@pytest.mark.parametrize(
    ("wanted", "kept"),
    [
        ([], ["job_titles", "functions", "company_size"]),
        (["company_size"], ["company_size", "job_titles", "functions"]),
        (
            ["functions", "keyword", "functions", "job_titles"],
            ["functions", "job_titles", "company_size"],
        ),
        (["gone", "keyword"], ["job_titles", "functions", "company_size"]),
    ],
)
def test_a_person_s_own_order_survives_a_change_of_filters(
    wanted: list[str], kept: list[str]
) -> None:
    assert list(order_kept(VP_SALES, wanted)) == kept


# Rescue


def test_an_empty_audience_names_the_filter_that_brings_most_people_back() -> None:
    nobody = LeadFilters.from_request(
        {"job_titles": ["Recruiter"], "functions": ["12"], "company_size": ["51-200"]}
    )
    best = rescue(sized(CensusSource(PEOPLE), nobody))
    assert best is not None
    assert (best.field, best.gain) == ("company_size", 10)


def test_of_two_ways_back_the_one_with_more_people_is_named() -> None:
    nobody = LeadFilters.from_request({"job_titles": ["Recruiter"], "functions": ["25"]})
    sizing = sized(CensusSource(PEOPLE), nobody)
    assert [cost.gain for cost in sizing.costs] == [60, 10]
    best = rescue(sizing)
    assert best is not None
    assert best.field == "job_titles"


def test_there_is_no_rescue_when_no_single_filter_is_to_blame() -> None:
    nobody = LeadFilters.from_request(
        {"job_titles": ["Astronaut"], "functions": ["26"], "keyword": "nothing"}
    )
    assert rescue(sized(CensusSource(PEOPLE), nobody)) is None


def test_there_is_no_rescue_while_another_filter_might_bring_back_more() -> None:
    nobody = LeadFilters(functions=["12"], seniority_levels=["300"], job_titles=["VP"])
    answers = answered(CensusSource(PEOPLE), alone_plan(nobody, everybody=True))
    del answers[nobody.without("functions")]
    waiting = fold_sizing(nobody, nobody.active, answers, everybody=True)
    assert count_of(waiting.total) == 0
    assert rescue(waiting) is None


def test_there_is_no_rescue_for_people_who_are_there() -> None:
    assert rescue(sized(CensusSource(PEOPLE), VP_SALES)) is None


def test_a_lifted_filter_that_failed_does_not_hide_the_others() -> None:
    nobody = LeadFilters.from_request({"job_titles": ["Recruiter"], "functions": ["25"]})
    failing: dict[LeadFilters, LeadPreviewError] = {
        nobody.without("job_titles"): SourceUnavailableError("Out of reach.")
    }
    best = rescue(sized(CensusSource(PEOPLE, failing=failing), nobody))
    assert best is not None
    assert (best.field, best.gain) == ("functions", 10)


# A base to measure from, where everybody cannot be asked


def test_a_filter_that_is_kept_fixed_is_what_the_others_are_measured_from(
    estimates: SlowEstimateSource,
) -> None:
    base = VP_SALES.only("functions")
    sizing = sized(estimates, VP_SALES, base=base)
    assert count_of(sizing.everybody) == 60
    assert count_of(sizing.total) == 20
    assert sizing.share == 20 / 60
    titles, size = sizing.costs
    assert (titles.field, count_of(titles.alone), titles.drop) == ("job_titles", 20, 1 - 20 / 60)
    assert (size.field, count_of(size.alone), count_of(size.without)) == ("company_size", 60, 20)


def test_a_base_of_its_own_takes_the_place_of_a_lifted_filter() -> None:
    """People with a headcount, say: what is lifted falls back to the base, not to everybody."""
    base = LeadFilters(company_size=["51-200", "1-10"])
    one = LeadFilters(company_size=["1-10"])
    assert asked(alone_plan(one, everybody=False, base=base)) == [one, base]
    assert fields_over(VP_SALES, base) == ("job_titles", "functions")
    plan = asked(alone_plan(VP_SALES.only("functions"), everybody=False, base=base))
    assert plan == [
        VP_SALES.only("functions"),
        base,
        VP_SALES.only("functions").on_top_of(base),
    ]


def test_with_a_base_the_only_filter_can_be_lifted(estimates: SlowEstimateSource) -> None:
    base = LeadFilters(company_size=["51-200", "1-10"])
    (cost,) = sized(estimates, LeadFilters(functions=("25",)), base=base).costs
    assert (count_of(cost.without), cost.gain) == (90, 30)
    values = LeadFilters(functions=("25", "12"))
    answers = answered(estimates, values_plan(values, "functions", everybody=False, base=base))
    rows = fold_values(values, "functions", answers, everybody=False, base=base)
    assert [(row.value, count_of(row.alone), row.change) for row in rows] == [
        ("12", 0, 0),
        ("25", 60, -60),
    ]


# Against a population that is counted one by one

people = st.lists(
    st.builds(
        Person,
        title=st.sampled_from(["VP of Sales", "Sales Manager", "CEO", ""]),
        company=st.sampled_from(["Acme", "Sales Ltd", ""]),
        seniority=st.sampled_from(["300", "310", ""]),
        function=st.sampled_from(["25", "8", ""]),
        company_size=st.sampled_from(["1-10", "51-200", ""]),
        location=st.sampled_from(["1", "2", ""]),
    ),
    max_size=30,
)
questions = st.fixed_dictionaries(
    {},
    optional={
        "job_titles": st.sets(st.sampled_from(["sales", "vp", "ceo"])).map(sorted),
        "excluded_job_titles": st.sets(st.sampled_from(["manager", "vp"])).map(sorted),
        "keyword": st.sampled_from(["sales", "acme", "nothing"]),
        "seniority_levels": st.sets(st.sampled_from(["300", "310"])).map(sorted),
        "functions": st.sets(st.sampled_from(["25", "8"])).map(sorted),
        "company_size": st.sets(st.sampled_from(["1-10", "51-200"])).map(sorted),
        "excluded_locations": st.sets(st.sampled_from(["1", "2"])).map(sorted),
    },
)


@settings(max_examples=60)
@given(people, questions, questions)
def test_within_a_base_every_number_is_what_counting_one_by_one_gives(
    population: list[Person], body: dict[str, Any], fixed: dict[str, Any]
) -> None:
    filters, base = LeadFilters.from_request(body), LeadFilters.from_request(fixed)

    def counted(question: LeadFilters) -> int:
        return sum(matches(person, question) for person in population)

    sizing = sized(CensusSource(population), filters, base=base)
    assert count_of(sizing.total) == counted(filters)
    assert count_of(sizing.everybody) == counted(base)
    within = counted(filters.on_top_of(base))
    for cost in sizing.costs:
        assert count_of(cost.alone) == counted(filters.only(cost.field).on_top_of(base))
        assert cost.gain == counted(filters.without(cost.field).on_top_of(base)) - within
    if sizing.costs:
        assert count_of(sizing.costs[-1].remaining) == within


@settings(max_examples=60)
@given(people, questions, st.data())
def test_every_number_is_what_counting_one_by_one_gives(
    population: list[Person], body: dict[str, Any], data: st.DataObject
) -> None:
    filters = LeadFilters.from_request(body)
    order = data.draw(st.permutations(filters.active))

    def counted(*fields: str) -> int:
        return sum(matches(person, filters.only(*fields)) for person in population)

    sizing = sized(CensusSource(population), filters, order)
    total = counted(*filters.active)
    assert count_of(sizing.total) == total
    assert count_of(sizing.everybody) == len(population)
    assert [cost.field for cost in sizing.costs] == list(order)
    for place, cost in enumerate(sizing.costs):
        others = [field for field in filters.active if field != cost.field]
        before, remaining = counted(*order[:place]), counted(*order[: place + 1])
        assert count_of(cost.alone) == counted(cost.field)
        assert count_of(cost.without) == counted(*others)
        assert cost.gain == counted(*others) - total >= 0
        assert (count_of(cost.before), count_of(cost.remaining)) == (before, remaining)
        assert cost.drop == (1 - remaining / before if before else None)


@settings(max_examples=60)
@given(people, questions)
def test_every_value_is_what_counting_one_by_one_gives(
    population: list[Person], body: dict[str, Any]
) -> None:
    filters = LeadFilters.from_request(body)
    total = sum(matches(person, filters) for person in population)
    for name in filters.active:
        values = filters.values(name)
        answers = answered(CensusSource(population), values_plan(filters, name, everybody=True))
        rows = fold_values(filters, name, answers, everybody=True)
        assert [row.value for row in rows] == list(values)
        for row in rows:
            whole = name == "keyword"
            alone = LeadFilters.from_request({name: row.value if whole else [row.value]})
            rest = [] if whole else [value for value in values if value != row.value]
            left = filters.with_(name, rest) if rest else filters.without(name)
            assert count_of(row.alone) == sum(matches(person, alone) for person in population)
            without = sum(matches(person, left) for person in population)
            assert (count_of(row.without), row.change) == (without, without - total)


@settings(max_examples=60)
@given(people, questions)
def test_the_rescue_is_the_best_of_all_single_liftings(
    population: list[Person], body: dict[str, Any]
) -> None:
    filters = LeadFilters.from_request(body)
    best = rescue(sized(CensusSource(population), filters))
    back = {
        name: sum(matches(person, filters.without(name)) for person in population)
        for name in filters.active
    }
    if any(matches(person, filters) for person in population) or not any(back.values()):
        assert best is None
    else:
        assert best is not None
        assert best.gain == back[best.field] == max(back.values())
