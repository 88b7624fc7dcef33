"""Overlap and priority without a browser: what is shown at once, and what only when agreed to."""

from __future__ import annotations

import csv
import io
from collections.abc import Hashable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.dashboard.overlap_file import as_csv
from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Cancellation
from leadpreview.scenarios import Scenario
from leadpreview.sizing import Known
from leadpreview.sizing.overlap import fold_overlap, overlap_plan
from leadpreview.sources.people import PeopleSource
from tests.counting import count
from tests.fakes import WobblingSource
from tests.pages.driving import key_now

SALES = LeadFilters(functions=["25"])
DIRECTORS = LeadFilters(seniority_levels=["220"])
BOTH = LeadFilters(functions=["25"], seniority_levels=["220"])
LEADERS = LeadFilters(job_titles=["director", "head"])
SCENARIOS = (Scenario("Sales", SALES), Scenario("Directors", DIRECTORS))


def page() -> None:
    """What a page does with the two panes."""
    from leadpreview.dashboard import overlap, pane, priority, service, state, waiting

    def draw(answering: service.Answering) -> None:
        scenarios = state.session().scenarios
        overlap.show(scenarios, answering)
        priority.show(scenarios, answering)
        waiting.show(answering)

    def ask(answering: service.Answering) -> None:
        scenarios = state.session().scenarios
        overlap.ask(scenarios, answering)
        priority.ask(scenarios, answering)

    pane.show(service.answering(), draw, ask)


