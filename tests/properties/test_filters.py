"""Laws of the filter object, for anything that a person or a program can send."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leadpreview.errors import InvalidFiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from tests.properties.audiences import audiences, requests

scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text()
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner)
)
bodies = st.dictionaries(st.sampled_from([*FIELDS, "live"]) | st.text(), anything, max_size=6)


@given(audiences)
def test_a_request_is_the_same_audience_again(filters: LeadFilters) -> None:
    assert LeadFilters.from_request(filters.to_request()) == filters
    assert LeadFilters.from_request(json.loads(filters.to_json())) == filters
    assert LeadFilters.model_validate_json(filters.to_json()) == filters


@given(requests, st.randoms(use_true_random=False))
def test_order_repetition_and_space_change_nothing(body: dict[str, Any], random: Any) -> None:
    filters = LeadFilters.from_request(body)
    mixed = {}
    for name in random.sample(sorted(body), len(body)):
        value = body[name]
        if isinstance(value, list):
            value = [f" {item}\n" for item in value] + value + [""]
            random.shuffle(value)
        mixed[name] = value
    assert LeadFilters.from_request(mixed) == filters
    assert hash(LeadFilters.from_request(mixed)) == hash(filters)


@given(audiences)
def test_the_canonical_form_is_its_own_canonical_form(filters: LeadFilters) -> None:
    for name in filters.active:
        values = filters.values(name)
        assert values
        assert len(set(values)) == len(values)
        assert all(value == value.strip() != "" for value in values)
    assert filters == LeadFilters.model_validate(filters.model_dump())


@given(audiences, st.sampled_from(list(FIELDS)))
def test_lifting_a_field_and_keeping_it_divide_the_question(
    filters: LeadFilters, name: str
) -> None:
    lifted, kept = filters.without(name), filters.only(name)
    assert set(lifted.active) | set(kept.active) == set(filters.active)
    assert not set(lifted.active) & set(kept.active)
    assert LeadFilters.from_request(lifted.to_request() | kept.to_request()) == filters


@given(bodies)
def test_nothing_but_a_refusal_with_reasons_comes_of_any_body(body: dict[str, Any]) -> None:
    """What is salvaged is right, and every problem has a reason that can be shown."""
    filters, problems = LeadFilters.salvage(body)
    assert LeadFilters.from_request(filters.to_request()) == filters
    assert all(problem.reason.encode() for problem in problems)
    try:
        accepted = LeadFilters.model_validate(body)
    except InvalidFiltersError as error:
        assert error.problems == problems != ()
    else:
        assert problems == ()
        assert accepted == filters


@given(st.text() | st.binary())
def test_nothing_but_our_own_refusal_comes_of_any_text(text: str | bytes) -> None:
    try:
        LeadFilters.model_validate_json(text)
    except InvalidFiltersError as error:
        assert error.problems
