"""Overlap and priority against plain Python that counts sets of people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Plan, PreviewSource
from leadpreview.sizing import Figure, Kind, Known
from leadpreview.sizing.overlap import Overlap, fold_overlap, overlap_plan
from leadpreview.sizing.priority import Ranking, fold_priority, priority_plan
from leadpreview.sources.people import PeopleSource
from tests.fakes import WobblingSource
from tests.properties import reference
from tests.properties.drawing import filters, values_of, worlds
from tests.properties.world import Person, World, opened

_SHARED = ("job_titles", "included_locations", "seniority_levels", "past_titles", "functions")
_FAITHFUL = (Kind.EXACT, Kind.WORKED_OUT)


@st.composite
def audiences(draw: st.DrawFn, most: int = 3) -> list[LeadFilters]:
    """Two or more audiences that often choose among values of the same fields."""
    found = draw(st.lists(filters(most=3), min_size=2, max_size=most))
    for field in draw(st.lists(st.sampled_from(_SHARED), max_size=2, unique=True)):
        found = [each.with_(field, draw(values_of(field))) for each in found]
    return found


def answered(source: PreviewSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


def overlap(source: PreviewSource, asked: Sequence[LeadFilters], part: float = 1.0) -> Overlap:
    """The overlap, after the first part of its plan was answered."""
    exact = source.info.exact
    plan = overlap_plan(asked, exact=exact).plan
    few = plan.questions[: round(part * len(plan.questions))]
    answers = answered(source, Plan(few))
    return fold_overlap(asked, Known(answers.values()), answers, exact=exact)


def ranking(source: PreviewSource, asked: Sequence[LeadFilters], part: float = 1.0) -> Ranking:
    """The ranking, after the first part of its plan was answered."""
    exact = source.info.exact
    plan = priority_plan(asked, exact=exact).plan
    few = plan.questions[: round(part * len(plan.questions))]
    answers = answered(source, Plan(few))
    return fold_priority(asked, Known(answers.values()), answers, exact=exact)


def sets(world: World, asked: Sequence[LeadFilters]) -> list[set[int]]:
    def ids(people: Sequence[Person]) -> set[int]:
        return {person.person_id for person in people}

    return [ids(reference.matching(world, each)) for each in asked]


def truths(people: Sequence[set[int]]) -> dict[tuple[int, ...], int]:
    """How many people are in some of the sets and in none of the others."""
    places = range(len(people))
    found = {}
    for size in range(1, len(people) + 1):
        for some in combinations(places, size):
            inside = set.intersection(*(people[place] for place in some))
            outside = set[int]().union(*(people[p] for p in places if p not in some))
            found[some] = len(inside - outside)
    return found


def is_right(figure: Figure, truth: int) -> bool:
    """Whether a number is the true one, or its bounds are facts and hold it."""
    if figure.kind is Kind.WAITING:
        return True
    if figure.kind is Kind.BETWEEN:
        high = figure.high if figure.high is not None else truth
        return figure.exact and (figure.low or 0) <= truth <= high
    return figure.kind in _FAITHFUL and figure.exact and figure.count == truth


@settings(max_examples=40)
@given(worlds(), audiences())
def test_every_region_the_union_and_jaccard_are_those_of_the_sets_of_people(
    world: World, asked: list[LeadFilters]
) -> None:
    assume(not any("Only bounds" in each for each in overlap_plan(asked, exact=True).words))
    people = sets(world, asked)
    with opened(world) as (index, _):
        found = overlap(PeopleSource(index), asked)
    assert {part: figure.count for part, figure in found.regions.items()} == truths(people)
    assert all(figure.kind in _FAITHFUL and figure.exact for figure in found.regions.values())
    assert found.union.count == len(set().union(*people))
    assert sum(figure.count or 0 for figure in found.regions.values()) == found.union.count
    for members, share in found.jaccard.items():
        both = set.intersection(*(people[place] for place in members))
        either = set[int]().union(*(people[place] for place in members))
        assert share.value == (len(both) / len(either) if either else None)
        assert share.exact
    assert found.contradictions == ()


@settings(max_examples=25)
@given(worlds(), audiences(), st.floats(0, 1))
def test_before_everything_is_counted_the_bounds_hold_the_truth(
    world: World, asked: list[LeadFilters], part: float
) -> None:
    people = sets(world, asked)
    with opened(world) as (index, _):
        found = overlap(PeopleSource(index), asked, part)
    for members, truth in truths(people).items():
        assert is_right(found.regions[members], truth)
        assert is_right(
            found.shared[members], len(set.intersection(*(people[place] for place in members)))
        )
    assert is_right(found.union, len(set().union(*people)))


@settings(max_examples=25)
@given(worlds(), audiences(most=5), st.floats(0, 1) | st.just(1.0))
def test_priority_counts_nobody_twice_and_leaves_nobody_out(
    world: World, asked: list[LeadFilters], part: float
) -> None:
    people = sets(world, asked)
    with opened(world) as (index, _):
        found = ranking(PeopleSource(index), asked, part)
    seen = set[int]()
    for rank, own in zip(found.ranks, people, strict=True):
        assert is_right(rank.gross, len(own))
        assert is_right(rank.above, len(own & seen))
        assert is_right(rank.net, len(own - seen))
        seen |= own
    assert is_right(found.net, len(seen))
    if part == 1.0 and not priority_plan(asked, exact=True).words:
        assert all(rank.net.kind in _FAITHFUL for rank in found.ranks)
        assert sum(rank.net.count or 0 for rank in found.ranks) == found.net.count


@settings(max_examples=25)
@given(worlds(), audiences(most=4))
def test_over_estimates_that_fail_and_contradict_each_other_nothing_is_a_fact(
    world: World, asked: list[LeadFilters]
) -> None:
    with opened(world) as (index, _):
        source = WobblingSource(PeopleSource(index), wobble=0.3, fail_every=5)
        laid = overlap(source, asked[:3])
        ranked = ranking(source, asked)
    nets = [figure for rank in ranked.ranks for figure in (rank.gross, rank.net)]
    nets += [rank.above for rank in ranked.ranks[1:]]
    for figure in (*laid.shared.values(), *laid.regions.values(), laid.union, *nets, ranked.net):
        assert not figure.exact
        assert figure.kind not in _FAITHFUL
        assert figure.count is None or figure.count >= 0
        assert figure.low is None or figure.high is None or figure.low <= figure.high
    assert not any(share.exact for share in laid.jaccard.values())
