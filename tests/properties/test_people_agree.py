"""Three ways to answer the same questions, written apart, agree on every number."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given, settings

from leadpreview.filters import LeadFilters
from leadpreview.people import sql
from leadpreview.people.index import Counted, plan
from leadpreview.preview import Cancellation, Plan, Question
from tests.properties import reference
from tests.properties.drawing import filters, worlds
from tests.properties.world import World, opened


@pytest.fixture(scope="module", autouse=True)
def small_steps() -> Iterator[None]:
    """A word of bits and two questions at a time, or ninety people would be a single step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plan, "_BLOCK", 1)
        patch.setattr(plan, "_GROUP", 2)
        yield


def sizing(asked: LeadFilters) -> tuple[Question, ...]:
    """The total with its leads, and each filter alone, in order and lifted."""
    active = asked.active
    questions = [Question(asked, leads=True), Question(LeadFilters())]
    questions += [Question(asked.only(field)) for field in active]
    questions += [Question(asked.only(*active[: place + 1])) for place in range(len(active))]
    questions += [Question(asked.without(field)) for field in active]
    return Plan.of(questions).questions


@settings(deadline=None, max_examples=80)
@given(worlds(), filters(), filters())
def test_index_sql_and_plain_python_agree_on_total_leads_and_every_delta(
    world: World, first: LeadFilters, second: LeadFilters
) -> None:
    with opened(world) as (index, connection):
        for asked in (first, second):
            questions = sizing(asked)
            for question, counted in zip(
                questions, index.answer(questions, Cancellation()), strict=True
            ):
                expected = reference.matching(world, question.filters)
                assert isinstance(counted, Counted)
                assert counted.total == len(expected)
                assert counted.total == count_by_sql(connection, question.filters)
                if question.leads:
                    assert counted.leads == reference.leads(world, expected)
                    assert rows_by_sql(connection, question.filters) == [
                        world.people.index(person) for person in expected[:25]
                    ]


def count_by_sql(connection: duckdb.DuckDBPyConnection, asked: LeadFilters) -> int:
    ((count,),) = connection.execute(*sql.count_query(asked)).fetchall()
    return int(count)


def rows_by_sql(connection: duckdb.DuckDBPyConnection, asked: LeadFilters) -> list[int]:
    return [row for (row,) in connection.execute(*sql.first_rows_query(asked)).fetchall()]
