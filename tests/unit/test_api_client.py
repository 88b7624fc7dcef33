"""What leaves this program towards the API: four requests, and nothing beside them."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from leadpreview import __version__
from leadpreview.errors import (
    AuthenticationError,
    LeadPreviewError,
    SettingsError,
    SourceUnavailableError,
)
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import ApiClient, Connection, Endpoint
from tests.faults import answer, serving

SOURCES = Path(__file__).parents[2] / "leadpreview"
KEY = "pk_live_canary-7f3a9c"
FILTERS = LeadFilters(functions=("25",), keyword="café \N{GRINNING FACE}", live=False)
HOME = Connection("https://api.example.com/v2", SecretStr(KEY))


class Recorder(httpx.BaseTransport):
    """Answers every request alike and remembers it."""

    def __init__(self, status: int = 200, body: object = None, **headers: str) -> None:
        self.requests: list[httpx.Request] = []
        self._answer = (status, json.dumps(body).encode(), headers)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        self.requests.append(request)
        status, body, headers = self._answer
        return httpx.Response(status, headers=headers, stream=httpx.ByteStream(body))


def ask_everything(client: ApiClient) -> None:
    """Every public method, with everything that it can be given."""
    for filters in (LeadFilters(), FILTERS, every_field()):
        attempt(partial(client.preview, filters))
    for text in ("Paris", "  ", "../leads/advanced_search", "a" * 10_000, "\ud800"):
        attempt(partial(client.locations, text))
    attempt(client.account)
    attempt(client.credits)


def attempt(ask: Callable[[], object]) -> None:
    with suppress(LeadPreviewError):
        ask()


def every_field() -> LeadFilters:
    values: dict[str, object] = {}
    for field in FIELDS.values():
        match field.kind:
            case ValueKind.TOGGLE:
                values[field.name] = True
            case ValueKind.KEYWORD:
                values[field.name] = "sales"
            case ValueKind.CLOSED:
                values[field.name] = {
                    "seniority_levels": ["310"],
                    "company_size": ["11-50"],
                }.get(field.name, ["1"])
            case _:
                values[field.name] = ["101"]
    return LeadFilters.model_validate(values)


ALLOWED = {
    ("POST", "/v2/leads/advanced_search/preview"),
    ("POST", "/v2/locations"),
    ("GET", "/v2/account"),
    ("GET", "/v2/credits"),
}


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {}),
        (302, {"Location": "/v2/leads/advanced_search"}),
        (308, {"Location": "https://elsewhere.example.com/v2/leads/advanced_search"}),
        (401, {"WWW-Authenticate": "Basic"}),
        (429, {"Retry-After": "0"}),
        (503, {"Retry-After": "0", "Set-Cookie": "a=b"}),
    ],
)
def test_nothing_leaves_but_four_requests_none_of_which_creates_or_spends(
    status: int, headers: dict[str, str]
) -> None:
    """Whatever is asked and whatever is answered, and each question is sent once."""
    recorder = Recorder(status, {}, **headers)
    with ApiClient(HOME, transport=recorder) as client:
        ask_everything(client)
    assert {(request.method, request.url.path) for request in recorder.requests} == ALLOWED
    assert {(request.url.host, request.url.query) for request in recorder.requests} == {
        ("api.example.com", b"")
    }
    assert len(recorder.requests) == 3 + 4 + 2
    assert not any("cookie" in request.headers for request in recorder.requests)


def test_there_is_one_place_that_sends_and_it_takes_an_endpoint() -> None:
    """Structure, not discipline: no method of the client can be given a path."""
    assert {endpoint.value for endpoint in Endpoint} == {
        (method, path.removeprefix("/v2")) for method, path in ALLOWED
    }
    senders = []
    for file in sorted(SOURCES.rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                owner = ast.unparse(node.func)
                if owner in ("self._wire.exchange", "self._client.stream"):
                    senders.append((file.name, owner))
                assert not owner.startswith(("httpx.get", "httpx.post", "httpx.request"))
    assert sorted(senders) == [
        ("client.py", "self._wire.exchange"),
        ("wire.py", "self._client.stream"),
    ]


@pytest.mark.parametrize("filters", [LeadFilters(), FILTERS, every_field()])
def test_the_body_is_the_canonical_filters_and_nothing_else(filters: LeadFilters) -> None:
    recorder = Recorder(200, {"total_count": 1})
    with ApiClient(HOME, transport=recorder) as client:
        client.preview(filters)
    (request,) = recorder.requests
    sent = json.loads(request.content)
    assert sent == filters.to_request()
    assert LeadFilters.from_request(sent) == filters
    assert not {"webhook_url", "name", "limit", "streaming", "scale", "custom"} & set(sent)


def test_a_place_is_asked_for_by_its_name_alone() -> None:
    recorder = Recorder(200, [])
    with ApiClient(HOME, transport=recorder) as client:
        assert client.locations("  San \n Francisco ") == ()
        assert client.locations(" ") == ()
    assert [json.loads(request.content) for request in recorder.requests] == [
        {"query": "San Francisco"}
    ]


def test_a_request_says_who_asks_and_what_it_takes() -> None:
    with serving() as server, ApiClient(Connection(server.url, SecretStr(KEY))) as client:
        server.then(answer({"total_count": 1}), answer({}))
        host = server.url.split("/")[2]
        client.preview(FILTERS)
        client.account()
    posted, got = server.requests
    assert posted.line == "POST /api/v2/leads/advanced_search/preview HTTP/1.1"
    assert got.line == "GET /api/v2/account HTTP/1.1"
    expected = {
        "host": host,
        "accept": "application/json",
        "accept-encoding": "gzip",
        "connection": "keep-alive",
        "user-agent": f"leadpreview/{__version__}",
        "x-api-key": KEY,
    }
    assert got.headers == expected
    assert posted.headers == expected | {
        "content-type": "application/json",
        "content-length": str(len(posted.body)),
    }
    assert posted.json == FILTERS.to_request()


def test_one_connection_serves_all_questions() -> None:
    with serving() as server, ApiClient(Connection(server.url, SecretStr(KEY))) as client:
        for _ in range(5):
            server.then(answer({"total_count": 1}))
            client.preview(FILTERS)
        assert server.connections == 1


def test_a_connection_that_the_server_closed_is_made_again_without_an_error() -> None:
    with serving() as server, ApiClient(Connection(server.url, SecretStr(KEY))) as client:
        for _ in range(3):
            server.then(answer({"total_count": 1}, keep=False, connection="close"))
            assert client.preview(FILTERS).total_count == 1
        assert server.connections == 3


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "HTTPS_PROXY"])
def test_this_machine_is_never_asked_through_a_proxy(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with serving() as proxy, serving() as server:
        monkeypatch.setenv(name, proxy.url.removesuffix("/api/v2"))
        server.then(answer({"total_count": 1}))
        with ApiClient(Connection(server.url, SecretStr(KEY))) as client:
            client.preview(FILTERS)
        assert (proxy.connections, server.connections) == (0, 1)


def test_another_machine_is_asked_through_the_proxy_of_the_environment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with serving() as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url.removesuffix("/api/v2"))
        proxy.then(answer({}, 403))
        with ApiClient(HOME) as client, pytest.raises(SourceUnavailableError, match="proxy"):
            client.preview(FILTERS)
    (request,) = proxy.requests
    assert request.line == "CONNECT api.example.com:443 HTTP/1.1"
    assert KEY not in str(request)


@pytest.mark.parametrize("proxy", ["ftp://me:hidden@p.example.com", "nonsense://"])
def test_a_proxy_that_cannot_be_used_is_a_setting_to_correct(
    monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    for name in ("NO_PROXY", "no_proxy", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTPS_PROXY", proxy)
    with pytest.raises(SettingsError, match="proxy") as caught:
        ApiClient(HOME)
    assert "hidden" not in str(caught.value)
    assert caught.value.__context__ is None


def test_certificates_that_cannot_be_read_are_a_setting_to_correct(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "no.pem").write_text("no certificate")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "no.pem"))
    with pytest.raises(SettingsError, match="SSL_CERT_FILE"):
        ApiClient(HOME)


def test_a_closed_client_says_so() -> None:
    client = ApiClient(HOME, transport=Recorder())
    client.close()
    client.close()
    with pytest.raises(SourceUnavailableError, match="closed"):
        client.account()


def test_a_connection_has_one_spelling_and_no_blanks_around_its_key() -> None:
    kept = Connection(" HTTPS://API.example.com/v2/ ", SecretStr(f" {KEY}\n"))
    assert kept == HOME
    assert hash(kept) == hash(HOME)
    assert (kept.host, kept.key_id) == ("api.example.com", HOME.key_id)
    assert KEY not in kept.key_id
    assert Connection(HOME.base_url, SecretStr("other")).key_id != HOME.key_id


@pytest.mark.parametrize(
    "key", ["", "  ", "two words", "line\nbreak", "bücher", "nul\x00", "x" * 513, "\ud800"]
)
def test_what_cannot_be_a_key_is_refused_before_it_is_sent(key: str) -> None:
    with pytest.raises(AuthenticationError) as caught:
        Connection(HOME.base_url, SecretStr(key))
    assert not key.strip() or key not in str(caught.value)


def test_what_cannot_be_an_address_is_refused() -> None:
    with pytest.raises(SettingsError):
        Connection("http://api.example.com/v2", SecretStr(KEY))
