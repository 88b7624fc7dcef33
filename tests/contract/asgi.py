"""Calls an ASGI application as a server would: headers, then the body in the pieces of the test."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.types import ASGIApp, Message

__all__ = ["PREVIEW", "Reply", "call", "fetch", "preview"]

PREVIEW = "/leads/advanced_search/preview"


@dataclass(frozen=True)
class Reply:
    """What came back; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def refused(self, status: int) -> list[str]:
        """The sentences of a refusal, whose body must have the one documented shape."""
        assert self.status == status, (self.status, self.body[:500])
        assert self.headers["content-type"] == "application/json"
        body = self.json
        assert list(body) == ["error", "message", "errors"]
        assert body["error"] == status
        assert isinstance(body["message"], str)
        assert body["message"]
        assert body["errors"]
        assert all(isinstance(each, str) and each in body["message"] for each in body["errors"])
        return list(body["errors"])


async def fetch(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    chunks: Sequence[bytes] = (b"",),
    hang_up: bool = False,
) -> Reply:
    """One request.

    Args:
        app: The application.
        method: GET, POST, ...
        path: Below the application's own root.
        headers: Names and values, as they are sent.
        chunks: The body, piece by piece.
        hang_up: Whether the client goes away after the last of `chunks` instead of waiting.
    """
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": hang_up or n < len(chunks)}
        for n, chunk in enumerate(chunks, 1)
    ]
    sent: list[Message] = []
    answered = asyncio.Event()

    async def receive() -> Message:
        if waiting:
            return waiting.pop(0)
        if not hang_up:
            await answered.wait()
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "http",
        "server": ("127.0.0.1", 80),
        "client": ("127.0.0.1", 1),
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [
            (name.encode().lower(), value.encode("latin-1"))
            for name, value in {"host": "sandbox.test", **(headers or {})}.items()
        ],
    }
    await app(scope, receive, send)
    answered.set()
    start = next(message for message in sent if message["type"] == "http.response.start")
    return Reply(
        status=start["status"],
        headers={name.decode(): value.decode("latin-1") for name, value in start["headers"]},
        body=b"".join(message.get("body", b"") for message in sent),
    )


def call(
    app: ASGIApp,
    method: str,
    path: str,
    *,
    key: str | None = "sandbox-fine",
    body: object = None,
    raw: bytes | Sequence[bytes] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    """One request, from a test that is not asynchronous; `body` is sent as JSON."""
    sent = {} if key is None else {"X-API-KEY": key}
    if body is not None or raw is not None:
        sent["Content-Type"] = "application/json"
    chunks: Sequence[bytes] = (b"",)
    if raw is not None:
        chunks = (raw,) if isinstance(raw, bytes) else raw
    elif body is not None:
        chunks = (json.dumps(body).encode(),)
    return asyncio.run(fetch(app, method, path, headers={**sent, **(headers or {})}, chunks=chunks))


def preview(app: ASGIApp, body: object, key: str | None = "sandbox-fine") -> Reply:
    """One preview request."""
    return call(app, "POST", PREVIEW, key=key, body=body)
