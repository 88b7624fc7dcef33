"""Dialogs in a browser: open until they are closed, whatever is drawn meanwhile."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Locator, Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen, sideways
from tests.counting import count

SALES = LeadFilters(functions=["25"])
FOUR = LeadFilters(
    functions=["25"], seniority_levels=["220", "300"], company_size=["51-200"], keyword="sales"
)


def opened(screen: Screen, name: str) -> Locator:
    """The dialog that a button opens."""
    screen.page.locator(f".st-key-{name} button").click()
    dialog = screen.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return dialog


def pasting(dialog: Locator) -> Locator:
    dialog.get_by_role("tab", name="Paste").click()
    return dialog.get_by_role("textbox", name="A column from a sheet")


def dismiss(page: Page, dialog: Locator, how: str) -> None:
    match how:
        case "escape":
            page.keyboard.press("Escape")
        case "cross":
            dialog.get_by_role("button", name="Close").click()
        case _:
            page.mouse.click(20, 20)
    expect(dialog).to_be_hidden()


@pytest.mark.parametrize("how", ["escape", "cross", "outside"])
def test_a_dialog_that_was_dismissed_stays_closed(
    screen: Screen, index: PeopleIndex, how: str
) -> None:
    screen.open(f"/?{encode(SALES)}")
    dismiss(screen.page, opened(screen, "add_Role"), how)
    screen.page.locator(".st-key-clear_all button").click()
    expect(screen.page.get_by_text("People in the database")).to_be_visible()
    expect(screen.page.get_by_role("dialog")).to_have_count(0)


def test_text_that_was_not_confirmed_is_added_by_a_press(
    screen: Screen, index: PeopleIndex
) -> None:
    titles = [item.value for item in index.suggest_titles("", 3)]
    screen.open(f"/?{encode(SALES)}")
    dialog = opened(screen, "add_Role")
    pasting(dialog).fill("\n".join(titles))
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(dialog).to_be_hidden()
    screen.expect_total(count(index, SALES.with_("job_titles", titles)))
    expect(screen.page.get_by_test_id("stToast")).to_contain_text("Added 3 titles")


def test_what_is_being_typed_is_not_disturbed_while_counts_arrive(screen: Screen) -> None:
    """The last count draws the whole page again."""
    screen.open(f"/?{encode(FOUR)}")
    screen.connect("Sandbox", "sandbox-second")
    screen.to("Size")
    expect(screen.queue).to_contain_text("to go")
    box = pasting(opened(screen, "add_Role"))
    box.click()
    screen.page.evaluate(
        """() => {
            window.box = document.activeElement;
            window.lost = 0;
            new MutationObserver(() => { if (!window.box.isConnected) window.lost += 1; })
                .observe(document.body, {childList: true, subtree: true});
        }"""
    )
    typed = ""
    for number in range(200):
        typed += f"word {number} "
        screen.page.keyboard.type(f"word {number} ")
        screen.page.wait_for_timeout(100)
        if "the oldest measured" in screen.queue.inner_text():
            break
    expect(screen.queue).to_contain_text("the oldest measured")
    screen.page.locator("[data-test-script-state=notRunning]").wait_for()
    screen.page.keyboard.type("end")
    expect(box).to_have_value(f"{typed}end")
    assert screen.page.evaluate("window.lost") == 0


def test_a_dialog_opens_from_the_pane_that_draws_itself(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.connect("Sandbox", "sandbox-second")
    screen.to("Size")
    expect(screen.queue).to_contain_text("the oldest measured")
    dialog = opened(screen, "open_from")
    dialog.get_by_label("Or paste it").fill(json.dumps({"functions": ["15"]}))
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(dialog).to_be_hidden()
    wanted = LeadFilters(functions=["15"])
    expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, wanted):,}")


def test_a_place_is_looked_for_picked_and_added(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.connect("Sandbox", "sandbox-dashboard")
    screen.to("Size")
    expect(screen.queue).to_contain_text("the oldest measured")
    screen.group("Location")
    dialog = opened(screen, "find_places")
    dialog.get_by_label("Name of a place").fill("London")
    screen.page.keyboard.press("Enter")
    dialog.get_by_role("button", name="London Area, United Kingdom").click()
    dialog.get_by_role("button", name="Add 1 place").click()
    expect(dialog).to_be_hidden()
    screen.expect_chips("included_locations", ["London Area, United Kingdom · metro area"])


def test_every_dialog_fits_a_phone(phone: Screen) -> None:
    phone.open(f"/?{encode(SALES)}")
    phone.button("Open from").tap()
    dialog = phone.page.get_by_role("dialog")
    expect(dialog.get_by_role("button", name="Open", exact=True)).to_be_in_viewport()
    assert sideways(phone.page) == 0
    dialog.get_by_role("button", name="Close").tap()
    expect(dialog).to_be_hidden()
    phone.page.get_by_test_id("stExpandSidebarButton").tap()
    phone.page.locator(".st-key-add_Role button").tap()
    expect(dialog.get_by_role("button", name="Add", exact=True)).to_be_in_viewport()
    assert sideways(phone.page) == 0
