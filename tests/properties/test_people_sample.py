"""The sample itself, at a few thousand people: index, SQL and plain Python agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from leadpreview.filters import LeadFilters
from leadpreview.people.index import Counted, PeopleIndex, plan, texts
from leadpreview.people.index import build as index_build
from leadpreview.people.sample.generate import Sample
from leadpreview.people.sample.presets import PRESETS
from leadpreview.preview import Cancellation
from tests.properties import reference
from tests.properties.drawing import ANSWERABLE
from tests.properties.test_people_agree import count_by_sql, rows_by_sql, sizing
from tests.properties.world import Company, Person, World, opened

SIZE = 3_000
EUROPE, UNION, GERMANY, UNITED_STATES = "100506914", "91000000", "101282230", "103644278"

AUDIENCES: list[dict[str, Any]] = [
    {},
    *(dict(preset.request) for preset in PRESETS),
    {"job_titles": ["Manager"]},
    {"job_titles": ["Director", "VP", "Head of Sales"], "excluded_job_titles": ["Senior"]},
    {"job_titles": ['"Head of"', '"Software Engineer"']},
    {"job_titles": ["Директор", "営業"], "excluded_locations": [GERMANY]},
    {"excluded_job_titles": ["Manager", "Engineer"], "functions": ["25", "15", "8"]},
    {"past_titles": ["Engineer", "Analyst"], "excluded_past_titles": ["Senior"]},
    {"past_titles": ["Manager"], "years_of_experience": ["4", "5"]},
    {"seniority_levels": ["120", "300", "310"], "included_locations": [UNION]},
    {"seniority_levels": ["120"], "years_at_current_company": ["1", "2"]},
    {"functions": ["8", "13"], "included_industries": ["6"], "company_size": ["51-200"]},
    {"included_industries": ["4", "43"], "excluded_industries": ["96"]},
    {"excluded_industries": ["6"], "company_type": ["P", "Public Company"]},
    {"company_size": ["1-10", "10001+"], "years_in_current_position": ["3", "4"]},
    {"company_headquarters": [EUROPE], "included_locations": [EUROPE]},
    {"company_headquarters": [UNITED_STATES], "excluded_locations": [UNITED_STATES]},
    {"included_locations": ["90009496", UNITED_STATES], "seniority_levels": ["120"]},
    {"keyword": "sales"},
    {"keyword": "SaaS OR AI OR growth", "included_locations": [EUROPE]},
    {"keyword": '"head of" AND NOT sales'},
    {"keyword": 'NOT "software engineer" (manager OR director)', "functions": ["18", "8"]},
    {"keyword": 'co-founder OR "of the" OR "supply chain"'},
    {"keyword": '"of" NOT manager', "excluded_job_titles": ['"head of"']},
    {"years_of_experience": ["5"], "years_at_current_company": ["5"], "functions": ["10"]},
    {"company_type": ["N", "G"], "excluded_locations": [EUROPE, UNITED_STATES]},
    {
        "job_titles": ["Manager", "Director", "Engineer"],
        "seniority_levels": ["120", "210", "220"],
        "functions": ["8", "15", "18", "25"],
        "excluded_industries": ["43"],
        "company_size": ["11-50", "51-200", "201-500", "1001-5000"],
        "company_type": ["P", "C"],
        "included_locations": [EUROPE],
        "years_of_experience": ["3", "4", "5"],
        "keyword": "NOT hiring",
        "excluded_past_titles": ["Intern"],
    },
]


def sampled() -> World:
    """The sample as people, with its companies named often enough to be asked for."""
    sample = Sample(SIZE)
    chunks = list(sample.chunks())
    titles = [row["title"] for row in sample.titles().to_pylist()]
    companies = [
        Company(
            name=row["name"],
            linkedin_id=row["linkedin_id"],
            industry=row["industry"],
            company_size=row["company_size"],
            company_type=row["company_type"],
            headquarters=row["headquarters"],
        )
        for row in sample.companies().to_pylist()
    ]

    def title(number: int | None) -> str | None:
        return None if number is None else str(titles[number - 1])

    def place(number: int | None) -> int | None:
        return None if number is None else number - 1

    past: dict[int, list[tuple[str | None, int | None]]] = {}
    for _, positions in chunks:
        for row in positions.to_pylist():
            past.setdefault(row["row"], []).append(
                (title(row["title_id"]), place(row["company_id"]))
            )
    same = ("person_id", "full_name", "headline", "location", "seniority", "function")
    years = ("years_experience", "years_at_company", "years_in_position")
    people = [
        Person(
            title=title(row["title_id"]),
            company=place(row["company_id"]),
            past=tuple(past.get(row["row"], ())),
            **{name: row[name] for name in (*same, *years)},
        )
        for table, _ in chunks
        for row in table.to_pylist()
    ]
    return World.of(companies, people)


@pytest.fixture(scope="module")
def world() -> World:
    return sampled()


@pytest.fixture(scope="module", params=["as it is", "in small steps"])
def databases(
    request: pytest.FixtureRequest, world: World
) -> Iterator[tuple[PeopleIndex, duckdb.DuckDBPyConnection]]:
    """The sample's index; once with every step so small that there are many of each."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "in small steps":
            patch.setattr(index_build, "_STRETCH", 640)
            patch.setattr(plan, "_BLOCK", 3)
            patch.setattr(plan, "_GROUP", 2)
            patch.setattr(texts, "_CANDIDATES", 50)
        with opened(world) as both:
            yield both


