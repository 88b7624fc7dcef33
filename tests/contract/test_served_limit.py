"""The rate limit of the served API: one preview a user and interval, whatever comes at once."""

from __future__ import annotations

import asyncio
import json

import pytest

from leadpreview.api.app import create_api
from leadpreview.api.limit import Admission
from leadpreview.sources.people import PeopleSource
from tests.contract.asgi import PREVIEW, call, fetch, preview

SALES = {"functions": ["25"]}


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_of_a_burst_of_one_user_exactly_one_is_accepted_an_interval(people: PeopleSource) -> None:
    clock, seen = Clock(), list[Admission]()
    api = create_api(lambda: people, clock=clock, record=seen.append)

    async def burst(*keys: str) -> list[int]:
        replies = await asyncio.gather(
            *(
                fetch(
                    api,
                    "POST",
                    PREVIEW,
                    headers={"X-API-KEY": key, "Content-Type": "application/json"},
                    chunks=(json.dumps(SALES).encode(),),
                )
                for key in keys
            )
        )
        for reply in replies:
            if reply.status != 200:
                reply.refused(429)
                assert reply.headers["retry-after"] == "1"
        return sorted(reply.status for reply in replies)

    one = ("sandbox-fine", "sandbox-fine-2") * 20
    for _ in range(3):
        assert asyncio.run(burst(*one)) == [200] + [429] * 39
        clock.now += 0.999
        assert asyncio.run(burst(*one)) == [429] * 40
        clock.now += 0.001
    assert asyncio.run(burst(*one, "sandbox-second", "sandbox-curl")) == [200] * 3 + [429] * 39
    assert len(seen) == 3 * 80 + 42
    accepted = [each.at for each in seen if each.accepted and each.user == "fine"]
    assert accepted == [1_000.0, 1_001.0, 1_002.0, 1_003.0]


@pytest.mark.parametrize(
    ("raw", "status"),
    [(b"{", 400), (b"{}", 400), (b'{"functions":["99"]}', 422), (b"x" * (2**20 + 1), 413)],
)
def test_a_request_with_a_mistake_counts_against_the_limit(
    people: PeopleSource, raw: bytes, status: int
) -> None:
    api = create_api(lambda: people, clock=Clock())
    call(api, "POST", PREVIEW, raw=raw).refused(status)
    call(api, "POST", PREVIEW, raw=raw).refused(429)


@pytest.mark.parametrize("key", ["sandbox-expired", "sandbox-forbidden", "sandbox-no-integration"])
def test_a_key_that_may_not_ask_is_told_so_every_time(people: PeopleSource, key: str) -> None:
    seen: list[Admission] = []
    api = create_api(lambda: people, clock=Clock(), record=seen.append)
    assert {preview(api, SALES, key).status for _ in range(3)} <= {401, 403}
    assert seen == []


def test_the_limit_is_that_of_the_preview_alone(people: PeopleSource) -> None:
    api = create_api(lambda: people, clock=Clock())
    assert preview(api, SALES).status == 200
    for _ in range(3):
        assert call(api, "GET", "/account").status == 200
        assert call(api, "GET", "/credits").status == 200
        assert call(api, "POST", "/locations", body={"query": "Berlin"}).status == 200
    preview(api, SALES).refused(429)


def test_retry_after_is_in_whole_seconds_and_never_too_early(people: PeopleSource) -> None:
    clock = Clock()
    api = create_api(lambda: people, interval=2.5, clock=clock)
    preview(api, SALES)
    assert preview(api, SALES).headers["retry-after"] == "3"
    clock.now += 1.6
    assert preview(api, SALES).headers["retry-after"] == "1"


def test_the_upstream_limit_does_not_hide_ours(people: PeopleSource) -> None:
    """One status, two causes: the text and the wait tell them apart."""
    api = create_api(lambda: people, clock=Clock())
    first = preview(api, SALES, "sandbox-upstream-limited")
    second = preview(api, SALES, "sandbox-upstream-limited")
    assert "LinkedIn" in first.refused(429)[0]
    assert "LinkedIn" not in second.refused(429)[0]
    assert (first.headers["retry-after"], second.headers["retry-after"]) == ("30", "1")
