"""The synthetic people: the same every time, and consistent with themselves."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from leadpreview import catalog
from leadpreview.people.sample.careers import Careers
from leadpreview.people.sample.companies import Companies
from leadpreview.people.sample.draws import Draws
from leadpreview.people.sample.frozen import rows, split
from leadpreview.people.sample.generate import (
    DEFAULT_SEED,
    FIRST_PERSON_ID,
    LARGEST,
    SMALLEST,
    Sample,
)
from leadpreview.people.sample.places import Countries, Places
from leadpreview.people.schema import order_key
from leadpreview.text import normalise

SIZE = 10_000
Row = dict[str, Any]


class Population:
    """All tables of a sample, as lists of rows."""

    def __init__(self, size: int, seed: int = DEFAULT_SEED) -> None:
        sample = Sample(size, seed=seed)
        chunks = list(sample.chunks())
        self.tables = {
            "people": pa.concat_tables(people for people, _ in chunks),
            "past_positions": pa.concat_tables(past for _, past in chunks),
            "titles": sample.titles(),
            "companies": sample.companies(),
        }
        self.people: list[Row] = self.tables["people"].to_pylist()
        self.past: list[Row] = self.tables["past_positions"].to_pylist()
        self.titles: list[Row] = self.tables["titles"].to_pylist()
        self.companies: list[Row] = self.tables["companies"].to_pylist()

    def checksum(self) -> str:
        digest = hashlib.sha256()
        for name, table in sorted(self.tables.items()):
            digest.update(name.encode())
            for row in table.to_pylist():
                digest.update(json.dumps(row, ensure_ascii=False, sort_keys=True).encode())
        return digest.hexdigest()

    def title(self, row: Row) -> str | None:
        return None if row["title_id"] is None else str(self.titles[row["title_id"] - 1]["title"])


@pytest.fixture(scope="module")
def population() -> Population:
    return Population(SIZE)


def test_ten_thousand_people_are_the_same_on_every_machine(population: Population) -> None:
    """Whoever changes a list or a weight changes the people, and writes the new sum down here."""
    assert population.checksum() == CHECKSUM


def test_another_seed_gives_other_people() -> None:
    assert Population(SMALLEST).checksum() == Population(SMALLEST).checksum()
    assert Population(SMALLEST).checksum() != Population(SMALLEST, seed=2).checksum()


def test_people_come_in_the_order_of_the_fixed_hash_of_their_id(population: Population) -> None:
    ids = np.array([row["person_id"] for row in population.people], dtype=np.uint64)
    assert [row["row"] for row in population.people] == list(range(SIZE))
    assert (np.diff(order_key(ids).astype(object)) > 0).all()
    assert sorted(ids.tolist()) == list(range(FIRST_PERSON_ID, FIRST_PERSON_ID + SIZE))


def test_ids_are_exact_in_json_and_far_from_real_ones() -> None:
    assert FIRST_PERSON_ID + LARGEST < 2**53
    assert FIRST_PERSON_ID > 10**12


def test_normalised_words_are_those_of_the_text(population: Population) -> None:
    """They are joined from normalised parts, which must be the same as normalising the whole."""
    for row in population.people:
        headline = row["headline"]
        assert row["headline_words"] == (None if headline is None else normalise(headline))
    for row in population.companies:
        assert row["words"] == normalise(row["name"]) != ""
    for row in population.titles:
        assert row["words"] == normalise(row["title"]) != ""


def test_dictionaries_are_dense_distinct_and_used(population: Population) -> None:
    for name, key in (("titles", "title_id"), ("companies", "company_id")):
        ids = [row[key] for row in getattr(population, name)]
        assert ids == list(range(1, len(ids) + 1))
        used = {row[key] for row in population.past}
        used |= {row[key] for row in population.people}
        # People who do not say their title or company still had one drawn.
        assert used - {None} <= set(ids)
        assert len(used) > 0.9 * len(ids)
    texts = [row["title"] for row in population.titles]
    assert len(set(texts)) == len(texts)
    numbers = [row["linkedin_id"] for row in population.companies]
    assert len(set(numbers)) == len(numbers)
    assert all(number.isdigit() and int(number) > 10**12 for number in numbers)


def test_every_code_is_in_the_catalogue(population: Population) -> None:
    for column, listing in (
        ("location", catalog.locations),
        ("seniority", catalog.seniority_levels),
        ("function", catalog.functions),
        ("years_experience", catalog.years),
        ("years_at_company", catalog.years),
        ("years_in_position", catalog.years),
    ):
        assert all(row[column] is None or row[column] in listing for row in population.people)
    for column, listing in (
        ("industry", catalog.industries),
        ("company_size", catalog.lead_headcounts),
        ("company_type", catalog.company_type),
        ("headquarters", catalog.locations),
    ):
        assert all(row[column] is None or row[column] in listing for row in population.companies)


def test_no_position_is_older_than_the_job_and_no_job_than_the_career(
    population: Population,
) -> None:
    for row in population.people:
        known = [
            row[column]
            for column in ("years_in_position", "years_at_company", "years_experience")
            if row[column] is not None
        ]
        assert known == sorted(known)


def test_seniority_grows_with_experience(population: Population) -> None:
    """Nobody in training has worked for three years, and no director for less than six."""
    seen: dict[str, set[str]] = {}
    for row in population.people:
        if row["seniority"] and row["years_experience"]:
            seen.setdefault(row["seniority"], set()).add(row["years_experience"])
    assert seen["100"] <= {"1", "2"}
    assert seen["220"] <= {"4", "5"}
    assert seen["300"] <= {"4", "5"}


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (("VP",), "300"),
        (("Vice", "President"), "300"),
        (("Intern",), "100"),
        (("Founder",), "320"),
        (("CFO",), "310"),
        (("Senior", "Software", "Engineer"), "120"),
        (("Praktikant",), "100"),
        (("Directeur", "Commercial"), "220"),
    ],
)
def test_titles_agree_with_seniority(
    population: Population, words: tuple[str, ...], level: str
) -> None:
    found = Counter(
        row["seniority"]
        for row in population.people
        if {*words} <= {*(population.title(row) or "").replace(",", " ").split()}
    )
    assert found[level] > 0
    assert set(found) <= {level, None}


def test_titles_agree_with_functions(population: Population) -> None:
    for text, function in (("VP of Sales", "25"), ("Chief Marketing Officer", "15")):
        found = {r["function"] for r in population.people if population.title(r) == text}
        assert function in found
        assert found <= {function, None}


def test_past_positions_are_ordered_few_and_not_above_reason(population: Population) -> None:
    owners = [row["row"] for row in population.past]
    assert owners == sorted(owners)
    assert max(Counter(owners).values()) == 4
    beginners = {row["row"] for row in population.people if row["seniority"] in ("100", "110")}
    for row in population.past:
        if row["row"] in beginners:
            title = (population.title(row) or "").split()
            assert not {"VP", "Chief", "Director", "Founder", "CEO", "Head"} & set(title)


def test_who_never_left_the_company_has_no_other_company_in_the_past() -> None:
    countries = Countries()
    careers = Careers(Companies(1, SMALLEST, countries, Places(countries)))
    draws = Draws(1, np.arange(SIZE, dtype=np.uint64))
    ten_years, none = np.full(SIZE, 40, dtype=np.int64), np.zeros(SIZE, dtype=np.int64)
    count, elsewhere = careers.past_count(draws, ten_years, ten_years, none)
    assert count.max() == 4
    assert not elsewhere.any()
    count, elsewhere = careers.past_count(draws, ten_years, ten_years, ten_years)
    assert count.max() == 0
    count, elsewhere = careers.past_count(draws, ten_years, none, none)
    assert count.max() == 4
    assert elsewhere.all()


def test_gaps_are_what_the_documentation_says(population: Population) -> None:
    gaps = {
        column: sum(row[column] is None for row in population.people) / SIZE
        for column in (
            *("headline", "title_id", "company_id", "location", "seniority", "function"),
            *("years_experience", "years_at_company", "years_in_position"),
        )
    }
    assert gaps.pop("headline") == pytest.approx(0.053, abs=0.009)
    assert gaps.pop("company_id") == pytest.approx(0.031, abs=0.007)
    assert min(gaps.values()) == pytest.approx(0.015, abs=0.005)
    assert gaps["years_at_company"] == max(gaps.values()) == pytest.approx(0.056, abs=0.009)
    for column in ("industry", "company_size", "company_type", "headquarters"):
        missing = sum(row[column] is None for row in population.companies)
        assert 0.01 < missing / len(population.companies) < 0.06, column


def test_names_and_titles_come_in_the_scripts_of_their_countries(population: Population) -> None:
    names = "".join(row["full_name"] for row in population.people)
    titles = "".join(row["title"] for row in population.titles)
    for text in (names, titles):
        assert any("\u0400" <= c <= "\u04ff" for c in text)
        assert any("\u4e00" <= c <= "\u9fff" for c in text)
        assert any(c in "éüøłñç" for c in text)
    assert all(row["full_name"].strip() == row["full_name"] for row in population.people)


def test_people_live_in_the_place_that_is_known_most_closely(population: Population) -> None:
    kinds = Counter(
        catalog.locations[row["location"]].kind for row in population.people if row["location"]
    )
    assert kinds["city"] > kinds["metro"] > kinds["country"] > 0
    assert kinds["region"] == kinds["world"] == 0


def test_the_tilt_is_what_the_documentation_says(population: Population) -> None:
    def living(place: str) -> float:
        inside = catalog.locations.covers(place)
        return sum(row["location"] in inside for row in population.people) / SIZE

    def having(column: str, value: str) -> float:
        return sum(bool(row[column] == value) for row in population.people) / SIZE

    def trading(*profiles: str) -> float:
        inside = {row["id"] for row in rows("industries") if row["profile"] in profiles}
        companies = population.companies
        return sum(row["industry"] in inside for row in companies) / len(companies)

    # Within about four standard deviations of what a million people have.
    assert living("91000000") == pytest.approx(0.42, abs=0.02)
    assert living("103644278") == pytest.approx(0.22, abs=0.02)
    assert living("101165590") == pytest.approx(0.08, abs=0.015)
    assert having("function", "25") == pytest.approx(0.16, abs=0.015)
    assert having("function", "15") == pytest.approx(0.10, abs=0.015)
    levels = {"220": 0.14, "300": 0.08, "310": 0.07, "320": 0.06}
    for level, share in levels.items():
        assert having("seniority", level) == pytest.approx(share, abs=0.015), level
    assert trading("software", "it") == pytest.approx(0.35, abs=0.05)
    assert trading("agency", "professional", "staffing") == pytest.approx(0.16, abs=0.04)
    bands = Counter(
        population.companies[row["company_id"] - 1]["company_size"]
        for row in population.people
        if row["company_id"]
    )
    for band in catalog.lead_headcounts.ids:
        assert 0.03 < bands[band] / SIZE < 0.19, band


def test_small_companies_are_many_and_large_ones_employ_as_many_people(
    population: Population,
) -> None:
    sizes = Counter(row["company_size"] for row in population.companies)
    people = Counter(
        population.companies[row["company_id"] - 1]["company_size"]
        for row in population.people
        if row["company_id"]
    )
    assert sizes["1-10"] > 1.5 * sizes["51-200"]
    assert people["10001+"] > 0.5 * people["1-10"]


@pytest.mark.parametrize("size", [SMALLEST - 1, LARGEST + 1])
def test_a_size_out_of_range_is_refused_with_the_range(size: int) -> None:
    with pytest.raises(ValueError, match="1,000 to 50,000,000"):
        Sample(size)


def test_company_names_are_no_brand_that_we_can_think_of() -> None:
    parts = {row["part"]: split(row["words"]) for row in rows("company_words")}
    made = {
        "".join(stem).casefold()
        for stem in itertools.product(parts["start"], parts["middle"], parts["end"])
    }
    assert len(made) > 50_000
    assert not made & set(BRANDS.split())


BRANDS = """
    accenture adecco adidas adobe airbus akzo aldi allianz alibaba alstom amadeus amazon amdocs
    apple arcelor asana asml astra atlassian audi avaya avira axa barclays basf bayer benetton
    bertelsmann bombardier bosch bouygues broadcom canon capgemini carrefour cisco citrix
    continental danone datadog deezer deloitte delta dell deutsche dior doctolib dropbox dyson
    electrolux ericsson essilor etsy experian facebook ferrari fiat figma finastra fortinet garmin
    generali github gitlab google gucci hella henkel hermes hilti hitachi honda huawei hubspot
    hyundai ibm ikea illumina infineon infosys instagram intel intuit jira kering klarna kone
    kontron lenovo leica lidl linde logitech loreal lufthansa lumen lumentum magna mahle marelli
    mariott mars maersk mastercard medtronic merck meta microsoft miele miro mistral mondelez
    moderna motorola n26 nestle netflix nike nintendo nokia nomura norsk northvolt notion novartis
    novell nvidia ocado odoo okta openai opera oracle orange oriflame orsted oscar ovh panasonic
    paypal pernod personio pfizer philips pinterest pirelli porsche prada qualcomm qualys quora
    rakuten redhat renault revolut ricoh rivian roche rolex ryanair salesforce samsung sanofi sap
    schneider seagate sennheiser shopify siemens skoda slack snowflake sodexo sonova sony sophos
    spotify stellantis strava stripe swarovski tata telefonica telenor telia tesla thales toshiba
    toyota trello trivago twilio uber ubisoft unilever valeo vestas vinci visa vodafone volvo
    volkswagen wayfair weleda wipro wirecard wise xerox xiaomi yamaha yandex zalando zara zendesk
    zeiss zenith zoom velodyne solaris marvell kornit belron melrose delonghi galderma vonovia
    noventa ardagh bellring corteva correos solvay norwegian belden telstra telenet celestica
    celonis marlink sandvik halliburton salini morrisons valmet vermeer novarra marista solara
    novista novelis calibert selenia radisson calera galera novalis polaris belmont valmont
    norwood celtra sonora solarium celanese cascades zenith ardent torvik corvista corvina velvetta
    galderma nerva korvex trixter trixta
""".casefold()

CHECKSUM = "38cce3804c28b0adb572b0b3bde9421a67b7e02df4fca852a72bdbe5a288bc50"
