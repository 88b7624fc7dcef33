"""The Size page as a person sees it: what can be read off it and done on it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, ViewportSize, expect

__all__ = ["WIDE", "Screen", "expect_drawn", "leave", "serious_barriers", "sideways"]

WIDE: Final = ViewportSize(width=1400, height=1200)
"""A large screen."""

_PATIENCE: Final = 20_000
_FADES: Final = 300
"""Milliseconds that colours take to change."""

_SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")


def serious_barriers(page: Page) -> list[tuple[str, str, list[str]]]:
    """What keeps people out who use assistive technology, in light and in dark: rule and place."""
    found: list[tuple[str, str, list[str]]] = []
    for scheme in _SCHEMES:
        page.emulate_media(color_scheme=scheme)
        expect(page.get_by_test_id("stApp")).to_have_css("color-scheme", scheme)
        # What is about to be drawn anew is pale meanwhile, and colours fade from one to another.
        expect_drawn(page)
        page.wait_for_timeout(_FADES)
        found += [
            (scheme, violation["id"], [str(node["target"]) for node in violation["nodes"]][:4])
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in ("serious", "critical")
        ]
    return found


def expect_drawn(page: Page) -> None:
    """Wait until nothing is being drawn: what was there before is gone."""
    page.locator("[data-test-script-state=notRunning]").wait_for()


def sideways(page: Page) -> int:
    """By how many pixels a page can be scrolled sideways."""
    root = "document.documentElement"
    found: int = page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
    return found


def leave(page: Page) -> None:
    """Leave what a tab shows, which ends its session there, and forget what it kept here."""
    for other in page.context.pages:
        if other is not page:
            other.close()
    if page.url.startswith("http"):
        page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
    page.goto("about:blank")
    page.context.clear_cookies()
    page.emulate_media(color_scheme="light")


class Screen:
    """One browser tab on the dashboard."""

    def __init__(self, page: Page, address: str, *, touch: bool = False) -> None:
        self.page = page
        self.touch = touch
        self.address = address
        page.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)

    def open(self, path: str = "/") -> Screen:
        """Open a path of the dashboard; wait until its script has run and its parts are loaded."""
        self.page.goto(self.address + path)
        expect_drawn(self.page)
        # Widgets are fetched when they are first drawn, and move what is below them.
        self.page.wait_for_load_state("networkidle")
        return self

    @property
    def total(self) -> Locator:
        """The value of the metric named Estimated total."""
        return self._metric("Estimated total")

    @property
    def sentence(self) -> Locator:
        """The audience in words."""
        return self.page.locator(".st-key-audience")

    def expect_total(self, count: int) -> None:
        """Wait until the total reads exactly `count`."""
        expect(self.total).to_have_text(f"{count:,}")

    def box(self, name: str) -> Locator:
        """All that belongs to a sidebar filter."""
        return self.page.locator(f".st-key-field_{name}")

    def field(self, name: str) -> Locator:
        """The input of a sidebar filter."""
        return self.box(name).locator("input").first

    def expect_chips(self, name: str, labels: Sequence[str]) -> None:
        """Wait until the chosen values of a sidebar filter read so, in this order."""
        tags = self.box(name).locator(".react-aria-ComboBox [data-tag]")
        expect(tags).to_have_count(len(labels))
        for place, label in enumerate(labels):
            expect(tags.nth(place)).to_have_attribute("aria-label", label)

    def group(self, name: str) -> None:
        """Open a group of the sidebar."""
        self.page.locator(f".st-key-group_{name} summary").click()

    def pick(self, name: str, *labels: str) -> None:
        """Choose values of a filter, and wait until they are chosen."""
        self.pick_at_once(name, *labels)
        for label in labels:
            chosen = self.box(name).locator(f"[data-tag][aria-label='{label}']")
            expect(chosen).to_have_count(1)

    def pick_at_once(self, name: str, *labels: str) -> None:
        """Choose values of a filter by clicking or tapping them, as fast as the browser lets."""
        self._press(self.field(name))
        for label in labels:
            self._press(self.page.get_by_role("option", name=label, exact=True))
        self.page.keyboard.press("Escape")

    def tick(self, name: str) -> None:
        """Tick the box of a filter, and wait until it is ticked."""
        self._press(self.box(name).locator("label"))
        expect(self.box(name).get_by_role("checkbox")).to_be_checked()

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by what it says."""
        return self.page.get_by_role("button", name=name)

    def download(self, name: str, folder: Path) -> list[dict[str, str]]:
        """The rows of a CSV that a button gives; kept as `download.csv` in `folder`."""
        self.total.wait_for()
        with self.page.expect_download() as waiting:
            self.button(name).click()
        path = folder / "download.csv"
        waiting.value.save_as(path)
        return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))

    def connect(self, address: str, key: str) -> None:
        """Go to the Connection page and let an API answer; the audience stays."""
        self.page.get_by_role("link", name="Connection").click()
        self.page.locator(".st-key-api_address input").click()
        self.page.get_by_role("option", name=address).click()
        self.page.get_by_label("Key", exact=True).fill(key)
        self.button("Connect").click()
        expect(self.button("Test the connection")).to_be_visible()

    def to(self, page: str) -> None:
        """Follow a link of the navigation."""
        self.page.get_by_role("link", name=page).click()

    @property
    def queue(self) -> Locator:
        """What is being counted, over the API."""
        return self.page.locator(".st-key-queue")

    def expect_measured(self, counts: int) -> None:
        """Wait until that many counts have arrived and nothing is left to ask."""
        expect(self.queue).to_contain_text(f"{counts} counts, the oldest measured")

    def _press(self, target: Locator) -> None:
        if self.touch:
            target.tap()
        else:
            target.click()

    def _metric(self, label: str) -> Locator:
        metric = self.page.get_by_test_id("stMetric").filter(has_text=label)
        return metric.get_by_test_id("stMetricValue")
