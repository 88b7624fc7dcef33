"""Starting a server: where the files are, the safe settings, `streamlit run`, the API alone."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Final

from leadpreview.errors import AddressTakenError
from leadpreview.settings import Settings

__all__ = ["SAFE_OPTIONS", "check_address", "command", "home", "listen", "run"]

SAFE_OPTIONS: Final[dict[str, str]] = {
    "browser.gatherUsageStats": "false",
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "global.developmentMode": "false",
    # It would look through all of the memory after every run, a tenth of a second in which the next
    # press waits. Python itself looks often enough.
    "runner.postScriptGC": "false",
    "server.fileWatcherType": "none",
    "server.headless": "true",
    "theme.light.primaryColor": "#0f766e",
    "theme.light.textColor": "#0f172a",
    "theme.light.chartCategoricalColors": '["#0f766e"]',
    "theme.dark.primaryColor": "#2dd4bf",
    "theme.dark.chartCategoricalColors": '["#2aa79b"]',
    # White text stands on it there, on the values of a filter.
    "theme.dark.sidebar.primaryColor": "#0f766e",
    "theme.metricValueFontSize": "1.75rem",
    "theme.paddingTop": "2.5rem",
}
"""Streamlit options that hold wherever the dashboard is started from."""


def home() -> Path:
    """The folder that holds `app.py` and `pages/`: the package when installed, else the clone."""
    package = Path(__file__).resolve().parent
    return package if (package / "app.py").is_file() else package.parent


def command(settings: Settings) -> list[str]:
    """The command that serves the dashboard."""
    options = {
        **SAFE_OPTIONS,
        "server.address": settings.host,
        "server.port": str(settings.port),
    }
    flags = [f"--{name}={value}" for name, value in options.items()]
    return [sys.executable, "-m", "streamlit", "run", str(home() / "app.py"), *flags]


def listen(host: str, port: int, *, advice: str) -> socket.socket:
    """A socket that listens there.

    Args:
        host: A name or an address of this machine.
        port: Its port; 0 for any that is free.
        advice: What to do when it cannot, as a sentence.

    Raises:
        AddressTakenError: Something else does, or the address is not one of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen()
    except OSError as error:
        listening.close()
        reason = (error.strerror or str(error)).lower()
        raise AddressTakenError(f"Cannot listen on {host}:{port} ({reason}). {advice}") from error
    return listening


def check_address(host: str, port: int) -> None:
    """Make sure that the dashboard can listen there.

    Raises:
        AddressTakenError: Something else does, or the address is not one of this machine.
    """
    advice = "Set LEADPREVIEW_PORT or LEADPREVIEW_HOST to another one."
    listen(host, port, advice=advice).close()


def run(settings: Settings) -> int:
    """Serve the dashboard until it is stopped; returns the exit code.

    On POSIX this process becomes the server, so that Ctrl-C and signals reach it alone.
    """
    check_address(settings.host, settings.port)
    arguments = command(settings)
    os.environ["LEADPREVIEW_DATA"] = str(settings.data)
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(arguments[0], arguments)  # noqa: S606  no shell is wanted
    try:
        return subprocess.call(arguments)  # noqa: S603  our own interpreter and file
    except KeyboardInterrupt:
        return 0
