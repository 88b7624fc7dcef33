"""Searching the lists by what people type: every meaning offered, the likeliest first."""

from __future__ import annotations

import pytest

from leadpreview import catalog
from leadpreview.catalog import Entry, Listing

LISTS = {one.name: one for one in vars(catalog).values() if isinstance(one, Listing)}
every_list = pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS.keys())


def labels(matches: tuple[catalog.Match, ...]) -> list[str]:
    return [match.entry.label for match in matches]


@pytest.mark.parametrize(
    ("listing", "typed", "first"),
    [
        ("locations", "USA", "United States"),
        ("locations", "us", "United States"),
        ("locations", "America", "United States"),
        ("locations", "UK", "United Kingdom"),
        ("locations", "britain", "United Kingdom"),
        ("locations", "england", "England, United Kingdom"),
        ("locations", "UAE", "United Arab Emirates"),
        ("locations", "Deutschland", "Germany"),
        ("locations", "españa", "Spain"),
        ("locations", "ESPANA", "Spain"),
        ("locations", "Holland", "Netherlands"),
        ("locations", "osterreich", "Austria"),
        ("locations", "ile de france", "Île-de-France, France"),
        ("locations", "bay area", "San Francisco Bay Area"),
        ("locations", "LATAM", "Latin America"),
        ("locations", "日本", "Japan"),
        ("locations", "101282230", "Germany"),
        ("locations", "The UK", "United Kingdom"),
        ("locations", "the us", "United States"),
        ("locations", "the EU", "European Union"),
        ("locations", "the Netherlands", "Netherlands"),
        ("locations", "The Bahamas", "The Bahamas"),
        ("locations", "Türkei", "Turkey"),
        ("functions", "CMO", "Marketing"),
        ("functions", "CFO", "Finance"),
        ("functions", "CHRO", "Human Resources"),
        ("functions", "COO", "Operations"),
        ("functions", "CISO", "Information Technology"),
        ("industries", "SaaS", "Software Development"),
        ("industries", "computer software", "Software Development"),
        ("industries", "fintech", "Financial Services"),
        ("industries", "IT", "IT Services and IT Consulting"),
        ("industries", "automotive", "Motor Vehicle Manufacturing"),
        ("functions", "HR", "Human Resources"),
        ("functions", "biz dev", "Business Development"),
        ("functions", "it", "Information Technology"),
        ("seniority_levels", "C-level", "CXO"),
        ("seniority_levels", "c suite", "CXO"),
        ("seniority_levels", "CMO", "CXO"),
        ("seniority_levels", "vp", "Vice President"),
        ("company_type", "nonprofit", "Non Profit"),
        ("profile_language", "deutsch", "German"),
        ("lead_headcounts", "1001-5000", "1,001-5,000"),
        ("lead_headcounts", "1,001 - 5,000", "1,001-5,000"),
    ],
)
def test_what_people_type_finds_what_they_mean(listing: str, typed: str, first: str) -> None:
    assert labels(LISTS[listing].search(typed, limit=1)) == [first]


@pytest.mark.parametrize(
    ("listing", "typed", "offered"),
    [
        ("locations", "EU", ["European Union", "Europe"]),
        ("locations", "Georgia", ["Georgia", "Georgia, United States"]),
        (
            "locations",
            "NYC",
            ["New York City Metropolitan Area", "New York, New York, United States"],
        ),
        (
            "locations",
            "SF",
            ["San Francisco Bay Area", "San Francisco, California, United States"],
        ),
        (
            "locations",
            "paris",
            ["Greater Paris Metropolitan Region", "Paris, Île-de-France, France"],
        ),
        (
            "locations",
            "GCC",
            ["Bahrain", "Kuwait", "Oman", "Qatar", "Saudi Arabia", "United Arab Emirates"],
        ),
        ("locations", "the Baltics", ["Estonia", "Latvia", "Lithuania"]),
        ("industries", "AI", ["Data Infrastructure and Analytics", "Software Development"]),
        ("functions", "CTO", ["Engineering", "Information Technology"]),
        ("functions", "R&D", ["Engineering", "Research"]),
        ("functions", "PM", ["Product Management", "Program and Project Management"]),
        ("lead_headcounts", "SMB", ["1-10", "11-50", "51-200"]),
        ("lead_headcounts", "enterprise", ["1,001-5,000", "5,001-10,000", "10,001+"]),
    ],
)
def test_a_name_with_several_meanings_offers_them_all(
    listing: str, typed: str, offered: list[str]
) -> None:
    assert labels(LISTS[listing].search(typed, limit=len(offered))) == offered


def test_central_and_eastern_europe_is_the_twelve_countries_of_the_oecd() -> None:
    found = labels(catalog.locations.search("CEE"))
    assert len(found) == 12
    assert {"Poland", "Czechia", "Romania", "Slovenia", "Albania", "Estonia"} <= set(found)


