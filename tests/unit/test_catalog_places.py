"""Places inside places: the hierarchy, the named regions and the metro areas."""

from __future__ import annotations

from collections import Counter

import pytest

from leadpreview import catalog
from leadpreview.catalog import Entry, Listing, Locations, locations
from leadpreview.catalog.load import rows
from leadpreview.text import normalise

LISTS = {one.name: one for one in vars(catalog).values() if isinstance(one, Listing)}
BY_LABEL = {entry.label: entry.id for entry in locations}
REGIONS = [entry.label for entry in locations if entry.kind == "region"]
METROS = {row["metro_id"] for row in rows("metro_coverage")}


def covered(label: str, *kinds: str) -> set[str]:
    inside = (locations[place] for place in locations.covers(BY_LABEL[label]))
    return {place.label for place in inside if place.kind in kinds}


def countries(label: str) -> set[str]:
    return covered(label, "country")


@pytest.mark.parametrize(
    ("file", "listing_column", "id_columns"),
    [
        ("region_members", None, ("region", "member")),
        ("metro_coverage", None, ("metro", "member")),
        ("placements", None, ("", "parent")),
        ("aliases", "list", ("",)),
    ],
)
def test_every_id_of_our_own_files_exists_and_has_the_label_beside_it(
    file: str, listing_column: str | None, id_columns: tuple[str, ...]
) -> None:
    for row in rows(file):
        listing = LISTS[row[listing_column] if listing_column else "locations"]
        for column in id_columns:
            entry_id = row[f"{column}_id" if column else "id"]
            assert entry_id in listing
            assert listing.label(entry_id) == row[column or "label"]


@pytest.mark.parametrize("file", ["region_members", "metro_coverage", "placements"])
def test_every_line_of_our_own_files_says_whose_definition_it_follows(file: str) -> None:
    lines = [tuple(row.values()) for row in rows(file)]
    assert len(set(lines)) == len(lines)
    assert all(row["definition"].strip() for row in rows(file))


def test_an_alias_is_new_to_its_entry() -> None:
    """It differs from the label, unless it is shown for those who type it without its accents."""
    seen = Counter((row["list"], row["id"], row["alias"]) for row in rows("aliases"))
    assert max(seen.values()) == 1
    for row in rows("aliases"):
        assert row["shown"] in ("yes", "no")
        assert normalise(row["alias"])
        assert row["alias"] != row["label"]


def test_every_alias_reaches_its_entry() -> None:
    meant = Counter((row["list"], normalise(row["alias"])) for row in rows("aliases"))
    for row in rows("aliases"):
        listing, alias = LISTS[row["list"]], row["alias"]
        entry = listing[row["id"]]
        assert alias in entry.aliases
        assert (alias in entry.known_as) == (row["shown"] == "yes")
        # As many as mean the same words may stand before it, and no more than ten.
        limit = max(10, meant[row["list"], normalise(alias)])
        assert entry in [match.entry for match in listing.search(alias, limit=limit)], alias


def test_a_person_in_san_francisco_is_in_everything_around_it() -> None:
    city = BY_LABEL["San Francisco, California, United States"]
    around = {locations.label(place) for place in locations.containing(city)}
    assert around == {
        "San Francisco, California, United States",
        "San Francisco Bay Area",
        "California, United States",
        "United States",
        "North America",
        "Worldwide",
    }


def test_worldwide_covers_everything() -> None:
    assert locations.covers(BY_LABEL["Worldwide"]) == set(locations.ids)


def test_what_lies_inside_a_place_inside_another_lies_inside_both() -> None:
    for place in locations.ids:
        inside = locations.covers(place)
        assert place in inside
        for other in inside:
            assert locations.covers(other) <= inside


def test_a_place_covers_its_children_and_what_they_cover() -> None:
    for place in locations.ids:
        for child in locations.children(place):
            assert locations.covers(child) <= locations.covers(place)


def test_containing_is_the_inverse_of_covers() -> None:
    inside = {(outer, inner) for outer in locations.ids for inner in locations.covers(outer)}
    around = {(outer, inner) for inner in locations.ids for outer in locations.containing(inner)}
    assert inside == around


