"""The API as a source: a plan goes through the lane question by question, and nothing around it."""

from __future__ import annotations

import itertools
import json
import queue
import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

import httpx
import pytest
from pydantic import SecretStr

from leadpreview.errors import (
    AuthenticationError,
    CancelledError,
    CannotBeAskedError,
    ContractError,
    SourceUnavailableError,
    UnanswerableFilterError,
)
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Cancellation, Failure, Lead, Plan, Priority, Question, Receipt
from leadpreview.sources.api import ApiClient, ApiSource, Connection, Endpoint, Service
from tests.fakes import DEADLINE

T = TypeVar("T")
KEY = SecretStr("pk_live_canary")
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SALES, IT = LeadFilters(functions=("25",)), LeadFilters(functions=("13",))


class ImmediateLane:
    """Sends at once, in the caller's thread."""

    def submit(
        self,
        send: Callable[[], T],
        *,
        key: Hashable | None,
        priority: Priority,
        cancel: Cancellation | None,
    ) -> Future[T]:
        future: Future[T] = Future()
        try:
            future.set_result(send())
        except Exception as error:  # noqa: BLE001  what a lane does with whatever is raised
            future.set_exception(error)
        return future


@dataclass
class Job:
    send: Callable[[], Any]
    key: Hashable | None
    priority: Priority
    cancel: Cancellation | None
    future: Future[Any] = field(default_factory=Future)

    def run(self) -> None:
        if self.cancel is not None and self.cancel.cancelled:
            self.future.set_exception(CancelledError("The question was withdrawn."))
            return
        try:
            self.future.set_result(self.send())
        except Exception as error:  # noqa: BLE001  what a lane does with whatever is raised
            self.future.set_exception(error)


class HandLane:
    """Keeps every job until the test runs it."""

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self._arrived: queue.SimpleQueue[Job] = queue.SimpleQueue()

    def take(self) -> Job:
        """Wait for the next job."""
        return self._arrived.get(timeout=DEADLINE)

    def submit(
        self,
        send: Callable[[], T],
        *,
        key: Hashable | None,
        priority: Priority,
        cancel: Cancellation | None,
    ) -> Future[T]:
        job = Job(send, key, priority, cancel)
        self.jobs.append(job)
        self._arrived.put(job)
        return job.future


