"""Reaching a number of people, and who is to blame for the drop, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from leadpreview.people.store import Store
from tests.browser.screen import Screen, expect_drawn, serious_barriers, sideways
from tests.browser.test_size import parameters
from tests.counting import count
from tests.servers import dashboard_server

SALES = LeadFilters(functions=["25"], company_size=["1-10", "11-50", "51-200"])
FOUR = SALES.with_("seniority_levels", ["220", "300"]).with_("included_locations", ["100506914"])


@pytest.fixture
def million(people_million: Path) -> Iterator[PeopleIndex]:
    opened = PeopleIndex.open(Store(people_million).current())
    yield opened
    opened.close()


@pytest.fixture
def large(page: Page, people_million: Path, tmp_path: Path) -> Iterator[Screen]:
    """A tab on a dashboard over a million people."""
    with dashboard_server(people_million, tmp_path / "server.log") as address:
        yield Screen(page, address)


def test_five_thousand_people_are_reached_from_sixty_thousand_in_under_ten_clicks(
    large: Screen, million: PeopleIndex
) -> None:
    start = count(million, SALES)
    assert 50_000 < start < 70_000
    large.open(f"/goal?{encode(SALES)}&goal=20000")
    field = large.page.get_by_label("People needed")
    field.fill("5000")
    field.press("Enter")
    clicks = 1
    there = large.page.get_by_text("Already there")
    expect(large.page.get_by_text("the 5,000 needed")).to_be_visible()
    while True:
        # What is proposed for the audience before stands there until the search has ended.
        expect_drawn(large.page)
        expect(there.or_(large.button("Apply 1")).first).to_be_visible()
        if there.is_visible():
            break
        before = large.total.inner_text()
        large.button("Apply 1").click()
        clicks += 1
        assert clicks < 10
        expect(large.total).not_to_have_text(before)
    address = parameters(large.page)
    assert address.pop("goal") == ["5000"]
    reached = LeadFilters.salvage(address)[0]
    large.expect_total(count(million, reached))
    assert abs(count(million, reached) / 5_000 - 1) <= 0.05
    # It was asked to narrow, so nobody came in who was not there before.
    for name in SALES.active:
        assert set(reached.values(name)) <= set(SALES.values(name)) or name == "functions"
    for _ in range(clicks - 1):
        large.button("Undo the last change").click()
    large.expect_total(start)


def test_the_address_brings_the_goal_back_in_a_fresh_browser(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/goal?{encode(SALES)}&goal=150")
    screen.expect_total(count(index, SALES))
    expect(screen.page.get_by_label("People needed")).to_have_value("150")
    screen.to("Size")
    screen.expect_total(count(index, SALES))
    screen.to("Goal")
    expect(screen.page.get_by_label("People needed")).to_have_value("150")
    assert parameters(screen.page)["goal"] == ["150"]


def test_every_number_of_the_file_says_what_kind_it_is(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(f"/goal?{encode(SALES)}&goal=150")
    screen.button("Apply 1").wait_for()
    screen.page.locator(".st-key-goal_every summary").click()
    # The table is fetched when it is first drawn, and moves the button below it.
    screen.page.locator(".st-key-goal_every canvas").first.wait_for()
    screen.page.wait_for_load_state("networkidle")
    rows = screen.download("Download changes (CSV)", tmp_path)
    assert {row["kind"] for row in rows} == {"exact", "modelled"}
    for row in rows[:5]:
        asked = LeadFilters.model_validate_json(row["filters"])
        assert row["kind"] == "exact"
        assert int(row["count"]) == count(index, asked)
        assert row["measured_at"]


def test_a_phone_applies_a_proposal_without_scrolling_sideways(
    phone: Screen, index: PeopleIndex
) -> None:
    phone.open(f"/goal?{encode(SALES)}&goal=150")
    phone.button("Apply 1").wait_for()
    assert sideways(phone.page) == 0
    phone.button("Apply 1").tap()
    expect(phone.page.get_by_text("Already there")).to_be_visible()
    address = parameters(phone.page)
    address.pop("goal")
    reached = LeadFilters.salvage(address)[0]
    assert reached != SALES
    phone.expect_total(count(index, reached))


def test_the_order_free_share_is_no_barrier_either(screen: Screen) -> None:
    screen.open(f"/?{encode(FOUR)}")
    screen.page.locator(".st-key-blame label").click()
    expect(screen.page.get_by_text("From 10,000 to")).to_be_visible()
    assert serious_barriers(screen.page) == []
