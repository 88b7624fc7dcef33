"""What a person does to judge a number: marks leads, looks for missing data, reads receipts."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from leadpreview.sizing import ticked
from tests.browser.screen import Screen, serious_barriers, sideways
from tests.counting import count

SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300"])
_HEAD, _ROW = 35, 35
_FITS, _NOT = 40, 130
"""Pixels: the height of the head and of a row, and where the two boxes of a row are."""


def test_marked_leads_say_how_many_of_the_total_fit(screen: Screen, tmp_path: Path) -> None:
    screen.open(f"/?{encode(SALES)}")
    table = check(screen)
    for row, box in ((0, _FITS), (1, _FITS), (2, _NOT)):
        mark(table, row, box)
        expect(metric(screen, "Marked")).to_have_text(f"{row + 1} of 25")
    # The other box of a lead that is marked: the later click counts.
    mark(table, 0, _NOT)
    expect(metric(screen, "Share that fits")).to_have_text("33 %")
    screen.button("The rest fits").click()
    expect(metric(screen, "Share that fits")).to_have_text("92 %")
    expect(metric(screen, "Total that fits")).to_contain_text("modelled")
    rows = screen.download("Download sizing (CSV)", tmp_path)
    marks = [row["name"] for row in rows if row["measure"] == "noise mark"]
    assert marks == ["does not fit", "fits", "does not fit", *["fits"] * 22]
    assert all(row["kind"] for row in rows)


def test_marks_outlive_a_look_at_another_page(screen: Screen) -> None:
    screen.open(f"/?{encode(SALES)}")
    table = check(screen)
    mark(table, 4, _FITS)
    expect(metric(screen, "Marked")).to_have_text("1 of 25")
    screen.to("Data")
    expect(metric(screen, "Marked")).to_have_count(0)
    screen.to("Size")
    table = check(screen)
    expect(metric(screen, "Marked")).to_have_text("1 of 25")
    mark(table, 5, _NOT)
    expect(metric(screen, "Marked")).to_have_text("2 of 25")
    expect(metric(screen, "Share that fits")).to_have_text("50 %")


def test_marks_made_while_counts_arrive_all_count(screen: Screen) -> None:
    # So many filters that their counts, one a second, outlast the marks on a slow machine.
    many = SALES.with_("keyword", "NOT judged").with_("company_size", ["51-200", "201-500"])
    many = many.with_("included_locations", ["103644278"]).with_("live", False)
    screen.open(f"/?{encode(many)}")
    screen.connect("Sandbox", "sandbox-second")
    screen.to("Size")
    expect(screen.total).to_contain_text("\N{ALMOST EQUAL TO}")
    table = check(screen)
    expect(screen.queue).to_contain_text("to go")
    for row in range(3):
        mark(table, row, _FITS)
        expect(metric(screen, "Marked")).to_have_text(f"{row + 1} of 25")
    expect(screen.queue).to_contain_text("the oldest measured", timeout=60_000)
    expect(metric(screen, "Marked")).to_have_text("3 of 25")
    expect(screen.page.get_by_text("no random sample")).to_be_visible()


def test_missing_data_is_a_click_away_and_so_is_everybody_with_the_field_filled(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.button("Count what missing data costs").click()
    every = ticked(SALES, "functions")
    assert every is not None
    expect(screen.page.locator(".st-key-missing_table")).to_contain_text(str(count(index, every)))
    screen.button("Tick every value: Function").click()
    screen.expect_total(count(index, every))


def test_all_of_it_is_without_barriers_and_fits_a_phone(phone: Screen) -> None:
    phone.open(f"/?{encode(SALES)}")
    phone.button("Count what missing data costs").tap()
    phone.page.locator(".st-key-noise_check label").first.tap()
    phone.button("The rest fits").tap()
    for name in ("What kinds of number these are", "Receipt of a number"):
        phone.page.get_by_text(name, exact=True).tap()
    expect(phone.page.get_by_text("Counted exactly by the")).to_be_visible()
    assert sideways(phone.page) == 0
    assert serious_barriers(phone.page) == []


def check(screen: Screen) -> Locator:
    """Open the noise check; its table."""
    screen.page.locator(".st-key-noise_check label").first.click()
    table = screen.page.locator("[class*='st-key-noise_']").filter(
        has=screen.page.locator("canvas")
    )
    table.locator("canvas").first.wait_for()
    screen.page.wait_for_load_state("networkidle")
    return table


def mark(table: Locator, row: int, box: int) -> None:
    """Click a box of a lead, as the table draws it."""
    canvas = table.locator("canvas").first
    # What scrolls the table lies above the canvas and hands every press on to it.
    canvas.click(position={"x": box, "y": _HEAD + _ROW * row + _ROW // 2}, force=True)


def metric(screen: Screen, label: str) -> Locator:
    """The value of a metric."""
    found = screen.page.get_by_test_id("stMetric")
    return found.filter(has_text=re.compile(f"^{label}")).get_by_test_id("stMetricValue")
