"""A good answer becomes a value, strictly where a number depends on it; all others are refused."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable, Iterator

import httpx
import pytest
from pydantic import SecretStr

from leadpreview.errors import ContractError, LeadPreviewError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Lead, Preview
from leadpreview.sources.api import Account, ApiClient, Connection, Credits, Place
from leadpreview.sources.api.unpack import inflated

FILTERS = LeadFilters(functions=("25",))
KEY = "pk_live_canary"
LIMIT = 5 * 2**20


def client_of(body: object, headers: dict[str, str] | None = None) -> ApiClient:
    """A client whose every question is answered with that body."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers=headers, stream=httpx.ByteStream(content))

    connection = Connection("https://api.example.com/v2", SecretStr(KEY))
    return ApiClient(connection, transport=httpx.MockTransport(handle))


def preview_of(body: object, headers: dict[str, str] | None = None) -> Preview:
    return client_of(body, headers).preview(FILTERS)


def test_the_least_answer_is_a_zero_that_was_counted() -> None:
    assert preview_of({"total_count": 0, "preview": []}) == Preview(total_count=0)


def test_the_answer_of_the_documentation_is_read_whole() -> None:
    item = {
        "full_name": "Ada Lovelace",
        "headline": "VP of Sales at Acme",
        "current_company": "Acme",
        "current_title": "VP of Sales",
        "linkedin_id": "104885158",
        "profile_url": "https://www.linkedin.com/in/urn:li:fs_salesProfile:(A,NAME_SEARCH,b)",
    }
    assert preview_of({"total_count": 1234, "preview": [item]}) == Preview(
        total_count=1234, preview=(Lead(**item),)
    )


@pytest.mark.parametrize(
    ("item", "lead"),
    [
        ({}, Lead()),
        (dict.fromkeys(Lead.model_fields), Lead()),
        ({"full_name": "", "headline": "  "}, Lead()),
        ({"linkedin_id": 104885158}, Lead(linkedin_id="104885158")),
        ({"full_name": "Ada", "unknown": {"a": [1]}}, Lead(full_name="Ada")),
        ({"full_name": "A\ud800da\x00\n B"}, Lead(full_name="A\ufffdda B")),
        ({"full_name": "زهرا\u200cها"}, Lead(full_name="زهرا\u200cها")),
        ({"headline": "x" * 1_500}, Lead(headline="x" * 999 + "…")),
        ({"headline": f"my key is {KEY}"}, Lead(headline="my key is ***")),
        ({"profile_url": "javascript:alert(1)"}, Lead()),
        ({"profile_url": "data:text/html,x"}, Lead()),
        ({"profile_url": "https://e.com/" + "x" * 3_000}, Lead()),
        ({"profile_url": "HTTPS://e.com/x"}, Lead(profile_url="HTTPS://e.com/x")),
    ],
)
def test_a_lead_is_what_is_known_of_it(item: dict[str, object], lead: Lead) -> None:
    assert preview_of({"total_count": 1, "preview": [item]}).preview == (lead,)


def test_more_than_25_leads_are_cut_and_the_total_stays() -> None:
    leads = [{"full_name": f"Person {number}"} for number in range(40)]
    found = preview_of({"total_count": 40, "preview": leads})
    assert found.total_count == 40
    assert [lead.full_name for lead in found.preview] == [f"Person {n}" for n in range(25)]


@pytest.mark.parametrize("leads", ["missing", None])
def test_a_sample_that_is_left_out_is_an_empty_one(leads: object) -> None:
    body = {"total_count": 7} if leads == "missing" else {"total_count": 7, "preview": leads}
    assert preview_of({**body, "more": 1}) == Preview(total_count=7)


@pytest.mark.parametrize(
    "total",
    ["missing", None, True, False, "12", "", [], {}, -1, 1.5, 12.0, 2**63, 10**400],
)
def test_a_total_that_is_none_is_never_a_number(total: object) -> None:
    body = {"preview": []} if total == "missing" else {"total_count": total, "preview": []}
    with pytest.raises(ContractError, match="total"):
        preview_of(body)


