"""What the API's refusals mean: a status and a text in, one of our errors out.

The statuses are those of contract 2.4, the shapes of the text those of contract 4. Two statuses
have several meanings each (401 and 429), and only their text can tell which; where it does not, the
error says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Final

from leadpreview.errors import (
    AuthenticationError,
    CannotBeAskedError,
    ContractError,
    FilterProblem,
    LeadPreviewError,
    RateLimitedError,
    SourceUnavailableError,
    UnanswerableFilterError,
)
from leadpreview.fields import FIELDS
from leadpreview.sources.api.retry_after import retry_after
from leadpreview.sources.api.text import Secret, readable

__all__ = ["NO_FILTER", "Reply", "refusal"]

NO_FILTER: Final = (
    "The API has no count of everybody: it refuses a question without any filter or keyword."
)

_LONGEST: Final = 300
_LONGEST_REASON: Final = 1_500
_MOST_REASONS: Final = 10_000
_MOST_IN_ONE_TEXT: Final = 20

_INTEGRATION: Final = re.compile(r"integration|sales\s*nav|linkedin", re.IGNORECASE)
_EXPIRED: Final = re.compile(r"expire", re.IGNORECASE)
_KEY: Final = re.compile(r"\bkeys?\b|api[_-]?key|\btoken\b", re.IGNORECASE)
_UPSTREAM: Final = re.compile(r"linkedin|sales\s*nav|upstream", re.IGNORECASE)
_PER_SECOND: Final = re.compile(
    r"per[ -]second|/\s*s(ec)?\b|a second|in [0-9.]+ ?s\b|(per|for this)[ -]user", re.IGNORECASE
)
_NO_FILTER: Final = re.compile(
    r"at least one|no filter|(any|one|a) filter|filter or|nor keyword|empty", re.IGNORECASE
)
_FIELD: Final = re.compile(r"\s*['\"`]?(?P<field>[a-z_]+)['\"`]?\s*(?::|\bis\b|\bmust\b|\bhas\b)")
_QUOTED: Final = re.compile(r"\s*('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")")
_KNOWN: Final = frozenset(FIELDS) | {"live"}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it came.

    Attributes:
        status: The HTTP status.
        body: Its decoded body; of a refusal only what could be read of it.
        retry_after: The header `Retry-After`.
        date: The header `Date`.
    """

    status: int
    body: bytes = field(default=b"", repr=False)
    retry_after: str | None = None
    date: str | None = None


def refusal(
    reply: Reply, secret: Secret, *, path: str, about_filters: bool, now: datetime
) -> LeadPreviewError:
    """The error that a reply other than 200 is.

    Args:
        reply: What came.
        secret: What no message may hold.
        path: What was asked, as the contract names it.
        about_filters: Whether filters were sent, so that they can be what is wrong.
        now: The time, for a `Retry-After` that is a date.
    """
    text, reasons = _texts(reply.body, secret)
    said = f' It said: "{text}"' if text else " It did not say why."
    match reply.status:
        case 401:
            return AuthenticationError(_unauthorised(text) + said, status=401)
        case 403:
            return AuthenticationError(
                f"This key may not use {path} (403). Use another key, or have it allowed in the "
                f"API's web app, under settings.{said}",
                status=403,
            )
        case 429:
            upstream = _upstream(text)
            wait = retry_after(reply.retry_after, now=now, date=reply.date)
            return RateLimitedError(_LIMITED[upstream] + said, retry_after=wait, upstream=upstream)
        case 422 if about_filters:
            return UnanswerableFilterError(*map(_problem, reasons or ("",)))
        case 400 if about_filters:
            return _bad_request(text, reasons, said)
        case 408:
            return SourceUnavailableError(f"The API gave up waiting (408).{said} Try again later.")
        case status if 300 <= status < 400:
            return ContractError(
                f"The API sent us elsewhere ({status}), and redirects are not followed, so that "
                "the key goes nowhere else. Choose the API's own address."
            )
        case status if 500 <= status < 600:
            return SourceUnavailableError(f"The API failed ({status}).{said} Try again later.")
        case status:
            return ContractError(f"The API refused {path} ({status}). {_TELL}{said}")


