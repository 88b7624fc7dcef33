"""What every test of a page shares: the dashboard, on the database or connected to an API."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.api.limit import Admission
from leadpreview.dashboard import sections
from leadpreview.dashboard.state import Session
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import PreviewSource
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.pages.driving import MAIN
from tests.servers import serving_here


@pytest.fixture(autouse=True)
def not_drawn() -> Iterator[list[str]]:
    """What the log says of sections that failed, which fails the test: the page hides it well.

    A test that is about it takes what it expects out of the list.
    """
    lines: list[str] = []

    class Listening(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    listening = Listening(logging.ERROR)
    log = logging.getLogger(sections.__name__)
    log.addHandler(listening)
    yield lines
    log.removeHandler(listening)
    assert lines == []


@pytest.fixture
def dashboard(people_small: Path, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The dashboard on the small database, not yet run."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(people_small))
    return AppTest.from_file(MAIN, default_timeout=30)


@pytest.fixture
def app(dashboard: AppTest) -> AppTest:
    """What is tested; a file about an API makes it the connected one."""
    return dashboard


@pytest.fixture
def log() -> list[Admission]:
    """What reached the API."""
    return []


@pytest.fixture
def key() -> str:
    """The key that the dashboard is connected with."""
    return "sandbox-second"


@pytest.fixture
def interval() -> float:
    """Seconds between two requests."""
    return 0.02


@pytest.fixture
def source(index: PeopleIndex) -> PreviewSource:
    """What the API answers from."""
    return PeopleSource(index)


@pytest.fixture
def sandbox() -> bool:
    """Whether the API is known to speak of invented people."""
    return True


@pytest.fixture
def connected(
    dashboard: AppTest,
    source: PreviewSource,
    key: str,
    interval: float,
    sandbox: bool,
    tmp_path: Path,
    log: list[Admission],
) -> Iterator[AppTest]:
    """The dashboard, connected to the served API."""
    with serving_here(create_server(lambda: source, interval=0.0, record=log.append)) as address:
        url = address + BASE_PATH
        connection = Connection(url, SecretStr(key))
        service = PreviewService(
            connection,
            Address(url, "API of the test", sandbox=sandbox),
            Settings(data=tmp_path),
            interval=interval,
        )
        dashboard.session_state["leadpreview"] = Session(connection=connection, service=service)
        yield dashboard
