"""What stands in a text box counts as soon as anything else is pressed, without Enter."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zlib import crc32

import pytest
from playwright.sync_api import Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen, leave
from tests.counting import count

SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300"])


@pytest.fixture(scope="module", params=["sample", "api"])
def tab(request: pytest.FixtureRequest, wide_tab: Page, dashboard: str) -> Iterator[Screen]:
    """A tab on an audience, answered by the sample or over the API."""
    screen = Screen(wide_tab, dashboard).open(f"/?{encode(SALES)}")
    if request.param == "api":
        screen.connect("Sandbox", "sandbox-second")
        screen.to("Size")
        expect(screen.queue).to_contain_text("the oldest measured")
    screen.group("Keyword")
    yield screen
    leave(wide_tab)


@pytest.fixture
def typing(request: pytest.FixtureRequest, tab: Screen) -> Iterator[tuple[Screen, LeadFilters]]:
    """The tab, with text in its keyword box that was not confirmed, and the audience it makes."""
    # Another word for each test: over the API an answer is kept for all.
    word = f"partner OR word{crc32(request.node.name.encode())}"
    tab.field("keyword").fill("")
    tab.page.keyboard.type(word)
    yield tab, SALES.with_("keyword", word)
    tab.page.keyboard.press("Escape")
    tab.to("Size")


def test_a_sizing_that_is_downloaded_is_of_what_was_typed(
    typing: tuple[Screen, LeadFilters], index: PeopleIndex, tmp_path: Path
) -> None:
    screen, wanted = typing
    rows = screen.download("Download sizing (CSV)", tmp_path)
    (total,) = [row for row in rows if row["measure"] == "total"]
    assert total["count"] == str(count(index, wanted))


def test_leads_that_are_downloaded_are_of_what_was_typed(
    typing: tuple[Screen, LeadFilters], index: PeopleIndex, tmp_path: Path
) -> None:
    screen, wanted = typing
    rows = screen.download("Download leads (CSV)", tmp_path)
    assert 0 < count(index, wanted) < 25 < count(index, SALES)
    assert len(rows) == count(index, wanted)


def test_a_baseline_that_is_pinned_is_of_what_was_typed(
    typing: tuple[Screen, LeadFilters], index: PeopleIndex
) -> None:
    screen, wanted = typing
    screen.button("Pin as baseline").click()
    pinned = screen.button(re.compile("Baseline"))
    expect(pinned).to_contain_text(f"{count(index, wanted):,}")


def test_a_link_that_is_copied_is_of_what_was_typed(typing: tuple[Screen, LeadFilters]) -> None:
    screen, wanted = typing
    screen.button("Copy as").click()
    expect(screen.page.get_by_test_id("stPopoverBody")).to_contain_text(encode(wanted))


def test_a_tab_of_another_page_is_opened_with_what_was_typed(
    typing: tuple[Screen, LeadFilters],
) -> None:
    screen, wanted = typing
    screen.to("Goal")
    expect(screen.page.get_by_label("People needed")).to_be_visible()
    expect(screen.sentence).to_contain_text(wanted.keyword)
    expect(screen.page).to_have_url(f"{screen.address}/goal?{encode(wanted)}")
