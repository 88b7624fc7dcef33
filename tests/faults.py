"""A server that does to a client whatever can be done over a socket.

It reads whole requests on a free port of 127.0.0.1 and hands each to the next act of its script;
an act writes bytes, or none, and says whether the connection stays open.
"""

from __future__ import annotations

import json
import queue
import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Self

__all__ = [
    "Act",
    "FaultServer",
    "HandAlarm",
    "Request",
    "answer",
    "drip",
    "message",
    "reset",
    "say",
    "serving",
]

_PATIENCE = 30.0


@dataclass(frozen=True)
class Request:
    """One request as it came."""

    line: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> object:
        return json.loads(self.body)


Act = Callable[[socket.socket, Request], bool]
"""What is done to a request; whether the connection stays open."""


def say(data: bytes, *, keep: bool = False) -> Act:
    """Write these bytes, which may be any."""

    def act(connection: socket.socket, _: Request) -> bool:
        connection.sendall(data)
        return keep

    return act


def answer(
    body: object,
    status: int = 200,
    *,
    keep: bool = True,
    **headers: str,
) -> Act:
    """A whole answer; anything but bytes is sent as JSON."""
    return say(message(body, status, **headers), keep=keep)


def message(body: object, status: int = 200, **headers: str) -> bytes:
    """The bytes of a whole answer; an underscore in a header's name stands for its dash."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Type": "application/json", "Content-Length": str(len(data))}
    fields |= {name.replace("_", "-").title(): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} Said", *(f"{name}: {value}" for name, value in fields.items())]
    return "\r\n".join([*lines, "", ""]).encode() + data


def reset(connection: socket.socket, _: Request) -> bool:
    """Tear the connection down without a goodbye."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def drip(start: bytes, piece: bytes, *, then: Callable[[], None] = lambda: None) -> Act:
    """Begin an answer, call `then`, and go on for ever, a piece at a time."""

    def act(connection: socket.socket, _: Request) -> bool:
        connection.sendall(start)
        then()
        pause = threading.Event()
        with suppress(OSError):
            while not pause.wait(0.01):
                connection.sendall(piece)
        return False

    return act


@dataclass
class FaultServer:
    """The server; `script` is what happens to the requests to come, in order.

    `settled` gets one item when an act is over, and its connection with it if it does
    not stay open.
    """

    script: queue.SimpleQueue[Act] = field(default_factory=queue.SimpleQueue)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    settled: queue.SimpleQueue[None] = field(default_factory=queue.SimpleQueue)
    _open: list[socket.socket] = field(default_factory=list)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._run(self._accept)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/api/v2"

    def then(self, *acts: Act) -> Self:
        """Append to the script."""
        for act in acts:
            self.script.put(act)
        return self

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in list(self._threads):
            thread.join(_PATIENCE)

    def _run(self, target: Callable[..., None], *arguments: object) -> None:
        thread = threading.Thread(target=target, args=arguments, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                self._open.append(connection)
                self._run(self._serve, connection)

    def _serve(self, connection: socket.socket) -> None:
        with (
            suppress(OSError, ValueError, queue.Empty),
            connection,
            connection.makefile("rb") as stream,
        ):
            while request := _read(stream):
                self.requests.append(request)
                if not self.script.get(timeout=_PATIENCE)(connection, request):
                    break
                self.settled.put(None)
        self.settled.put(None)


def _read(stream: object) -> Request | None:
    assert hasattr(stream, "readline")
    assert hasattr(stream, "read")
    line = stream.readline().decode().strip()
    if not line:
        return None
    headers = {}
    while field_line := stream.readline().decode().strip():
        name, _, value = field_line.partition(":")
        headers[name.lower()] = value.strip()
    return Request(line, headers, stream.read(int(headers.get("content-length", 0))))


@contextmanager
def serving() -> Iterator[FaultServer]:
    """A server for one test."""
    server = FaultServer()
    try:
        yield server
    finally:
        server.close()


class HandAlarm:
    """An alarm that goes off when the test says so."""

    def __init__(self) -> None:
        self.set = 0
        self.cancelled = 0
        self.action: Callable[[], None] = lambda: None

    def __call__(self, seconds: float, action: Callable[[], None]) -> Self:
        self.action = action
        return self

    def start(self) -> None:
        self.set += 1

    def cancel(self) -> None:
        self.cancelled += 1

    def go_off(self) -> None:
        self.action()
