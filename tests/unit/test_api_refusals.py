"""Every status becomes one of our errors, with a sentence on what to do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest
from pydantic import SecretStr

from leadpreview.errors import (
    AuthenticationError,
    CannotBeAskedError,
    ContractError,
    LeadPreviewError,
    RateLimitedError,
    SourceUnavailableError,
    UnanswerableFilterError,
)
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import ApiClient, Connection

FILTERS = LeadFilters(functions=("25",))
KEY = "pk_live_canary+7f3a/9c"
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

Call = Callable[[ApiClient], object]


def preview(client: ApiClient) -> object:
    return client.preview(FILTERS)


def raised(
    status: int,
    body: object = None,
    *,
    call: Call = preview,
    headers: dict[str, str] | None = None,
) -> LeadPreviewError:
    """What a call raises when the API answers that."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(content))

    connection = Connection("https://api.example.com/v2", SecretStr(KEY))
    with (
        ApiClient(connection, transport=httpx.MockTransport(handle), now=lambda: NOW) as client,
        pytest.raises(LeadPreviewError) as caught,
    ):
        call(client)
    return caught.value


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (201, ContractError, "(201)"),
        (204, ContractError, "(204)"),
        (206, ContractError, "(206)"),
        (301, ContractError, "redirects are not followed"),
        (302, ContractError, "redirects are not followed"),
        (304, ContractError, "redirects are not followed"),
        (307, ContractError, "redirects are not followed"),
        (308, ContractError, "redirects are not followed"),
        (400, CannotBeAskedError, "no count of everybody"),
        (401, AuthenticationError, "does not tell which"),
        (402, ContractError, "(402)"),
        (403, AuthenticationError, "may not use /leads/advanced_search/preview"),
        (404, ContractError, "Is this the address of the API?"),
        (405, ContractError, "(405)"),
        (406, ContractError, "(406)"),
        (408, SourceUnavailableError, "again later"),
        (410, ContractError, "(410)"),
        (413, ContractError, "(413)"),
        (415, ContractError, "(415)"),
        (418, ContractError, "(418)"),
        (422, UnanswerableFilterError, "without saying which"),
        (429, RateLimitedError, "does not tell which"),
        (451, ContractError, "(451)"),
        (500, SourceUnavailableError, "again later"),
        (502, SourceUnavailableError, "again later"),
        (503, SourceUnavailableError, "again later"),
        (504, SourceUnavailableError, "again later"),
        (599, SourceUnavailableError, "again later"),
        (600, ContractError, "(600)"),
        (999, ContractError, "(999)"),
    ],
)
@pytest.mark.parametrize("body", [b"", b"<html>oops</html>", b"{}", b"[]", b"\xff\xfe", b"null"])
def test_a_status_alone_says_enough(
    status: int, kind: type[LeadPreviewError], says: str, body: bytes
) -> None:
    error = raised(status, body)
    assert type(error) is kind
    assert says in str(error)


@pytest.mark.parametrize(
    "body",
    [
        {"error": "Slow down"},
        {"error": 429, "message": "Slow down"},
        {"error": 429, "errors": ["Slow down"]},
        {"error": None, "message": "", "errors": ["Slow down"]},
        {"message": "Slow down", "errors": "?"},
        {"error": {"code": 1}, "message": ["?"], "errors": {"base": "Slow down"}},
    ],
)
def test_the_text_is_read_in_every_shape(body: object) -> None:
    assert "Slow down" in str(raised(429, body))


def test_the_text_is_that_which_the_vendors_own_client_shows() -> None:
    error = raised(500, {"error": "first", "message": "second", "errors": ["third"]})
    assert 'It said: "first"' in str(error)
    error = raised(500, {"error": 500, "message": "second", "errors": ["third"]})
    assert 'It said: "second"' in str(error)
    error = raised(500, {"error": 500, "errors": ["third", 4, None, "fourth"]})
    assert 'It said: "third; fourth"' in str(error)


def test_a_text_is_made_short_and_fit_to_be_read() -> None:
    text = "a\x00b\x1b[31mc\n\n  d\u202ee \ud800" + "x" * 5_000
    shown = str(raised(500, json.dumps({"error": text}).encode()))
    assert 'It said: "ab[31mc de \ufffdxxx' in shown
    assert len(shown) < 450
    assert shown.isprintable()


