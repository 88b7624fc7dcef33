"""A press in an open list counts, and what was typed there and not chosen stays in sight."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen
from tests.counting import count

SALES = LeadFilters(functions=["25"])
_BELOW_THE_BOX = "box => getComputedStyle(box, '::after').content"


@pytest.fixture
def opened(screen: Screen) -> Screen:
    """A tab on an audience."""
    return screen.open("/?functions=25")


def below_the_box(screen: Screen, name: str) -> str:
    """What stands below a filter's box."""
    return str(screen.box(name).evaluate(_BELOW_THE_BOX))


def test_a_press_right_after_the_list_was_scrolled_counts(opened: Screen) -> None:
    """The list of its own takes none for a third of a second."""
    opened.field("seniority_levels").click()
    last = opened.page.get_by_role("option", name="Owner / Partner")
    rows = opened.page.get_by_role("listbox")
    rows.evaluate("rows => { rows.scrollTop = rows.scrollHeight }")
    last.wait_for()
    box = last.bounding_box()
    assert box is not None
    rows.evaluate("rows => { rows.scrollTop -= 1 }")
    opened.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    opened.expect_chips("seniority_levels", ["Owner / Partner"])


def test_text_that_was_not_chosen_stays_in_sight_and_can_be_added_later(
    opened: Screen, index: PeopleIndex
) -> None:
    opened.field("job_titles").click()
    opened.page.keyboard.type("Chief Revenue Officer")
    opened.page.locator(".st-key-pin_scenario button").first.click()
    expect(opened.box("job_titles")).to_have_attribute("data-not-added", "Chief Revenue Officer")
    assert "not added: " in below_the_box(opened, "job_titles")
    opened.expect_total(count(index, SALES))

    opened.pick("seniority_levels", "Director")
    expect(opened.box("job_titles")).to_have_attribute("data-not-added", "Chief Revenue Officer")

    opened.field("job_titles").click()
    expect(opened.field("job_titles")).to_have_value("Chief Revenue Officer")
    opened.page.keyboard.press("Enter")
    opened.expect_chips("job_titles", ["Chief Revenue Officer"])
    assert below_the_box(opened, "job_titles") == "none"


def test_text_that_is_left_with_the_tab_key_stays_in_sight(opened: Screen) -> None:
    opened.field("seniority_levels").click()
    opened.page.keyboard.type("Nothing like it")
    opened.page.keyboard.press("Tab")
    expect(opened.box("seniority_levels")).to_have_attribute("data-not-added", "Nothing like it")
    opened.expect_chips("seniority_levels", [])


def test_text_that_was_taken_back_is_gone(opened: Screen) -> None:
    opened.field("seniority_levels").click()
    opened.page.keyboard.type("Man")
    opened.page.keyboard.press("Escape")
    opened.sentence.click()
    assert below_the_box(opened, "seniority_levels") == "none"
    opened.field("seniority_levels").click()
    expect(opened.field("seniority_levels")).to_have_value("")
