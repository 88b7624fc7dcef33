"""Who is lost because a field is empty, against people counted one by one."""

from __future__ import annotations

from hypothesis import given, settings

from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Cancellation, Plan, Question
from leadpreview.sizing import Kind, Known, every_value, fold_missing, missing_plan
from leadpreview.sources.people import PeopleSource
from tests.properties import reference
from tests.properties.drawing import filters, worlds
from tests.properties.world import Person, World, opened


@settings(max_examples=60)
@given(worlds(), filters())
def test_what_is_lost_for_want_of_data_is_who_has_an_empty_field(
    world: World, asked: LeadFilters
) -> None:
    with opened(world) as (index, _):
        source = PeopleSource(index)
        plan = Plan.of(
            [Question(asked), *missing_plan(asked, everybody=True).questions],
        )
        answers: dict[LeadFilters, Answer] = {
            answer.filters: answer for answer in source.run(plan, Cancellation())
        }
        rows = fold_missing(asked, answers, Known(answers.values()), everybody=True)
    assert [row.field for row in rows] == list(asked.active)
    for row in rows:
        if every_value(row.field) is None:
            assert row.empty.kind is Kind.CANNOT_BE_ASKED
            continue
        found = reference.matching(world, asked.without(row.field))
        empty = [person for person in found if not filled(world, person, row.field)]
        other = [
            person
            for person in found
            if filled(world, person, row.field) and not reference.matches(world, person, asked)
        ]
        assert row.empty.count == len(empty)
        assert row.different.count == len(other)
        assert row.empty.exact


def filled(world: World, person: Person, field: str) -> bool:
    """Whether a person has a value of a field that any list of values knows."""
    values = every_value(field)
    assert values is not None
    company = None if person.company is None else world.companies[person.company]
    stored = {
        "seniority_levels": person.seniority,
        "functions": person.function,
        "included_locations": person.location,
        "years_of_experience": person.years_experience,
        "years_at_current_company": person.years_at_company,
        "years_in_current_position": person.years_in_position,
        "company_size": company and company.company_size,
        "company_type": company and company.company_type,
        "company_headquarters": company and company.headquarters,
        "included_industries": company and company.industry,
    }
    return stored[field] not in (None, "no such id")


def test_only_fields_with_a_list_of_every_value_can_be_asked() -> None:
    assert {field for field in FIELDS if every_value(field) is not None} == {
        "seniority_levels",
        "functions",
        "included_industries",
        "company_size",
        "company_type",
        "company_headquarters",
        "included_locations",
        "years_in_current_position",
        "years_at_current_company",
        "years_of_experience",
    }