@pytest.mark.parametrize(
    ("typed", "there", "not_there"),
    [
        ("UK", "Ukraine", "Fukuoka, Japan"),
        ("U.S.", "US Virgin Islands", "Texas, United States"),
        ("us", "US Virgin Islands", "Belarus"),
        ("it", "Italy", "Haiti"),
        ("u", "Uganda", "Buenos Aires Province, Argentina"),
    ],
)
def test_what_is_as_short_as_an_abbreviation_is_not_looked_for_inside_words(
    typed: str, there: str, not_there: str
) -> None:
    found = labels(catalog.locations.search(typed, limit=500))
    assert there in found
    assert not_there not in found
    assert len(found) < 80


def test_longer_input_and_other_scripts_are_looked_for_inside_words() -> None:
    assert "Fukuoka, Japan" in labels(catalog.locations.search("kuoka"))
    assert "New York, United States" in labels(catalog.locations.search("new y"))
    listing = Listing("odd", "Odd", [Entry("1", "Российская Федерация")])
    assert labels(listing.search("сий")) == ["Российская Федерация"]


def test_london_offers_the_metro_and_the_county_before_longer_names() -> None:
    found = labels(catalog.locations.search("London", limit=3))
    assert found[0] == "London Area, United Kingdom"
    assert "Greater London, England, United Kingdom" in found


def test_a_match_says_what_matched_and_where_it_belongs() -> None:
    union, continent = catalog.locations.search("eu", limit=2)
    assert (union.matched, union.context) == ("EU", "region of 27 countries")
    assert (continent.matched, continent.context) == ("EU", "continent of 45 countries")
    country, state = catalog.locations.search("georgia", limit=2)
    assert (country.matched, country.context) == ("Georgia", "country in Asia")
    assert state.context == "state in United States"
    software = catalog.industries.search("software development")[0]
    assert software.context == "in Technology, Information and Media"
    assert catalog.functions.search("sales")[0].context == ""


def test_whole_names_come_before_beginnings_before_word_beginnings_before_the_rest() -> None:
    names = ("Subnorth", "Great North", "Northern Star", "North")
    listing = Listing("odd", "Odd", [Entry(str(n), name) for n, name in enumerate(names)])
    assert labels(listing.search("north")) == list(reversed(names))


def test_the_words_of_a_search_may_stand_in_any_order() -> None:
    assert "New York, New York, United States" in labels(catalog.locations.search("york new"))


@pytest.mark.parametrize("text", ["", "   ", "%%", "🙂", "zzzzzz"])
def test_a_search_for_nothing_finds_nothing(text: str) -> None:
    assert catalog.locations.search(text) == ()


def test_a_search_gives_at_most_its_limit() -> None:
    assert len(catalog.locations.search("united")) == 20
    assert len(catalog.locations.search("united", limit=3)) == 3
    assert catalog.locations.search("united", limit=0) == ()


@pytest.mark.parametrize(
    ("listing", "refused", "nearest"),
    [
        ("seniority_levels", "Vice Presidnt", "300"),
        ("seniority_levels", "vp of sales", "300"),
        ("seniority_levels", "301", "300"),
        ("functions", "Marketting", "15"),
        ("lead_headcounts", "11-51", "11-50"),
        ("lead_headcounts", "1001-50000", "1001-5000"),
        ("locations", "Germny", "101282230"),
        ("industries", "Sofware Develpment", "4"),
    ],
)
def test_a_refused_value_has_a_nearest_accepted_one(
    listing: str, refused: str, nearest: str
) -> None:
    found = LISTS[listing].nearest(refused)
    assert nearest in [entry.id for entry in found]
    assert len(found) <= 3


@pytest.mark.parametrize(
    ("listing", "refused", "nearest"),
    [
        ("lead_headcounts", "51-100", ["51-200"]),
        ("lead_headcounts", "100-300", ["51-200", "201-500"]),
        ("lead_headcounts", "1001-50000", ["10001+", "5001-10000", "1001-5000"]),
        ("lead_headcounts", "5,001 – 10,001", ["5001-10000", "10001+"]),
        ("lead_headcounts", "10000+", ["10001+", "5001-10000"]),
        ("lead_headcounts", "75", ["51-200"]),
        ("lead_headcounts", "200-51", []),
        ("functions", "27", ["26", "25"]),
        ("functions", "99", []),
        ("functions", "0", ["1"]),
        ("seniority_levels", "301", ["300", "310", "320"]),
        ("seniority_levels", "999", []),
        ("years", "6", ["5"]),
    ],
)
def test_numbers_are_near_as_numbers_and_not_as_they_are_spelt(
    listing: str, refused: str, nearest: list[str]
) -> None:
    assert [entry.id for entry in LISTS[listing].nearest(refused)] == nearest


@every_list
def test_nonsense_has_no_nearest_value_and_a_pasted_page_is_not_guessed_at(
    listing: Listing,
) -> None:
    assert listing.nearest("§§§") == ()
    assert listing.nearest("qqqqqqqqqq" * 10_000) == ()
    assert listing.nearest("a", n=0) == ()
