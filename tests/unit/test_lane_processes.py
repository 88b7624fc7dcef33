"""Several real processes on one lane, judged by what arrived at a strict server."""

from __future__ import annotations

import multiprocessing
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import pairwise
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from leadpreview.errors import RateLimitedError
from leadpreview.preview import Priority
from leadpreview.sources.lane import Lane
from leadpreview.sources.lane.clock import system_clock
from leadpreview.sources.lane.pace import Pace
from tests.fakes import DEADLINE
from tests.strict import Arrival, StrictServer, strict_server

INTERVAL = 0.1
# All of a delay counts, and a process may be held up for half an interval between two looks.
PACE = Pace(INTERVAL, margin=INTERVAL / 2, cap=60.0)


@pytest.fixture(scope="module")
def server() -> Iterator[StrictServer]:
    """One server for all tests; each is a user of its own."""
    with strict_server(INTERVAL) as running:
        yield running


def request(server: StrictServer, user: str, body: str) -> Callable[[], str]:
    """One request, which the server may refuse."""

    def send() -> str:
        asked = urllib.request.Request(
            server.address, data=body.encode(), headers={"X-API-KEY": user}
        )
        try:
            with urllib.request.urlopen(asked, timeout=DEADLINE) as answer:
                answer.read()
        except urllib.error.HTTPError as error:
            error.close()
            raise RateLimitedError("too early") from error
        return body

    return send


def ask(
    server: StrictServer, folder: Path, user: str, name: str, requests: int, priority: Priority
) -> None:
    """What a child process does: ask everything at once, and end when all is answered."""
    lane = Lane(user, folder, pace=PACE)
    futures = [
        lane.submit(request(server, user, f"{name} {number}"), priority=priority)
        for number in range(requests)
    ]
    assert [future.result(4 * DEADLINE) for future in futures] == [
        f"{name} {number}" for number in range(requests)
    ]
    lane.close()


@contextmanager
def asking(
    server: StrictServer,
    folder: Path,
    user: str,
    shares: dict[str, int],
    priority: Priority = Priority.PERSON,
) -> Iterator[dict[str, BaseProcess]]:
    """Children that ask, by name, each so many requests."""
    context = multiprocessing.get_context("spawn")
    children: dict[str, BaseProcess] = {
        name: context.Process(
            target=ask, args=(server, folder, user, name, requests, priority), daemon=True
        )
        for name, requests in shares.items()
    }
    for child in children.values():
        child.start()
    try:
        yield children
    finally:
        for child in children.values():
            child.kill()
            child.join()


def ended_well(child: BaseProcess) -> bool:
    child.join(4 * DEADLINE)
    return child.exitcode == 0


def await_arrivals(
    server: StrictServer, user: str, enough: Callable[[list[Arrival]], bool]
) -> list[Arrival]:
    give_up = system_clock() + 2 * DEADLINE
    while system_clock() < give_up:
        arrivals = server.arrivals(user)
        if enough(arrivals):
            return arrivals
        time.sleep(0.02)  # other processes act meanwhile
    raise AssertionError("the processes ask nothing")


def test_no_two_requests_of_one_user_arrive_closer_than_the_interval(
    server: StrictServer, tmp_path: Path
) -> None:
    shares = {"one": 5, "two": 5, "three": 5}
    with asking(server, tmp_path, "together", shares) as children:
        assert all(map(ended_well, children.values()))
    arrivals = server.arrivals("together")
    assert len(arrivals) == 15
    assert all(arrival.accepted for arrival in arrivals)
    assert all(later.at - earlier.at >= INTERVAL for earlier, later in pairwise(arrivals))


def test_no_process_starves(server: StrictServer, tmp_path: Path) -> None:
    def names(arrivals: list[Arrival]) -> list[str]:
        return [arrival.body.split()[0] for arrival in arrivals]

    with asking(server, tmp_path, "turns", {"one": 400, "two": 400}):
        alone = len(
            await_arrivals(server, "turns", lambda arrivals: len(set(names(arrivals))) == 2)
        )
        arrivals = await_arrivals(server, "turns", lambda some: len(some) >= alone + 20)
    together = names(arrivals[alone:])
    assert min(together.count("one"), together.count("two")) >= len(together) / 4


def test_the_rest_goes_on_when_three_processes_are_killed(
    server: StrictServer, tmp_path: Path
) -> None:
    shares = {"killed one": 500, "killed two": 500, "killed three": 500, "survivor": 12}

    def all_asked(arrivals: list[Arrival]) -> bool:
        return {arrival.body.rpartition(" ")[0] for arrival in arrivals} >= set(shares)

    with asking(server, tmp_path, "killed", shares) as children:
        await_arrivals(server, "killed", all_asked)
        for name, child in children.items():
            if name.startswith("killed"):
                child.kill()
        assert ended_well(children["survivor"])
        lane = Lane("killed", tmp_path, pace=PACE)
        after = request(server, "killed", "a newcomer 0")
        assert lane.submit(after).result(DEADLINE) == "a newcomer 0"
        lane.close()
    bodies = [arrival.body for arrival in server.arrivals("killed") if arrival.accepted]
    assert {f"survivor {number}" for number in range(12)} <= set(bodies)


def test_a_person_overtakes_the_background_of_another_process(
    server: StrictServer, tmp_path: Path
) -> None:
    user = "overtaken"
    with asking(server, tmp_path, user, {"background": 400}, Priority.BACKGROUND):
        await_arrivals(server, user, lambda arrivals: len(arrivals) >= 3)
        lane = Lane(user, tmp_path, pace=PACE)
        asked_at = system_clock()
        futures = [lane.submit(request(server, user, f"person {number}")) for number in range(10)]
        for future in futures:
            future.result(DEADLINE)
        lane.close()
        arrivals = [one for one in server.arrivals(user) if one.at >= asked_at]
    bodies = [one.body.split()[0] for one in arrivals]
    last = len(bodies) - bodies[::-1].index("person")
    # One that had left already, one slot before the wish was known, and one for a held-up machine;
    # ten if they only took turns, and hundreds if they stood in line.
    assert bodies[:last].count("background") <= 3


def test_a_foreign_client_on_the_same_key_costs_no_answer_in_any_process(
    server: StrictServer, tmp_path: Path
) -> None:
    user = "foreign"
    foreign = request(server, user, "foreign")
    rng = random.Random(5)
    with asking(server, tmp_path, user, {"one": 4, "two": 4}) as children:
        for child in children.values():
            while child.is_alive():
                with suppress(RateLimitedError):
                    foreign()
                child.join(rng.uniform(0.3, 1.5) * INTERVAL)
        assert all(map(ended_well, children.values()))
    arrivals = server.arrivals(user)
    ours = [one for one in arrivals if one.body != "foreign"]
    assert sum(one.accepted for one in ours) == 8
    assert any(not one.accepted for one in ours), "the foreign client was felt"
