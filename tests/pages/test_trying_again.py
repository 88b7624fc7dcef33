"""Trying again over an API: what was counted stays in its place meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.dashboard.state import Session
from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Answer, Cancellation, Failure, Plan
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.desk import Desk
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.fakes import DEADLINE, WobblingSource

MAIN = str(home() / "leadpreview" / "dashboard" / "main.py")
SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300", "310"])
AWAY = SALES.with_("company_size", ["51-200"])


class OnceAwaySource(WobblingSource):
    """Fails one question the first time, and answers it later only when the test lets it."""

    def __init__(self, exact: PeopleSource) -> None:
        super().__init__(exact)
        self.open = threading.Event()
        self.open.set()

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        for question in plan.questions:
            if question.filters == AWAY and AWAY not in self.asked:
                self.asked.append(AWAY)
                yield Failure(AWAY, SourceUnavailableError("The server of the test is away."))
                continue
            while not self.open.wait(0.01):
                cancel.check()
            yield from super().run(Plan((question,)), cancel)


@pytest.fixture
def source(index: PeopleIndex) -> OnceAwaySource:
    """Who counts."""
    return OnceAwaySource(PeopleSource(index))


@pytest.fixture
def app(
    people_small: Path, source: OnceAwaySource, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppTest]:
    """The dashboard, connected to a service that asks that source."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(people_small))
    connection = Connection("http://127.0.0.1:9/api/v2", SecretStr("nobody"))
    address = Address(connection.base_url, "Market of the test")
    service = PreviewService(connection, address, Settings(data=tmp_path))
    service.desk = Desk(source)
    app = AppTest.from_file(MAIN, default_timeout=30)
    app.session_state["leadpreview"] = Session(connection=connection, service=service)
    yield app
    source.open.set()


def broken_down(app: AppTest) -> AppTest:
    for name, values in pairs(SALES).items():
        app.query_params[name] = values
    app.query_params["rows"], app.query_params["columns"] = "seniority_levels", "company_size"
    app.run()
    app.switch_page("../../pages/breakdown.py").run()
    app.button(key="agree_Count it").click()
    return settled(app)


def settled(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more."""
    for _ in range(20):
        before = dict(app.session_state["leadpreview"].tickets)
        app.run()
        assert not app.exception
        tickets = app.session_state["leadpreview"].tickets
        if tickets == before and all(ticket.done for ticket in tickets.values()):
            return app
        for ticket in tickets.values():
            assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")


def cells(app: AppTest) -> list[list[object]]:
    table = app.dataframe[0].value
    return [list(table.columns), *table.to_numpy().tolist()]


def test_a_crossed_table_stands_still_while_a_margin_is_tried_again(
    app: AppTest, source: OnceAwaySource
) -> None:
    broken_down(app)
    before, asked = cells(app), len(source.asked)
    assert "51-200" not in before[0]
    assert any("left out: 51\\-200" in found.value for found in app.caption)
    source.open.clear()
    app.button(key="try_again").click().run()
    assert any("**1 count to go**" in found.value for found in app.markdown)
    assert cells(app) == before
    assert "breakdown cells" in app.session_state["leadpreview"].tickets
    source.open.set()
    settled(app)
    assert "51-200" in cells(app)[0]
    # The margin, and the cells of the column that it turns out to be one of the largest.
    assert source.asked[asked] == AWAY
    assert set(source.asked[asked + 1 :]).isdisjoint(source.asked[: asked + 1])


def test_what_failed_says_so_while_counting_is_paused(app: AppTest, source: OnceAwaySource) -> None:
    broken_down(app)
    before = cells(app)
    source.open.clear()
    app.button(key="try_again").click().run()
    app.button(key="pause").click().run()
    assert cells(app) == before
    assert any("**Paused**, 1 count not asked" in found.value for found in app.markdown)
    source.open.set()
    app.button(key="go_on").click()
    settled(app)
    assert "51-200" in cells(app)[0]