def test_two_different_places_never_cover_each_other() -> None:
    for place in locations.ids:
        for other in locations.covers(place) - {place}:
            assert place not in locations.covers(other)


@pytest.mark.parametrize("region", REGIONS)
def test_no_named_region_is_empty(region: str) -> None:
    assert countries(region)


def test_the_european_union_has_its_27_states() -> None:
    assert len(locations.members(BY_LABEL["European Union"])) == 27
    union = countries("European Union")
    assert len(union) == 27
    assert {"Cyprus", "Malta", "Croatia", "Ireland", "Germany"} <= union
    assert not union & {"United Kingdom", "Norway", "Switzerland", "Serbia", "Turkey", "Iceland"}


@pytest.mark.parametrize(
    ("region", "members"),
    [
        ("DACH", "Germany Austria Switzerland"),
        ("Benelux", "Belgium Netherlands Luxembourg"),
        ("Nordics", "Denmark Finland Iceland Norway Sweden"),
        ("Australia (continent)", "Australia"),
    ],
)
def test_a_small_region_has_exactly_its_countries(region: str, members: str) -> None:
    assert countries(region) == set(members.split())


@pytest.mark.parametrize(
    ("region", "inside", "outside"),
    [
        ("EMEA", "Germany,Egypt,South Africa,Israel,Turkey,Russia,Cyprus", "India,Brazil,Pakistan"),
        ("APAC", "Japan,Australia,India,New Zealand,Pakistan,Fiji", "Iran,United States,Russia"),
        ("APJ", "Japan,Australia,India,Singapore", "United Arab Emirates,Chile"),
        ("MENA", "Egypt,Morocco,Saudi Arabia,Israel,Iran", "Turkey,Malta,Kenya,Pakistan"),
        ("Middle East", "Turkey,Egypt,Iran,Israel,Qatar", "Morocco,Afghanistan,Greece"),
        ("Latin America", "Mexico,Brazil,Cuba,Argentina,Panama", "United States,Canada,Spain"),
        ("South Asia", "India,Pakistan,Sri Lanka,Afghanistan", "Myanmar,Iran,China"),
        ("Southeast Asia", "Singapore,Vietnam,Timor-Leste,Myanmar", "Taiwan,India,Australia"),
        ("East Asia", "China,Japan,South Korea,Taiwan,Mongolia", "Vietnam,Russia"),
        ("Oceania", "Australia,New Zealand,Fiji", "Indonesia"),
        ("Eurasia", "France,Russia,Kazakhstan,Japan", "Egypt,Australia"),
        ("Europe", "United Kingdom,Norway,Ukraine", "Morocco,Israel"),
    ],
)
def test_a_region_has_the_countries_that_its_definition_names(
    region: str, inside: str, outside: str
) -> None:
    inhabited = countries(region)
    assert set(inside.split(",")) <= inhabited
    assert not set(outside.split(",")) & inhabited
    assert set(outside.split(",")) <= set(BY_LABEL)


def test_the_economic_area_is_the_union_and_three_more() -> None:
    more = countries("European Economic Area") - countries("European Union")
    assert more == {"Iceland", "Liechtenstein", "Norway"}


def test_regions_within_regions() -> None:
    assert countries("Australia and New Zealand") == {"Australia", "New Zealand"}
    assert countries("Australia and New Zealand") <= countries("Oceania") <= countries("APAC")
    assert countries("South Asia") | countries("East Asia") <= countries("APAC")
    assert countries("APAC") == countries("APJ")
    assert countries("Middle East") | countries("Europe") | countries("Africa") <= countries("EMEA")
    assert countries("South America") <= countries("Latin America")


def test_every_country_is_in_exactly_one_sales_region() -> None:
    """EMEA, APAC and the two Americas add up; LinkedIn puts six uninhabited lands in none."""
    sales = [
        locations.covers(BY_LABEL[name])
        for name in ("EMEA", "APAC", "North America", "South America")
    ]
    for entry in locations:
        if entry.kind in ("country", "territory"):
            apart = locations.label(entry.parent_id or "") == "Worldwide"
            assert sum(entry.id in region for region in sales) == (0 if apart else 1), entry.label


