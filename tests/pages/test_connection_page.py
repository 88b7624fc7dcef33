"""The Connection page: the key goes where it belongs, and no question makes the page wait."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import TextInput

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.dashboard.state import Session
from leadpreview.dashboard.visit import Visit
from leadpreview.people.index import PeopleIndex
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.errand import Errand
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.fakes import DEADLINE
from tests.pages.driving import press_twice
from tests.servers import serving_here

CANARY = "canary-7f3d9c51e2"
WAITS = ":material/hourglass_top:"


def state_of(app: AppTest) -> Session:
    state: Session = app.session_state["leadpreview"]
    return state


def visit_of(app: AppTest) -> Visit:
    visit: Visit = app.session_state["leadpreview_visit"]
    return visit


def on_connection(app: AppTest) -> AppTest:
    app.run()
    app.switch_page("../../pages/connection.py").run()
    assert not app.exception
    return app


def wait(errand: Errand[Any] | None) -> None:
    assert errand is not None
    assert errand.wait(DEADLINE)


def box_of(app: AppTest) -> TextInput:
    (box,) = (each for each in app.text_input if str(each.key).startswith("api_key_"))
    return box


def connect(app: AppTest, key: str) -> AppTest:
    """Hand in the form at an address of this machine, which gives no answer."""
    address = app.selectbox(key="api_address")
    sandbox = next(option for option in address.options if "Sandbox" in option)
    address.select(sandbox)
    box_of(app).set_value(key)
    (press,) = (button for button in app.button if button.label == "Connect")
    press.click().run()
    assert not app.exception
    return app


def test_the_typed_key_connects_and_is_held_by_the_connection_alone(dashboard: AppTest) -> None:
    app = connect(on_connection(dashboard), f" {CANARY} ")
    connection = state_of(app).connection
    assert connection is not None
    assert connection.key.get_secret_value() == CANARY
    assert app.button(key="test").label == "Test the connection"
    assert CANARY not in repr(app.session_state)
    assert all(not str(each.key).startswith("api_key_") for each in app.text_input)


def test_a_doubled_press_connects_once(dashboard: AppTest) -> None:
    app = on_connection(dashboard)
    (press,) = (button for button in app.button if button.label == "Connect")
    box_of(app).set_value("no key at all")
    press_twice(app, str(press.key))
    assert "This is no key" in app.warning[0].value
    assert visit_of(app).forms == 1


def test_no_key_is_asked_for_until_there_is_one_and_the_box_is_emptied(
    dashboard: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("LEADPREVIEW_API_KEY", raising=False)
    app = on_connection(dashboard)
    (press,) = (button for button in app.button if button.label == "Connect")
    press.click().run()
    assert "A key is needed" in app.warning[0].value
    box_of(app).set_value(f"{CANARY} {CANARY}")
    (press,) = (button for button in app.button if button.label == "Connect")
    press.click().run()
    assert "This is no key" in app.warning[0].value
    assert box_of(app).value == ""
    assert CANARY not in repr(app.session_state)
    app.switch_page("../../pages/data.py").run()
    on_connection(app)
    assert not app.warning


def test_using_the_sample_twice_still_remembers_the_api(connected: AppTest) -> None:
    app = on_connection(connected)
    connection = state_of(app).connection
    press_twice(app, "use_embedded")
    assert state_of(app).connection is None
    assert state_of(app).kept == connection
    app.button(key="use_again").click().run()
    assert state_of(app).connection == connection


def test_a_test_and_the_account_are_shown_together(connected: AppTest) -> None:
    app = on_connection(connected)
    app.button(key="test").click().run()
    app.button(key="account").click().run()
    wait(visit_of(app).test)
    wait(visit_of(app).account)
    app.run()
    assert "people by its estimate" in app.success[0].value
    said = [text.value for text in app.text]
    assert "Name: Sam Second" in said
    assert any(words.startswith("Credits: ") for words in said)


@pytest.mark.parametrize("key", [CANARY])
def test_a_wrong_key_is_said_and_shown_nowhere(connected: AppTest) -> None:
    app = on_connection(connected)
    app.button(key="test").click().run()
    wait(visit_of(app).test)
    app.run()
    said = [element.value for kind in (app.error, app.warning, app.markdown) for element in kind]
    assert any("does not accept this key" in words for words in said)
    assert all(CANARY not in words for words in said)


class Slow:
    """An application that answers nothing before the test lets it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.goes_on = threading.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        while scope["type"] == "http" and not self.goes_on.is_set():
            await asyncio.sleep(0.01)
        await self._app(scope, receive, send)


@pytest.fixture
def slow(index: PeopleIndex) -> Slow:
    source = PeopleSource(index)
    return Slow(create_server(lambda: source, interval=0.0))


@pytest.fixture
def waiting(dashboard: AppTest, slow: Slow, tmp_path: Path) -> Iterator[AppTest]:
    """The Connection page, connected to a service that takes its time."""
    with serving_here(slow) as address:
        url = address + BASE_PATH
        connection = Connection(url, SecretStr("sandbox-second"))
        service = PreviewService(
            connection, Address(url, "Slow API"), Settings(data=tmp_path), interval=0.02
        )
        dashboard.session_state["leadpreview"] = Session(connection=connection, service=service)
        yield on_connection(dashboard)
        slow.goes_on.set()


def test_a_slow_service_makes_no_page_wait(waiting: AppTest, slow: Slow) -> None:
    app = waiting
    app.button(key="test").click().run()
    app.button(key="account").click().run()
    first = visit_of(app).test
    assert first is not None
    assert not first.done
    waits = [element.value for element in app.markdown if element.value.startswith(WAITS)]
    assert len(waits) == 2
    app.button(key="test").click().run()
    assert visit_of(app).test is first
    slow.goes_on.set()
    wait(first)
    wait(visit_of(app).account)
    app.run()
    assert "people by its estimate" in app.success[0].value
    assert not any(element.value.startswith(WAITS) for element in app.markdown)


def test_a_verdict_is_forgotten_with_its_connection_and_with_the_page(
    waiting: AppTest, slow: Slow
) -> None:
    slow.goes_on.set()
    app = waiting
    app.button(key="test").click().run()
    wait(visit_of(app).test)
    assert app.run().success
    app.switch_page("../../pages/data.py").run()
    on_connection(app)
    assert not app.success
    app.button(key="test").click().run()
    wait(visit_of(app).test)
    app.button(key="use_embedded").click().run()
    app.button(key="use_again").click().run()
    assert not app.success
    assert visit_of(app).test is None


def test_a_defect_of_ours_is_a_sentence(
    connected: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise ZeroDivisionError(CANARY)

    monkeypatch.setattr(PreviewService, "try_out", breaks)
    app = on_connection(connected)
    app.button(key="test").click().run()
    wait(visit_of(app).test)
    app.run()
    assert "did not expect" in app.error[0].value
    assert CANARY not in app.error[0].value
