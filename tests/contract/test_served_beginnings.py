"""What clients begin with, what is not served, and what is at no address at all."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from leadpreview import catalog
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.api.elsewhere import ELSEWHERE, ONLY_PREVIEWS
from leadpreview.api.users import KEYS
from leadpreview.sources.people import PeopleSource
from tests.contract.asgi import PREVIEW, call

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
# Contract 5.3, counted by hand: one path a line of its table's names.
DOCUMENTED_ELSEWHERE = 31


@pytest.mark.parametrize("body", [{"query": "Berlin"}, {"name": "Berlin", "hiring": True}])
def test_a_place_is_found_by_its_name_in_both_spellings(api: FastAPI, body: object) -> None:
    reply = call(api, "POST", "/locations", body=body)
    assert reply.status == 200
    assert {"id": "103035651", "name": "Berlin, Germany", "type": "state"} in reply.json


def test_the_ids_that_places_have_are_the_ids_that_filters_take(api: FastAPI) -> None:
    for query in ("Berlin", "EU", "San", "90009496"):
        found = call(api, "POST", "/locations", body={"query": query}).json
        assert found
        assert all(place["id"] in catalog.locations for place in found)
        body = {"included_locations": [place["id"] for place in found]}
        assert call(api, "POST", PREVIEW, body=body).status == 200


def test_no_place_of_that_name_is_an_empty_list(api: FastAPI) -> None:
    assert call(api, "POST", "/locations", body={"query": "zzzzqq"}).json == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 400),
        ({"query": " "}, 400),
        ({"query": None}, 400),
        ({"query": 7}, 422),
        ({"name": ["Berlin"]}, 422),
        ([], 422),
    ],
)
def test_a_place_without_a_name_is_refused(api: FastAPI, body: object, status: int) -> None:
    call(api, "POST", "/locations", body=body).refused(status)


def test_the_account_tells_users_apart_and_their_keys_not(api: FastAPI) -> None:
    accounts = {key.key: call(api, "GET", "/account", key=key.key) for key in KEYS}
    assert {reply.status for reply in accounts.values()} == {200}
    assert accounts["sandbox-fine"].body == accounts["sandbox-fine-2"].body
    emails = {reply.json["email"] for reply in accounts.values()}
    assert len(emails) == len({key.user for key in KEYS})
    assert {"email", "name", "organization"} == set(accounts["sandbox-fine"].json)


def test_the_balance_never_moves(api: FastAPI) -> None:
    before = call(api, "GET", "/credits")
    call(api, "POST", PREVIEW, body={"functions": ["25"]})
    assert call(api, "GET", "/credits").body == before.body == b'{"credits":1000}'


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/account"), ("GET", "/credits"), ("POST", "/locations")]
)
@pytest.mark.parametrize("key", [None, "unknown"])
def test_all_of_them_want_a_key(api: FastAPI, method: str, path: str, key: str | None) -> None:
    call(api, method, path, key=key).refused(401)


def test_health_needs_no_key(api: FastAPI) -> None:
    assert call(api, "GET", "/health", key=None).json == {"status": "ok"}


def test_the_paths_that_are_not_served_are_all_of_the_contract() -> None:
    assert len(ELSEWHERE) == DOCUMENTED_ELSEWHERE
    assert "/leads/advanced_search" in ELSEWHERE
    assert PREVIEW not in ELSEWHERE


@pytest.mark.parametrize("path", ELSEWHERE)
@pytest.mark.parametrize("key", ["sandbox-fine", None])
def test_a_documented_path_that_is_not_served_says_that_this_server_only_previews(
    api: FastAPI, path: str, key: str | None
) -> None:
    for method in ELSEWHERE[path]:
        reply = call(api, method, path.replace("{id}", "17"), key=key, raw=b"whatever")
        assert reply.refused(403) == [ONLY_PREVIEWS]


@pytest.mark.parametrize("path", ["/nope", "/", "/leads/advanced_search/preview/", "/LEADS"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_unknown_path_is_404(api: FastAPI, method: str, path: str) -> None:
    call(api, method, path).refused(404)


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        (PREVIEW, {"POST"}),
        ("/locations", {"POST"}),
        ("/account", {"GET"}),
        ("/credits", {"GET"}),
        ("/health", {"GET"}),
        ("/lists", {"GET", "POST"}),
        ("/searches/17", {"GET", "DELETE"}),
    ],
)
def test_another_method_is_405_with_those_that_are_allowed(
    api: FastAPI, path: str, allowed: set[str]
) -> None:
    for method in set(METHODS) - allowed:
        reply = call(api, method, path)
        reply.refused(405)
        assert set(reply.headers["allow"].split(", ")) == allowed


def test_alone_it_is_below_its_base_path_and_nothing_is_beside_it(people: PeopleSource) -> None:
    server = create_server(lambda: people, interval=0.0)
    assert call(server, "POST", BASE_PATH + PREVIEW, body={"functions": ["25"]}).status == 200
    document = call(server, "GET", f"{BASE_PATH}/openapi.json").json
    assert document["servers"] == [{"url": BASE_PATH}]
    for path in ("/", "/health", BASE_PATH, f"{BASE_PATH}/", f"{BASE_PATH}/nope", PREVIEW):
        call(server, "GET", path).refused(404)
