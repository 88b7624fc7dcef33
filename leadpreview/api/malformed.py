"""Answers that break the contract, for the key that gives them, so that a client can be tried."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = ["MALFORMED", "Malformed"]

_JSON: Final = "application/json"
_LEAD: Final = b'{"full_name":"Ada Example"}'


@dataclass(frozen=True, slots=True)
class Malformed:
    """One answer that no client should believe; its status is 200.

    Attributes:
        what: What is wrong with it, as documented.
        body: Its bytes.
        media_type: What it says that it is.
    """

    what: str
    body: bytes
    media_type: str = _JSON


MALFORMED: Final = (
    Malformed("an HTML page", b"<!doctype html><title>Welcome</title>", "text/html"),
    Malformed("an empty body", b""),
    Malformed("JSON that ends in the middle", b'{"total_count":12,"preview":[{"full_na'),
    Malformed("a list instead of an object", b"[]"),
    Malformed("no `total_count`", b'{"preview":[]}'),
    Malformed("a `total_count` that is text", b'{"total_count":"twelve","preview":[]}'),
    Malformed("a `total_count` below zero", b'{"total_count":-1,"preview":[]}'),
    Malformed("a `total_count` that is no number", b'{"total_count":NaN,"preview":[]}'),
    Malformed("a `preview` that is no list", b'{"total_count":1,"preview":"Ada"}'),
    Malformed("leads that are no objects", b'{"total_count":1,"preview":["Ada"]}'),
    Malformed("a name that is a number", b'{"total_count":1,"preview":[{"full_name":7}]}'),
    Malformed(
        "more than 25 leads", b'{"total_count":26,"preview":[' + b",".join([_LEAD] * 26) + b"]}"
    ),
    Malformed("bytes that are not UTF-8", b'{"total_count":1,"preview":[{"full_name":"\xff"}]}'),
)
"""Every kind, in the order in which they come."""
