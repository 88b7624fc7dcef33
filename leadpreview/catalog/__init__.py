"""The enum lists of the people-search API, typed and loaded once.

`catalog.functions["25"].label`, `catalog.locations.search("EU")`,
`catalog.locations.covers("91000007")`. Ids are the API's; labels live here and nowhere else.
"""

from __future__ import annotations

from leadpreview.catalog.entry import Entry, Match
from leadpreview.catalog.listing import Listing
from leadpreview.catalog.load import (
    load_headcounts,
    load_listing,
    load_locations,
    load_tree,
)
from leadpreview.catalog.locations import Locations
from leadpreview.catalog.tree import Tree

__all__ = [
    "Entry",
    "Listing",
    "Locations",
    "Match",
    "Tree",
    "company_size",
    "company_type",
    "functions",
    "industries",
    "lead_headcounts",
    "locations",
    "profile_language",
    "relationship",
    "seniority_levels",
    "years",
]

functions: Listing = load_listing("functions", "Function")
seniority_levels: Listing = load_listing("seniority_levels", "Seniority level")
company_size: Listing = load_listing("company_size", "Company headcount")
lead_headcounts: Listing = load_headcounts("lead_headcounts", "Company headcount")
years: Listing = load_listing("years", "Years")
company_type: Listing = load_listing("company_type", "Company type")
relationship: Listing = load_listing("relationship", "Relationship")
profile_language: Listing = load_listing("profile_language", "Profile language")
industries: Tree = load_tree("industries", "Industry")
locations: Locations = load_locations("locations", "Location")
