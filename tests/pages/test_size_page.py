"""The Size page without a browser: the flow of the data from the address to the screen."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.people.sample.presets import PRESETS
from tests.counting import count
from tests.pages.driving import field_key


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    app.run()
    assert not app.exception
    return app


def test_no_filter_shows_the_size_of_the_database_and_no_estimated_total(
    app: AppTest, index: PeopleIndex
) -> None:
    app.run()
    assert not app.exception
    assert [metric.label for metric in app.metric] == ["People in the database"]
    assert app.metric[0].value == f"{index.size:,}"


@pytest.mark.parametrize("position", range(len(PRESETS)))
def test_every_preset_opens_with_one_click(app: AppTest, index: PeopleIndex, position: int) -> None:
    app.run()
    app.button(key=f"preset_{position}").click().run()
    assert not app.exception
    filters = LeadFilters.from_request(PRESETS[position].request)
    assert app.metric[0].label == "Estimated total"
    assert app.metric[0].value == f"{count(index, filters):,}"


def test_the_table_says_what_each_filter_costs(app: AppTest, index: PeopleIndex) -> None:
    filters = LeadFilters(functions=["25"], seniority_levels=["220", "300"])
    table = opened(app, filters).dataframe[0].value
    total = count(index, filters)
    for row in table.to_dict("records"):
        field = "functions" if str(row["Filter"]).startswith("Function") else "seniority_levels"
        without = count(index, filters.without(field))
        assert row["Alone"] == count(index, filters.only(field))
        assert row["Without it"] == without
        assert row["Gain"] == without - total
    assert table["Remaining"].tolist()[-1] == total


def test_a_smaller_total_points_down_from_the_baseline(app: AppTest, index: PeopleIndex) -> None:
    opened(app, LeadFilters(functions=["25"]))
    app.button(key="pin").click().run()
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["310"]).run()
    fewer = count(index, LeadFilters(functions=["25"])) - int(app.metric[0].value.replace(",", ""))
    assert app.metric[0].delta == f"\N{MINUS SIGN}{fewer:,}"
    assert app.metric[0].proto.direction == app.metric[0].proto.MetricDirection.DOWN


def test_a_field_that_the_database_cannot_know_is_refused_and_can_be_removed(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, LeadFilters(functions=["25"], posted_on_linkedin=True))
    assert "Estimated total" not in [metric.label for metric in app.metric]
    assert "posted_on_linkedin" in app.error[0].value.replace("\\", "")
    app.button(key="remove_refused").click().run()
    assert app.metric[0].value == f"{count(index, LeadFilters(functions=['25'])):,}"


def test_an_unknown_place_is_refused_by_name_not_counted_as_nobody(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"], included_locations=["123456789"]))
    assert "Estimated total" not in [metric.label for metric in app.metric]
    assert "123456789" in app.error[0].value


def test_clearing_a_group_clears_only_that_group(app: AppTest, index: PeopleIndex) -> None:
    filters = LeadFilters(functions=["25"], included_locations=["91000000"])
    opened(app, filters)
    app.button(key="clear_Role").click().run()
    assert app.metric[0].value == f"{count(index, filters.without('functions')):,}"
    app.button(key="clear_all").click().run()
    assert [metric.label for metric in app.metric] == ["People in the database"]


def test_the_widgets_show_what_the_address_holds(app: AppTest) -> None:
    opened(app, LeadFilters(job_titles=["Zzyzx"], company_size=["51-200"], keyword="saas"))
    assert app.multiselect(key=field_key(app, "job_titles")).value == ["Zzyzx"]
    assert app.multiselect(key=field_key(app, "company_size")).value == ["51-200"]
    assert app.text_input(key=field_key(app, "keyword")).value == "saas"


def test_a_pick_reaches_the_address(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"]))
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["310", "300"]).run()
    assert app.query_params["seniority_levels"] == ["300", "310"]


def test_the_data_page_says_that_the_people_are_invented(app: AppTest) -> None:
    app.run()
    app.switch_page("../../pages/data.py").run()
    assert not app.exception
    assert any("none of them exists" in element.value for element in app.markdown)
