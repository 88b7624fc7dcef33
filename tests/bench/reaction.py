"""Measures how soon the page shows what a press causes, in headless Chromium, on the sample.

From the press to the first frame that shows it, both taken inside the browser. `python -m
tests.bench.reaction --address http://127.0.0.1:8501` measures a dashboard that is running already,
an older version's too; it has to answer from the embedded sample.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Final

from playwright.sync_api import Page, sync_playwright

from leadpreview import catalog
from scripts.chromium import FLAGS, find
from tests.browser.pairs import HAND, Press

__all__ = ["measure", "report"]

TIMES: Final = 30
"""How often each press is measured."""

_START: Final = "/?functions=25"
_QUIET: Final = 400
"""Milliseconds in which nothing is done before each press, so that none meets a redraw."""

_PATIENCE: Final = 15_000
_LEVELS: Final = tuple(entry.label for entry in catalog.seniority_levels)
# The second is what a filter was called before its widget had versions.
_LIST: Final = ":is(.st-key-field_seniority_levels, .st-key-filter_seniority_levels) input"
_UNDO: Final = Press(".st-key-undo button")
_CLEAR: Final = Press(".st-key-clear_all button")
_DATA: Final = Press(".st-key-navigation a", "Data")
_SIZE: Final = Press(".st-key-navigation a", "Size")

_REACTION: Final = f"""
async ({{press, shows, patience}}) => {{
  {HAND}
  const visible = (selector) => [...document.querySelectorAll(selector)].filter(
    (element) => element.getClientRects().length);
  const total = () => visible('[data-testid=stMetric]')
    .filter((metric) => metric.innerText.startsWith('Estimated total'))
    .map((metric) => metric.querySelector('[data-testid=stMetricValue]').innerText.trim())[0];
  const before = total();
  const shown = {{
    number: () => /^[0-9,]+$/.test(total() ?? '') && total() !== before,
    empty: () => total() === undefined && visible('[data-testid=stMetric]')
      .some((metric) => metric.innerText.startsWith('People in the database')),
    page: () => visible('h1, h2, h3').some(
      (heading) => heading.innerText.includes('What the numbers are')),
  }}[shows];
  const aimed = await aim(press);
  return new Promise((done) => {{
    const since = performance.now();
    const watch = new MutationObserver(() => {{
      if (!shown()) return;
      watch.disconnect();
      clearTimeout(end);
      requestAnimationFrame(() => done(performance.now() - since));
    }});
    const end = setTimeout(() => {{
      watch.disconnect();
      done(null);
    }}, patience);
    watch.observe(document.body,
      {{subtree: true, childList: true, characterData: true, attributes: true}});
    down(aimed);
    up(aimed);
  }});
}}
"""

_Measured = Mapping[str, Sequence[float]]


def measure(address: str, times: int = TIMES) -> _Measured:
    """Milliseconds from a press to what it causes, each so often, of the dashboard at an address.

    Raises:
        AssertionError: What a press causes never came.
    """
    taken: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1400, "height": 1200}, locale="en-US")
        page.set_default_timeout(_PATIENCE)
        page.goto(address + _START)
        page.wait_for_load_state("networkidle")

        def press(name: str, what: Press, shows: str) -> None:
            taken.setdefault(name, []).append(_press(page, what, shows))

        # The first round fetches what is drawn for the first time, and does not count.
        for number in range(times + 1):
            page.locator(_LIST).first.click()
            level = _LEVELS[number % len(_LEVELS)]
            page.get_by_role("option", name=level, exact=True).wait_for()
            press("pick to number", Press("[role=option]", level), "number")
            page.keyboard.press("Escape")
            press("undo to number", _UNDO, "number")
            press("clear all to empty page", _CLEAR, "empty")
            _press(page, _UNDO, "number")
            press("link to page", _DATA, "page")
            _press(page, _SIZE, "number")
            if number == 0:
                taken.clear()
        browser.close()
    return taken


def report(measured: _Measured) -> str:
    """The medians and the 90th percentiles as a table."""
    times = len(next(iter(measured.values())))
    rows = [f"From a press to what it causes on the screen, {times} times each, in ms\n"]
    rows.append(f"  {'':<52}{'median':>10}{'90 %':>10}{'longest':>10}")
    for name, taken in measured.items():
        ninth = statistics.quantiles(taken, n=10)[-1]
        rows.append(
            f"  {name:<52}{statistics.median(taken):>10.0f}{ninth:>10.0f}{max(taken):>10.0f}"
        )
    return "\n".join(rows)


def _press(page: Page, what: Press, shows: str) -> float:
    page.wait_for_timeout(_QUIET)
    page.locator("[data-test-script-state=notRunning]").wait_for()
    asked = {"press": asdict(what), "shows": shows, "patience": _PATIENCE}
    taken: float | None = page.evaluate(_REACTION, asked)
    assert taken is not None, f"{what} never showed its {shows}"
    return taken


def main() -> int:
    """Measure a dashboard that is running, and print it."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reaction", description=__doc__)
    parser.add_argument("--address", required=True, help="of a dashboard that is running")
    parser.add_argument("--times", type=int, default=TIMES, help="how often each press is measured")
    asked = parser.parse_args()
    print(report(measure(asked.address, asked.times)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
