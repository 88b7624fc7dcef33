"""Who can use the page: by keyboard alone, on a phone, with a screen reader, in the dark."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen, serious_barriers, sideways
from tests.browser.test_size import parameters
from tests.counting import count

BROKEN_DOWN = "/breakdown?functions=25&rows=seniority_levels"
CROSSED = f"{BROKEN_DOWN}&columns=company_size"
AUDIENCE = "/?functions=25&seniority_levels=300&job_titles=Sales"
COMPARED = (
    "/compare?functions=25&scenario=name%3DDirectors%26functions%3D25%26seniority_levels%3D220"
    "&scenario=name%3DChiefs%26functions%3D25%26seniority_levels%3D310"
)
GOAL = "/goal?functions=25&included_locations=100506914&goal=300"
PATHS = ("/", AUDIENCE, BROKEN_DOWN, CROSSED, COMPARED, "/compare", GOAL, "/data", "/connection")
# Streamlit's own on a page that is opened by its path: it looks for its files below the path
# first, finds none, and goes on without.
KNOWN = ("status of 404 (Not Found)",)


def test_an_audience_is_assembled_by_keyboard_alone(screen: Screen, index: PeopleIndex) -> None:
    screen.open("/?functions=25")
    screen.field("seniority_levels").wait_for()
    _tab_to(screen.page, "Seniority")
    for name in ("Vice President", "CXO"):
        screen.page.keyboard.type(name)
        screen.page.keyboard.press("Enter")
    wanted = LeadFilters(functions=["25"], seniority_levels=["300", "310"])
    screen.expect_total(count(index, wanted))
    screen.page.keyboard.press("Escape")
    _tab_to(screen.page, "Pin as baseline")
    screen.page.keyboard.press("Enter")
    expect(screen.button(re.compile("Baseline"))).to_be_visible()


def test_a_phone_shows_everything_without_scrolling_sideways(
    phone: Screen, index: PeopleIndex
) -> None:
    phone.open(AUDIENCE)
    phone.total.wait_for()
    assert sideways(phone.page) == 0
    phone.page.get_by_test_id("stExpandSidebarButton").tap()
    phone.pick("seniority_levels", "CXO")
    wanted = LeadFilters(functions=["25"], seniority_levels=["300", "310"], job_titles=["Sales"])
    phone.expect_total(count(index, wanted))
    assert parameters(phone.page)["seniority_levels"] == ["300", "310"]


@pytest.mark.parametrize("path", [BROKEN_DOWN, CROSSED])
def test_a_breakdown_fits_a_phone(phone: Screen, path: str) -> None:
    phone.open(path)
    phone.button("Download breakdown (CSV)").wait_for()
    assert sideways(phone.page) == 0


@pytest.mark.parametrize("path", PATHS)
def test_no_serious_barrier_for_assistive_technology_and_a_clean_console(
    page: Page, dashboard: str, path: str
) -> None:
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text) if _bad(message.type) else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    Screen(page, dashboard).open(path)
    assert serious_barriers(page) == []
    deep = path.startswith(("/breakdown", "/compare", "/goal", "/data", "/connection"))
    assert [error for error in errors if not (deep and any(k in error for k in KNOWN))] == []
    assert len(errors) <= 2


def test_nothing_is_fetched_from_anywhere_else(page: Page, dashboard: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    Screen(page, dashboard).open(AUDIENCE)
    foreign = [url for url in asked if not url.startswith((dashboard, "data:", "blob:"))]
    assert foreign == []


def _bad(kind: str) -> bool:
    return kind == "error"


def _tab_to(page: Page, name: str) -> None:
    """Press Tab until what has the focus is named so; fails when it cannot be reached."""
    focused = (
        "(() => { const e = document.activeElement;"
        " return e ? (e.getAttribute('aria-label') || e.innerText || '') : ''; })()"
    )
    for _ in range(120):
        page.keyboard.press("Tab")
        # The text of a button begins with the name of its icon.
        if page.evaluate(focused).strip().split("\n")[-1] == name:
            return
    pytest.fail(f"{name} cannot be reached by keyboard")