@pytest.mark.parametrize(
    "echo",
    [
        KEY,
        KEY.upper(),
        f"({KEY})",
        "pk_live_canary%2B7f3a%2F9c",
        "cGtfbGl2ZV9jYW5hcnkrN2YzYS85Yw==",
        KEY[:9] + "\x00\u200b" + KEY[9:],
    ],
)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 429, 500])
def test_a_key_that_the_server_repeats_is_not_shown(status: int, echo: str) -> None:
    for text in (f"the key {echo} is wrong", f"functions: '{echo}' is wrong", "x" * 290 + echo):
        error = raised(status, {"error": status, "message": text, "errors": [text]})
        shown = f"{error} {error!r} {vars(error)}".lower()
        for part in (KEY, "pk_live", "canary", "7f3a", "cgtfbgl2"):
            assert part.lower() not in shown


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("Invalid API key", "does not accept this key"),
        ("Unknown key.", "does not accept this key"),
        ("Missing X-API-KEY header", "does not accept this key"),
        ("No integration is connected", "no Sales Navigator integration"),
        ("Connect Sales Navigator first", "no Sales Navigator integration"),
        ("Your LinkedIn credentials have expired", "has expired"),
        ("The connected credentials expired.", "has expired"),
        ("No API key: send it in the X-API-KEY header.", "does not accept this key"),
        ("No Sales Navigator integration is connected: connect one.", "no Sales Navigator"),
        ("The connected credentials have expired: connect the integration again.", "has expired"),
        ("Unauthorized", "does not tell which"),
        ("API key invalid or integration missing", "does not tell which"),
        ("API key expired", "does not tell which"),
        ("", "does not tell which"),
    ],
)
def test_what_401_means_is_told_where_the_text_tells(text: str, says: str) -> None:
    error = raised(401, {"error": text})
    assert isinstance(error, AuthenticationError)
    assert error.status == 401
    assert says in str(error)


def test_403_is_told_from_401() -> None:
    error = raised(403, {"error": "Forbidden"})
    assert isinstance(error, AuthenticationError)
    assert error.status == 403


@pytest.mark.parametrize(
    ("text", "upstream"),
    [
        ("LinkedIn rate limit reached", True),
        ("Sales Navigator is limiting this account", True),
        ("The upstream service limited the call", True),
        ("More than 1 request per second for this user", False),
        ("Limit: 1 req/s", False),
        ("More than 1 request in 1 s for this user. Slow down.", False),
        ("Only 1 request in 0.5 s.", False),
        ("LinkedIn limits the upstream call for now. Ask again later.", True),
        ("one request a second, please", False),
        ("Slow down", None),
        ("Too Many Requests", None),
        ("More than 1 request per second, or LinkedIn limited the call", None),
        ("", None),
    ],
)
def test_who_limits_is_told_where_the_text_tells(text: str, upstream: bool | None) -> None:
    error = raised(429, {"message": text}, headers={"Retry-After": "2"})
    assert isinstance(error, RateLimitedError)
    assert (error.upstream, error.retry_after) == (upstream, 2.0)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": "-5"}, None),
        ({"RETRY-AFTER": "3600"}, 60.0),
        ({"Retry-After": "Fri, 02 Jan 2026 03:04:12 GMT"}, 7.0),
        (
            {
                "Retry-After": "Fri, 02 Jan 2026 03:04:12 GMT",
                "Date": "Fri, 02 Jan 2026 03:04:09 GMT",
            },
            3.0,
        ),
    ],
)
def test_how_long_to_wait_is_taken_from_the_headers(
    headers: dict[str, str], seconds: float | None
) -> None:
    error = raised(429, headers=headers)
    assert isinstance(error, RateLimitedError)
    assert error.retry_after == seconds


def test_422_names_every_field_and_value_that_the_text_names() -> None:
    reasons = [
        "functions: '99' is not in the list. Nearest: 9 (Finance). Accepted: 1 Accounting.",
        'job_titles: "it\'s" cannot be used.',
        "live: false does not go with relationship.",
        "relationship is only answered live.",
        "'colour' is not a filter field.",
        "Something else.",
    ]
    error = raised(422, {"error": 422, "message": " ".join(reasons), "errors": reasons})
    assert isinstance(error, UnanswerableFilterError)
    assert [(problem.field, problem.value) for problem in error.problems] == [
        ("functions", "99"),
        ("job_titles", "it's"),
        ("live", None),
        ("relationship", None),
        ("", None),
        ("", None),
    ]
    assert error.problems[0].reason == reasons[0]
    assert all(reason in str(error) for reason in reasons)


def test_422_with_one_text_only_is_read_too() -> None:
    error = raised(422, {"error": "seniority_levels: '5' is not valid"})
    assert isinstance(error, UnanswerableFilterError)
    assert [(p.field, p.value) for p in error.problems] == [("seniority_levels", "5")]


