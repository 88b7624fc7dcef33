"""The Breakdown page without a browser, on the embedded database."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview import catalog
from leadpreview.dashboard import service
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.sources.desk import Desk
from leadpreview.sources.people import PeopleSource
from tests.counting import count
from tests.fakes import DEADLINE, WobblingSource
from tests.pages.driving import field_key, key_now

PAGE = "../../pages/breakdown.py"
SALES = LeadFilters(functions=["25"])
USA = "103644278"


def opened(app: AppTest, filters: LeadFilters, **view: str) -> AppTest:
    """The page with an audience and its own parameters in the address."""
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    for name, value in view.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(PAGE).run()
    assert not app.exception
    return app


def table(app: AppTest) -> list[dict[str, object]]:
    return [
        {str(name): value for name, value in row.items()}
        for row in app.dataframe[0].value.to_dict("records")
    ]


def address(app: AppTest, name: str) -> list[str]:
    """The values of one parameter of the address."""
    found = app.query_params[name]
    return [found] if isinstance(found, str) else list(found)


def test_no_audience_shows_the_presets(app: AppTest) -> None:
    opened(app, LeadFilters())
    assert app.button(key="preset_0").label == "Size it"


def test_a_list_has_every_value_and_the_unknown_as_its_own_row(
    app: AppTest, index: PeopleIndex
) -> None:
    rows = table(opened(app, SALES))
    assert [row["Seniority"] for row in rows][-1] == "Unknown"
    by_name = {row["Seniority"]: row["People"] for row in rows}
    for entry in catalog.seniority_levels:
        asked = SALES.with_("seniority_levels", [entry.id])
        assert by_name[entry.label] == count(index, asked)
    assert sum(int(str(row["People"])) for row in rows) == count(index, SALES)


def test_two_fields_cross_with_their_margins(app: AppTest, index: PeopleIndex) -> None:
    rows = table(opened(app, SALES, rows="seniority_levels", columns="company_size"))
    by_name = {row["Seniority"]: row for row in rows}
    assert by_name["All"]["All"] == count(index, SALES)
    director = SALES.with_("seniority_levels", ["220"])
    assert by_name["Director"]["All"] == count(index, director)
    for size in catalog.lead_headcounts:
        column = SALES.with_("company_size", [size.id])
        assert by_name["All"][size.label] == count(index, column)
        cell = director.with_("company_size", [size.id])
        assert by_name["Director"][size.label] == count(index, cell)


def test_the_address_follows_what_is_chosen_and_wrong_text_falls_back(app: AppTest) -> None:
    opened(app, SALES, rows="nonsense@1", columns="seniority_levels@2.x")
    assert app.selectbox(key=key_now(app, "breakdown_rows")).value == "seniority_levels"
    assert app.selectbox(key=key_now(app, "breakdown_columns")).value == ""
    app.selectbox(key=key_now(app, "breakdown_rows")).set_value("included_locations").run()
    app.selectbox(key=key_now(app, "breakdown_columns")).set_value("company_size").run()
    assert not app.exception
    assert address(app, "rows") == ["included_locations"]
    assert address(app, "columns") == ["company_size"]
    assert address(app, "functions") == ["25"]


def test_one_field_is_never_crossed_with_itself(app: AppTest) -> None:
    opened(app, SALES, rows="seniority_levels", columns="company_size")
    app.selectbox(key=key_now(app, "breakdown_rows")).set_value("company_size").run()
    assert app.selectbox(key=key_now(app, "breakdown_columns")).value == ""
    assert "columns" not in app.query_params


def test_a_country_opens_into_its_states_and_back(app: AppTest, index: PeopleIndex) -> None:
    opened(app, SALES, rows="included_locations")
    app.selectbox(key=key_now(app, "look_row")).set_value(USA).run()
    app.button(key="open_rows_state").click().run()
    assert not app.exception
    assert address(app, "rows") == [f"included_locations@{USA}"]
    whole = count(index, SALES.with_("included_locations", [USA]))
    assert sum(int(str(row["People"])) for row in table(app)) == whole
    assert f"{whole:,}" in [metric.value for metric in app.metric]
    app.segmented_control(key=key_now(app, "kind_rows")).set_value("metro").run()
    assert address(app, "rows") == [f"included_locations@{USA}.metro"]
    assert any("overlap" in caption.value for caption in app.caption)
    app.button(key="up_rows_included_locations").click().run()
    assert address(app, "rows") == ["included_locations"]


def test_a_crossed_cell_becomes_the_audience_with_both_fields_set(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, SALES, rows="seniority_levels", columns="company_size")
    app.selectbox(key=key_now(app, "look_row")).set_value("220").run()
    app.selectbox(key=key_now(app, "look_column")).set_value("51-200").run()
    app.button(key="look_audience").click().run()
    assert not app.exception
    assert address(app, "seniority_levels") == ["220"]
    assert address(app, "company_size") == ["51-200"]
    wanted = SALES.with_("seniority_levels", ["220"]).with_("company_size", ["51-200"])
    assert app.metric[0].value == f"{count(index, wanted):,}"


def test_a_place_is_excluded_and_leaves_the_table(app: AppTest) -> None:
    opened(app, SALES, rows="included_locations")
    assert "United States" in [row["Country"] for row in table(app)]
    app.selectbox(key=key_now(app, "look_row")).set_value(USA).run()
    app.button(key="look_exclude").click().run()
    assert not app.exception
    assert address(app, "excluded_locations") == [USA]
    assert "United States" not in [row["Country"] for row in table(app)]


def test_a_field_without_an_excluding_one_offers_no_exclusion(app: AppTest) -> None:
    opened(app, SALES)
    app.selectbox(key=key_now(app, "look_row")).set_value("220").run()
    assert "look_exclude" not in [button.key for button in app.button]


def test_zeros_are_hidden_and_rows_sorted_as_asked(app: AppTest) -> None:
    opened(app, SALES, rows="included_industries")
    app.toggle(key="breakdown_zeros").set_value(True).run()
    app.segmented_control(key="breakdown_order").set_value("By name").run()
    rows = table(app)[:-1]
    names = [str(row["Sector"]) for row in rows]
    assert names == sorted(names, key=str.casefold)
    assert all(row["People"] for row in rows)
    app.segmented_control(key="breakdown_order").set_value("By people").run()
    people = [int(str(row["People"])) for row in table(app)[:-1]]
    assert people == sorted(people, reverse=True)


def test_titles_have_the_audience_s_own_values_or_else_the_most_usual(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, SALES, rows="job_titles")
    usual = [each.value for each in index.suggest_titles("", 5)]
    assert {str(row["Job title"]) for row in table(app)} >= set(usual)
    assert any("overlap" in caption.value for caption in app.caption)
    app.multiselect(key=field_key(app, "functions")).set_value([]).run()
    own = LeadFilters(job_titles=["sales", "marketing"])
    app.session_state["leadpreview"].audience = own
    app.run()
    rows = table(app)
    assert {str(row["Job title"]) for row in rows} == {"sales", "marketing"}


def test_an_audience_that_cannot_be_answered_says_so(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"], posted_on_linkedin=True))
    assert "posted_on_linkedin" in app.error[0].value.replace("\\", "")
    assert app.button(key="remove_refused").label == "Remove what it cannot answer"


@pytest.mark.parametrize("columns", [{}, {"columns": "company_size"}])
def test_estimates_that_wobble_and_fail_are_shown_as_they_are(
    app: AppTest, index: PeopleIndex, monkeypatch: pytest.MonkeyPatch, columns: dict[str, str]
) -> None:
    source = WobblingSource(PeopleSource(index), wobble=0.4, fail_every=5)
    desk = Desk(source)
    monkeypatch.setattr(service, "answering", lambda: service.Answering(desk, index))
    opened(app, SALES, rows="seniority_levels", **columns)
    app.button(key="agree_Count it").click()
    for _ in range(12):
        app.run()
        assert not app.exception
        for ticket in app.session_state["leadpreview"].tickets.values():
            assert ticket.wait(DEADLINE)
    desk.close()
    shown = [str(cell) for row in table(app) for cell in list(row.values())[1:]]
    assert "not measured" in shown
    assert not [text for text in shown if text.startswith("= ")]
    if columns:
        assert any("too many" in warning.value for warning in app.warning)


def legends(app: AppTest) -> list[str]:
    """What the legends of the page say, one a kind of number."""
    return [
        line
        for expander in app.expander
        if expander.label == "What kinds of number these are"
        for line in expander.markdown[0].value.splitlines()
    ]


def test_the_legend_has_no_kind_that_the_page_does_not_show(app: AppTest) -> None:
    opened(app, SALES.with_("seniority_levels", ["220"]))
    assert [row["Seniority"] for row in table(app)] == ["Director"]
    assert legends(app) == []


def test_the_legend_has_the_kind_of_the_unknown_rest(app: AppTest) -> None:
    opened(app, SALES)
    exact, worked_out = legends(app)
    assert "Exact:" in exact
    assert "Worked out:" in worked_out


@pytest.mark.parametrize(("filters", "charts"), [(SALES, 1), (LeadFilters(keyword="zzyzx"), 0)])
def test_a_chart_is_drawn_of_people_and_none_of_nobody(
    app: AppTest, filters: LeadFilters, charts: int
) -> None:
    opened(app, filters)
    assert sum(element.type == "vega_lite_chart" for element in app.main) == charts


def test_a_thousand_titles_do_not_push_the_numbers_off_the_screen(app: AppTest) -> None:
    opened(app, LeadFilters(job_titles=[f"Title {number}" for number in range(1_000)]))
    (heading,) = [each.value for each in app.markdown if each.value.startswith("####")]
    assert len(heading) < 600
    (whole,) = [each for each in app.expander if each.label == "The whole sentence"]
    assert "Title 999" in whole.markdown[0].value
