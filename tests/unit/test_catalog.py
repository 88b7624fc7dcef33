"""The lists of the API: whole, found by id, by name and by what people type."""

from __future__ import annotations

import pytest

from leadpreview import catalog
from leadpreview.catalog import Entry, Listing, Tree
from leadpreview.text import normalise

LISTS = {one.name: one for one in vars(catalog).values() if isinstance(one, Listing)}
every_list = pytest.mark.parametrize("listing", LISTS.values(), ids=LISTS.keys())


def test_the_lists_hold_as_many_entries_as_were_collected() -> None:
    """Contract section 6, and the eight headcounts of 3.2."""
    assert {name: len(listing) for name, listing in LISTS.items()} == {
        "functions": 26,
        "seniority_levels": 10,
        "company_size": 9,
        "lead_headcounts": 8,
        "years": 5,
        "company_type": 8,
        "relationship": 6,
        "profile_language": 22,
        "industries": 434,
        "locations": 1360,
    }


def test_every_list_has_the_name_of_its_attribute() -> None:
    for name, listing in LISTS.items():
        assert getattr(catalog, name) is listing


def test_the_public_names_are_sorted() -> None:
    assert catalog.__all__ == sorted(catalog.__all__)
    assert all(hasattr(catalog, name) for name in catalog.__all__)


@every_list
def test_ids_are_unique_and_lead_to_their_entry(listing: Listing) -> None:
    assert len(set(listing.ids)) == len(listing.ids) == len(listing.entries)
    for entry in listing:
        assert entry.id in listing
        assert listing[entry.id] is listing.get(entry.id) is entry
        assert listing.label(entry.id) == entry.label
        assert entry.id == entry.id.strip()
        assert entry.label == entry.label.strip() != ""


@pytest.mark.parametrize(
    "tree", [catalog.industries, catalog.locations], ids=lambda tree: tree.name
)
def test_parents_exist_and_every_entry_is_below_one_root(tree: Tree) -> None:
    for entry in tree:
        above = tree.ancestors(entry.id)
        assert tree.parent(entry.id) == (above[0] if above else None)
        assert entry.id not in above
        assert (above[-1] if above else entry.id) in tree.roots
        for ancestor in above:
            assert tree.descendants(entry.id) < tree.descendants(ancestor)
        for child in tree.children(entry.id):
            assert tree.parent(child) == entry.id
    assert set().union(*map(tree.descendants, tree.roots)) == set(tree.ids)


def test_the_industries_have_twenty_roots_and_the_locations_one() -> None:
    """Contract section 7."""
    assert len(catalog.industries.roots) == 20
    assert [catalog.locations.label(root) for root in catalog.locations.roots] == ["Worldwide"]


@pytest.mark.parametrize(
    ("listing", "ids"),
    [
        ("seniority_levels", "100 110 120 130 200 210 220 300 310 320"),
        ("functions", " ".join(map(str, range(1, 27)))),
        (
            "lead_headcounts",
            "1-10 11-50 51-200 201-500 501-1000 1001-5000 5001-10000 10001+",
        ),
        ("years", "1 2 3 4 5"),
        ("industries", "96 4 6 12 43 53 1999 1 27 42 48 116 3100 562 564 2500 23 142"),
        ("locations", "101452733 90000084 90000014 90000064 90010409 90009606 90010472 100506852"),
        ("locations", "100646662 104187078 102105699 104555257 105214831 106832012 103291313"),
        ("locations", "90009496 102257491 106315325 103950076 92000000"),
    ],
)
def test_every_id_of_the_documented_examples_is_found(listing: str, ids: str) -> None:
    """Contract sections 2.2, 3.2, 6, 7 and 8."""
    assert [one for one in ids.split() if one not in LISTS[listing]] == []


@pytest.mark.parametrize(
    ("listing", "entry_id", "label"),
    [
        ("seniority_levels", "300", "Vice President"),
        ("functions", "25", "Sales"),
        ("functions", "19", "Product Management"),
        ("functions", "20", "Program and Project Management"),
        ("industries", "96", "IT Services and IT Consulting"),
        ("industries", "4", "Software Development"),
        ("locations", "101452733", "Australia"),
    ],
)
def test_the_documented_ids_mean_what_linkedin_means(
    listing: str, entry_id: str, label: str
) -> None:
    """Contract sections 6 and 7, where the vendor's own short list contradicts LinkedIn."""
    assert LISTS[listing].label(entry_id) == label


