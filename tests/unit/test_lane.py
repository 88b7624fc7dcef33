"""One lane: what is sent, in which order, how far apart, and what everybody is told."""

from __future__ import annotations

import itertools
import os
import random
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import closing
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from leadpreview.errors import (
    AuthenticationError,
    CancelledError,
    ContractError,
    FilterProblem,
    InvalidFiltersError,
    LeadPreviewError,
    RateLimitedError,
    SourceUnavailableError,
)
from leadpreview.preview import Cancellation, Priority
from leadpreview.sources.lane import Lane
from leadpreview.sources.lane.book import FILE
from leadpreview.sources.lane.pace import Pace
from tests.fakes import DEADLINE
from tests.stage import NOON, Stage, StrictWindow

BACKGROUND, PERSON = Priority.BACKGROUND, Priority.PERSON


@pytest.fixture
def stage() -> Iterator[Stage]:
    with Stage() as made:
        yield made


@pytest.fixture
def flying() -> Iterator[Stage]:
    with Stage(flying=True) as made:
        yield made


class Log:
    """Requests that were sent, by name, each answered with its own name."""

    def __init__(self) -> None:
        self.sent: list[str] = []

    def request(self, name: str) -> Callable[[], str]:
        def send() -> str:
            self.sent.append(name)
            return name

        return send


def failing(*errors: BaseException, answer: str = "answer") -> Callable[[], str]:
    """A request that fails with one error after another, and then is answered."""
    left = list(errors)

    def send() -> str:
        if left:
            raise left.pop(0)
        return answer

    return send


def error(future: Future[str]) -> BaseException | None:
    return future.exception(DEADLINE)