_TELL: Final = "Is this the address of the API? If it is, tell its developers."
_LIMITED: Final = {
    True: "LinkedIn, which the API asks, limits it for now (429). Nothing is lost: wait a while.",
    False: "More than one request in a second came from this user (429). Wait a moment.",
    None: "Too many requests (429): either this user sent more than one in a second, or LinkedIn "
    "limits the API; the answer does not tell which. Wait a while.",
}


def _unauthorised(text: str) -> str:
    connection, key = _INTEGRATION.search(text) or _EXPIRED.search(text), _KEY.search(text)
    if connection and key is None:
        if _EXPIRED.search(text):
            return (
                "The key is known, but what it is connected to has expired (401). Connect it again "
                "in the API's web app."
            )
        return (
            "The key is known, but no Sales Navigator integration is connected to it (401). "
            "Connect one in the API's web app, or ask with live off, which needs none."
        )
    if key and connection is None:
        return "The API does not accept this key (401). Check it, or make a new one."
    return (
        "The API does not let us in (401): the key is wrong, or what it is connected to is missing "
        "or expired; the answer does not tell which. Check the key, then the integration."
    )


def _upstream(text: str) -> bool | None:
    upstream, ours = _UPSTREAM.search(text), _PER_SECOND.search(text)
    return None if bool(upstream) == bool(ours) else bool(upstream)


def _bad_request(text: str, reasons: tuple[str, ...], said: str) -> LeadPreviewError:
    problems = tuple(map(_problem, reasons))
    if any(problem.field for problem in problems):
        return UnanswerableFilterError(*problems)
    if not text or _NO_FILTER.search(text):
        # What 400 is documented to mean.
        return CannotBeAskedError(f"{NO_FILTER} (400){said if text else ''}")
    return ContractError(f"The API does not understand what we sent (400).{said}")


def _problem(reason: str) -> FilterProblem:
    """One text of a refusal; it begins with the field's name when it is about one."""
    if not reason:
        return FilterProblem("", None, "The API refused these filters (422) without saying which.")
    named = _FIELD.match(reason)
    if named is None or named["field"] not in _KNOWN:
        return FilterProblem("", None, f"The API refused these filters: {reason}")
    quoted = _QUOTED.match(reason, named.end())
    return FilterProblem(named["field"], _unquoted(quoted[1]) if quoted else None, reason)


def _unquoted(literal: str) -> str:
    return re.sub(r"\\(['\"\\])", r"\1", literal[1:-1])


def _texts(body: bytes, secret: Secret) -> tuple[str, tuple[str, ...]]:
    """What the body says, and the same reason by reason; empty when it is none of our shapes."""
    try:
        answer = json.loads(body)
        listed = dict.fromkeys(_listed(answer.get("errors")) if isinstance(answer, dict) else ())
    except (ValueError, RecursionError):
        return "", ()
    if not isinstance(answer, dict):
        return "", ()
    read = (readable(item, secret, _LONGEST_REASON) for item in listed)
    reasons = tuple(islice(filter(None, read), _MOST_REASONS))
    # The order in which the vendor's own client looks (contract 4).
    for name in ("error", "message"):
        value = answer.get(name)
        if isinstance(value, str) and (whole := readable(value, secret, _LONGEST_REASON)):
            return readable(whole, secret, _LONGEST), reasons or (whole,)
    return readable("; ".join(reasons[:_MOST_IN_ONE_TEXT]), secret, _LONGEST), reasons


def _listed(errors: object, name: str = "") -> Iterator[str]:
    """The texts of `errors`: a list of them, or lists by field as some servers write.

    What is no text says nothing. Of several names above a text, the one that is a field counts.
    """
    if isinstance(errors, dict):
        for key, inner in errors.items():
            yield from _listed(inner, key if key in _KNOWN or not name else name)
        return
    for entry in errors if isinstance(errors, list) else [errors]:
        if texts := _within(entry):
            yield ": ".join([name, *texts] if name else texts)


def _within(entry: object) -> list[str]:
    """The texts of one entry, which may be an object of a field and a message."""
    texts, left = [], [entry]
    while left:
        item = left.pop()
        if isinstance(item, str):
            texts.append(item)
        elif isinstance(item, (dict, list)):
            left += reversed(item.values() if isinstance(item, dict) else item)
    return texts
