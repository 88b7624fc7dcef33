"""What an audience can be broken down by, and which values of it are possible."""

from __future__ import annotations

import pytest

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.sizing import BREAKABLE, WORLDWIDE, Dimension, top_dimensions

USA, CALIFORNIA, GERMANY = "103644278", "102095887", "101282230"
EUROPEAN_UNION, EMEA = "91000000", "91000007"
TECHNOLOGY, SOFTWARE = "1594", "4"
ANYBODY = LeadFilters()
FALLBACK = Dimension("functions")


def places(within: str | None = None, kind: str = "") -> Dimension:
    return Dimension("included_locations", within, kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "keyword",
        "live",
        "excluded_locations",
        "seniority_levels@1",
        "included_locations@1",
        "included_locations@",
        "included_locations@103644278.",
        "included_locations@103644278.metro.city",
        "included_locations@" + "9" * 5_000,
        "included_industries@99999999",
        "job_titles@4",
        "seniority_levels\n",
        "<script>",
        "\0",
    ],
)
def test_text_that_names_nothing_gives_the_fallback(text: str) -> None:
    assert Dimension.parse(text, FALLBACK) is FALLBACK
    assert Dimension.parse(text, None) is None


def test_an_unknown_kind_gives_the_largest() -> None:
    assert Dimension.parse(f"included_locations@{USA}.continent", None) == places(USA)
    assert Dimension.parse(f"included_locations@{USA}.state", None) == places(USA)


def test_every_dimension_survives_the_address() -> None:
    found = [*top_dimensions(BREAKABLE), *places().openings(USA), *places().openings(EMEA)]
    found += Dimension("included_industries").openings(TECHNOLOGY)
    found += Dimension("company_headquarters", USA, "city").openings(CALIFORNIA)
    assert len(found) > 20
    for dimension in found:
        assert Dimension.parse(dimension.text, None) == dimension


def test_labels_say_what_one_value_is() -> None:
    assert Dimension("seniority_levels").label == "Seniority"
    assert places().label == "Country"
    assert places(WORLDWIDE).label == "Region"
    assert places(USA).label == "State in United States"
    assert places(USA, "metro").label == "Metro area in United States"
    assert places(EMEA).label == "Country in EMEA"
    assert Dimension("company_headquarters", USA).label == "Headquarters: state in United States"
    assert Dimension("included_industries").label == "Sector"
    assert Dimension("included_industries", SOFTWARE).label == "Industry in Software Development"


def test_the_values_of_each_level() -> None:
    def kinds(dimension: Dimension) -> set[str | None]:
        return {catalog.locations[value].kind for value in dimension.values(ANYBODY)}

    assert kinds(places()) == {"country", "territory"}
    assert kinds(places(WORLDWIDE)) == {"region"}
    assert kinds(places(USA)) == {"state"}
    assert kinds(places(USA, "metro")) == {"metro"}
    assert kinds(places(USA, "city")) == {"city"}
    members = places(EUROPEAN_UNION).values(ANYBODY)
    assert len(members) == 27
    assert GERMANY in members
    # A region of regions has the countries of them all.
    assert set(members) < set(places(EMEA).values(ANYBODY))


def test_only_what_the_audience_leaves_possible() -> None:
    seniority = Dimension("seniority_levels")
    chosen = LeadFilters(seniority_levels=["310", "220"])
    assert seniority.values(chosen) == ("220", "310")
    union = LeadFilters(included_locations=[EUROPEAN_UNION])
    assert set(places().values(union)) == set(places(EUROPEAN_UNION).values(ANYBODY))
    assert places(USA).values(union) == ()
    without = LeadFilters(excluded_locations=[EUROPEAN_UNION])
    assert GERMANY not in places().values(without)
    assert USA in places().values(without)
    parts = Dimension("included_industries", TECHNOLOGY)
    fewer = parts.values(LeadFilters(excluded_industries=[parts.values(ANYBODY)[0]]))
    assert fewer == parts.values(ANYBODY)[1:]


def test_what_was_chosen_below_the_top_stands_at_the_top() -> None:
    audience = LeadFilters(included_locations=[CALIFORNIA, GERMANY, "123456789012"])
    assert set(places().values(audience)) == {CALIFORNIA, GERMANY, "123456789012"}
    assert places(USA).values(audience) == (CALIFORNIA,)
    both = LeadFilters(included_locations=[CALIFORNIA, USA])
    assert places().values(both) == (USA,)


def test_free_text_has_what_was_chosen_or_else_what_was_suggested() -> None:
    titles = Dimension("job_titles")
    assert titles.values(ANYBODY) == ()
    assert titles.values(ANYBODY, ("a", "b", "a")) == ("a", "b")
    assert titles.values(LeadFilters(job_titles=["c"]), ("a",)) == ("c",)
    assert titles.values(LeadFilters(excluded_job_titles=["b"]), ("a", "b")) == ("a",)


def test_what_overlaps_and_what_does_not() -> None:
    for dimension in top_dimensions(BREAKABLE):
        own = dimension.values(ANYBODY)
        overlapping = dimension.within == WORLDWIDE or not (
            dimension.is_tree or dimension.is_closed
        )
        assert dimension.single is not overlapping
        assert dimension.single_among(own) is not overlapping
    assert places(USA).single
    assert not places(USA, "metro").single
    # A state beside its own country, a region beside a country.
    assert not places().single_among((USA, CALIFORNIA))
    assert not places().single_among((USA, EMEA))
    assert places().single_among((CALIFORNIA, GERMANY))
    # The same type of company under its letter and under its name.
    kinds = Dimension("company_type")
    assert not kinds.single_among(("P", "Public Company"))


def test_the_way_down_and_up_again() -> None:
    assert places().can_open(USA)
    assert not places().can_open("123456789012")
    assert not Dimension("seniority_levels").can_open("220")
    assert [d.many for d in places().openings(USA)] == ["states", "metro areas", "cities"]
    assert places(USA).parent == places()
    assert places(CALIFORNIA).parent == places(USA)
    assert places(EMEA).path == (places(), places(WORLDWIDE))
    assert places().parent is None
    software = Dimension("included_industries", SOFTWARE)
    assert software.path[0] == Dimension("included_industries")
    assert len(software.path) == 3


def test_parts_are_parts_of_the_place_that_holds_them() -> None:
    assert places().whole(ANYBODY) == ANYBODY
    assert places(WORLDWIDE).whole(ANYBODY) == ANYBODY
    assert places(USA).whole(ANYBODY).included_locations == (USA,)
    inside = LeadFilters(included_locations=[CALIFORNIA])
    assert places(USA).whole(inside) == inside
    mixed = LeadFilters(included_locations=[CALIFORNIA, GERMANY])
    assert places(USA).whole(mixed).included_locations == (CALIFORNIA,)
    wider = LeadFilters(included_locations=[EMEA])
    assert places(GERMANY).whole(wider).included_locations == (GERMANY,)
