"""Find a Chromium for the browser tests, or install one, or say that neither was possible."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

__all__ = ["FLAGS", "find"]

FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
_NAMES: Final = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """The path of a Chromium: from LEADPREVIEW_CHROMIUM, the PATH, or Playwright's own."""
    wanted = os.environ.get("LEADPREVIEW_CHROMIUM")
    if wanted:
        return wanted
    for name in _NAMES:
        path = shutil.which(name)
        if path:
            return path
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


def main() -> int:
    """Make sure that there is one."""
    if find():
        return 0
    for attempt in (_from_debian, _from_playwright):
        attempt()
        if find():
            return 0
    sys.stderr.write(
        "The browser tests need Chromium. None was found, and it could be installed neither "
        "with apt-get nor by Playwright. Install one, or name it in LEADPREVIEW_CHROMIUM.\n"
    )
    return 1


def _from_debian() -> None:
    if not shutil.which("apt-get"):
        return
    root = os.name == "posix" and os.geteuid() == 0
    sudo = [] if root else ["sudo", "-n"]
    if sudo and not shutil.which("sudo"):
        return
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-noto-cjk"]
    for step in (["update", "-qq"], install):
        subprocess.run([*sudo, "apt-get", *step], env=environment, check=False)


def _from_playwright() -> None:
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)


if __name__ == "__main__":
    sys.exit(main())
