"""While there is nobody to answer, and when nobody waits for the answer any more."""

from __future__ import annotations

import asyncio

import pytest

from leadpreview.api.app import create_api
from leadpreview.errors import BuildInProgressError, PeopleDatabaseError
from leadpreview.preview import PreviewSource
from leadpreview.sources.people import PeopleSource
from tests.contract.asgi import PREVIEW, call, fetch, preview
from tests.contract.endless import Endless
from tests.fakes import DEADLINE

SALES = {"functions": ["25"]}
HEADERS = {"X-API-KEY": "sandbox-fine", "Content-Type": "application/json"}


class Preparing:
    """A database that is ready after so many looks; time passes only when the API sleeps."""

    def __init__(self, source: PreviewSource, looks: int) -> None:
        self.source = source
        self.looks = looks
        self.slept = 0.0

    def __call__(self) -> PreviewSource:
        if self.looks:
            self.looks -= 1
            raise BuildInProgressError("The people database is being prepared: 42%, generating.")
        return self.source

    async def sleep(self, seconds: float) -> None:
        self.slept += seconds


def test_a_request_is_held_until_the_database_is_ready(people: PeopleSource) -> None:
    preparing = Preparing(people, looks=10)
    api = create_api(preparing, interval=0.0, sleep=preparing.sleep)
    assert preview(api, SALES).status == 200
    assert preparing.slept > 0


def test_a_request_that_is_held_too_long_is_told_when_to_ask_again(people: PeopleSource) -> None:
    """429 is the one documented status that means "later"; 503 is for one key alone."""
    preparing = Preparing(people, looks=10**9)
    api = create_api(preparing, interval=0.0, sleep=preparing.sleep, patience=20.0)
    reply = preview(api, SALES)
    (sentence,) = reply.refused(429)
    assert "42%" in sentence
    assert reply.headers["retry-after"] == "5"
    assert preparing.slept == pytest.approx(20.0)


def test_mistakes_are_told_without_a_database(people: PeopleSource) -> None:
    preparing = Preparing(people, looks=10**9)
    api = create_api(preparing, interval=0.0, sleep=preparing.sleep)
    preview(api, {}).refused(400)
    preview(api, {"functions": ["99"], "job_titles": ["VP"]}).refused(422)
    preview(api, SALES, None).refused(401)
    assert preparing.slept == 0.0


def test_a_database_that_cannot_be_made_is_said_and_is_no_zero() -> None:
    def answerer() -> PreviewSource:
        raise PeopleDatabaseError("The disk is full.")

    api = create_api(answerer, interval=0.0)
    reply = preview(api, SALES)
    (sentence,) = reply.refused(429)
    assert "The disk is full." in sentence
    assert reply.headers["retry-after"] == "60"
    assert call(api, "GET", "/health").json == {"status": "failed", "message": "The disk is full."}


def test_health_says_that_it_is_preparing(people: PeopleSource) -> None:
    api = create_api(Preparing(people, looks=1))
    assert call(api, "GET", "/health").json["status"] == "preparing"
    assert call(api, "GET", "/health").json == {"status": "ok"}


def test_a_count_is_withdrawn_when_its_client_goes_away(caplog: pytest.LogCaptureFixture) -> None:
    source = Endless()
    api = create_api(lambda: source, interval=0.0, longest=10 * DEADLINE)
    raw = b'{"functions":["25"]}'

    class Client:
        """Sends its question, and goes away once it is being counted."""

        sent = False

        async def receive(self) -> dict[str, object]:
            if not self.sent:
                self.sent = True
                return {"type": "http.request", "body": raw, "more_body": False}
            while not source.began.is_set():
                await asyncio.sleep(0.005)
            return {"type": "http.disconnect"}

    async def ask() -> None:
        client = Client()
        scope = {
            "type": "http",
            "method": "POST",
            "path": PREVIEW,
            "root_path": "",
            "query_string": b"",
            "headers": [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()],
        }

        async def send(message: object) -> None:
            """Nobody listens."""

        await api(scope, client.receive, send)

    asyncio.run(asyncio.wait_for(ask(), DEADLINE))
    assert source.withdrawn.wait(DEADLINE)
    assert caplog.text == ""


def test_a_count_that_takes_too_long_is_refused_and_stopped() -> None:
    source = Endless()
    api = create_api(lambda: source, interval=0.0, longest=0.01)
    (sentence,) = preview(api, SALES).refused(422)
    assert "fewer values" in sentence
    assert source.withdrawn.is_set()


def test_counting_does_not_hold_other_requests_up() -> None:
    """The event loop goes on: health answers while a count is under way."""
    source = Endless()
    api = create_api(lambda: source, interval=0.0, longest=10 * DEADLINE)

    async def both() -> int:
        chunks = [b'{"functions":["25"]}']
        asking = asyncio.create_task(fetch(api, "POST", PREVIEW, headers=HEADERS, chunks=chunks))
        while not source.began.is_set():
            await asyncio.sleep(0.005)
        reply = await fetch(api, "GET", "/health")
        assert not asking.done()
        asking.cancel()
        return reply.status

    assert asyncio.run(asyncio.wait_for(both(), DEADLINE)) == 200
    assert source.withdrawn.wait(DEADLINE)
