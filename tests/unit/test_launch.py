"""The launcher: safe settings wherever it is started from, and a clear word about the address."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from leadpreview import launch
from leadpreview.errors import AddressTakenError
from leadpreview.settings import Settings

ROOT = Path(__file__).parents[2]


def flat(table: dict[str, object], prefix: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name, value in table.items():
        if isinstance(value, dict):
            found |= flat(value, f"{prefix}{name}.")
        else:
            found[prefix + name] = value
    return found


def test_a_clone_and_the_command_start_with_the_same_settings() -> None:
    """`streamlit run app.py` reads the file, the command passes flags: neither may be laxer."""
    written = flat(tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8")))
    written.pop("server.address")
    passed = {**launch.SAFE_OPTIONS}
    passed.pop("global.developmentMode")
    assert {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in written.items()
    } == passed


def test_no_error_detail_and_no_usage_statistics_leave_the_server() -> None:
    assert launch.SAFE_OPTIONS["client.showErrorDetails"] == "none"
    assert launch.SAFE_OPTIONS["browser.gatherUsageStats"] == "false"


def test_the_command_serves_the_asgi_launcher_at_the_address_of_the_settings() -> None:
    arguments = launch.command(Settings(host="127.0.0.9", port=9123))
    assert arguments[:4] == [sys.executable, "-m", "streamlit", "run"]
    assert Path(arguments[4]).samefile(ROOT / "app.py")
    assert "--server.address=127.0.0.9" in arguments
    assert "--server.port=9123" in arguments


def test_the_pages_are_beside_the_launcher() -> None:
    assert (launch.home() / "pages" / "size.py").is_file()
    assert (launch.home() / "app.py").is_file()


def test_a_taken_port_is_one_sentence_that_says_what_to_set() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(AddressTakenError, match="LEADPREVIEW_PORT"):
            launch.check_address("127.0.0.1", taken.getsockname()[1])


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(AddressTakenError, match="LEADPREVIEW_HOST"):
        launch.check_address("192.0.2.1", 8501)


@pytest.mark.skipif(os.name != "posix", reason="other systems keep a parent process")
def test_the_command_becomes_the_server_so_that_one_ctrl_c_ends_everything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    became: list[tuple[str, list[str]]] = []
    monkeypatch.setattr(os, "execv", lambda path, arguments: became.append((path, arguments)))
    monkeypatch.setattr(subprocess, "call", lambda arguments: 0)
    monkeypatch.setenv("LEADPREVIEW_DATA", "elsewhere")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = Settings(port=port, data=tmp_path)
    launch.run(settings)
    assert became == [(sys.executable, launch.command(settings))]
    assert os.environ["LEADPREVIEW_DATA"] == str(tmp_path)
