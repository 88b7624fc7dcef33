"""A real browser, and the real server on a free port.

A file's tests use one tab after the other, and each leaves it blank: what a browser has compiled of
the page stays so, and the next test's page opens in half the time.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from leadpreview.dashboard.sections import NOT_DRAWN
from scripts.chromium import FLAGS, find
from tests.browser.screen import WIDE, Screen, leave
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


@pytest.fixture(scope="module")
def wide_tab(browser: Browser) -> Iterator[Page]:
    """The tab of a file's tests on a large screen."""
    profile = browser.new_context(viewport=WIDE, locale="en-US", accept_downloads=True)
    yield profile.new_page()
    profile.close()


@pytest.fixture(scope="module")
def phone_tab(browser: Browser) -> Iterator[Page]:
    """The tab of a file's tests on a phone, 390 pixels wide, with touch."""
    profile = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="en-US"
    )
    yield profile.new_page()
    profile.close()


@pytest.fixture
def page(wide_tab: Page) -> Iterator[Page]:
    """An empty tab."""
    yield wide_tab
    leave(wide_tab)
    wide_tab.set_viewport_size(WIDE)


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
def phone(phone_tab: Page, dashboard: str) -> Iterator[Screen]:
    """A tab on the dashboard, 390 pixels wide, with touch."""
    yield Screen(phone_tab, dashboard, touch=True)
    leave(phone_tab)
