"""The Compare page without a browser: scenarios from the address to the screen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.scenarios import Scenario, to_link
from tests.counting import count
from tests.pages.driving import field_key

SALES = LeadFilters(functions=["25"])
SIX = tuple(
    Scenario(f"Level {level}", SALES.with_("seniority_levels", [level]))
    for level in ("100", "110", "120", "200", "210", "220")
)


def compared(app: AppTest, *scenarios: Scenario, audience: LeadFilters = SALES) -> AppTest:
    for name, values in pairs(audience).items():
        app.query_params[name] = values
    if scenarios:
        app.query_params["scenario"] = [to_link(scenario) for scenario in scenarios]
    return to_compare(app.run())


def to_compare(app: AppTest) -> AppTest:
    app.switch_page("../../pages/compare.py").run()
    assert not app.exception
    return app


def names(app: AppTest) -> list[str]:
    inputs = [box for box in app.text_input if box.label.startswith("Name of scenario")]
    return [str(box.value) for box in inputs]


def totals(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric if metric.label == "Estimated total"]


def told(app: AppTest) -> str:
    return " ".join(element.value for element in app.toast).replace("\\", "")


def text(app: AppTest) -> str:
    written = [element.value for element in (*app.markdown, *app.caption)]
    return " ".join(written).replace("\\", "")


def test_a_link_with_six_scenarios_shows_all_six_in_order(app: AppTest, index: PeopleIndex) -> None:
    compared(app, *SIX)
    assert names(app) == [scenario.name for scenario in SIX]
    assert totals(app) == [f"{count(index, scenario.filters):,}" for scenario in SIX]


def test_each_is_compared_with_the_first(app: AppTest, index: PeopleIndex) -> None:
    compared(app, *SIX[:2])
    first, second = (count(index, scenario.filters) for scenario in SIX[:2])
    shown = [metric.delta for metric in app.metric if metric.label == "Estimated total"]
    change = second - first
    assert shown[0] == ""
    assert shown[1] == (f"+{change:,}" if change > 0 else f"\N{MINUS SIGN}{-change:,}")
    assert "Against 1: seniority" in text(app).replace("*", "")


def test_scenarios_are_shown_while_the_audience_is_empty(app: AppTest) -> None:
    compared(app, *SIX[:2], audience=LeadFilters())
    assert names(app) == [scenario.name for scenario in SIX[:2]]


def test_without_a_scenario_the_audience_and_the_presets_can_be_pinned(
    app: AppTest, index: PeopleIndex
) -> None:
    compared(app)
    assert "Nothing is pinned yet" in text(app)
    app.button(key="pin_audience").click().run()
    assert totals(app) == [f"{count(index, SALES):,}"]
    app.button(key="pin_preset_0").click().run()
    assert len(totals(app)) == 2
    assert len(app.query_params["scenario"]) == 2


def test_size_pins_what_it_shows_once_and_a_seventh_is_refused(app: AppTest) -> None:
    for place, scenario in enumerate(SIX, 1):
        app.run()
        app.session_state["leadpreview"].audience = scenario.filters
        app.run()
        app.button(key="pin_scenario").click().run()
        assert app.button(key="pin_scenario").label == f"Pin to compare ({place})"
    app.button(key="pin_scenario").click().run()
    assert "pinned already" in told(app)
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["310"]).run()
    app.button(key="pin_scenario").click().run()
    assert "6 scenarios are compared at most" in told(app)
    to_compare(app)
    assert len(names(app)) == 6


def test_a_scenario_is_renamed_moved_removed_and_brought_back(app: AppTest) -> None:
    compared(app, *SIX[:3])
    box = next(box for box in app.text_input if box.label == "Name of scenario 2")
    box.set_value("  The\n middle ").run()
    assert names(app)[1] == "The middle"
    app.button(key="left_1").click().run()
    assert names(app) == ["The middle", "Level 100", "Level 120"]
    app.button(key="first_2").click().run()
    assert names(app) == ["Level 120", "The middle", "Level 100"]
    app.button(key="remove_1").click().run()
    assert names(app) == ["Level 120", "Level 100"]
    app.button(key="restore_scenario").click().run()
    assert names(app) == ["Level 120", "The middle", "Level 100"]
    assert not app.exception


def test_a_scenario_becomes_the_audience_and_the_audience_a_scenario(app: AppTest) -> None:
    compared(app, *SIX[:2])
    app.button(key="replace_1").click().run()
    assert app.session_state["leadpreview"].scenarios[1] == Scenario("Level 110", SALES)
    app.button(key="adopt_0").click().run()
    assert app.session_state["leadpreview"].audience == SIX[0].filters
    assert app.multiselect(key=field_key(app, "seniority_levels")).value == ["100"]


def test_the_breakdown_counts_each_scenario_and_leaves_out_what_its_filter_does(
    app: AppTest, index: PeopleIndex
) -> None:
    directors = Scenario("Directors", SALES.with_("seniority_levels", ["220"]))
    compared(app, Scenario("All", SALES), directors)
    table = app.dataframe[0].value.set_index("Seniority")
    senior = SALES.with_("seniority_levels", ["120"])
    assert table.loc["Senior", "1. All"] == count(index, senior)
    assert table.loc["Senior", "2. Directors"] == ""
    assert table.loc["Director", "2. Directors"] == f"{count(index, directors.filters):,}"
    app.selectbox(key="compare_rows_seniority_levels").set_value("company_size").run()
    assert app.query_params["rows"] == "company_size"
    assert "51-200" in list(app.dataframe[0].value["Company headcount"])


def test_scenarios_too_long_for_a_link_say_so_and_leave_the_address_to_the_audience(
    app: AppTest,
) -> None:
    compared(app, SIX[0])
    long = SALES.with_("job_titles", [f"Chief Officer of Everything {n}" for n in range(200)])
    app.session_state["leadpreview"].scenarios = (Scenario("Long", long), *SIX[:2])
    app.run()
    assert not app.exception
    assert any("too long for one link" in element.value for element in app.info)
    assert dict(app.query_params) == {"functions": "25"}
    assert names(app) == ["Long", "Level 100", "Level 110"]


HOSTILE = {
    "nonsense": ["%%%", "", "&&&===", "name", "functions=25", "\0=\0"],
    "fifty": [to_link(scenario) for scenario in SIX] * 9,
    "an endless name": ["name=" + "x" * 400_000 + "&functions=25"],
    "a thousand unknown fields": ["name=A&" + "&".join(f"field{n}=1" for n in range(1_000))],
    "unknown values": ["name=A&seniority_levels=999&included_locations=Atlantis"],
}


def test_an_address_with_nothing_in_its_scenarios_shows_none(app: AppTest) -> None:
    app.query_params["scenario"] = ["", "%%%"]
    app.run()
    to_compare(app)
    assert names(app) == []
    assert "neither a name nor a filter" in app.warning[0].value


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_link_opens_with_what_is_right(app: AppTest, kind: str) -> None:
    app.query_params["scenario"] = HOSTILE[kind]
    app.query_params["rows"] = ["<script>", "keyword"]
    app.run()
    to_compare(app)
    assert 1 <= len(names(app)) <= 6
    assert all(len(name) <= 60 for name in names(app))
    warned = " ".join(element.value for element in app.warning).replace("\\", "")
    if kind == "fifty":
        assert "Only 6 scenarios are compared" in warned
    if kind == "unknown values":
        assert "A: seniority_levels: '999'" in warned


@pytest.mark.parametrize("section", ["Overlap", "Priority"])
def test_the_link_and_the_file_are_there_whatever_is_asked_about_the_scenarios(
    app: AppTest, section: str
) -> None:
    app.session_state["compare_section"] = section
    compared(app, *SIX)
    assert app.subheader[0].value == section
    assert any("scenario=" in code.value for code in app.code)
    assert app.button(key="open_scenarios").label == "Open JSON"


def test_a_name_of_blanks_leaves_the_old_name_and_the_box_says_so(app: AppTest) -> None:
    compared(app, SIX[0], SIX[1])
    box = next(b for b in app.text_input if b.label == "Name of scenario 2")
    box.set_value("   ").run()
    assert names(app) == [SIX[0].name, SIX[1].name]
