"""The real server, started for a test on a free port of 127.0.0.1 and stopped by its id."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from leadpreview.api.app import BASE_PATH
from leadpreview.launch import command, home, listen
from leadpreview.settings import Settings

__all__ = ["dashboard_server", "free_port", "sandbox_server", "serving", "serving_here"]

_PATIENCE = 90.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def dashboard_server(data: Path, log: Path, **environment: str) -> Iterator[str]:
    """The dashboard over the database of one data folder; yields its address."""
    settings = Settings(port=free_port(), data=data)
    with serving(
        command(settings),
        settings.port,
        log,
        cwd=home(),
        environment={"LEADPREVIEW_DATA": str(data), **environment},
    ) as address:
        yield address


@contextmanager
def sandbox_server(data: Path, log: Path) -> Iterator[str]:
    """`leadpreview serve` over the database of one data folder; yields the API's address."""
    port = free_port()
    with serving(
        [sys.executable, "-m", "leadpreview.cli", "serve", "--port", str(port)],
        port,
        log,
        cwd=home(),
        environment={"LEADPREVIEW_DATA": str(data)},
        health=f"{BASE_PATH}/health",
    ) as address:
        yield f"{address}{BASE_PATH}"


@contextmanager
def serving_here(app: ASGIApp) -> Iterator[str]:
    """An ASGI application on a real socket, in a thread of this process; yields its address."""
    listening = listen("127.0.0.1", 0, advice="")
    config = uvicorn.Config(app, access_log=False, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(_PATIENCE)
        listening.close()


@contextmanager
def serving(
    arguments: Sequence[str],
    port: int,
    log: Path,
    *,
    cwd: Path,
    environment: Mapping[str, str],
    health: str = "/_stcore/health",
) -> Iterator[str]:
    """A server process that answers its health check; its output goes to `log`."""
    with log.open("wb") as output:
        process = subprocess.Popen(
            arguments,
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _await_health(process, f"{address}{health}", log)
            yield address
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await_health(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    give_up = time.monotonic() + _PATIENCE
    while time.monotonic() < give_up:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"The server did not start:\n{log.read_text(errors='replace')}")
