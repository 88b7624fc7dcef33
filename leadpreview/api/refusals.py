"""What the API says when it does not answer: one body shape for every status.

`{"error": <status>, "message": <text>, "errors": [<text>, ...]}`: the first two are documented for
a sibling endpoint and the vendor's own client also reads the third (contract 4).
"""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Final

from fastapi import FastAPI
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["ErrorBody", "Guard", "Refusal", "handle_http_error", "install", "json_response"]

_log = logging.getLogger(__name__)

_NOT_FOUND: Final = (
    "There is nothing at this address. GET docs, beside openapi.json, lists what is."
)
_UNEXPECTED: Final = "This server failed for a reason that nobody expected. Its log has the place."
# What proxies log for a client that went away; nobody receives it.
_NOBODY: Final = 499
_NO_HEADERS: Final[Mapping[str, str]] = {}


class ErrorBody(BaseModel):
    """The body of every answer that is no success."""

    error: int = Field(description="The HTTP status.")
    message: str = Field(description="What is wrong, and what to do, as text.")
    errors: list[str] = Field(description="The same, one sentence for each thing that is wrong.")


class Refusal(Exception):  # noqa: N818  the caller's mistake or turn, not an error of ours
    """A request that is not answered, and why."""

    def __init__(
        self,
        status: int,
        *errors: str,
        message: str | None = None,
        headers: Mapping[str, str] = _NO_HEADERS,
    ) -> None:
        """Args:
        status: The HTTP status.
        errors: One sentence for each thing that is wrong.
        message: The whole; all of `errors` when it is not given.
        headers: Sent with the answer.
        """
        self.status = status
        self.errors = errors
        self.message = " ".join(errors) if message is None else message
        self.headers = headers
        super().__init__(self.message)

    def response(self) -> Response:
        """The answer that says so."""
        body = ErrorBody(error=self.status, message=self.message, errors=list(self.errors))
        return json_response(body.model_dump(), self.status, self.headers)


def json_response(
    body: object, status: int = 200, headers: Mapping[str, str] = _NO_HEADERS
) -> Response:
    """A JSON answer that nothing keeps; half a surrogate pair becomes a question mark."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(
        text.encode("utf-8", "replace"),
        status,
        {"Cache-Control": "no-store", **headers},
        media_type="application/json",
    )


def install(app: FastAPI) -> None:
    """Give `app` the one body shape for all that it refuses."""
    app.add_exception_handler(Refusal, _handle_refusal)
    app.add_exception_handler(HTTPException, handle_http_error)
    app.add_exception_handler(ClientDisconnect, _handle_nobody)
    app.add_middleware(Guard)


async def _handle_refusal(_: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    return error.response()


async def _handle_nobody(_: Request, __: Exception) -> Response:
    return Response(status_code=_NOBODY)


async def handle_http_error(request: Request, error: Exception) -> Response:
    """What the framework itself refuses: no such address, no such method."""
    assert isinstance(error, HTTPException)
    headers = error.headers or _NO_HEADERS
    if error.status_code == HTTPStatus.NOT_FOUND:
        return Refusal(error.status_code, _NOT_FOUND).response()
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = _readable(headers.get("Allow", "").split(", "))
        reason = f"This address takes {allowed} only."
        return Refusal(error.status_code, reason, headers=headers).response()
    return Refusal(error.status_code, str(error.detail), headers=headers).response()


def _readable(names: Iterable[str]) -> str:
    return " or ".join(sorted(names))


class Guard:
    """The last resort: an error of ours becomes a 500 in the same shape, and one line in the log.

    The line has the place and the kind of the error, never its text, which may quote a request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:  # noqa: BLE001  whatever it is, the caller gets an answer
            places = "".join(traceback.format_tb(error.__traceback__))
            _log.error("%s, which nobody expected, at\n%s", type(error).__name__, places)
            if scope["type"] == "http" and not started:
                await Refusal(500, _UNEXPECTED).response()(scope, receive, send)
