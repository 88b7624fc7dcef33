"""The wheel carries all that it needs, and nothing lands beside other people's packages."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path

import pytest

from tests.servers import free_port, serving

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder), cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a clean environment that holds the wheel and what it locks."""
    folder = tmp_path_factory.mktemp("clean") / "venv"
    uv = [sys.executable, "-m", "uv"]
    run(*uv, "venv", "--quiet", "--python", sys.executable, str(folder))
    python = folder / "bin" / "python"
    install = [*uv, "pip", "install", "--quiet", "--python", str(python)]
    run(*install, "--require-hashes", "-r", str(ROOT / "requirements.lock"))
    run(*install, "--no-deps", str(wheel))
    return folder / "bin"


def run(*arguments: str, cwd: Path | None = None, **environment: str) -> str:
    """What a command prints; fails with its output when it fails."""
    done = subprocess.run(
        arguments,
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_launcher_the_pages_and_the_data_are_inside_the_package(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for needed in (
        "leadpreview/app.py",
        "leadpreview/pages/size.py",
        "leadpreview/api/app.py",
        "leadpreview/dashboard/main.py",
        "leadpreview/catalog/data/locations.csv",
        "leadpreview/people/sample/data/names.csv",
    ):
        assert needed in names
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"leadpreview"}


def test_the_command_works_from_an_empty_folder_and_opens_the_page(
    installed: Path, tmp_path: Path
) -> None:
    empty, data = tmp_path / "empty", tmp_path / "data"
    empty.mkdir()
    command = str(installed / "leadpreview")
    assert run(command, "--version", cwd=empty).startswith("leadpreview ")
    run(command, "people", "build", "--size", "1000", cwd=empty, LEADPREVIEW_DATA=str(data))
    port = free_port()
    environment = {"LEADPREVIEW_DATA": str(data), "LEADPREVIEW_PORT": str(port)}
    with serving([command], port, tmp_path / "log", cwd=empty, environment=environment) as address:
        with urllib.request.urlopen(address, timeout=30) as page:
            assert b"<title>" in page.read()
        with urllib.request.urlopen(f"{address}/data", timeout=30) as page:
            assert page.status == 200
        with urllib.request.urlopen(f"{address}/api/v2/health", timeout=30) as answer:
            assert answer.read() == b'{"status":"ok"}'
    assert list(empty.iterdir()) == []
