"""A whole sizing session, on the embedded people and over the sandbox: from a preset to a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from leadpreview.sizing import Kind
from tests.browser.screen import Screen
from tests.servers import dashboard_server

ALMOST = "\N{ALMOST EQUAL TO} "
KINDS = {kind.value for kind in Kind}


def choose(screen: Screen, label: str, option: str) -> None:
    """Choose from a list of the main pane."""
    screen.page.get_by_role("combobox", name=label).click()
    screen.page.get_by_role("option", name=option, exact=True).click()


def agree(screen: Screen, words: str) -> None:
    """Agree to a price, where one is asked for."""
    screen.button(re.compile(rf"^.*{re.escape(words)} \(\d+ counts?, about")).click()


def pin(screen: Screen, pinned: int) -> None:
    """Pin what is on the screen, of which so many are pinned already."""
    screen.button(f"Pin to compare ({pinned})" if pinned else "Pin to compare").click()
    expect(screen.button(f"Pin to compare ({pinned + 1})")).to_be_visible()


def metric(page: Page, label: str) -> str:
    found = page.get_by_test_id("stMetric").filter(has_text=label)
    return found.get_by_test_id("stMetricValue").inner_text()


@pytest.mark.parametrize("source", ["embedded", "sandbox"])
def test_a_preset_is_broken_down_compared_widened_to_five_thousand_checked_and_kept_as_a_file(
    page: Page, people_million: Path, tmp_path: Path, source: str
) -> None:
    over_api = source == "sandbox"
    about = ALMOST if over_api else ""
    with dashboard_server(people_million, tmp_path / "server.log") as address:
        screen = Screen(page, address).open("/")
        if over_api:
            screen.connect("Sandbox", "sandbox-second")
            screen.to("Size")
        screen.button("Size it").first.click()
        expect(screen.total).to_have_text(f"{about}1,495")

        screen.to("Breakdown")
        choose(screen, "Break down by", "Country")
        choose(screen, "Crossed with", "Company headcount")
        if over_api:
            agree(screen, "Count it")
            expect(screen.queue).to_contain_text("to go")
        heading = page.get_by_role("heading", name="Country by Company headcount")
        expect(heading).to_be_visible()
        pin(screen, 0)

        screen.to("Size")
        expect(page.get_by_role("heading", name="What each filter costs")).to_be_visible()
        for place, label in enumerate(("Director", "CXO"), 1):
            before = screen.total.inner_text()
            screen.pick("seniority_levels", label)
            expect(screen.total).to_have_text(re.compile(rf"^{about}[\d,]+$"))
            expect(screen.total).not_to_have_text(before)
            pin(screen, place)

        screen.to("Compare")
        expect(page.locator(".st-key-scenario_3")).to_be_visible()
        page.get_by_role("radio", name="Overlap").click(force=True)
        expect(page.get_by_role("heading", name="Overlap")).to_be_visible()
        overlap = screen.button("Download overlap (CSV)")
        expect(overlap).to_be_visible()

        screen.to("Goal")
        expect(page.get_by_label("People needed")).to_have_value("5000")
        if over_api:
            agree(screen, "Count what predictions need")
            agree(screen, "Measure the best of them")
            expect(screen.queue).to_contain_text("the oldest measured")
        apply = page.get_by_role("button", name="Apply 1", exact=True)
        expect(apply).to_be_visible()
        before = metric(page, "Estimated total")
        apply.click()
        expect(screen.total).not_to_have_text(before)
        expect(screen.total).to_have_text(re.compile(rf"^{about}[45],\d\d\d$"))
        reached = metric(page, "Estimated total")

        screen.to("Size")
        expect(screen.total).to_have_text(reached)
        page.get_by_text("Check for noise").click()
        screen.button("The rest fits").click()
        expect(page.get_by_test_id("stMetric").filter(has_text="Marked")).to_contain_text(
            "25 of 25"
        )
        rows = screen.download("Download sizing (CSV)", tmp_path)
        assert {row["measure"] for row in rows} >= {"total", "alone", "noise check", "noise mark"}
        assert {row["kind"] for row in rows} <= KINDS | {"marked by hand"}
        assert all(row["kind"] for row in rows)
        (total,) = (row for row in rows if row["measure"] == "total")
        assert total["count"] == reached.removeprefix(ALMOST).replace(",", "")
        assert total["kind"] == ("estimated" if over_api else "exact")
        if over_api:
            assert "exact" not in {row["kind"] for row in rows if row["count"]}
