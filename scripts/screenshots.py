"""Take the pictures of every page: wide and narrow, light and dark, into docs/."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from typing import Final, Literal
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from leadpreview.errors import PeopleDatabaseMissingError
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.links import encode
from leadpreview.people.build import build_people
from leadpreview.people.sample.presets import PRESETS
from leadpreview.people.store import Store
from leadpreview.scenarios import Scenario, to_link
from leadpreview.settings import Settings
from scripts.chromium import FLAGS, find
from tests.servers import dashboard_server

__all__ = ["main"]

_Scheme = Literal["light", "dark"]
_AUDIENCE: Final = encode(LeadFilters.from_request(PRESETS[0].request))
_SCENARIOS: Final = urlencode(
    {
        "scenario": [
            to_link(Scenario(preset.name, LeadFilters.from_request(preset.request)))
            for preset in PRESETS[:3]
        ]
    },
    doseq=True,
)
_PAGES: Final = {
    "start": "/",
    "size": f"/?{_AUDIENCE}",
    "breakdown": f"/breakdown?{_AUDIENCE}&rows=included_locations&columns=company_size",
    "compare": f"/compare?{_AUDIENCE}&{_SCENARIOS}",
    "goal": f"/goal?{_AUDIENCE}&goal=5000",
    "connection": f"/connection?{_AUDIENCE}",
    "data": f"/data?{_AUDIENCE}",
}
_SHOWN: Final = ("size", "breakdown")
"""The pages of which the README has a picture."""

_WIDTHS: Final = {"": 1360, "-narrow": 390}
_SCHEMES: Final[dict[str, _Scheme]] = {"": "light", "-dark": "dark"}


def main() -> int:
    """Take them; the people are those of the settings, built when there are none."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=home() / "docs")
    parser.add_argument("--all", action="store_true", help="every page, width and scheme")
    options = parser.parse_args()
    settings = Settings.load()
    try:
        Store(settings.data).current()
    except PeopleDatabaseMissingError:
        build_people(settings.data, settings.people)
    options.into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=list(FLAGS))
        with dashboard_server(settings.data, Path(folder) / "log") as address:
            pages = _PAGES if options.all else {name: _PAGES[name] for name in _SHOWN}
            for page, path in pages.items():
                for narrow, width in _WIDTHS.items() if options.all else [("", 1360)]:
                    for dark, scheme in _SCHEMES.items():
                        if dark and not options.all:
                            continue
                        file = options.into / f"{page}{narrow}{dark}.png"
                        _take(browser, address + path, file, width, scheme)
        browser.close()
    return 0


def _take(browser: Browser, url: str, file: Path, width: int, scheme: _Scheme) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 1180 if width > 500 else 1600}, color_scheme=scheme
    )
    page = context.new_page()
    page.goto(url)
    page.locator("[data-test-script-state=notRunning]").wait_for()
    page.wait_for_load_state("networkidle")
    page.wait_for_function("() => !document.querySelector('[data-testid=stSkeleton]')")
    # The charts draw a moment after the page is quiet.
    page.wait_for_timeout(1_500)
    page.screenshot(path=file)
    context.close()
    sys.stdout.write(f"{file}\n")


if __name__ == "__main__":
    sys.exit(main())
