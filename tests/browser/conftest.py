"""A real browser, and the real server on a free port."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from leadpreview.dashboard.sections import NOT_DRAWN
from scripts.chromium import FLAGS, find
from tests.browser.screen import Screen
from tests.servers import dashboard_server


# Not for the session: while it is open, its event loop runs in the thread of the tests.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys of a file."""
    path = find()
    if path is None:
        pytest.fail("No Chromium was found; `make test` installs one.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile."""
    fresh = browser.new_context(
        viewport={"width": 1400, "height": 1200}, locale="en-US", accept_downloads=True
    )
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """An empty tab."""
    return context.new_page()


@pytest.fixture(scope="session")
def dashboard_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the dashboard prints."""
    return tmp_path_factory.mktemp("dashboard") / "server.log"


@pytest.fixture(scope="session")
def dashboard(people_small: Path, dashboard_log: Path) -> Iterator[str]:
    """The address of a dashboard over the small database."""
    with dashboard_server(people_small, dashboard_log) as address:
        yield address
    said = dashboard_log.read_text(errors="replace")
    assert NOT_DRAWN not in said, said


@pytest.fixture
def screen(page: Page, dashboard: str) -> Screen:
    """A tab on the dashboard, nothing opened yet."""
    return Screen(page, dashboard)


@pytest.fixture
def phone(browser: Browser, dashboard: str) -> Iterator[Screen]:
    """A tab on the dashboard, 390 pixels wide, with touch."""
    narrow = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    )
    yield Screen(narrow.new_page(), dashboard, touch=True)
    narrow.close()
