"""An audience reads as one sentence that a person would say."""

from __future__ import annotations

from typing import Any

import pytest

from leadpreview import catalog
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.sentence import describe_field, name_of, sentence

EUROPEAN_UNION, GERMANY, FRANCE, UNITED_STATES = "91000000", "101282230", "105015875", "103644278"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, "Everybody."),
        ({"live": False}, "Everybody."),
        ({"job_titles": ["VP of Sales"]}, "People whose title contains VP of Sales."),
        (
            {"job_titles": ["CRO", "CMO", "CEO"]},
            "People whose title contains CEO, CMO or CRO.",
        ),
        (
            {
                "job_titles": ["VP of Sales"],
                "seniority_levels": ["310", "300"],
                "included_locations": [EUROPEAN_UNION],
            },
            (
                "People whose title contains VP of Sales, whose seniority is Vice President or "
                "CXO, in the European Union."
            ),
        ),
        (
            {
                "job_titles": ["VP of Sales"],
                "included_locations": [GERMANY, FRANCE],
                "company_size": ["51-200", "201-500", "501-1000"],
                "excluded_job_titles": ["Assistant"],
            },
            (
                "People whose title contains VP of Sales, at companies of 51 to 1,000 people, "
                "in Germany or France, excluding titles containing Assistant."
            ),
        ),
        (
            {"excluded_job_titles": ["Intern"]},
            "People, excluding titles containing Intern.",
        ),
        (
            {"excluded_job_titles": ["Intern"], "excluded_companies": ["Acme"]},
            "People, excluding titles containing Intern, and excluding people at Acme.",
        ),
        (
            {
                "keyword": "saas",
                "excluded_job_titles": ["Intern", "Student"],
                "excluded_industries": ["4"],
                "excluded_locations": [UNITED_STATES],
            },
            (
                "People matching the keyword saas, excluding titles containing Intern or Student, "
                "excluding the industry Software Development, "
                "and excluding people in the United States."
            ),
        ),
        (
            {"included_locations": ["123"], "included_industries": ["98765"]},
            "People in the industry 98765 (name unknown), in location 123 (name unknown).",
        ),
        (
            {"included_industries": ["4", "98765"], "excluded_locations": ["123"]},
            (
                "People in the industries Software Development or 98765 (name unknown), "
                "excluding people in location 123 (name unknown)."
            ),
        ),
        ({"included_companies": ["Acme Inc."]}, "People at Acme Inc."),
        (
            {"included_companies": ["Acme Inc."], "past_companies": ["Initech Ltd."]},
            "People at Acme Inc., who used to work at Initech Ltd.",
        ),
        (
            {"job_titles": ["VP, Sales", "CEO", "Head, EMEA"]},
            "People whose title contains CEO; Head, EMEA; or VP, Sales.",
        ),
        (
            {"included_locations": ["102095887", GERMANY]},
            "People in Germany; or California, United States.",
        ),
        (
            {"job_titles": ["VP\nof \t Sales"], "keyword": "saas\r\n  OR ai"},
            "People whose title contains VP of Sales, matching the keyword saas OR ai.",
        ),
        (
            {"relationship": ["F", "S", "A"]},
            "People who are 1st or 2nd degree connections or Group members.",
        ),
        (
            {"included_industries": ["4", "43"]},
            "People in the industries Software Development or Financial Services.",
        ),
        (
            {"years_of_experience": ["1", "2", "5"]},
            "People with less than 1 year, 1 to 2 years or more than 10 years of experience.",
        ),
        (
            {"years_in_current_position": ["3"], "years_at_current_company": ["4"]},
            "People with 3 to 5 years in their position, with 6 to 10 years at their company.",
        ),
        (
            {"company_type": ["P", "Public Company"], "company_headquarters": [GERMANY]},
            (
                "People at companies of the type Privately Held or Public Company, "
                "at companies headquartered in Germany."
            ),
        ),
        (
            {"included_companies": ["Acme"], "past_companies": ["Initech"]},
            "People at Acme, who used to work at Initech.",
        ),
        (
            {"past_titles": ["CTO"], "excluded_past_titles": ["CEO"]},
            "People with a past title containing CTO, excluding past titles containing CEO.",
        ),
        ({"functions": ["25", "15"]}, "People whose function is Marketing or Sales."),
        (
            {"past_colleague": True, "relationship": ["F"]},
            ("People who are 1st degree connections, who are past colleagues of yours."),
        ),
    ],
)
def test_an_audience_is_one_sentence(body: dict[str, Any], expected: str) -> None:
    assert sentence(LeadFilters.from_request(body)) == expected