def test_an_idle_lane_sends_at_once(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    future = stage.do(lambda: lane.submit(lambda: "answer"))
    assert future.result(0) == "answer"


def test_no_two_requests_arrive_closer_than_the_interval_on_an_uneven_road(
    flying: Stage, tmp_path: Path
) -> None:
    rng = random.Random(1)
    server = StrictWindow(flying)

    def send() -> None:
        flying.seconds += rng.uniform(0.001, 0.3)
        server.arrive()
        flying.seconds += rng.uniform(0.001, 0.3)
        if rng.random() < 0.3:
            raise ContractError("half an answer")

    lane = flying.lane(tmp_path, pace=Pace(1.0, margin=0.1, cap=10.0))
    for future in [lane.submit(send) for _ in range(200)]:
        future.exception(DEADLINE)
    assert len(server.log) == 200
    assert min(later[0] - earlier[0] for earlier, later in pairwise(server.log)) >= 1.0


def test_two_hundred_edits_in_five_intervals_cost_seven_requests_at_most(
    stage: Stage, tmp_path: Path
) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    futures = []
    cancel = Cancellation()
    for edit in range(200):
        cancel.cancel()
        cancel = Cancellation()
        name = f"edit {edit}"
        futures.append(lane.submit(log.request(name), key=name, cancel=cancel))
        stage.pass_by(5 / 200)
    stage.pass_by(2)
    assert len(log.sent) <= 7
    assert futures[-1].result(0) == "edit 199"
    for edit, future in enumerate(futures):
        if f"edit {edit}" not in log.sent:
            assert isinstance(future.exception(0), CancelledError)


def test_fifty_identical_questions_at_once_cost_one_request(stage: Stage, tmp_path: Path) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    lane.pause()
    asked: list[Future[str]] = []
    everybody = threading.Barrier(50)

    def ask() -> None:
        everybody.wait(DEADLINE)
        asked.append(lane.submit(log.request("the question"), key=("the", "question")))

    threads = [threading.Thread(target=ask) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stage.do(lane.resume)
    stage.pass_by(5)
    assert [future.result(0) for future in asked] == ["the question"] * 50
    assert log.sent == ["the question"]


def test_a_question_that_is_asked_while_the_same_is_in_flight_gets_its_answer(
    tmp_path: Path,
) -> None:
    lane = Lane("a user", tmp_path, interval=0.05)
    begun, go_on = threading.Event(), threading.Event()

    def send() -> object:
        begun.set()
        assert go_on.wait(DEADLINE)
        return object()

    first = lane.submit(send, key="same")
    assert begun.wait(DEADLINE)
    second = lane.submit(lambda: object(), key="same")
    go_on.set()
    assert first.result(DEADLINE) is second.result(DEADLINE)
    third = lane.submit(lambda: object(), key="same")
    assert third.result(DEADLINE) is not first.result()
    lane.close()


def test_a_question_that_nobody_waits_for_is_never_sent(stage: Stage, tmp_path: Path) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    stage.do(lambda: lane.submit(log.request("first")))
    cancel = Cancellation()
    withdrawn = lane.submit(log.request("withdrawn"), cancel=cancel)
    given_up = lane.submit(log.request("given up"))
    wanted = lane.submit(log.request("wanted"))
    cancel.cancel()
    assert given_up.cancel()
    stage.pass_by(0.2)
    assert isinstance(withdrawn.exception(0), CancelledError), "told while the lane waits"
    assert lane.status().waiting == 1
    stage.pass_by(10)
    assert wanted.result(0) == "wanted"
    assert log.sent == ["first", "wanted"]


def test_a_question_that_is_withdrawn_in_the_last_moment_costs_no_slot(
    stage: Stage, tmp_path: Path
) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    lane.pause()
    cancel = Cancellation()
    stage.do(lambda: lane.submit(log.request("withdrawn"), cancel=cancel))
    cancel.cancel()  # too late for the last look, and too early for the next
    stage.do(lane.resume)
    stage.do(lambda: lane.submit(log.request("wanted")))
    assert log.sent == ["wanted"]


def test_one_who_withdraws_leaves_the_others_their_answer(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    lane.pause()
    cancel = Cancellation()
    left = lane.submit(lambda: "answer", key="same", cancel=cancel)
    stayed = lane.submit(lambda: "answer", key="same")
    cancel.cancel()
    stage.pass_by(0.2)
    assert isinstance(left.exception(0), CancelledError)
    stage.do(lane.resume)
    assert stayed.result(0) == "answer"


def test_a_persons_question_overtakes_the_backgrounds(stage: Stage, tmp_path: Path) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    for number in range(5):
        lane.submit(log.request(f"background {number}"), priority=BACKGROUND)
    stage.do(lambda: lane.submit(log.request("person"), priority=PERSON))
    stage.pass_by(10)
    assert log.sent.index("person") <= 1
    assert [name for name in log.sent if name != "person"] == [
        f"background {number}" for number in range(5)
    ]


def test_a_persons_question_is_known_elsewhere_at_once(stage: Stage, tmp_path: Path) -> None:
    def wishes() -> list[int]:
        with closing(sqlite3.connect(tmp_path / FILE)) as file:
            return [row[0] for row in file.execute("SELECT priority FROM wants")]

    lane = stage.lane(tmp_path)
    stage.do(lambda: lane.submit(lambda: "sent", priority=BACKGROUND))
    assert wishes() == []
    stage.do(lambda: lane.submit(lambda: "waits", priority=BACKGROUND))
    assert wishes() == [BACKGROUND]
    stage.do(lambda: lane.submit(lambda: "waits", priority=PERSON))
    assert wishes() == [PERSON]
    stage.do(lane.pause)
    assert wishes() == []


def test_a_person_who_joins_a_background_question_makes_it_urgent(
    stage: Stage, tmp_path: Path
) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    lane.pause()
    for name in "abc":
        lane.submit(log.request(name), key=name, priority=BACKGROUND)
    lane.submit(log.request("c"), key="c", priority=PERSON)
    stage.do(lane.resume)
    stage.pass_by(5)
    assert log.sent == ["c", "a", "b"]


def test_a_foreign_client_on_the_same_key_costs_no_answer(flying: Stage, tmp_path: Path) -> None:
    rng = random.Random(3)
    server = StrictWindow(flying)
    foreign_at = flying.seconds

    def send() -> str:
        nonlocal foreign_at
        flying.seconds += 0.05
        while foreign_at < flying.seconds:  # it asks four times a second, and takes what it gets
            server.arrive(foreign_at)
            foreign_at += rng.uniform(0.05, 0.5)
        if not server.arrive():
            raise RateLimitedError("too early", retry_after=rng.choice((None, 0.0, 1.0)))
        return "answer"

    lane = flying.lane(tmp_path)
    lane.pause()
    futures = [lane.submit(send) for _ in range(60)]
    lane.resume()
    assert {future.result(DEADLINE) for future in futures} == {"answer"}
    status = lane.status()
    assert status.refused > 60, "the foreign client was felt"
    assert status.sent == status.refused + 60


def test_a_refused_question_is_asked_again_before_the_others(stage: Stage, tmp_path: Path) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    refusals = [RateLimitedError("too early", retry_after=3)]

    def refused_once() -> str:
        log.sent.append("refused")
        if refusals:
            raise refusals.pop()
        return "answer"

    lane.pause()
    lane.submit(refused_once)
    lane.submit(log.request("next"))
    stage.do(lane.resume)
    stage.pass_by(2.9)
    assert log.sent == ["refused"], "Retry-After is kept"
    stage.pass_by(10)
    assert log.sent == ["refused", "refused", "next"]


def test_a_question_that_is_only_ever_refused_fails_in_the_end(
    flying: Stage, tmp_path: Path
) -> None:
    began = flying.seconds

    def send() -> str:
        raise RateLimitedError("too early", retry_after=5)

    failed = error(flying.lane(tmp_path).submit(send))
    assert isinstance(failed, RateLimitedError)
    assert flying.seconds - began >= 600


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_is_not_accepted_stops_the_lane_until_it_is_resumed(
    stage: Stage, tmp_path: Path, status: int
) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    refusal = AuthenticationError("the key", status=status)
    lane.pause()
    first = lane.submit(failing(refusal))
    waiting = lane.submit(log.request("waiting"))
    stage.do(lane.resume)
    assert first.exception(0) is refusal
    assert waiting.exception(0) is refusal
    assert lane.submit(log.request("later")).exception(0) is refusal, "at once"
    assert lane.status().stopped is refusal
    stage.do(lane.resume)
    future = lane.submit(log.request("after"))
    stage.pass_by(5)
    assert future.result(0) == "after"
    assert log.sent == ["after"]
    assert lane.status().stopped is None


def test_a_server_out_of_reach_is_asked_again_after_the_others_and_later_each_time(
    stage: Stage, tmp_path: Path
) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    down = SourceUnavailableError("down")
    send = failing(down, down, down)

    def logged() -> str:
        log.sent.append("unlucky")
        return send()

    lane.pause()
    future = lane.submit(logged)
    for name in "ab":
        lane.submit(log.request(name))
    stage.do(lane.resume)
    assert lane.status().waiting == 3, "it waits as a new job"
    stage.pass_by(60)
    assert future.result(0) == "answer"
    assert log.sent[:2] == ["unlucky", "a"]
    assert log.sent.count("unlucky") == 4


def test_a_server_that_stays_out_of_reach_is_asked_four_times(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    down = [SourceUnavailableError(f"down {number}") for number in range(9)]
    future = stage.do(lambda: lane.submit(failing(*down)))
    stage.pass_by(100)
    assert future.exception(0) is down[3]
    assert lane.status().sent == 4


@pytest.mark.parametrize(
    "raised",
    [
        ContractError("not JSON"),
        InvalidFiltersError(FilterProblem("functions", "99", "No such function.")),
        KeyError("a defect of ours"),
        SystemExit(3),
    ],
)
def test_any_other_error_is_the_answer_and_the_lane_goes_on(
    stage: Stage, tmp_path: Path, raised: BaseException
) -> None:
    lane = stage.lane(tmp_path)
    future = stage.do(lambda: lane.submit(failing(raised)))
    assert future.exception(0) is raised
    after = lane.submit(lambda: "answer")
    stage.pass_by(2)
    assert after.result(0) == "answer"
    assert lane.status().sent == 2


def test_with_faults_in_a_fifth_of_the_requests_each_ends_answered_or_clearly_failed(
    flying: Stage, tmp_path: Path
) -> None:
    rng = random.Random(11)

    def send() -> str:
        flying.seconds += rng.uniform(0.01, 0.2)
        if rng.random() < 0.2:
            raise rng.choice(
                (
                    SourceUnavailableError("a time-out"),
                    RateLimitedError("too early", retry_after=rng.choice((None, 1.0))),
                    ContractError("half an answer"),
                )
            )
        return "answer"

    lane = flying.lane(tmp_path)
    futures = [
        lane.submit(send, key=number, priority=rng.choice((PERSON, BACKGROUND)))
        for number in range(500)
    ]
    errors = [error(future) for future in futures]
    assert errors.count(None) > 400
    assert all(isinstance(one, LeadPreviewError) for one in errors if one is not None)
    status = lane.status()
    assert (status.waiting, status.in_flight) == (0, 0)
    assert status.answered == errors.count(None)


def test_the_wall_clock_moved_by_an_hour_changes_nothing(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read() -> float:
        raise AssertionError("the wall clock was read")

    monkeypatch.setattr(time, "time", read)
    monkeypatch.setattr(time, "time_ns", read)
    hours = itertools.cycle((timedelta(hours=1), timedelta(hours=-1)))
    lane = stage.lane(tmp_path, now=lambda: NOON + next(hours))
    sent: list[float] = []
    for _ in range(6):
        lane.submit(lambda: sent.append(stage.seconds))
    stage.pass_by(10)
    assert len(sent) == 6
    assert all(1.0 <= later - earlier < 1.05 for earlier, later in pairwise(sent))


@pytest.mark.parametrize(
    ("uptime", "boots"),
    [(500_000.0, ("one", "two")), (500_000.0, ("unknown", "unknown")), (2.0, ("one", "two"))],
)
def test_nothing_is_stuck_after_a_reboot(
    tmp_path: Path, uptime: float, boots: tuple[str, str]
) -> None:
    with Stage(uptime) as before:
        lane = before.lane(tmp_path, boot_id=boots[0])
        refusal = RateLimitedError("too early", retry_after=60)
        before.do(lambda: lane.submit(failing(refusal)))
        assert lane.status().wait > 59
    with Stage(3.0) as after:
        lane = after.lane(tmp_path, boot_id=boots[1])
        future = after.do(lambda: lane.submit(lambda: "answer"))
        assert future.result(0) == "answer"


def test_a_paused_lane_sends_nothing_and_goes_on_where_it_was(stage: Stage, tmp_path: Path) -> None:
    log = Log()
    lane = stage.lane(tmp_path)
    lane.pause()
    cancel = Cancellation()
    withdrawn = lane.submit(log.request("withdrawn"), cancel=cancel)
    stage.do(lambda: lane.submit(log.request("waits")))
    stage.pass_by(30)
    assert log.sent == []
    assert lane.status().paused
    cancel.cancel()
    stage.pass_by(0.2)
    assert isinstance(withdrawn.exception(0), CancelledError)
    stage.do(lane.resume)
    assert log.sent == ["waits"]


def test_a_closed_lane_fails_what_waits_and_whatever_comes(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    lane.pause()
    waiting = stage.do(lambda: lane.submit(lambda: "never"))
    lane.close()
    assert isinstance(waiting.exception(0), SourceUnavailableError)
    assert isinstance(lane.submit(lambda: "never").exception(0), SourceUnavailableError)
    lane.close()


def test_every_question_ends_when_lanes_are_closed_while_they_are_asked(tmp_path: Path) -> None:
    for _ in range(20):
        lane = Lane("a user", tmp_path, interval=0.001)
        futures: list[Future[str]] = []

        def ask(lane: Lane = lane, futures: list[Future[str]] = futures) -> None:
            futures.extend(lane.submit(lambda: "answer") for _ in range(20))

        thread = threading.Thread(target=ask)
        thread.start()
        lane.close()
        thread.join()
        assert len(futures) == 20
        assert {type(error(future)) for future in futures} <= {type(None), SourceUnavailableError}


def test_a_full_lane_says_so(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path, capacity=3)
    lane.pause()
    waiting = [lane.submit(lambda: "answer", key=number) for number in range(4)]
    assert isinstance(waiting[3].exception(0), SourceUnavailableError)
    assert not lane.submit(lambda: "answer", key=0).done(), "to join one costs no room"
    assert lane.status().waiting == 3


def test_the_status_tells_what_happened(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    assert lane.status().last_answer_at is None
    stage.do(lambda: lane.submit(failing(RateLimitedError("too early", retry_after=4))))
    status = lane.status()
    assert (status.sent, status.refused, status.answered, status.waiting) == (1, 1, 0, 1)
    assert status.wait == pytest.approx(4, abs=0.1)
    stage.pass_by(5)
    status = lane.status()
    assert (status.sent, status.refused, status.answered, status.waiting) == (2, 1, 1, 0)
    assert status.last_answer_at == NOON


def test_a_request_in_flight_is_counted(tmp_path: Path) -> None:
    lane = Lane("a user", tmp_path, interval=0.05)
    seen = lane.submit(lambda: lane.status())
    assert seen.result(DEADLINE).in_flight == 1
    lane.close()


def test_a_callback_may_ask_the_next_question(stage: Stage, tmp_path: Path) -> None:
    lane = stage.lane(tmp_path)
    chained: list[Future[str]] = []
    lane.pause()
    first = lane.submit(lambda: "first")
    first.add_done_callback(lambda _: chained.append(lane.submit(lambda: "second")))
    stage.do(lane.resume)
    stage.pass_by(2)
    assert chained[0].result(0) == "second"


def test_a_defect_before_the_sending_fails_that_question_alone(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    lane = stage.lane(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("leadpreview.sources.lane.book.Book.start", broken)
        first = stage.do(lambda: lane.submit(lambda: "first"))
        assert isinstance(first.exception(0), ZeroDivisionError)
    second = lane.submit(lambda: "second")
    stage.pass_by(5)
    assert second.result(0) == "second"


def test_a_lane_that_is_closed_while_a_question_is_put_back_ends_it(
    stage: Stage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lane = stage.lane(tmp_path)

    def too_late(*_: object) -> None:
        lane.close()

    monkeypatch.setattr("leadpreview.sources.lane.book.Book.start", too_late)
    future = lane.submit(lambda: "never")
    assert isinstance(error(future), SourceUnavailableError)


def test_a_defect_in_the_bookkeeping_costs_neither_the_answer_nor_the_lane(
    stage: Stage,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    lane = stage.lane(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr("leadpreview.sources.lane.book.Book.answered", broken)
        first = stage.do(lambda: lane.submit(lambda: "first"))
        assert first.result(0) == "first"
    second = lane.submit(lambda: "second")
    stage.pass_by(5)
    assert second.result(0) == "second"
    assert "nobody expected" in caplog.text


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")
def test_a_forked_process_uses_the_lane_as_if_it_had_made_it(tmp_path: Path) -> None:
    script = f"""
import os, pathlib
from leadpreview.sources.lane import file as lane_file
from leadpreview.sources.lane import Lane
lane = Lane("a user", pathlib.Path({str(tmp_path)!r}), interval=0.05)
assert lane.submit(lambda: os.getpid()).result(30) == os.getpid()
waiting = [lane.submit(lambda: os.getpid()) for _ in range(5)]
child = os.fork()
assert not any(file._connection for file in lane_file._files), "open in a forked process"
answers = [lane.submit(lambda: os.getpid()).result(30) for _ in range(3)]
assert answers == [os.getpid()] * 3, answers
if child == 0:
    os._exit(0)
assert [one.result(30) for one in waiting] == [os.getpid()] * 5
assert os.waitpid(child, 0)[1] == 0, "the child failed"
"""
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script]
    subprocess.run(command, check=True, timeout=120)