@pytest.mark.parametrize(
    "body",
    [
        b'{"total_count": NaN}',
        b'{"total_count": Infinity}',
        b'{"total_count": 1e999}',
        b'{"total_count": ' + b"9" * 5_000 + b"}",
        b"",
        b"  \r\n ",
        b"null",
        b"12",
        b'"text"',
        b"[]",
        b"{",
        b'{"total_count": 5, "preview": [',
        b'{"total_count": 5} trailing',
        b"{'total_count': 5}",
        b"<!doctype html><title>Sign in</title>",
        b"\xff\xfe\x00",
        b'{"total_count": 5, "preview": [{"full_name": "\xff"}]}',
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b"\x00" * 100,
    ],
)
def test_a_body_that_is_no_answer_is_refused(body: bytes) -> None:
    with pytest.raises(ContractError):
        preview_of(body)


def test_a_web_page_is_called_one() -> None:
    with pytest.raises(ContractError, match="a web page"):
        preview_of(b"\n<html></html>", {"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "leads",
    [
        {},
        "Ada",
        5,
        [None],
        ["Ada"],
        [[]],
        [{"full_name": 5}],
        [{"headline": {}}],
        [{"current_company": {"name": "Acme"}}],
        [{"linkedin_id": True}],
        [{"linkedin_id": 1.5}],
    ],
)
def test_leads_of_another_type_are_refused(leads: object) -> None:
    with pytest.raises(ContractError, match="lead"):
        preview_of({"total_count": 1, "preview": leads})


@pytest.mark.parametrize("over", [0, 1])
@pytest.mark.parametrize("packing", ["", "gzip", "deflate"])
def test_five_mebibytes_are_the_most_once_unpacked(over: int, packing: str) -> None:
    body = b'{"total_count": 5}'.ljust(LIMIT + over)
    headers = {"Content-Encoding": packing} if packing else {}
    pack: dict[str, Callable[[bytes], bytes]]
    pack = {"": bytes, "gzip": gzip.compress, "deflate": zlib.compress}
    packed = pack[packing](body)
    if over:
        with pytest.raises(ContractError, match="larger"):
            preview_of(packed, headers)
    else:
        assert preview_of(packed, headers).total_count == 5


def test_a_bomb_is_not_unpacked() -> None:
    """Of a body of any size no more is made than may be used."""
    seen = 0
    bomb = gzip.compress(bytes(60 * 2**20), compresslevel=1)

    def chunks() -> Iterator[bytes]:
        nonlocal seen
        for start in range(0, len(bomb), 4_096):
            seen += 4_096
            yield bomb[start : start + 4_096]

    class Stream(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            return chunks()

    def handle(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=Stream())

    connection = Connection("https://api.example.com/v2", SecretStr(KEY))
    with (
        ApiClient(connection, transport=httpx.MockTransport(handle)) as client,
        pytest.raises(ContractError, match="larger"),
    ):
        client.preview(FILTERS)
    assert seen < len(bomb) / 4


def test_no_more_is_ever_made_of_a_bomb_than_shows_that_it_is_one() -> None:
    assert len(next(inflated([gzip.compress(bytes(2**24))], 20_000))) == 20_001


@pytest.mark.parametrize(
    ("packing", "body"),
    [
        ("gzip", b"no gzip at all"),
        ("gzip", gzip.compress(b'{"total_count": 5}', mtime=0)[:-4]),
        ("gzip", gzip.compress(b'{"total_count": 5}', mtime=0)[:5]),
        ("gzip", gzip.compress(b'{"total_count": 5}', mtime=0) + bytes(LIMIT)),
        ("gzip", b""),
        ("br", b'{"total_count": 5}'),
        ("gzip, gzip", b'{"total_count": 5}'),
    ],
)
def test_what_cannot_be_unpacked_is_refused(packing: str, body: bytes) -> None:
    with pytest.raises(ContractError):
        preview_of(body, {"Content-Encoding": packing})


@pytest.mark.parametrize(
    ("body", "places"),
    [
        ([], ()),
        (
            [{"id": "101", "name": "Paris", "type": "city"}, {"_id": 102, "name": "Paris, Texas"}],
            (Place("101", "Paris", "city"), Place("102", "Paris, Texas")),
        ),
        ({"locations": [{"id": "101", "name": "Paris"}], "total": 1}, (Place("101", "Paris"),)),
        (
            [
                {"id": "101", "name": "Paris"},
                {"id": "101", "name": "again"},
                {"id": "x1", "name": "no id"},
                {"id": True, "name": "no id"},
                {"id": "9" * 20, "name": "no id"},
                {"name": "no id"},
                {"id": "103"},
                None,
                "Paris",
            ],
            (Place("101", "Paris"),),
        ),
    ],
)
def test_places_are_those_that_a_filter_accepts(body: object, places: tuple[Place, ...]) -> None:
    found = client_of(body).locations("Paris")
    assert found == places
    for place in found:
        LeadFilters(included_locations=(place.id,))


@pytest.mark.parametrize(
    "body", [None, 5, "Paris", {}, {"a": [], "b": []}, [{"name": "Paris"}], ["Paris"], b"<html>"]
)
def test_an_answer_without_places_is_not_no_places(body: object) -> None:
    with pytest.raises(ContractError):
        client_of(body).locations("Paris")


def test_an_account_is_what_the_api_says_of_it() -> None:
    account = client_of(
        {
            "email": "ada@example.com",
            "name": "Ada",
            "organization": {"id": 5, "name": "Acme", "x": 1},
            "plan": "big",
        }
    ).account()
    assert (account.email, account.name, account.organization) == ("ada@example.com", "Ada", "Acme")
    assert account.user_id is not None
    assert "ada" not in account.user_id


@pytest.mark.parametrize(
    "body", [{}, {"email": None, "organization": None}, {"email": 1.5, "organization": "Acme"}]
)
def test_an_account_may_say_nothing(body: object) -> None:
    assert client_of(body).account() == Account()


def user_of(body: object) -> str | None:
    return client_of(body).account().user_id


def test_the_user_is_who_the_most_stable_thing_says() -> None:
    by_id = {"id": 7, "email": "a@example.com", "name": "A"}
    assert user_of(by_id) == user_of({"id": "7", "email": "changed@example.com"})
    assert user_of(by_id) != user_of({**by_id, "id": 8})
    by_email = {"email": "a@example.com", "name": "A"}
    assert user_of(by_email) == user_of({"email": "A@Example.com", "name": "renamed"})
    by_name = {"name": "A", "organization": {"id": "1", "name": "Acme"}}
    assert user_of(by_name) == user_of({"name": "A", "organization": {"id": 1, "name": "New"}})
    assert user_of(by_name) != user_of({**by_name, "name": "B"})
    assert user_of({"organization": {"id": 1}}) is None
    assert user_of({"name": "A"}) is None
    assert len({user_of(by_id), user_of(by_email), user_of(by_name)}) == 3


def test_credits_are_kept_whatever_they_are_called() -> None:
    body = {
        "remaining": 12,
        "plan": "Team\x00",
        "unlimited": False,
        "ratio": 0.5,
        "until": None,
        "email": {"used": 3, "deep": {"x": 1}},
        "history": [1, 2],
        "token": KEY,
    }
    assert client_of(body).credits() == Credits(
        {
            "remaining": 12,
            "plan": "Team",
            "unlimited": False,
            "ratio": 0.5,
            "until": None,
            "email.used": 3,
            "token": "***",
        }
    )


def test_credits_are_bounded() -> None:
    body = {f"{number}" + "n" * 500: "v" * 500 for number in range(500)}
    values = client_of(body).credits().values
    assert len(values) == 20
    assert all(len(name) <= 60 and len(str(value)) <= 100 for name, value in values.items())
    assert client_of(b'{"a": 1e999, "b": -1e999}').credits() == Credits({})


@pytest.mark.parametrize("body", [[], 5, "text", None, b"", b"<html>"])
def test_neither_account_nor_credits_are_read_into_anything_else(body: object) -> None:
    for ask in (ApiClient.account, ApiClient.credits):
        with pytest.raises(LeadPreviewError):
            ask(client_of(body))
