"""What a million people must offer to a sizing session."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.people.sample.presets import PRESETS
from leadpreview.people.store import DATABASE, Store
from tests.counting import count


@pytest.fixture(scope="module")
def million(people_million: Path) -> Iterator[PeopleIndex]:
    opened = PeopleIndex.open(Store(people_million).current())
    yield opened
    opened.close()


@pytest.mark.parametrize("position", range(len(PRESETS)))
def test_every_preset_finds_a_thousand_to_fifty_thousand_people(
    million: PeopleIndex, position: int
) -> None:
    total = count(million, LeadFilters.from_request(PRESETS[position].request))
    assert 1_000 <= total <= 50_000


@pytest.mark.parametrize("position", range(len(PRESETS)))
def test_each_filter_of_a_preset_changes_its_total_by_a_tenth(
    million: PeopleIndex, position: int
) -> None:
    filters = LeadFilters.from_request(PRESETS[position].request)
    assert 3 <= len(filters.active) <= 5
    total = count(million, filters)
    for field in filters.active:
        assert count(million, filters.without(field)) >= 1.1 * total, field


def test_seven_of_eight_random_audiences_of_three_filters_are_not_empty(
    million: PeopleIndex,
) -> None:
    """Three of ten fields, with one to three values each: every sector, country and level alike."""
    chance = random.Random(8)
    places = [e.id for e in catalog.locations.entries if e.kind in ("country", "region")]
    titles = ("Manager", "Director", "Sales", "Engineer", "Head", "Marketing", "Senior", "Founder")
    words = ("SaaS", "AI", "growth", "B2B", "fintech", "hiring", "cloud", "RevOps", "leadership")
    menu: dict[str, tuple[str, ...] | list[str]] = {
        "job_titles": titles,
        "past_titles": titles,
        "functions": catalog.functions.ids,
        "seniority_levels": catalog.seniority_levels.ids,
        "company_size": catalog.lead_headcounts.ids,
        "years_of_experience": catalog.years.ids,
        "years_at_current_company": catalog.years.ids,
        "included_industries": catalog.industries.roots,
        "included_locations": places,
        "keyword": words,
    }
    audiences, empty = 400, 0
    for _ in range(audiences):
        request: dict[str, object] = {}
        for field in chance.sample(list(menu), 3):
            values = chance.sample(list(menu[field]), chance.randint(1, 3))
            request[field] = " OR ".join(values) if field == "keyword" else values
        empty += count(million, LeadFilters.from_request(request)) == 0
    assert empty <= audiences // 8


def test_every_country_city_and_industry_of_the_lists_has_somebody(million: PeopleIndex) -> None:
    for entry in catalog.locations.entries:
        if entry.kind in ("region", "country", "state", "metro", "city"):
            found = count(million, LeadFilters(included_locations=(entry.id,)))
            assert found > 0, entry.label
    for entry in catalog.industries.entries:
        found = count(million, LeadFilters(included_industries=(entry.id,)))
        assert found > 0, entry.label


def test_titles_are_tens_of_thousands_and_names_hundreds_of_thousands(
    people_million: Path,
) -> None:
    with duckdb.connect(Store(people_million).current() / DATABASE, read_only=True) as database:
        titles = database.execute("SELECT count(DISTINCT title) FROM titles").fetchone()
        names = database.execute("SELECT count(DISTINCT full_name) FROM people").fetchone()
    assert titles is not None
    assert 20_000 <= titles[0] < 100_000
    assert names is not None
    assert names[0] > 200_000
