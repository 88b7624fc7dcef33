"""The filter fields of the people-search API: one row a field, in the order a person reads them.

Source: contract sections 3.2 (names and accepted values) and 3.4 (graph filters).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = [
    "FIELDS",
    "GRAPH",
    "IGNORED_KEYS",
    "LISTS",
    "UNKNOWABLE",
    "FilterField",
    "ValueKind",
]


class ValueKind(Enum):
    """What the values of a field are, which decides how they are checked and shown."""

    TEXT = "text"
    TITLE = "title"
    COMPANY = "company"
    LOCATION = "location"
    INDUSTRY = "industry"
    CLOSED = "closed list"
    LOOSE = "shape only"
    TOGGLE = "toggle"
    KEYWORD = "keyword"


@dataclass(frozen=True, slots=True)
class FilterField:
    """One filter field.

    Attributes:
        name: The API's spelling, used everywhere.
        label: What a person reads, in sentence case.
        kind: What its values are.
        listing: Name of the catalogue list that holds its values, when one does.
        excludes: Whether matching people are removed rather than kept.
    """

    name: str
    label: str
    kind: ValueKind
    listing: str | None = None
    excludes: bool = False


_TITLE, _COMPANY, _LOCATION = ValueKind.TITLE, ValueKind.COMPANY, ValueKind.LOCATION
_INDUSTRY, _CLOSED, _LOOSE = ValueKind.INDUSTRY, ValueKind.CLOSED, ValueKind.LOOSE
_TOGGLE = ValueKind.TOGGLE

FIELDS: Final[dict[str, FilterField]] = {
    field.name: field
    for field in (
        FilterField("job_titles", "Job title", _TITLE),
        FilterField("excluded_job_titles", "Excluded job title", _TITLE, excludes=True),
        FilterField("past_titles", "Past title", _TITLE),
        FilterField("excluded_past_titles", "Excluded past title", _TITLE, excludes=True),
        FilterField("seniority_levels", "Seniority", _CLOSED, "seniority_levels"),
        FilterField("functions", "Function", _CLOSED, "functions"),
        FilterField("included_industries", "Industry", _INDUSTRY, "industries"),
        FilterField(
            "excluded_industries", "Excluded industry", _INDUSTRY, "industries", excludes=True
        ),
        FilterField("company_size", "Company headcount", _CLOSED, "lead_headcounts"),
        FilterField("company_type", "Company type", _LOOSE, "company_type"),
        FilterField("company_headquarters", "Company headquarters", _LOCATION, "locations"),
        FilterField("included_companies", "Company", _COMPANY),
        FilterField("excluded_companies", "Excluded company", _COMPANY, excludes=True),
        FilterField("past_companies", "Past company", _COMPANY),
        FilterField("included_locations", "Location", _LOCATION, "locations"),
        FilterField(
            "excluded_locations", "Excluded location", _LOCATION, "locations", excludes=True
        ),
        FilterField("years_in_current_position", "Years in position", _CLOSED, "years"),
        FilterField("years_at_current_company", "Years at company", _CLOSED, "years"),
        FilterField("years_of_experience", "Years of experience", _CLOSED, "years"),
        FilterField("keyword", "Keyword", ValueKind.KEYWORD),
        FilterField("included_account_lists", "Account list", _LOOSE),
        FilterField("excluded_account_lists", "Excluded account list", _LOOSE, excludes=True),
        FilterField("included_lead_lists", "Lead list", _LOOSE),
        FilterField("excluded_lead_lists", "Excluded lead list", _LOOSE, excludes=True),
        FilterField("connections_of_profile", "Connections of", _LOOSE),
        FilterField("relationship", "Relationship", _LOOSE, "relationship"),
        FilterField("follows_your_company", "Follows your company", _TOGGLE),
        FilterField("viewed_your_profile", "Viewed your profile", _TOGGLE),
        FilterField("with_shared_experiences", "With shared experiences", _TOGGLE),
        FilterField("posted_on_linkedin", "Posted on LinkedIn", _TOGGLE),
        FilterField("past_colleague", "Past colleague", _TOGGLE),
    )
}

GRAPH: Final = frozenset(
    {
        "connections_of_profile",
        "relationship",
        "follows_your_company",
        "viewed_your_profile",
        "with_shared_experiences",
        "posted_on_linkedin",
        "past_colleague",
    }
)
LISTS: Final = frozenset(
    {
        "included_account_lists",
        "excluded_account_lists",
        "included_lead_lists",
        "excluded_lead_lists",
    }
)
# What no database of people can know by itself: who asks, and what lists they keep.
UNKNOWABLE: Final = GRAPH | LISTS

# Accepted by the endpoint and without effect there (contract 2.1).
IGNORED_KEYS: Final = frozenset({"webhook_url", "name", "limit", "streaming", "scale", "custom"})
