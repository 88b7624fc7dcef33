"""Every page over a server that refuses: each reason is shown, and the way out is the right one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from starlette.types import Receive, Scope, Send
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.scenarios import Scenario
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.service import PreviewService
from tests.pages.driving import settled
from tests.servers import serving_here

SENIOR = LeadFilters(seniority_levels=["220", "300"])
SALES = SENIOR.with_("functions", ["12", "25"])
SCENARIOS = (Scenario("Sales", SALES), Scenario("Senior", SENIOR))

ONE_OF_NO_FIELD = {"errors": {"functions": ["is not allowed"], "base": ["Ask your admin"]}}
A_SENTENCE_BESIDE = {"errors": ["functions is invalid", "Please contact support"]}
BODIES = [
    pytest.param(ONE_OF_NO_FIELD, ("is not allowed", "Ask your admin"), id="by-field"),
    pytest.param(A_SENTENCE_BESIDE, ("is invalid", "Please contact support"), id="listed"),
]


@pytest.fixture
def app(
    dashboard: AppTest, body: object, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[AppTest]:
    """The dashboard, connected to a server that refuses every question with that body."""

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        head = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 422, "headers": head})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    with serving_here(refuse) as url:
        connection = Connection(url, SecretStr("sandbox-second"))
        where = Address(url, "Refusing server of the test", sandbox=True)
        service = PreviewService(connection, where, Settings(data=tmp_path), interval=0.005)
        dashboard.session_state["leadpreview"] = Session(
            connection=connection, service=service, scenarios=SCENARIOS
        )
        yield dashboard


def opened(app: AppTest, page: str, filters: LeadFilters = SALES) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    app.run()
    assert not app.exception
    if page != "size":
        app.switch_page(f"../../pages/{page}.py")
    return settled(app)


def said(app: AppTest) -> str:
    """Every sentence on the page, without the marks that keep Markdown out."""
    parts = [*app.error, *app.warning, *app.caption, *app.markdown]
    return " ".join(part.value for part in parts).replace("\\", "")


def audience(app: AppTest) -> LeadFilters:
    found: LeadFilters = app.session_state["leadpreview"].audience
    return found


def keys(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button]


@pytest.mark.parametrize("page", ["size", "breakdown", "goal"])
@pytest.mark.parametrize(("body", "reasons"), BODIES)
def test_a_reason_about_no_filter_is_said_and_the_refused_filter_can_be_removed(
    app: AppTest, page: str, reasons: tuple[str, ...]
) -> None:
    opened(app, page)
    for reason in reasons:
        assert reason in app.error[0].value.replace("\\", "")
    app.button(key="remove_refused").click().run()
    assert not app.exception
    assert audience(app) == SENIOR
    # What is refused next names no filter that is left: it is said, and there is nothing to press.
    settled(app)
    assert "remove_refused" not in keys(app)
    assert reasons[1] in said(app)


@pytest.mark.parametrize("section", ["Totals", "Overlap", "Priority"])
@pytest.mark.parametrize(("body", "reasons"), BODIES)
def test_scenarios_that_are_refused_end_no_section(
    app: AppTest, section: str, reasons: tuple[str, ...]
) -> None:
    app.session_state["compare_section"] = section
    opened(app, "compare")
    for reason in reasons:
        assert reason in said(app)


@pytest.mark.parametrize(
    "body", [{"errors": {"functions": [f"'{n}' is bad" for n in range(3_000)]}}]
)
def test_of_thousands_of_reasons_the_first_are_listed_and_the_rest_is_counted(app: AppTest) -> None:
    opened(app, "size")
    assert app.error[0].value.count("\n") <= 20
    assert "2,980 more" in said(app)
    app.button(key="remove_refused").click().run()
    assert not app.exception
    assert audience(app) == SENIOR