@pytest.fixture(scope="module")
def expected(world: World) -> dict[LeadFilters, list[Person]]:
    """Who matches each question, worked out once in plain Python."""
    return {
        question.filters: reference.matching(world, question.filters)
        for body in AUDIENCES
        for question in sizing(LeadFilters.from_request(body))
    }


def test_the_audiences_ask_every_field_and_most_find_more_than_a_page(
    expected: dict[LeadFilters, list[Person]],
) -> None:
    asked = [LeadFilters.from_request(body) for body in AUDIENCES]
    # Companies are asked for by name further down, where the names are known.
    companies = {"included_companies", "excluded_companies", "past_companies"}
    assert {field for filters in asked for field in filters.active} == {*ANSWERABLE} - companies
    assert sum(len(expected[filters]) > 25 for filters in asked) > len(asked) / 2


@pytest.mark.parametrize("number", range(len(AUDIENCES)))
def test_three_ways_agree_on_total_leads_and_deltas_of_the_sample(
    world: World,
    databases: tuple[PeopleIndex, duckdb.DuckDBPyConnection],
    expected: dict[LeadFilters, list[Person]],
    number: int,
) -> None:
    asked = LeadFilters.from_request(AUDIENCES[number])
    index, connection = databases
    index.forget()
    questions = sizing(asked)
    for question, counted in zip(questions, index.answer(questions, Cancellation()), strict=True):
        found = expected[question.filters]
        assert isinstance(counted, Counted)
        assert counted.total == len(found)
        assert counted.total == count_by_sql(connection, question.filters)
        if question.leads:
            assert counted.leads == reference.leads(world, found)
            ids = {person.person_id for person in found[:25]}
            rows = [row for row, each in enumerate(world.people) if each.person_id in ids]
            assert rows_by_sql(connection, question.filters) == rows


def test_three_ways_agree_on_companies_of_the_sample(
    world: World, databases: tuple[PeopleIndex, duckdb.DuckDBPyConnection]
) -> None:
    index, connection = databases
    people = [person for person in world.people if person.past and person.company is not None]
    for person in people[:: len(people) // 10]:
        assert person.company is not None
        company = world.companies[person.company]
        before = [world.companies[place].name for _, place in person.past if place is not None]
        for asked in (
            LeadFilters(included_companies=(company.name,)),
            LeadFilters(included_companies=(company.linkedin_id, "no such company")),
            LeadFilters(excluded_companies=(company.name,), past_companies=tuple(before)),
        ):
            questions = sizing(asked)
            for question, counted in zip(
                questions, index.answer(questions, Cancellation()), strict=True
            ):
                found = reference.matching(world, question.filters)
                assert isinstance(counted, Counted)
                assert counted.total == len(found) == count_by_sql(connection, question.filters)
                if question.leads:
                    assert counted.leads == reference.leads(world, found)
