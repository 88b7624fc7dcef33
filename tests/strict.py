"""A server that refuses what comes too early, to the millisecond, and writes down what came when.

A strict sliding window, by user (`X-API-KEY`): a request that arrives less than an interval after
the last one that was let through gets a 429. It stands for the real service where only the timing
matters. `GET /log` tells every arrival in the machine's monotonic time.
"""

from __future__ import annotations

import json
import multiprocessing
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection

from leadpreview.sources.lane.clock import system_clock

__all__ = ["Arrival", "StrictServer", "strict_server"]


@dataclass(frozen=True)
class Arrival:
    """One request: whose, when it came, whether it was let through, and what it said."""

    user: str
    at: float
    accepted: bool
    body: str


@dataclass(frozen=True)
class StrictServer:
    """A server that runs: where."""

    address: str

    def arrivals(self, user: str) -> list[Arrival]:
        """What came from one user, in order."""
        with urllib.request.urlopen(f"{self.address}/log", timeout=10) as answer:
            log = [Arrival(*entry) for entry in json.load(answer)]
        return [arrival for arrival in log if arrival.user == user]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # two small writes an answer must not wait for each other
    server: _Server

    def do_POST(self) -> None:
        user = self.headers.get("X-API-KEY", "")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        accepted = self.server.let_through(user, body)
        self._answer(200 if accepted else 429, {"accepted": accepted})

    def do_GET(self) -> None:
        self._answer(200, self.server.log())

    def _answer(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_request(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, interval: float) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self._interval = interval
        self._lock = threading.Lock()
        self._last: dict[str, float] = {}
        self._log: list[tuple[str, float, bool, str]] = []

    def let_through(self, user: str, body: str) -> bool:
        with self._lock:
            now = system_clock()
            accepted = now - self._last.get(user, float("-inf")) >= self._interval
            if accepted:
                self._last[user] = now
            self._log.append((user, now, accepted, body))
            return accepted

    def log(self) -> list[tuple[str, float, bool, str]]:
        with self._lock:
            return list(self._log)


def _serve(interval: float, tell: Connection) -> None:
    with _Server(interval) as server:
        tell.send(server.server_address[1])
        server.serve_forever()


@contextmanager
def strict_server(interval: float) -> Iterator[StrictServer]:
    """A strict server in a process of its own, for as long as it is needed."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(interval, theirs), daemon=True)
    process.start()
    try:
        assert ours.poll(60), "the strict server did not start"
        yield StrictServer(f"http://127.0.0.1:{ours.recv()}")
    finally:
        process.kill()
        process.join()
        process.close()
        ours.close()
        theirs.close()
