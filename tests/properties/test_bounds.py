"""What follows from exact counts is true, and what follows from estimates claims nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Cancellation, Plan, Question
from leadpreview.sizing import EXCLUDED_BY, Kind, Known, is_within, meet
from tests.fakes import CensusSource, Person, WobblingSource, matches

_TITLES = ("VP Sales", "Head of Sales", "VP", "Sales", "Head of Growth", "")
_WORDS = ("VP", "Sales", "Head", "Growth")
_SENIORITY = ("220", "300", "310")
_PLACES = ("101282230", "105015875", "102713980")
_VALUES = {
    "job_titles": _WORDS,
    "excluded_job_titles": _WORDS,
    "seniority_levels": _SENIORITY,
    "company_size": ("11-50", "51-200", "201-500"),
    "included_locations": _PLACES,
    "excluded_locations": _PLACES,
}

people = st.lists(
    st.builds(
        Person,
        title=st.sampled_from(_TITLES),
        seniority=st.sampled_from((*_SENIORITY, "")),
        company_size=st.sampled_from((*_VALUES["company_size"], "")),
        location=st.sampled_from((*_PLACES, "")),
    ),
    min_size=5,
    max_size=60,
)


@st.composite
def questions(draw: st.DrawFn) -> LeadFilters:
    fields = draw(st.lists(st.sampled_from(tuple(_VALUES)), min_size=1, max_size=3, unique=True))
    return LeadFilters.from_request(
        {
            field: draw(
                st.lists(st.sampled_from(_VALUES[field]), min_size=1, max_size=3, unique=True)
            )
            for field in fields
        }
    )


def near(asked: LeadFilters) -> list[LeadFilters]:
    """The questions that differ by one filter, by one value, or in how they exclude."""
    found = [asked.without(field) for field in asked.active]
    for field in asked.active:
        values = asked.values(field)
        found += [asked.with_(field, [value]) for value in values]
        rests = [[other for other in values if other != value] for value in values]
        found += [asked.with_(field, rest) for rest in rests if rest]
    for field, every in _VALUES.items():
        own = asked.values(field)
        found += [asked.with_(field, [*own, value]) for value in every if value not in own]
        found += [asked.with_(field, [value]) for value in every if value not in own]
    for field, excluded in EXCLUDED_BY.items():
        removed, rest = asked.values(excluded), asked.without(excluded)
        if removed:
            found += [
                rest.with_(field, removed),
                rest.with_(field, [*asked.values(field), *removed]),
            ]
    return found


def count(population: list[Person], asked: LeadFilters) -> int:
    return sum(matches(person, asked) for person in population)


Family = tuple[list[Person], LeadFilters, list[LeadFilters]]


@st.composite
def families(draw: st.DrawFn) -> Family:
    """People, a question, and the questions near it that are known."""
    population, asked = draw(people), draw(questions())
    every = [each for each in dict.fromkeys(near(asked)) if each != asked]
    further = [each for one in every[:3] for each in near(one) if each != asked]
    shuffled = draw(st.permutations([*every, *dict.fromkeys(further)]))
    return population, asked, shuffled[: draw(st.integers(1, 40))]


def known_of(population: list[Person], asked: list[LeadFilters]) -> Known:
    plan = Plan.of(map(Question, asked))
    return Known(CensusSource(population).run(plan, Cancellation()))


@settings(deadline=None, max_examples=400)
@given(families())
def test_the_truth_is_always_inside_the_bounds_of_exact_counts(family: Family) -> None:
    population, asked, near_by = family
    truth = count(population, asked)
    known = known_of(population, near_by)
    bounds = known.bounds(asked)
    assert bounds.low <= truth
    assert bounds.high is None or truth <= bounds.high
    assert not bounds.receipts or bounds.exact
    figure = known.figure(asked)
    assert figure.exact or figure.kind is Kind.WAITING
    if figure.count is not None:
        assert figure.kind is Kind.WORKED_OUT
        assert figure.count == truth


@settings(deadline=None, max_examples=100)
@given(families())
def test_only_what_exact_counts_settle_is_not_asked(family: Family) -> None:
    population, asked, near_by = family
    known = known_of(population, near_by)
    plan = Plan.of(map(Question, [asked, *near(asked)]))
    left = {question.filters for question in known.unknown(plan).questions}
    for question in plan.questions:
        if question.filters not in left and known.receipt(question.filters) is None:
            assert known.figure(question.filters).count == count(population, question.filters)


@settings(deadline=None, max_examples=200)
@given(people, questions(), st.data())
def test_shape_alone_tells_who_is_within_whom_and_whom_both_find(
    population: list[Person], asked: LeadFilters, data: st.DataObject
) -> None:
    other = data.draw(st.sampled_from(near(asked)))
    found = {place for place, person in enumerate(population) if matches(person, asked)}
    others = {place for place, person in enumerate(population) if matches(person, other)}
    if is_within(other, asked):
        assert others <= found
    if is_within(asked, other):
        assert found <= others
    both = meet(asked, other)
    if both is not None:
        shared = {place for place, person in enumerate(population) if matches(person, both)}
        assert shared == found & others


@settings(deadline=None, max_examples=100)
@given(families())
def test_estimates_bound_nothing_as_a_fact_and_settle_no_question(family: Family) -> None:
    population, asked, near_by = family
    source = WobblingSource(CensusSource(population), wobble=0.4, fail_every=5)
    known = Known(source.run(Plan.of(map(Question, near_by)), Cancellation()))
    figure = known.figure(asked)
    assert not figure.exact
    assert figure.kind in (Kind.ABOUT, Kind.BETWEEN, Kind.WAITING)
    if figure.low is not None and figure.high is not None:
        assert figure.low <= figure.high
    plan = Plan.of([Question(asked)])
    assert known.unknown(plan) == plan


def bounds(population: list[Person], asked: LeadFilters, *known: LeadFilters) -> tuple[int, int]:
    """The bounds of a question by exactly these counts."""
    found = known_of(population, list(known)).bounds(asked)
    assert found.high is not None
    return found.low, found.high


CROWD = [
    *(Person(title="VP Sales", seniority="300", company_size="11-50") for _ in range(30)),
    *(Person(title="VP", seniority="300", company_size="51-200") for _ in range(20)),
    *(Person(title="Sales", seniority="220", company_size="11-50") for _ in range(10)),
]
VPS = LeadFilters(job_titles=["VP"])
SALES = LeadFilters(job_titles=["Sales"])
EITHER = LeadFilters(job_titles=["VP", "Sales"])


def test_a_union_is_at_most_the_sum_and_at_least_the_largest() -> None:
    assert bounds(CROWD, EITHER, VPS, SALES) == (50, 90)


def test_a_value_alone_is_at_least_what_it_adds_to_the_others() -> None:
    assert bounds(CROWD, VPS, EITHER, SALES) == (20, 60)


def test_an_overlap_is_at_least_what_leaves_no_room() -> None:
    """50 are VPs and 40 small, of 60: at least 30 are both."""
    small = VPS.with_("company_size", ["11-50"])
    assert bounds(CROWD, small, VPS, small.without("job_titles"), LeadFilters()) == (30, 40)


def test_an_exclusion_is_worked_out_from_two_counts() -> None:
    """Whom VP or Sales finds, less whom Sales finds."""
    asked = VPS.with_("excluded_job_titles", ["Sales"])
    figure = known_of(CROWD, [EITHER, SALES]).figure(asked)
    assert (figure.kind, figure.count) == (Kind.WORKED_OUT, 20)
    assert {receipt.count for receipt in figure.receipts} == {60, 40}


def test_every_excluding_field_is_known_by_what_it_excludes() -> None:
    assert set(EXCLUDED_BY.values()) == {name for name, f in FIELDS.items() if f.excludes}