class Api(httpx.BaseTransport):
    """Counts 100 for each function's number, and fails where told."""

    def __init__(self, statuses: dict[str, int] | None = None) -> None:
        self.asked: list[tuple[str, Any]] = []
        self._statuses = statuses or {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/v2")
        body = json.loads(request.read() or b"{}")
        self.asked.append((path, body))
        status = self._statuses.get(path, 200)
        if path.endswith("/preview"):
            (function,) = body["functions"]
            status = self._statuses.get(function, status)
            found: object = {
                "total_count": 100 * int(function),
                "preview": [{"full_name": f"Person {function}"}],
            }
        elif path == "/locations":
            found = [{"id": "101", "name": body["query"]}]
        else:
            found = {"email": "ada@example.com"}
        return httpx.Response(status, stream=httpx.ByteStream(json.dumps(found).encode()))


def client_of(api: Api, url: str = "https://api.example.com/v2") -> ApiClient:
    return ApiClient(Connection(url, KEY), transport=api)


def plan_of(*filters: LeadFilters, priority: Priority = Priority.PERSON) -> Plan:
    return Plan.of(map(Question, filters), priority)


def test_the_source_says_what_it_is() -> None:
    client = client_of(Api())
    info = ApiSource(client, ImmediateLane(), name="Pronto").info
    assert (info.name, info.people) == ("Pronto", None)
    assert (info.exact, info.synthetic, info.counts_everybody) == (False, False, False)
    assert info.fields == frozenset(FIELDS)
    assert ApiSource(client, ImmediateLane(), name="Sandbox", synthetic=True).info.synthetic


def test_the_version_is_the_address_and_the_user() -> None:
    def version(url: str, user: str | None) -> str:
        return ApiSource(
            client_of(Api(), url), ImmediateLane(), name="x", user_id=user
        ).info.version

    here, there = "https://a.example.com", "https://b.example.com"
    versions = {version(url, user) for url in (here, there) for user in (None, "u1", "u2")}
    assert len(versions) == 6
    assert version(here, "u1") == version(here + "/", "u1")


def test_a_receipt_says_what_was_asked_when_and_how_long_it_took() -> None:
    ticks = itertools.count(10.0, 0.25)
    source = ApiSource(
        client_of(Api()), ImmediateLane(), name="Pronto", now=lambda: NOW, clock=lambda: next(ticks)
    )
    assert list(source.run(plan_of(SALES), Cancellation())) == [
        Receipt(SALES, 2_500, "Pronto", NOW, False, 0.25, (Lead(full_name="Person 25"),))
    ]


def test_questions_enter_the_lane_in_order_and_answers_come_as_they_arrive() -> None:
    lane = HandLane()
    source = ApiSource(client_of(Api()), lane, name="Pronto")
    asked = [LeadFilters(functions=(str(number),)) for number in range(1, 27)]
    # What cannot be asked is answered when all the rest is in the lane.
    plan = plan_of(LeadFilters(), *asked, priority=Priority.BACKGROUND)
    before = set(threading.enumerate())
    answers = source.run(plan, Cancellation())
    assert isinstance(next(answers), Failure)
    assert set(threading.enumerate()) <= before
    for job in reversed(lane.jobs):
        job.run()
    assert [answer.filters for answer in answers] == asked[::-1]
    assert [job.key for job in lane.jobs] == [("preview", source.info.version, f) for f in asked]
    assert {job.priority for job in lane.jobs} == {Priority.BACKGROUND}


def test_a_count_of_everybody_is_not_sent_and_is_no_zero() -> None:
    lane = HandLane()
    api = Api()
    source = ApiSource(client_of(api), lane, name="Pronto")
    (answer,) = source.run(plan_of(LeadFilters()), Cancellation())
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, CannotBeAskedError)
    assert (lane.jobs, api.asked) == ([], [])
    (answer,) = source.run(plan_of(LeadFilters(live=False)), Cancellation())
    assert isinstance(answer, Failure)
    assert lane.jobs == []


def test_one_failure_costs_one_answer() -> None:
    source = ApiSource(client_of(Api({"13": 422, "7": 503})), ImmediateLane(), name="Pronto")
    down = LeadFilters(functions=("7",))
    found = {
        a.filters: a for a in source.run(plan_of(SALES, IT, down, LeadFilters()), Cancellation())
    }
    assert len(found) == 4
    assert isinstance(found[SALES], Receipt)
    errors = {f: type(a.error) for f, a in found.items() if isinstance(a, Failure)}
    assert errors == {
        IT: UnanswerableFilterError,
        down: SourceUnavailableError,
        LeadFilters(): CannotBeAskedError,
    }


def test_a_lane_that_takes_no_more_fails_each_question_with_its_reason() -> None:
    class StoppedLane(HandLane):
        def submit(self, send: Callable[[], T], **_: Any) -> Future[T]:
            raise AuthenticationError("Check the key.")

    source = ApiSource(client_of(Api()), StoppedLane(), name="Pronto")
    answers = list(source.run(plan_of(SALES, IT), Cancellation()))
    assert [type(a.error) for a in answers if isinstance(a, Failure)] == [AuthenticationError] * 2


@pytest.mark.parametrize("how", ["cancelled by the lane", "future cancelled", "a defect"])
def test_what_a_lane_drops_is_a_failure_of_ours(how: str) -> None:
    class OddLane(HandLane):
        def submit(self, send: Callable[[], T], **_: Any) -> Future[T]:
            future: Future[T] = Future()
            if how == "future cancelled":
                future.cancel()
            elif how == "a defect":
                future.set_exception(ZeroDivisionError("secret"))
            else:
                future.set_exception(CancelledError("closed"))
            return future

    source = ApiSource(client_of(Api()), OddLane(), name="Pronto")
    (answer,) = source.run(plan_of(SALES), Cancellation())
    assert isinstance(answer, Failure)
    assert isinstance(answer.error, SourceUnavailableError)
    assert "secret" not in str(answer.error)


