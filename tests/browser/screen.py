"""The Size page as a person sees it: what can be read off it and done on it."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

__all__ = ["Screen"]

_PATIENCE: Final = 20_000


class Screen:
    """One browser tab on the dashboard."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.address = address
        page.set_default_timeout(_PATIENCE)
        expect.set_options(timeout=_PATIENCE)

    def open(self, path: str = "/") -> Screen:
        """Open a path of the dashboard; wait until its script has run and its parts are loaded."""
        self.page.goto(self.address + path)
        self.page.locator("[data-test-script-state=notRunning]").wait_for()
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

    def field(self, name: str) -> Locator:
        """The input of a sidebar filter."""
        return self.page.locator(f".st-key-filter_{name} input").first

    def chips(self, name: str) -> list[str]:
        """The chosen values of a sidebar filter, as they read."""
        tags = self.page.locator(f".st-key-filter_{name} .react-aria-ComboBox [data-tag]")
        return [str(tag.get_attribute("aria-label")) for tag in tags.all()]

    def group(self, name: str) -> None:
        """Open a group of the sidebar."""
        self.page.locator(f".st-key-group_{name} summary").click()

    def pick(self, name: str, *labels: str) -> None:
        """Choose values of a filter by clicking them, as fast as the browser lets."""
        self.field(name).click()
        for label in labels:
            self.page.get_by_role("option", name=label, exact=True).click()
        self.page.keyboard.press("Escape")

    def button(self, name: str | re.Pattern[str]) -> Locator:
        """A button by what it says."""
        return self.page.get_by_role("button", name=name)

    def _metric(self, label: str) -> Locator:
        metric = self.page.get_by_test_id("stMetric").filter(has_text=label)
        return metric.get_by_test_id("stMetricValue")
