"""Laws of the API's answers: all that comes is a value or one of our errors, and no number lies."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from typing import Any

import httpx
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import SecretStr

from leadpreview.errors import LeadPreviewError, RateLimitedError
from leadpreview.filters import LeadFilters
from leadpreview.preview import PREVIEW_SIZE
from leadpreview.sources.api import ApiClient, Connection
from leadpreview.sources.api.retry_after import LONGEST_WAIT

FILTERS = LeadFilters(functions=("25",))
KEY = "pk_live_canary"


class Answering(httpx.BaseTransport):
    """Answers with whatever the test has put there."""

    answer: Callable[[], httpx.Response]

    def handle_request(self, _: httpx.Request) -> httpx.Response:
        return self.answer()


TRANSPORT = Answering()
CLIENT = ApiClient(Connection("https://api.example.com/v2", SecretStr(KEY)), transport=TRANSPORT)
ASKS: tuple[Callable[[], object], ...] = (
    lambda: CLIENT.preview(FILTERS),
    lambda: CLIENT.locations("Paris"),
    CLIENT.account,
    CLIENT.credits,
)


def unseen(c: str) -> bool:
    """Whether a character cannot be seen, or not be written; two of them are part of scripts."""
    return unicodedata.category(c) in ("Cc", "Cf", "Cs") and c not in "\u200c\u200d"


def outcome(ask: Callable[[], object], status: int, body: bytes, **headers: str) -> object:
    """What an ask returns, or the error of ours that it raises; anything else fails the test."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    TRANSPORT.answer = lambda: httpx.Response(status, headers=named, stream=httpx.ByteStream(body))
    try:
        return ask()
    except LeadPreviewError as error:
        assert not any(map(unseen, str(error)))
        assert KEY not in str(error)
        return error


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just(KEY),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)
NAMES = (
    "total_count",
    "preview",
    "error",
    "message",
    "errors",
    "id",
    "name",
    "email",
    "organization",
)
near_misses = st.dictionaries(st.sampled_from(NAMES), json_values)
bodies = st.binary(max_size=200) | (json_values | near_misses).map(json.dumps).map(str.encode)
header_values = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)


@given(
    ask=st.sampled_from(ASKS),
    status=st.integers(100, 999) | st.sampled_from((200, 400, 401, 422, 429)),
    body=bodies,
    retry=header_values,
    coding=st.sampled_from(("", "identity", "gzip", "deflate", "br")) | header_values,
)
@example(ASKS[0], 200, b'{"total_count": "\\ud800"}', "", "")
@example(ASKS[0], 422, b'{"errors": ["functions: \'\\\\x\' \\ud800"]}', "", "")
@example(ASKS[1], 200, b"[" * 100_000, "", "")
def test_whatever_comes_is_an_answer_or_one_of_our_errors(
    ask: Callable[[], object], status: int, body: bytes, retry: str, coding: str
) -> None:
    found = outcome(ask, status, body, retry_after=retry, content_encoding=coding)
    if status != 200:
        assert isinstance(found, LeadPreviewError)
    if isinstance(found, RateLimitedError):
        assert found.retry_after is None or 0 <= found.retry_after <= LONGEST_WAIT


@given(json_values | st.integers(-5, 5), st.lists(near_misses, max_size=30))
def test_a_total_is_the_number_that_was_sent_or_none(total: Any, leads: list[Any]) -> None:
    body = {"total_count": total, "preview": [{"full_name": "A"} for _ in leads]}
    found = outcome(ASKS[0], 200, json.dumps(body).encode())
    if type(total) is int and 0 <= total < 2**63:
        assert found.total_count == total  # type: ignore[attr-defined]  # it is a preview
        assert len(found.preview) == min(len(leads), PREVIEW_SIZE)  # type: ignore[attr-defined]  # as above
    else:
        assert isinstance(found, LeadPreviewError)


@given(st.dictionaries(st.sampled_from(["full_name", "headline", "profile_url"]), st.text()))
def test_text_of_a_lead_can_be_shown_sent_and_written(item: dict[str, str]) -> None:
    body = json.dumps({"total_count": 1, "preview": [item]}).encode()
    (lead,) = outcome(ASKS[0], 200, body).preview  # type: ignore[attr-defined]  # it is a preview
    for text in filter(None, lead.model_dump().values()):
        assert text == text.encode().decode().strip()
        assert not any(map(unseen, text))