def test_a_withdrawn_plan_ends_and_its_rest_is_never_sent() -> None:
    lane, api, cancel = HandLane(), Api(), Cancellation()
    source = ApiSource(client_of(api), lane, name="Pronto")
    answers = source.run(plan_of(LeadFilters(), SALES, IT), cancel)
    assert isinstance(next(answers), Failure)
    lane.jobs[0].run()
    assert isinstance(next(answers), Receipt)
    cancel.cancel()
    with pytest.raises(CancelledError):
        next(answers)
    lane.jobs[1].run()
    assert len(api.asked) == 1


def test_answers_that_nobody_reads_any_more_are_never_sent() -> None:
    lane, api = HandLane(), Api()
    answers = ApiSource(client_of(api), lane, name="Pronto").run(
        plan_of(LeadFilters(), SALES, IT), Cancellation()
    )
    assert isinstance(next(answers), Failure)
    answers.close()  # type: ignore[attr-defined]  # it is a generator
    for job in lane.jobs:
        job.run()
    assert (len(lane.jobs), api.asked) == (2, [])


def test_a_plan_withdrawn_before_it_began_puts_nothing_into_the_lane() -> None:
    lane, cancel = HandLane(), Cancellation()
    cancel.cancel()
    with pytest.raises(CancelledError):
        list(ApiSource(client_of(Api()), lane, name="Pronto").run(plan_of(SALES), cancel))
    assert lane.jobs == []


def test_what_the_api_offers_beside_counts_goes_through_the_lane_too() -> None:
    keys: list[Hashable] = []

    class Watched(ImmediateLane):
        def submit(self, send: Callable[[], T], **options: Any) -> Future[T]:
            keys.append(options["key"])
            assert options["priority"] is Priority.PERSON
            return super().submit(send, **options)

    api = Api()
    service = Service(client_of(api), Watched())
    assert [place.name for place in service.places(" Paris ")] == ["Paris"]
    assert service.places(" ") == ()
    assert service.account().email == "ada@example.com"
    assert service.credits().values == {"email": "ada@example.com"}
    assert [path for path, _ in api.asked] == ["/locations", "/account", "/credits"]
    assert len(set(keys)) == 3


def test_an_answer_that_does_not_come_is_not_waited_for() -> None:
    lane, api = HandLane(), Api()
    with pytest.raises(SourceUnavailableError, match="within 0 seconds"):
        Service(client_of(api), lane, wait=0.0).account()
    lane.jobs[0].run()
    assert api.asked == []


def test_a_key_that_may_not_ask_for_the_account_does_not_stop_the_lane() -> None:
    """403 is about that one endpoint: the lane sees an answer, the caller the error."""
    lane = HandLane()
    service = Service(client_of(Api({"/account": 403, "/credits": 401})), lane, wait=30.0)
    for ask, stops in ((service.account, False), (service.credits, True)):
        helper = threading.Thread(target=lambda: lane.take().run())
        helper.start()
        with pytest.raises(AuthenticationError):
            ask()
        helper.join()
        assert (lane.jobs.pop().future.exception() is not None) is stops


def test_an_answer_beside_the_contract_is_an_error_of_ours() -> None:
    with pytest.raises(ContractError):
        Service(client_of(Api({"/locations": 404})), ImmediateLane()).places("Paris")


def test_every_endpoint_is_reached_by_a_source_or_the_service() -> None:
    api = Api()
    client = client_of(api)
    service = Service(client, ImmediateLane())
    list(ApiSource(client, ImmediateLane(), name="x").run(plan_of(SALES), Cancellation()))
    service.places("Paris")
    service.account()
    service.credits()
    assert {path for path, _ in api.asked} == {endpoint.value[1] for endpoint in Endpoint}