def test_422_texts_are_bounded() -> None:
    error = raised(422, {"errors": [f"functions: '{n}' " + "x" * 3_000 for n in range(30)]})
    assert isinstance(error, UnanswerableFilterError)
    assert len(error.problems) == 30
    assert len(str(error)) < 21 * 1_500
    assert str(error).endswith("And 10 more.")


def test_thousands_of_reasons_are_read_each_once_and_an_endless_refusal_is_cut() -> None:
    reasons = [f"functions: '{n}'" for n in range(3_000)]
    error = raised(422, {"errors": [*reasons, *reasons]})
    assert isinstance(error, UnanswerableFilterError)
    assert [problem.value for problem in error.problems] == [str(n) for n in range(3_000)]
    error = raised(422, {"errors": [str(n) for n in range(100_000)]})
    assert isinstance(error, UnanswerableFilterError)
    assert len(error.problems) == 10_000


@pytest.mark.parametrize(
    ("errors", "problems"),
    [
        (
            {"functions": ["is not allowed"], "base": ["Ask us"]},
            [("functions", None, "is not allowed"), ("", None, "Ask us")],
        ),
        (
            ["functions is invalid", "Please contact support"],
            [("functions", None, "is invalid"), ("", None, "contact support")],
        ),
        ("functions is invalid", [("functions", None, "is invalid")]),
        ({"functions": "is bad"}, [("functions", None, "is bad")]),
        ({"functions": {"0": ["'9' is bad"]}}, [("functions", "9", "is bad")]),
        ({"filters": {"functions": ["is bad"]}}, [("functions", None, "is bad")]),
        ([{"field": "functions", "message": "is bad"}], [("functions", None, "is bad")]),
        (
            [["functions is bad"], "no", 5, None, True, []],
            [("functions", None, ""), ("", None, "no")],
        ),
        ({"functions": [None, 7, {"code": 3}, "is bad"]}, [("functions", None, "is bad")]),
        ({"functions": None, "keyword": False}, [("", None, "without saying which")]),
        ({"": ["Nothing goes"]}, [("", None, "Nothing goes")]),
        (7, [("", None, "without saying which")]),
    ],
)
def test_422_is_read_in_whatever_shape_it_comes(
    errors: object, problems: list[tuple[str, str | None, str]]
) -> None:
    error = raised(422, {"errors": errors})
    assert isinstance(error, UnanswerableFilterError)
    assert [(p.field, p.value) for p in error.problems] == [each[:2] for each in problems]
    for problem, (_, _, says) in zip(error.problems, problems, strict=True):
        assert says in problem.reason


def test_422_as_deep_as_a_well_is_a_refusal_without_a_reason() -> None:
    for deep in (b'{"a":' * 900 + b'"x"' + b"}" * 900, b"[" * 900 + b'"x"' + b"]" * 900):
        assert isinstance(raised(422, b'{"errors": ' + deep + b"}"), UnanswerableFilterError)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("You need at least one filter or a keyword", CannotBeAskedError),
        ("company_type: 'X' counts as no filter", UnanswerableFilterError),
        ("Malformed JSON", ContractError),
    ],
)
def test_400_is_about_no_filter_unless_it_says_otherwise(
    text: str, kind: type[LeadPreviewError]
) -> None:
    assert type(raised(400, {"error": 400, "message": text})) is kind


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize(
    "call",
    [lambda c: c.locations("Paris"), lambda c: c.account(), lambda c: c.credits()],
    ids=["locations", "account", "credits"],
)
def test_no_filter_is_blamed_where_none_was_sent(status: int, call: Call) -> None:
    error = raised(status, {"message": "functions: '9' is wrong"}, call=call)
    assert type(error) is ContractError


def test_a_refusal_keeps_its_meaning_when_its_text_cannot_be_read() -> None:
    def broken(_: httpx.Request) -> httpx.Response:
        headers = {"Content-Encoding": "gzip", "Retry-After": "3"}
        return httpx.Response(429, headers=headers, stream=httpx.ByteStream(b"no gzip"))

    connection = Connection("https://api.example.com/v2", SecretStr(KEY))
    with (
        ApiClient(connection, transport=httpx.MockTransport(broken)) as client,
        pytest.raises(RateLimitedError) as caught,
    ):
        client.preview(FILTERS)
    assert caught.value.retry_after == 3.0
    error = raised(401, b'{"error": "' + b"x" * 2**21)
    assert isinstance(error, AuthenticationError)
