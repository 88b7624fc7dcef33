"""Every page over a server whose estimates wobble and which breaks every fifth answer.

Its places overlap as the catalogue's do. Nothing claims to be exact, nothing crashes, no difference
is a fact, and what was not answered is neither a zero nor silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.dashboard import figures, receipts
from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.scenarios import Scenario
from leadpreview.settings import Settings
from leadpreview.sizing import Figure, Kind
from leadpreview.sources.api import Connection
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.fakes import DEADLINE, WobblingSource
from tests.servers import serving_here

MAIN = str(home() / "leadpreview" / "dashboard" / "main.py")
SALES = LeadFilters(functions=["25"], included_locations=["91000000", "100506914"])
SCENARIOS = (
    Scenario("Sales", SALES),
    Scenario("Directors", SALES.with_("seniority_levels", ["220"])),
    Scenario("Titled in DACH", LeadFilters(job_titles=["Sales"], included_locations=["91000006"])),
)
# What a definition says, not the service: nobody is counted above the first of a list.
_BY_DEFINITION = "nobody is above the first"


class Breaking:
    """An application every fifth preview of which is no answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.asked = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].endswith("/preview"):
            self.asked += 1
            if self.asked % 5 == 0:
                head = [(b"content-type", b"application/json")]
                await send({"type": "http.response.start", "status": 200, "headers": head})
                await send({"type": "http.response.body", "body": b'{"total_count": "some"}'})
                return
        await self._app(scope, receive, send)


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> list[Figure]:
    """Every number that a table showed or that a receipt is offered of."""
    found: list[Figure] = []
    written, offered = figures.shown, receipts.show

    def shown(figure: Figure, *, signed: bool = False) -> str:
        found.append(figure)
        return written(figure, signed=signed)

    def show(named: Mapping[str, Figure], *, key: str) -> None:
        found.extend(named.values())
        offered(named, key=key)

    monkeypatch.setattr(figures, "shown", shown)
    monkeypatch.setattr(receipts, "show", show)
    return found


@pytest.fixture
def app(
    people_small: Path, index: PeopleIndex, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AppTest]:
    """The dashboard, connected to that server, with three scenarios pinned."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(people_small))
    source = WobblingSource(PeopleSource(index), wobble=0.08)
    server = Breaking(create_server(lambda: source, interval=0.0))
    with serving_here(server) as address:
        url = address + BASE_PATH
        connection = Connection(url, SecretStr("sandbox-second"))
        where = Address(url, "Unreliable server of the test", sandbox=True)
        service = PreviewService(connection, where, Settings(data=tmp_path), interval=0.005)
        app = AppTest.from_file(MAIN, default_timeout=60)
        app.session_state["leadpreview"] = Session(
            connection=connection, service=service, scenarios=SCENARIOS
        )
        for name, values in pairs(SALES).items():
            app.query_params[name] = values
        yield app


def settled(app: AppTest) -> None:
    """Run the page until nothing is on its way any more, agreeing to every price."""
    for _ in range(40):
        app.run()
        assert not app.exception, app.exception[0].value
        for button in app.button:
            if str(button.key).startswith(("agree_", "open_missing")):
                button.click()
                break
        else:
            tickets = list(app.session_state["leadpreview"].tickets.values())
            if all(ticket.done for ticket in tickets):
                return
            for ticket in tickets:
                assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")


def on_size(app: AppTest) -> None:
    settled(app)
    app.toggle(key="blame").set_value(True)
    settled(app)


def on_breakdown(app: AppTest) -> None:
    state: Session = app.session_state["leadpreview"]
    state.view = {"rows": ("seniority_levels",), "columns": ("company_size",)}
    app.switch_page("../../pages/breakdown.py")
    settled(app)


def on_goal(app: AppTest) -> None:
    app.switch_page("../../pages/goal.py")
    settled(app)


def comparing(section: str) -> Callable[[AppTest], None]:
    def on_compare(app: AppTest) -> None:
        app.session_state["compare_section"] = section
        app.switch_page("../../pages/compare.py")
        settled(app)

    return on_compare


@pytest.mark.parametrize(
    "visit",
    [
        pytest.param(on_size, id="size"),
        pytest.param(on_breakdown, id="breakdown"),
        pytest.param(on_goal, id="goal"),
        pytest.param(comparing("Totals"), id="totals"),
        pytest.param(comparing("Overlap"), id="overlap"),
        pytest.param(comparing("Priority"), id="priority"),
    ],
)
def test_nothing_claims_to_be_exact_and_nothing_crashes(
    app: AppTest, seen: list[Figure], visit: Callable[[AppTest], Any]
) -> None:
    app.run()
    visit(app)
    assert {figure.kind for figure in seen} & {Kind.ESTIMATED, Kind.ABOUT}
    for figure in seen:
        assert not figure.exact or figure.how == _BY_DEFINITION, figure
        assert figure.kind not in (Kind.EXACT, Kind.WORKED_OUT) or figure.how == _BY_DEFINITION
        if figure.kind is Kind.FAILED:
            assert figure.count is None
            assert figure.error is not None


def test_a_broken_answer_is_said_to_be_one(app: AppTest, seen: list[Figure]) -> None:
    app.run()
    on_breakdown(app)
    assert Kind.FAILED in {figure.kind for figure in seen}
    assert any("could not be measured" in str(warning.proto) for warning in app.warning)
