"""The import rule where import-linter cannot look: `app.py` and `pages/` are no package."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted((ROOT / "pages").glob("*.py"))
OURS = sorted((ROOT / "leadpreview").rglob("*.py"))


def imported(file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def test_there_are_pages() -> None:
    assert [page.name for page in PAGES] == [
        "breakdown.py",
        "compare.py",
        "connection.py",
        "data.py",
        "goal.py",
        "size.py",
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_thin_and_knows_only_the_dashboard(page: Path) -> None:
    assert len(page.read_text(encoding="utf-8").splitlines()) < 50
    for name in imported(page):
        assert name.split(".")[0] == "streamlit" or name.startswith("leadpreview.dashboard")


def test_httpx_stays_where_a_successor_is_a_one_place_change() -> None:
    users = {
        str(file.relative_to(ROOT / "leadpreview"))
        for file in OURS
        if any(name.split(".")[0] in ("httpx", "httpcore", "h11") for name in imported(file))
    }
    assert users <= {"sources/api/client.py", "sources/api/wire.py"}


def test_modules_stay_readable() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in OURS
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 320
    }
    assert long == {}
