"""Reading a request body: at most 1 MiB, JSON, and nothing in it that two readers read apart."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from starlette.requests import Request

from leadpreview.api.refusals import Refusal

__all__ = ["LARGEST_BODY", "JsonObject", "parse_json", "read_body"]

LARGEST_BODY: Final = 2**20
"""Bytes of a request body at most."""

# Whoever is still sending does not listen: an answer that comes with a closed connection is lost.
_LISTENED_TO: Final = 16 * LARGEST_BODY
_SAFE_DIGITS: Final = 18


class JsonObject(dict[str, Any]):
    """A JSON object that remembers which of its names occurred more than once.

    Attributes:
        repeated: Those names, in their order.
    """

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: tuple[str, ...] = ()
        if len(self) < len(pairs):
            times = Counter(name for name, _ in pairs)
            self.repeated = tuple(name for name, count in times.items() if count > 1)


async def read_body(request: Request) -> bytes:
    """The body, as it was sent.

    Raises:
        Refusal: 415, it does not say that it is JSON; 413, it is larger than `LARGEST_BODY`,
            whatever its length was said to be.
        ClientDisconnect: The rest never came.
    """
    _check_type(request)
    declared = request.headers.get("content-length", "")
    numeric = declared.isascii() and declared.isdigit()
    too_large = numeric and int(declared[:_SAFE_DIGITS]) > LARGEST_BODY
    if too_large and "expect" in request.headers:
        raise _too_large()  # it waits for a word before it sends
    kept, size = bytearray(), 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > LARGEST_BODY:
            too_large = True
            kept.clear()
        if size > _LISTENED_TO:
            break
        if not too_large:
            kept += chunk
    if too_large:
        raise _too_large()
    return bytes(kept)


def parse_json(body: bytes) -> object:
    """The JSON value of `body`; its objects are `JsonObject`.

    Raises:
        Refusal: 400, it is no JSON.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _malformed(f"byte {error.start} is not UTF-8") from None
    try:
        return json.loads(
            text, object_pairs_hook=JsonObject, parse_int=_integer, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise _malformed(f"{error.msg[0].lower()}{error.msg[1:]} at {where}") from None
    except RecursionError:
        raise _malformed("it is nested too deeply") from None


def _check_type(request: Request) -> None:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    json_like = media.startswith("application/") and media.endswith("+json")
    if media != "application/json" and not json_like:
        raise Refusal(415, "The body must be JSON: send Content-Type: application/json.")
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise Refusal(415, "The body must be plain JSON: send no Content-Encoding.")


def _too_large() -> Refusal:
    return Refusal(413, f"The body is larger than {LARGEST_BODY:,} bytes.")


def _malformed(what: str) -> Refusal:
    return Refusal(400, f"The body cannot be read as JSON: {what}.")


def _integer(text: str) -> int | float:
    # No field takes a number, and thousands of digits are slow to read and refused by Python.
    return int(text) if len(text) <= _SAFE_DIGITS else float(text)


def _no_constant(text: str) -> object:
    raise _malformed(f"{text} is no JSON number")
