"""The Size page over an API, without a browser: what is asked, and what is not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from tests.pages.driving import field_key, key_now, settled

THREE = LeadFilters(functions=["25"], seniority_levels=["220", "300"], company_size=["51-200"])


@pytest.fixture
def app(connected: AppTest) -> AppTest:
    """The dashboard, connected to the served API."""
    return connected


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    return settled(app)


def test_three_filters_cost_seven_requests_and_not_one_more(
    app: AppTest, log: list[Admission]
) -> None:
    """The total, three lifted and three alone; the step between them is one of those."""
    opened(app, THREE)
    settled(app)
    assert len(log) == 7
    assert app.metric[0].value.startswith("\N{ALMOST EQUAL TO} ")
    assert app.metric[1].value == "\N{EN DASH}"


def test_a_refused_audience_costs_one_request(app: AppTest, log: list[Admission]) -> None:
    opened(app, LeadFilters(functions=["25"], posted_on_linkedin=True))
    settled(app)
    assert "posted_on_linkedin" in app.error[0].value.replace("\\", "")
    # Whatever was on its way when the refusal came may have been sent, but nothing after it.
    sent = len(log)
    settled(app)
    assert len(log) == sent <= 3


def test_clearing_everything_withdraws_what_was_being_counted(app: AppTest) -> None:
    for name, values in pairs(THREE).items():
        app.query_params[name] = values
    app.run()
    tickets = list(app.session_state["leadpreview"].tickets.values())
    app.button(key="clear_all").click().run()
    assert tickets
    assert all(ticket.cancelled or ticket.done for ticket in tickets)
    assert app.session_state["leadpreview"].tickets == {}


def test_a_base_that_comes_back_is_shown_as_what_is_measured_from(app: AppTest) -> None:
    opened(app, THREE)
    app.selectbox(key=key_now(app, "base")).set_value("functions").run()
    settled(app)
    assert app.metric[1].label == "Share of the base"
    app.multiselect(key=field_key(app, "functions")).set_value([]).run()
    assert app.selectbox(key=key_now(app, "base")).value == ""
    app.button(key="undo").click().run()
    settled(app)
    assert app.selectbox(key=key_now(app, "base")).value == "functions"
    assert app.metric[1].label == "Share of the base"


def test_live_off_is_said_beside_the_number(app: AppTest) -> None:
    opened(app, THREE)
    app.toggle(key=field_key(app, "live")).set_value(False).run()
    settled(app)
    assert any("Live off" in element.value for element in app.markdown)
    assert app.query_params["live"] == "false"


def test_paused_counting_asks_nothing_and_goes_on_where_it_was(
    app: AppTest, log: list[Admission]
) -> None:
    app.session_state["leadpreview"].paused = True
    opened(app, THREE)
    assert log == []
    assert app.metric[0].value == "Not asked"
    app.session_state["leadpreview"].paused = False
    settled(app)
    assert len(log) == 7


@pytest.mark.parametrize("key", ["sandbox-malformed"])
def test_a_row_that_failed_is_tried_again_by_itself(app: AppTest, log: list[Admission]) -> None:
    opened(app, THREE)
    assert app.metric[0].value == "\N{EN DASH}"
    before = len(log)
    assert before == 7
    app.button(key="again_functions").click().run()
    settled(app)
    # That row's two counts: without the filter, and the filter alone.
    assert len(log) == before + 2