@pytest.mark.parametrize("metro", sorted(METROS))
def test_a_metro_stays_within_its_country_and_covers_something_there(metro: str) -> None:
    assert locations[metro].kind == "metro"
    inside = locations.covers(metro) - {metro}
    assert inside
    assert {locations.country(place) for place in inside} == {locations.country(metro)}
    assert {locations[place].kind for place in inside} <= {"state", "county", "city", "metro"}


@pytest.mark.parametrize(
    ("metro", "inside"),
    [
        ("London Area, United Kingdom", "Greater London, England, United Kingdom"),
        ("Greater Paris Metropolitan Region", "Paris, Île-de-France, France"),
        ("Berlin Metropolitan Area", "Berlin, Berlin, Germany"),
        ("Washington DC-Baltimore Area", "District of Columbia, United States"),
        ("Washington DC-Baltimore Area", "Baltimore, Maryland, United States"),
        ("Greater Delhi Area", "Gurgaon, Haryana, India"),
        ("Greater Tokyo Area", "Yokohama, Kanagawa, Japan"),
        ("Manchester Area, United Kingdom", "Manchester, England, United Kingdom"),
        ("The Randstad, Netherlands", "Amsterdam, North Holland, Netherlands"),
        ("San Francisco Bay Area", "Mountain View, California, United States"),
    ],
)
def test_a_metro_covers_what_belongs_to_it(metro: str, inside: str) -> None:
    assert BY_LABEL[inside] in locations.covers(BY_LABEL[metro])


@pytest.mark.parametrize(
    ("metro", "outside"),
    [
        ("Portland, Maine Metropolitan Area", "Portland, Oregon, United States"),
        (
            "Charleston, South Carolina Metropolitan Area",
            "Charleston, West Virginia, United States",
        ),
        ("Greater Columbus Area", "Columbus, Ohio, United States"),
        ("London, Canada Metropolitan Area", "Greater London, England, United Kingdom"),
        ("San Francisco Bay Area", "California, United States"),
        ("San Francisco Bay Area", "Sacramento, California, United States"),
        ("Greater Seattle Area", "Washington, District of Columbia, United States"),
    ],
)
def test_a_metro_leaves_out_its_namesakes_and_neighbours(metro: str, outside: str) -> None:
    assert BY_LABEL[outside] not in locations.covers(BY_LABEL[metro])


@pytest.mark.parametrize(
    ("place", "country"),
    [
        ("Paris, Île-de-France, France", "France"),
        ("Greater Oulu Area", "Finland"),
        ("Manchester, England, United Kingdom", "United Kingdom"),
        ("Guam", "Guam"),
        ("Georgia", "Georgia"),
        ("EMEA", None),
    ],
)
def test_the_country_of_a_place(place: str, country: str | None) -> None:
    found = locations.country(BY_LABEL[place])
    assert (None if found is None else locations.label(found)) == country


@pytest.mark.parametrize(
    ("place", "context"),
    [
        ("Worldwide", "every location"),
        ("Asia", "continent of 47 countries"),
        ("DACH", "region of 3 countries"),
        ("Germany", "country in Europe"),
        ("Guam", "territory in Oceania"),
        ("Bouvet Island", "territory"),
        ("California, United States", "state in United States"),
        ("San Francisco Bay Area", "metro area in United States"),
        ("Oakland, California, United States", "city in California, United States"),
        (
            "Manchester, England, United Kingdom",
            "city in Greater Manchester, England, United Kingdom",
        ),
    ],
)
def test_the_context_of_a_place(place: str, context: str) -> None:
    assert locations.context(BY_LABEL[place]) == context


def test_members_that_do_not_exist_are_refused() -> None:
    with pytest.raises(ValueError, match="unknown member 9"):
        Locations("odd", "Odd", [Entry("1", "One", kind="region")], {"1": ("9",)})