@pytest.mark.parametrize(
    ("sizes", "expected"),
    [
        (["1-10"], "1 to 10"),
        (["51-200", "201-500", "501-1000"], "51 to 1,000"),
        (["1-10", "51-200"], "1 to 10 or 51 to 200"),
        (["1-10", "11-50", "201-500", "1001-5000"], "1 to 50, 201 to 500 or 1,001 to 5,000"),
        (["10001+"], "10,001 or more"),
        (["5001-10000", "10001+"], "5,001 or more"),
        (["11-50", "10001+"], "11 to 50 or 10,001 or more"),
        (list(catalog.lead_headcounts.ids), "1 or more"),
    ],
)
def test_neighbouring_headcounts_read_as_one_range(sizes: list[str], expected: str) -> None:
    filters = LeadFilters(company_size=tuple(reversed(sizes)))
    assert sentence(filters) == f"People at companies of {expected} people."


@pytest.mark.parametrize(
    ("label", "with_article"),
    [
        ("United States", True),
        ("United Arab Emirates", True),
        ("European Union", True),
        ("European Economic Area", True),
        ("Netherlands", True),
        ("Philippines", True),
        ("Nordics", True),
        ("Middle East", True),
        ("Dominican Republic", True),
        ("Republic of the Congo", True),
        ("Cayman Islands", True),
        ("Isle of Man", True),
        ("San Francisco Bay Area", True),
        ("Dallas-Fort Worth Metroplex", True),
        ("London Area, United Kingdom", True),
        ("Austin, Texas Metropolitan Area", True),
        ("Central Denmark Region, Denmark", True),
        ("Greater Chicago Area", True),
        ("Greater London, England, United Kingdom", False),
        ("Greater Boston", False),
        ("The Bahamas", False),
        ("Germany", False),
        ("EMEA", False),
        ("Texas, United States", False),
        ("Utrecht, Netherlands", False),
        ("Brussels, Brussels Region, Belgium", False),
    ],
)
def test_places_have_their_article(label: str, with_article: bool) -> None:
    (entry, *_) = [entry for entry in catalog.locations if entry.label == label]
    expected = f"in the {label}" if with_article else f"in {label}"
    assert describe_field(LeadFilters(included_locations=(entry.id,)), "included_locations") == (
        expected
    )


def _some_value(name: str) -> object:
    kind = FIELDS[name].kind
    if kind is ValueKind.TOGGLE:
        return True
    if kind is ValueKind.KEYWORD:
        return "1"
    return ["51-200"] if name == "company_size" else ["1" if name != "seniority_levels" else "300"]


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_has_a_phrase_of_its_own(name: str) -> None:
    filters = LeadFilters.from_request({name: _some_value(name)})
    phrase = describe_field(filters, name)
    assert phrase
    assert phrase == phrase.strip().removesuffix(".")
    expected = f", excluding {phrase}" if FIELDS[name].excludes else f" {phrase}"
    assert sentence(filters) == f"People{expected}."
    others = [other for other in FIELDS if other != name]
    assert all(
        describe_field(LeadFilters.from_request({other: _some_value(other)}), other) != phrase
        for other in others
    )


@pytest.mark.parametrize("name", FIELDS)
def test_every_entry_of_a_list_has_its_name_in_the_sentence(name: str) -> None:
    listing = None if FIELDS[name].listing is None else getattr(catalog, str(FIELDS[name].listing))
    if listing is None:
        assert name_of(name, "310") == "310"
        return
    for entry in listing:
        assert name_of(name, entry.id) == entry.label


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("included_locations", "Location 123456, name unknown"),
        ("company_headquarters", "Location 123456, name unknown"),
        ("excluded_industries", "Industry 123456, name unknown"),
        ("company_type", "123456"),
        ("relationship", "123456"),
        ("job_titles", "123456"),
    ],
)
def test_a_value_that_nobody_knows_is_said_to_be_unknown(name: str, expected: str) -> None:
    assert name_of(name, "123456") == expected
