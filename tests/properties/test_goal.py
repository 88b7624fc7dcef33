"""Laws of what can be changed about an audience, and of what it is said to lead to."""

from __future__ import annotations

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan, PreviewSource, Question, Receipt
from leadpreview.sentence import name_of
from leadpreview.sizing import Kind, Known
from leadpreview.sizing.changes import SINGLE_VALUED, Change, Direction, both
from leadpreview.sizing.goal import (
    Proposal,
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
from tests.fakes import MEASURED_AT, WobblingSource
from tests.properties.census import WorldSource, answered
from tests.properties.drawing import ANSWERABLE, filters, worlds
from tests.properties.reference import matching
from tests.properties.world import World

SMALL_WORLDS = worlds(most=25)
SURE = (Kind.EXACT, Kind.WORKED_OUT)
GOALS = st.integers(1, 60)


def changes_of(asked: LeadFilters, *, everybody: bool = True) -> tuple[Change, ...]:
    return single_changes(asked, everybody=everybody, fields=ANSWERABLE)


def reached(
    source: PreviewSource, asked: LeadFilters, goal: int, *, most: int
) -> tuple[int, tuple[Proposal, ...], dict[LeadFilters, Answer]] | None:
    """The whole search over a source: scouts, model, trials; `None` when the total fails."""
    total = answered(source, Plan.of([Question(asked)]))[asked]
    if not isinstance(total, Receipt):
        return None
    singles = changes_of(asked, everybody=source.info.counts_everybody)
    start = Model(asked, total, ())
    answers = answered(source, scouts(singles, start, goal, {}, most=most))
    model = Model(asked, total, answers.values())
    candidates = (*singles, *double_changes(singles, model, goal))
    answers |= answered(source, trials(candidates, model, goal, answers, most=5))
    return total.count, proposals(candidates, model, goal, answers), answers


@settings(max_examples=40)
@given(filters(most=4), st.booleans())
def test_every_change_is_another_valid_audience_and_its_words_name_what_it_does(
    asked: LeadFilters, everybody: bool
) -> None:
    found = changes_of(asked, everybody=everybody)
    for change in found:
        (field,) = change.fields
        assert change.filters != asked
        assert LeadFilters.model_validate(change.filters.to_request()) == change.filters
        assert asked.without(field) == change.filters.without(field)
        before, after = set(asked.values(field)), set(change.filters.values(field))
        moved = before ^ after
        assert change.size == len(moved) > 0
        named = [name_of(field, value) for value in moved]
        assert FIELDS[field].label in change.words or any(n in change.words for n in named)
        assert everybody or not change.filters.is_empty
    assert len({change.filters for change in found}) == len(found)


@settings(max_examples=30)
@given(SMALL_WORLDS, filters(most=3), st.data())
def test_what_widens_loses_nobody_and_what_narrows_lets_nobody_in(
    world: World, asked: LeadFilters, data: st.DataObject
) -> None:
    found = changes_of(asked)
    now = {person.person_id for person in matching(world, asked)}
    for _ in range(8):
        change = data.draw(st.sampled_from(found))
        other = both(change, data.draw(st.sampled_from(found)))
        for each in filter(None, (change, other)):
            then = {person.person_id for person in matching(world, each.filters)}
            if each.direction is Direction.WIDENS:
                assert then >= now
                assert each.lets_in
            elif each.direction is Direction.NARROWS:
                assert then <= now


@given(filters(most=3), st.data())
def test_two_changes_at_once_do_what_each_does(asked: LeadFilters, data: st.DataObject) -> None:
    found = changes_of(asked)
    one, other = data.draw(st.sampled_from(found)), data.draw(st.sampled_from(found))
    joined = both(one, other)
    if one.fields == other.fields:
        assert joined is None
        return
    assert joined is not None
    assert joined.filters.values(one.fields[0]) == one.filters.values(one.fields[0])
    assert joined.filters.values(other.fields[0]) == other.filters.values(other.fields[0])
    assert joined.size == one.size + other.size


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3), GOALS)
def test_applying_a_measured_proposal_gives_its_total_and_predictions_say_so(
    world: World, asked: LeadFilters, goal: int
) -> None:
    found = reached(WorldSource(world), asked, goal, most=12)
    assert found is not None
    total, ranked, answers = found
    for proposal in ranked:
        if proposal.measured:
            assert proposal.figure.count == len(matching(world, proposal.change.filters))
        elif proposal.figure.known:
            assert proposal.figure.kind is Kind.MODELLED
            assert proposal.figure.how
            assert proposal.figure.receipts
    shown = best(ranked, total, goal, Known(answers.values()), measured=True, most=8)
    far = [score(p.figure.count or 0, goal, effort(p.change, total, goal)) for p in shown]
    assert far == sorted(far)
    assert all(score(p.figure.count or 0, goal, 0) < score(total, goal, 0) for p in shown)


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3), GOALS)
def test_a_prediction_lies_where_other_counts_leave_room(
    world: World, asked: LeadFilters, goal: int
) -> None:
    found = reached(WorldSource(world), asked, goal, most=12)
    assert found is not None
    total, ranked, answers = found
    for proposal in best(ranked, total, goal, Known(answers.values()), measured=False, most=8):
        figure = proposal.figure
        truth = len(matching(world, proposal.change.filters))
        assert figure.kind is Kind.MODELLED
        assert figure.low is not None
        assert figure.low <= truth
        assert figure.low <= (figure.count or 0)
        if figure.high is not None:
            assert truth <= figure.high
            assert (figure.count or 0) <= figure.high


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3), st.sampled_from(sorted(SINGLE_VALUED)))
def test_values_of_which_a_person_has_one_sum_to_what_they_find_together(
    world: World, asked: LeadFilters, field: str
) -> None:
    assume(not asked.values(field))
    source = WorldSource(world)
    total = answered(source, Plan.of([Question(asked)]))[asked]
    assert isinstance(total, Receipt)
    found = [change for change in changes_of(asked) if change.fields == (field,)]
    single = [change for change in found if change.size == 1]
    answers = answered(source, Plan.of(Question(change.filters) for change in single))
    model = Model(asked, total, answers.values())
    for change in found:
        if change.size > 1:
            predicted = model.predict(change)
            assert predicted is not None
            assert predicted.count == len(matching(world, change.filters))


@given(filters(most=3), st.integers(1, 10**6))
def test_nothing_is_predicted_from_nothing(asked: LeadFilters, total: int) -> None:
    model = Model(asked, Receipt(asked, total, "test", MEASURED_AT, True, 0.0), ())
    assert all(model.predict(change) is None for change in changes_of(asked))


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3), GOALS, st.integers(0, 5))
def test_over_estimates_that_fail_nothing_is_sure_and_no_failure_is_a_number(
    world: World, asked: LeadFilters, goal: int, every: int
) -> None:
    assume(not asked.is_empty)
    source = WobblingSource(WorldSource(world), fail_every=every)
    found = reached(source, asked, goal, most=10)
    if found is None:
        return
    total, ranked, answers = found
    for proposal in ranked:
        assert proposal.figure.kind not in SURE
        answer = answers.get(proposal.change.filters)
        if answer is not None and not isinstance(answer, Receipt):
            assert not proposal.measured
    for measured in (True, False):
        best(ranked, total, goal, Known(answers.values()), measured=measured, most=5)
