"""The Size page over an API, without a browser: what is asked, and what is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.api.limit import Admission
from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.fakes import DEADLINE
from tests.servers import serving_here

MAIN = str(home() / "leadpreview" / "dashboard" / "main.py")
INTERVAL = 0.02
THREE = LeadFilters(functions=["25"], seniority_levels=["220", "300"], company_size=["51-200"])


@pytest.fixture
def log() -> list[Admission]:
    """What reached the API."""
    return []


@pytest.fixture
def key() -> str:
    """The key that the dashboard is connected with."""
    return "sandbox-second"


@pytest.fixture
def app(
    key: str,
    people_small: Path,
    index: PeopleIndex,
    tmp_path: Path,
    log: list[Admission],
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[AppTest]:
    """The dashboard, connected to the served API."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(people_small))
    source = PeopleSource(index)
    server = create_server(lambda: source, interval=0.0, record=log.append)
    with serving_here(server) as address:
        url = address + BASE_PATH
        connection = Connection(url, SecretStr(key))
        service = PreviewService(
            connection,
            Address(url, "Sandbox of the test", sandbox=True),
            Settings(data=tmp_path),
            interval=INTERVAL,
        )
        app = AppTest.from_file(MAIN, default_timeout=30)
        app.session_state["leadpreview"] = Session(connection=connection, service=service)
        yield app


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    return settled(app)


def settled(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more."""
    for _ in range(20):
        app.run()
        assert not app.exception
        tickets = list(app.session_state["leadpreview"].tickets.values())
        if all(ticket.done for ticket in tickets):
            return app
        for ticket in tickets:
            assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")


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
    app.selectbox(key="base").set_value("functions").run()
    settled(app)
    assert app.metric[1].label == "Share of the base"
    app.multiselect(key="filter_functions").set_value([]).run()
    assert app.selectbox(key="base").value == ""
    app.button(key="undo").click().run()
    settled(app)
    assert app.selectbox(key="base").value == "functions"
    assert app.metric[1].label == "Share of the base"


def test_live_off_is_said_beside_the_number(app: AppTest) -> None:
    opened(app, THREE)
    app.toggle(key="filter_live").set_value(False).run()
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
