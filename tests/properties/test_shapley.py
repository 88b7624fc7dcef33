"""Laws of the order-free share, against sets of people and every order there is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure
from leadpreview.sizing import EVERYBODY, Kind
from leadpreview.sizing.shapley import Blame, fold_shapley, orders_of
from tests.fakes import WobblingSource
from tests.properties.census import WorldSource, answered
from tests.properties.drawing import filters, worlds
from tests.properties.reference import passes
from tests.properties.world import World

SMALL_WORLDS = worlds(most=40)
SURE = (Kind.EXACT, Kind.WORKED_OUT)


def blamed(
    world: World,
    asked: LeadFilters,
    base: LeadFilters = EVERYBODY,
    *,
    most: int | None = None,
    rounds: int | None = None,
    seed: int = 0,
) -> Blame:
    orders = orders_of(asked, exact=True, base=base, most=most, rounds=rounds, seed=seed)
    answers = answered(WorldSource(world), orders.plan(everybody=True))
    return fold_shapley(orders, answers, everybody=True)


def average_over_every_order(world: World, asked: LeadFilters) -> dict[str, Fraction]:
    """What each filter removes on average, person by person."""
    removed: dict[str, int] = dict.fromkeys(asked.active, 0)
    orders = list(permutations(asked.active))
    for order in orders:
        left = list(world.people)
        for field in order:
            kept = [p for p in left if passes(world, p, field, asked.values(field))]
            removed[field] += len(left) - len(kept)
            left = kept
    return {field: Fraction(count, len(orders)) for field, count in removed.items()}


@settings(max_examples=40)
@given(SMALL_WORLDS, filters(most=4))
def test_a_share_is_the_average_over_every_order(world: World, asked: LeadFilters) -> None:
    shares = {share.field: share.people for share in blamed(world, asked).shares}
    assert shares == average_over_every_order(world, asked)


@settings(max_examples=40)
@given(SMALL_WORLDS, filters(most=5), filters(most=2), st.booleans(), st.integers(0, 99))
def test_the_shares_sum_to_the_drop_exactly_from_any_base_and_in_a_sample(
    world: World, asked: LeadFilters, base: LeadFilters, sampled: bool, seed: int
) -> None:
    most = 0 if sampled else None
    blame = blamed(world, asked, base, most=most, rounds=3, seed=seed)
    assert blame.base.count is not None
    assert blame.total.count is not None
    whole = sum((share.people or Fraction() for share in blame.shares), Fraction())
    if blame.shares:
        assert whole == blame.base.count - blame.total.count == blame.drop.count
    for share in blame.shares:
        kind = Kind.MODELLED if sampled else Kind.WORKED_OUT
        assert share.figure.kind is kind
        assert share.figure.low is not None
        assert share.figure.high is not None
        assert share.figure.low <= (share.figure.count or 0) <= share.figure.high


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3), st.booleans())
def test_a_filter_that_removes_nobody_has_no_share(
    world: World, asked: LeadFilters, sampled: bool
) -> None:
    idle = asked.with_("excluded_companies", ["No company is called so"])
    blame = blamed(world, idle, most=0 if sampled else None, rounds=4)
    (share,) = [share for share in blame.shares if share.field == "excluded_companies"]
    assert share.people == 0
    assert share.error == 0


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=3))
def test_filters_that_do_the_same_have_the_same_share(world: World, asked: LeadFilters) -> None:
    people = [
        replace(person, function="1" if person.seniority == "300" else None)
        for person in world.people
    ]
    twins = World(world.companies, tuple(people))
    alike = asked.with_("seniority_levels", ["300"]).with_("functions", ["1"])
    shares = {share.field: share.people for share in blamed(twins, alike).shares}
    assert shares["seniority_levels"] == shares["functions"]


@settings(max_examples=25)
@given(SMALL_WORLDS, filters(most=4), filters(most=1), st.integers(0, 5), st.booleans())
def test_over_estimates_that_fail_nothing_is_sure_and_no_failure_is_a_zero(
    world: World, asked: LeadFilters, base: LeadFilters, every: int, sampled: bool
) -> None:
    source = WobblingSource(WorldSource(world), fail_every=every)
    orders = orders_of(asked, exact=False, base=base, most=0 if sampled else None)
    answers = answered(source, orders.plan(everybody=False))
    blame = fold_shapley(orders, answers, everybody=False)
    failed = any(isinstance(answer, Failure) for answer in answers.values())
    for share in blame.shares:
        assert share.figure.kind not in SURE
        assert not share.figure.exact
        if failed and not sampled:
            assert share.people is None
            assert share.figure.error is not None
    assert blame.drop.kind not in SURE


@pytest.mark.parametrize("seed", range(12))
def test_the_same_seed_draws_the_same_orders_and_another_one_others(seed: int) -> None:
    asked = LeadFilters(
        functions=["25"],
        seniority_levels=["300"],
        company_size=["1-10"],
        keyword="a",
        job_titles=["b"],
    )
    one = orders_of(asked, exact=True, most=0, seed=seed)
    assert one == orders_of(asked, exact=True, most=0, seed=seed)
    assert one != orders_of(asked, exact=True, most=0, seed=seed + 1)