def test_the_lead_search_has_no_self_employed() -> None:
    assert set(catalog.company_size.ids) - set(catalog.lead_headcounts.ids) == {"Self-employed"}


@every_list
def test_an_unknown_id_is_named_as_unknown(listing: Listing) -> None:
    assert "999" not in listing
    assert listing.get("999") is None
    assert listing.label("999") == "999"
    assert listing.context("999") == ""
    assert listing.describe("999") == f"{listing.noun} 999, name unknown"
    with pytest.raises(KeyError):
        listing["999"]


@every_list
def test_no_two_entries_of_a_list_are_described_alike(listing: Listing) -> None:
    """Also when case and accents are ignored, as the option lists of a browser do."""
    described = [listing.describe(entry_id) for entry_id in listing.ids]
    assert len(set(map(normalise, described))) == len(described)
    assert all(listing.label(i) in text for i, text in zip(listing.ids, described, strict=True))


@pytest.mark.parametrize(
    ("listing", "label", "described"),
    [
        ("functions", "Human Resources", "Human Resources · HR"),
        ("functions", "Sales", "Sales"),
        ("seniority_levels", "Vice President", "Vice President · VP"),
        ("industries", "Manufacturing", "Manufacturing"),
        (
            "industries",
            "Software Development",
            "Software Development · SaaS, in Technology, Information and Media",
        ),
        ("industries", "Breweries", "Breweries · in Manufacturing"),
        ("locations", "European Union", "European Union · EU, region of 27 countries"),
        ("locations", "Europe", "Europe · continent of 45 countries"),
        ("locations", "United States", "United States · USA"),
        ("locations", "Georgia", "Georgia · country"),
        ("locations", "Georgia, United States", "Georgia, United States · state"),
        ("locations", "Oakland, California, United States", "Oakland, California, United States"),
        ("locations", "Paris, Île-de-France, France", "Paris, Île-de-France, France"),
        ("locations", "Singapore", "Singapore · country"),
        ("locations", "Greater Boston", "Greater Boston · metro area in United States"),
        ("locations", "London Area, United Kingdom", "London Area, United Kingdom · metro area"),
        (
            "locations",
            "Greater London, England, United Kingdom",
            "Greater London, England, United Kingdom · county",
        ),
    ],
)
def test_a_description_says_what_the_label_leaves_open(
    listing: str, label: str, described: str
) -> None:
    (entry,) = (entry for entry in LISTS[listing] if entry.label == label)
    assert LISTS[listing].describe(entry.id) == described


@every_list
def test_every_entry_is_found_by_its_label_id_and_aliases(listing: Listing) -> None:
    for entry in listing:
        for text in (entry.label, entry.id, *entry.aliases):
            found = listing.search(text, limit=len(listing))
            assert entry in [match.entry for match in found], text
            assert len({match.entry.id for match in found}) == len(found)


def test_a_tree_refuses_a_parent_that_does_not_exist() -> None:
    with pytest.raises(ValueError, match="unknown parent 9"):
        Tree("odd", "Odd", [Entry("1", "One", parent_id="9")])


def test_a_tree_refuses_a_cycle() -> None:
    circle = [Entry("1", "One", "2"), Entry("2", "Two", "1"), Entry("3", "Root")]
    with pytest.raises(ValueError, match="cycle"):
        Tree("odd", "Odd", circle)


def test_a_list_refuses_an_id_that_occurs_twice() -> None:
    with pytest.raises(ValueError, match="twice"):
        Listing("odd", "Odd", [Entry("1", "One"), Entry("1", "Uno")])


def test_a_parent_industry_holds_everything_below_it() -> None:
    technology = catalog.industries.descendants("1594")
    assert {"1594", "6", "4", "3131", "113"} <= technology
    assert not technology & {"96", "43"}