@pytest.fixture
def dashboard(people_small: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """A page on the small database with two scenarios, not yet run."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(people_small))
    app = AppTest.from_function(page, default_timeout=30)
    app.session_state["leadpreview"] = Session(scenarios=SCENARIOS)
    return app


@pytest.fixture
def over_api(connected: AppTest) -> AppTest:
    """The same page, over the served API."""
    connected.session_state["leadpreview"].scenarios = SCENARIOS
    return connected


def settled(app: AppTest) -> AppTest:
    """Run until everything that was asked has arrived."""
    app.run()
    for ticket in list(app.session_state["leadpreview"].tickets.values()):
        ticket.wait(30)
    app.run()
    assert not app.exception
    return app


def rows(app: AppTest, place: int) -> list[dict[Hashable, Any]]:
    return app.dataframe[place].value.to_dict("records")


def test_every_region_and_share_is_what_the_database_counts(
    app: AppTest, index: PeopleIndex
) -> None:
    app.run()
    assert not app.exception
    both = count(index, BOTH)
    regions = {row["Region"]: row for row in rows(app, 0)}
    assert regions["Only A"]["People"] == count(index, SALES) - both
    assert regions["Only B"]["People"] == count(index, DIRECTORS) - both
    assert regions["Both"]["People"] == both
    assert regions["Only A"]["Of B"] == "\N{EN DASH}"
    union = count(index, SALES) + count(index, DIRECTORS) - both
    assert rows(app, 1)[0]["Jaccard"] == f"{100 * both / union:.1f} %"


def test_moving_a_scenario_down_is_seen_at_once(app: AppTest, index: PeopleIndex) -> None:
    app.run()
    both = count(index, BOTH)
    assert [row["Scenario"] for row in rows(app, 2)] == ["1. Sales", "2. Directors"]
    assert rows(app, 2)[1]["Net"] == count(index, DIRECTORS) - both
    app.button(key="priority_Down").click().run()
    assert not app.exception
    assert [s.name for s in app.session_state["leadpreview"].scenarios] == ["Directors", "Sales"]
    assert [row["Scenario"] for row in rows(app, 2)] == ["1. Directors", "2. Sales"]
    assert rows(app, 2)[0]["Net"] == count(index, DIRECTORS)
    assert rows(app, 2)[1]["Net"] == count(index, SALES) - both
    # What was chosen to be laid over each other stays where it is.
    assert app.button_group(key=key_now(app, "overlap_of")).value == ["Sales", "Directors"]


def test_two_scenarios_of_one_name_are_told_apart(app: AppTest) -> None:
    app.session_state["leadpreview"].scenarios = (
        Scenario("Sales", SALES),
        Scenario("Sales", DIRECTORS),
        Scenario("Leaders", LEADERS),
    )
    app.run()
    assert not app.exception
    assert app.button_group(key=key_now(app, "overlap_of")).value == [
        "Sales",
        "Sales (2)",
        "Leaders",
    ]
    assert len(rows(app, 0)) == 7
    app.button_group(key=key_now(app, "overlap_of")).set_value(["Leaders", "Sales"]).run()
    assert not app.exception
    assert len(rows(app, 0)) == 3


def test_a_scenario_that_is_gone_leaves_a_choice_that_still_shows_something(app: AppTest) -> None:
    app.run()
    app.session_state["leadpreview"].scenarios = (SCENARIOS[1], Scenario("Leaders", LEADERS))
    app.run()
    assert not app.exception
    assert app.button_group(key=key_now(app, "overlap_of")).value == ["Directors", "Leaders"]
    app.button_group(key=key_now(app, "overlap_of")).set_value(["Leaders"]).run()
    assert not app.exception
    assert app.button_group(key=key_now(app, "overlap_of")).value == ["Leaders"]


def test_a_fourth_scenario_takes_the_place_of_the_one_chosen_first(app: AppTest) -> None:
    more = (Scenario("Leaders", LEADERS), Scenario("Both", BOTH))
    app.session_state["leadpreview"].scenarios = (*SCENARIOS, *more)
    app.run()
    chosen = app.button_group(key=key_now(app, "overlap_of"))
    assert chosen.value == ["Sales", "Directors", "Leaders"]
    chosen.set_value(["Sales", "Directors", "Leaders", "Both"]).run()
    assert not app.exception
    assert app.button_group(key=key_now(app, "overlap_of")).value == [
        "Directors",
        "Leaders",
        "Both",
    ]
    assert len(rows(app, 0)) == 7


def test_one_scenario_has_no_overlap_and_asks_nothing(app: AppTest) -> None:
    app.session_state["leadpreview"].scenarios = SCENARIOS[:1]
    app.run()
    assert not app.exception
    assert not app.dataframe
    assert app.session_state["leadpreview"].tickets == {}


def test_over_an_api_only_the_totals_are_asked_until_the_price_is_agreed_to(
    over_api: AppTest, log: list[Admission]
) -> None:
    settled(over_api)
    assert len(log) == 2
    assert all("to" in str(row["People"]) for row in rows(over_api, 0))
    over_api.button(key="agree_Count the overlap").click()
    settled(over_api)
    # One question finds both; the priority below needs no more than that.
    assert len(log) == 3
    assert all(row["Net"] is not None for row in rows(over_api, 2))
    assert all("counting" not in str(row["People"]) for row in rows(over_api, 0))


@pytest.mark.parametrize("key", ["sandbox-malformed"])
def test_what_is_not_answered_is_never_a_zero(over_api: AppTest) -> None:
    settled(over_api)
    for place in (0, 1):
        assert {row["People"] for row in rows(over_api, place)} <= {"not measured", "counting…"}
    assert rows(over_api, 2)[1]["Net"] == "not measured"


def test_the_file_says_of_every_number_what_kind_it_is(index: PeopleIndex) -> None:
    source = WobblingSource(PeopleSource(index))
    audiences = [SALES, DIRECTORS, LEADERS]
    plan = overlap_plan(audiences, exact=False).plan
    answers = {answer.filters: answer for answer in source.run(plan, Cancellation())}
    found = fold_overlap(audiences, Known(answers.values()), answers, exact=False)
    text = as_csv(found, ["Sales", "Directors", "Leaders"]).decode("utf-8-sig")
    written = list(csv.DictReader(io.StringIO(text)))
    assert len(written) == 7 + 7 + 1
    assert {row["kind"] for row in written} <= {"estimated", "about", "between"}
    shared = [row for row in written if row["scenarios"] == "Sales; Directors"]
    assert [row["measure"] for row in shared] == ["shared", "in these only"]
    assert 0 < float(shared[0]["jaccard"]) < 1
