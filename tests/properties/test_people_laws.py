"""Laws that hold for any people and any filters."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview import catalog
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.people.index import Counted, PeopleIndex
from leadpreview.preview import Cancellation, Question
from tests.properties.drawing import VALUES, filters, values_of, worlds
from tests.properties.world import World, opened

_INCLUDING = tuple(field for field in VALUES if not FIELDS[field].excludes)
_EXCLUDING = tuple(field for field in VALUES if FIELDS[field].excludes)


def totals(index: PeopleIndex, *asked: LeadFilters) -> list[int]:
    answers = index.answer([Question(each) for each in asked], Cancellation())
    assert all(isinstance(answer, Counted) for answer in answers)
    return [answer.total for answer in answers if isinstance(answer, Counted)]


@settings(deadline=None, max_examples=40)
@given(worlds(), filters(most=5))
def test_lifting_a_filter_never_shrinks_the_audience(world: World, asked: LeadFilters) -> None:
    """AND between fields: without one of them only more people can pass."""
    with opened(world) as (index, _):
        total, *lifted = totals(index, asked, *(asked.without(field) for field in asked.active))
    assert all(each >= total for each in lifted)


@settings(deadline=None, max_examples=40)
@given(worlds(), filters(), st.data())
def test_one_more_value_never_shrinks_an_including_list_nor_grows_an_excluding_one(
    world: World, asked: LeadFilters, data: st.DataObject
) -> None:
    """OR inside a field."""
    with opened(world) as (index, _):
        for fields, sign in ((_INCLUDING, 1), (_EXCLUDING, -1)):
            field = data.draw(st.sampled_from(fields))
            few = data.draw(values_of(field))
            more = (*few, *data.draw(values_of(field)))
            before, after = totals(index, asked.with_(field, few), asked.with_(field, more))
            assert sign * after >= sign * before


@settings(deadline=None, max_examples=30)
@given(worlds(), filters(most=5), st.randoms())
def test_the_order_of_filters_changes_no_total_and_remaining_only_falls(
    world: World, asked: LeadFilters, random: Random
) -> None:
    order = list(asked.active)
    random.shuffle(order)
    with opened(world) as (index, _):
        everybody, *remaining = totals(
            index,
            LeadFilters(),
            *(asked.only(*order[: place + 1]) for place in range(len(order))),
            LeadFilters.model_validate({name: asked.to_request()[name] for name in order}),
        )
        (total,) = totals(index, asked)
    assert all(after <= before for before, after in pairwise((everybody, *remaining)))
    assert remaining[-1] == total


@settings(deadline=None, max_examples=30)
@given(worlds(), filters())
def test_a_place_never_holds_more_people_than_a_place_around_it(
    world: World, asked: LeadFilters
) -> None:
    """In particular a country's count is at most its region's."""
    place = "106967730"
    around = catalog.locations.containing(place)
    with opened(world) as (index, _):
        inside, *outside = totals(
            index,
            *(asked.with_("included_locations", [each]) for each in (place, *sorted(around))),
        )
    assert all(inside <= each for each in outside)


@settings(deadline=None, max_examples=30)
@given(worlds(), filters(most=3), st.sampled_from(("titles", "industries", "locations")))
def test_whom_a_list_excludes_and_whom_it_includes_are_everybody_together(
    world: World, asked: LeadFilters, what: str
) -> None:
    """Nobody is both or neither: a person without a value is kept by excluding."""
    including, excluding = {
        "titles": ("job_titles", "excluded_job_titles"),
        "industries": ("included_industries", "excluded_industries"),
        "locations": ("included_locations", "excluded_locations"),
    }[what]
    asked = asked.without(including, excluding)
    value = {"titles": "sales", "industries": "1594", "locations": "101282230"}[what]
    with opened(world) as (index, _):
        total, included, excluded = totals(
            index, asked, asked.with_(including, [value]), asked.with_(excluding, [value])
        )
    assert included + excluded == total
