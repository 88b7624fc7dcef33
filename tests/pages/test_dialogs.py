"""Dialogs: open until they are closed, and what is done in them is done once."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.scenarios import Scenario, to_json
from tests.fakes import DEADLINE
from tests.pages.driving import press_twice

SALES = LeadFilters(functions=["25"])
TWO = (
    Scenario("Directors", SALES.with_("seniority_levels", ["220"])),
    Scenario("Chiefs", SALES.with_("seniority_levels", ["310"])),
)


@pytest.fixture
def app(dashboard: AppTest) -> AppTest:
    """The dashboard with an audience."""
    for name, values in pairs(SALES).items():
        dashboard.query_params[name] = values
    return dashboard.run()


def state_of(app: AppTest) -> Session:
    state: Session = app.session_state["leadpreview"]
    return state


def opened(app: AppTest, name: str) -> AppTest:
    app.button(key=name).click().run()
    assert not app.exception
    return app


def keys(app: AppTest) -> set[str | None]:
    return {button.key for button in app.button}


@pytest.mark.parametrize("group", ["Role", "Company", "Exclude"])
def test_what_is_pasted_is_added_once_though_the_press_is_doubled(app: AppTest, group: str) -> None:
    opened(app, f"add_{group}")
    field = str(app.selectbox(key=f"adding_{group}_field").value)
    app.text_area(key=f"adding_{group}_pasted").set_value("Zzyzx\nZzyzx\nAccount Manager").run()
    assert app.button(key=f"adding_{group}_apply").label.startswith("Add 2 ")
    press_twice(app, f"adding_{group}_apply")
    assert state_of(app).audience == SALES.with_(field, ["Zzyzx", "Account Manager"])
    assert state_of(app).undo == [SALES]
    assert f"adding_{group}_apply" not in keys(app)


def test_text_that_comes_with_the_press_counts(app: AppTest) -> None:
    opened(app, "add_Role")
    assert app.button(key="adding_Role_apply").label == "Add"
    app.text_area(key="adding_Role_pasted").set_value("Zzyzx")
    app.button(key="adding_Role_apply").click().run()
    assert state_of(app).audience.job_titles == ("Zzyzx",)
    assert [toast.value for toast in app.toast] == ["Added 1 title to Job title\\."]


def test_what_nobody_here_has_is_left_out_when_it_is_not_wanted(app: AppTest) -> None:
    opened(app, "add_Role")
    app.text_area(key="adding_Role_pasted").set_value("Account Manager\nZzyzx").run()
    assert any("Zzyzx" in caption.value for caption in app.caption)
    app.checkbox(key="adding_Role_unknown").uncheck()
    app.button(key="adding_Role_apply").click().run()
    assert state_of(app).audience.job_titles == ("Account Manager",)


def test_what_is_picked_stays_picked_while_something_else_is_searched(app: AppTest) -> None:
    opened(app, "add_Role")
    first = app.button_group(key="adding_Role_title").options[0]
    title = app.button_group(key="adding_Role_title").proto.options[0].content
    app.button_group(key="adding_Role_title").set_value([title.split(" · ")[0]]).run()
    app.text_input(key="adding_Role_text").set_value("account manager").run()
    assert first in app.button_group(key="adding_Role_title").options
    app.button(key="adding_Role_apply").click().run()
    assert state_of(app).audience.job_titles == (title.split(" · ")[0],)


def test_a_press_with_nothing_to_add_says_so_and_leaves_the_dialog_open(app: AppTest) -> None:
    opened(app, "add_Role")
    app.button(key="adding_Role_apply").click().run()
    assert "nothing to add" in app.warning[0].value
    assert "adding_Role_apply" in keys(app)
    assert state_of(app).audience == SALES


def test_what_is_chosen_already_is_said_to_be(app: AppTest) -> None:
    opened(app, "add_Role")
    app.text_area(key="adding_Role_pasted").set_value("Zzyzx")
    app.button(key="adding_Role_apply").click().run()
    opened(app, "add_Role")
    app.text_area(key="adding_Role_pasted").set_value("zzyzx")
    app.button(key="adding_Role_apply").click().run()
    assert "chosen already" in app.warning[0].value
    assert state_of(app).audience.job_titles == ("Zzyzx",)


@pytest.mark.parametrize("name", ["add_Role", "open_from"])
def test_a_dialog_stays_open_with_what_is_typed_when_everything_is_drawn_again(
    app: AppTest, name: str
) -> None:
    opened(app, name)
    app.text_area[0].set_value("Zzyzx").run()
    for _ in range(2):
        app.run()
    assert app.text_area[0].value == "Zzyzx"


def test_a_dialog_closes_when_another_page_is_opened_and_stays_closed(app: AppTest) -> None:
    opened(app, "add_Role")
    app.switch_page("../../pages/goal.py").run()
    assert "adding_Role_apply" not in keys(app)
    app.switch_page("../../pages/size.py").run()
    assert "adding_Role_apply" not in keys(app)
    assert state_of(app).dialog == ""


def test_an_audience_is_opened_once(app: AppTest) -> None:
    opened(app, "open_from")
    app.text_area(key="open_from_text").set_value(json.dumps({"functions": ["15"]}))
    press_twice(app, "open_apply")
    assert state_of(app).audience == LeadFilters(functions=["15"])
    assert state_of(app).undo == [SALES]
    assert "open_apply" not in keys(app)


def test_what_an_opened_audience_had_to_leave_out_is_said(app: AppTest) -> None:
    opened(app, "open_from")
    text = json.dumps({"functions": ["15"], "nope": 1})
    app.text_area(key="open_from_text").set_value(text)
    app.button(key="open_apply").click().run()
    assert state_of(app).audience == LeadFilters(functions=["15"])
    assert [problem.field for problem in state_of(app).problems] == ["nope"]


@pytest.mark.parametrize(
    ("text", "says"),
    [("", "nothing to open"), ("{", "JSON"), (to_json(TWO), "Open it on Compare")],
)
def test_what_is_no_audience_says_what_it_is_and_changes_nothing(
    app: AppTest, text: str, says: str
) -> None:
    opened(app, "open_from")
    app.text_area(key="open_from_text").set_value(text)
    app.button(key="open_apply").click().run()
    told = [element.value for kind in (app.warning, app.error, app.info) for element in kind]
    assert any(says in words for words in told), told
    assert state_of(app).audience == SALES
    assert "open_apply" in keys(app)


def test_scenarios_are_opened_once(app: AppTest) -> None:
    app.switch_page("../../pages/compare.py").run()
    opened(app, "open_scenarios")
    app.button(key="scenarios_apply").click().run()
    assert "nothing to open" in app.warning[0].value
    app.text_area(key="open_scenarios_text").set_value(to_json(TWO))
    press_twice(app, "scenarios_apply")
    assert state_of(app).scenarios == TWO
    assert "scenarios_apply" not in keys(app)


def test_places_are_asked_for_outside_of_the_run_and_added_by_name(connected: AppTest) -> None:
    app = connected
    for name, values in pairs(SALES).items():
        app.query_params[name] = values
    opened(app.run(), "find_places")
    app.text_input(key="places_text").set_value("London").run()
    errand = app.session_state["leadpreview_visit"].places
    assert errand.about == "London"
    assert errand.wait(DEADLINE)
    app.run()
    found = [option.content for option in app.button_group(key="places_picked").proto.options]
    assert any("London" in name for name in found)
    app.button(key="places_apply").click().run()
    assert "nothing to add" in app.warning[0].value
    app.button_group(key="places_picked").set_value(["90009496"])
    press_twice(app, "places_apply")
    state = state_of(app)
    assert state.audience == SALES.with_("included_locations", ["90009496"])
    assert state.undo == [SALES]
    assert "London" in state.names["90009496"]


def test_only_what_was_asked_for_is_offered(connected: AppTest) -> None:
    app = opened(connected.run(), "find_places")
    app.text_input(key="places_text").set_value("London").run()
    assert app.session_state["leadpreview_visit"].places.wait(DEADLINE)
    app.text_input(key="places_text").set_value("Zzyzx").run()
    assert app.session_state["leadpreview_visit"].places.wait(DEADLINE)
    app.run()
    assert any("no such place" in caption.value for caption in app.caption)
    assert all(group.key != "places_picked" for group in app.button_group)
