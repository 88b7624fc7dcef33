"""Every number of a breakdown against sets of people, counted one by one."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Answer, Cancellation, Plan, Receipt
from leadpreview.sizing import (
    BREAKABLE,
    MOST_EXACT,
    WORLDWIDE,
    Axis,
    Breakdown,
    Dimension,
    Kind,
    Margin,
    cells_plan,
    fold_breakdown,
    margins_plan,
)
from leadpreview.sources.people import PeopleSource
from tests.fakes import WobblingSource
from tests.properties import reference
from tests.properties.drawing import filters, values_of, worlds
from tests.properties.world import Person, World, opened

USED = {Kind.EXACT, Kind.WORKED_OUT}
_WITHIN = ("103644278", "102095887", "91000007", "101282230", "106967730", "102277331", "90009496")
_INDUSTRIES = ("1594", "6", "43", "96")


@st.composite
def axes(draw: st.DrawFn, asked: LeadFilters, other: str = "") -> Axis:
    """A dimension of another field than `other`, with the values possible in an audience."""
    field = draw(st.sampled_from([name for name in BREAKABLE if name != other]))
    dimension = Dimension(field)
    if field in ("included_locations", "company_headquarters"):
        within = draw(st.sampled_from((None, WORLDWIDE, *_WITHIN)))
        dimension = Dimension.parse(f"{field}@{within}" if within else field, dimension)
        if dimension.within is not None:
            offered = Dimension(field).openings(dimension.within)
            dimension = draw(st.sampled_from(offered or (dimension,)))
    elif field == "included_industries":
        within = draw(st.sampled_from((None, *_INDUSTRIES)))
        dimension = Dimension.parse(f"{field}@{within}" if within else field, dimension)
    usual: Sequence[str] = ()
    if not dimension.is_tree and not dimension.is_closed:
        usual = LeadFilters().with_(field, draw(values_of(field))).values(field)
    return Axis.of(dimension, asked, usual)


def people_with(world: World, asked: LeadFilters, axis: Axis, value: str) -> set[int]:
    """Who passes all other filters and has one value of an axis."""
    field = axis.dimension.field
    return {
        person.person_id
        for person in reference.matching(world, asked.without(field))
        if reference.has(world, person, field, value)
    }


def ids(people: Sequence[Person]) -> set[int]:
    return {person.person_id for person in people}


def answers_of(source: PeopleSource | WobblingSource, plan: Plan) -> dict[LeadFilters, Answer]:
    return {answer.filters: answer for answer in source.run(plan, Cancellation())}


def broken_down(
    source: PeopleSource | WobblingSource, asked: LeadFilters, rows: Axis, columns: Axis
) -> tuple[Breakdown, dict[LeadFilters, Answer]]:
    answers = answers_of(source, margins_plan(asked, rows, columns))
    cells = cells_plan(asked, rows, columns, answers, MOST_EXACT)
    answers |= answers_of(source, cells)
    return fold_breakdown(asked, rows, columns, answers, most=MOST_EXACT), answers


def check_margin(world: World, asked: LeadFilters, margin: Margin) -> dict[str, set[int]]:
    sets = {v: people_with(world, asked, margin.axis, v) for v in margin.axis.values}
    anybody: set[int] = set().union(*sets.values())
    for value, found in sets.items():
        assert margin.figures[value].count == len(found)
        assert margin.figures[value].kind in USED
    assert margin.together.count == len(anybody)
    assert margin.overlap.count == sum(map(len, sets.values())) - len(anybody)
    if margin.axis.single:
        assert margin.overlap.count == 0
    whole_question = margin.whole.question
    assert whole_question is not None
    whole = ids(reference.matching(world, whole_question))
    assert margin.whole.count == len(whole)
    assert margin.rest.count == len(whole) - len(anybody)
    if margin.axis.values:
        assert anybody <= whole
    return sets


def rows_and_columns(data: st.DataObject, asked: LeadFilters) -> tuple[Axis, Axis]:
    rows = data.draw(axes(asked))
    return rows, data.draw(axes(asked, rows.dimension.field))


@settings(deadline=None, max_examples=30)
@given(worlds(), filters(), st.data())
def test_every_cell_margin_rest_and_overlap_is_the_number_of_people_in_its_set(
    world: World, asked: LeadFilters, data: st.DataObject
) -> None:
    rows, columns = rows_and_columns(data, asked)
    with opened(world) as (index, _):
        result, _answers = broken_down(source_of(index), asked, rows, columns)
    assert result.total.count == len(reference.matching(world, asked))
    assert result.columns is not None
    down = check_margin(world, asked, result.rows)
    across = check_margin(world, asked, result.columns)
    for (r, c), figure in result.cells.items():
        both = asked.without(rows.dimension.field, columns.dimension.field)
        expected = {
            person.person_id
            for person in reference.matching(world, both)
            if reference.has(world, person, rows.dimension.field, r)
            and reference.has(world, person, columns.dimension.field, c)
        }
        assert figure.count == len(expected)
        assert figure.kind in USED
        assert expected <= down[r]
        assert expected <= across[c]
    if result.row_rests:
        for r in result.shown_rows:
            shown = sum(result.cells[r, c].count or 0 for c in result.shown_columns)
            assert result.row_rests[r].count == len(down[r]) - shown
    assert result.findings == ()


@settings(deadline=None, max_examples=20)
@given(worlds(), filters(), st.data())
def test_whatever_is_not_answered_yet_lies_within_its_bounds(
    world: World, asked: LeadFilters, data: st.DataObject
) -> None:
    rows, columns = rows_and_columns(data, asked)
    with opened(world) as (index, _):
        result, answers = broken_down(source_of(index), asked, rows, columns)
    arrived = data.draw(st.sets(st.sampled_from(sorted(answers, key=LeadFilters.to_json))))
    some = {f: answer for f, answer in answers.items() if f in arrived}
    partly = fold_breakdown(asked, rows, columns, some, most=MOST_EXACT)
    for cell, figure in partly.cells.items():
        truth = result.cells.get(cell)
        if truth is None or figure.kind is Kind.WAITING:
            continue
        assert truth.count is not None
        assert (figure.low or 0) <= truth.count
        assert figure.high is None or truth.count <= figure.high
        assert figure.exact
    for part in partly.rows.parts:
        truth = result.rows.figures[part.value]
        assert part.figure.high is None or (truth.count or 0) <= part.figure.high


@settings(deadline=None, max_examples=20)
@given(worlds(), filters(), st.data())
def test_over_estimates_that_wobble_and_fail_nothing_is_called_exact_and_contradictions_are_said(
    world: World, asked: LeadFilters, data: st.DataObject
) -> None:
    rows, columns = rows_and_columns(data, asked)
    with opened(world) as (index, _):
        source = WobblingSource(source_of(index), wobble=0.3, fail_every=5)
        result, answers = broken_down(source, asked, rows, columns)
    assert result.columns is not None
    measured = [result.total, *result.cells.values(), *result.row_rests.values()]
    for margin in (result.rows, result.columns):
        measured += [*margin.figures.values(), margin.whole]
        if margin.axis.values:
            measured += [margin.together, margin.rest, margin.overlap]
    for figure in measured:
        assert not figure.exact or figure.kind in (Kind.WAITING, Kind.BETWEEN)
        assert figure.kind not in USED
    said = {finding.cell for finding in result.findings}
    for (r, c), figure in result.cells.items():
        for margin, value in ((result.rows, r), (result.columns, c)):
            limit = margin.figures[value].count
            if figure.count is not None and limit is not None and figure.count > limit:
                assert (r, c) in said
    failed = [answer for answer in answers.values() if not isinstance(answer, Receipt)]
    for failure in failed:
        for figure in measured:
            if figure.question == failure.filters:
                assert figure.count is None


def source_of(index: PeopleIndex) -> PeopleSource:
    return PeopleSource(index)
