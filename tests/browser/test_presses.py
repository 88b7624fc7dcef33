"""Two things done at once, on the embedded sample: both count, and each of them once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser

from leadpreview.people.index import PeopleIndex
from tests.browser.pairs import Kind, Pair
from tests.browser.presses import PRESSED, TIMEOUT, check, name_of
from tests.browser.rounds import Loss, Rounds, lines_of_loss, told
from tests.servers import dashboard_server

pytestmark = pytest.mark.timeout(TIMEOUT)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("presses") / "server.log"


@pytest.fixture(scope="module")
def address(people_small: Path, log: Path) -> Iterator[str]:
    with dashboard_server(people_small, log) as found:
        yield found


@pytest.fixture(scope="module")
def rounds(browser: Browser, address: str, index: PeopleIndex) -> Iterator[Rounds]:
    made = Rounds(browser, address, index)
    yield made
    made.close()


@pytest.mark.parametrize("pair", [pair for pair in PRESSED if Kind.PAUSE not in pair], ids=name_of)
def test_both_count_once_on_the_sample(rounds: Rounds, pair: Pair) -> None:
    check(rounds, pair)


def test_no_press_was_cut_short_in_the_server_s_log(rounds: Rounds, log: Path) -> None:
    """After all the pairs above: keep it below them."""
    assert lines_of_loss(log.read_text(encoding="utf-8", errors="replace")) == []


@pytest.mark.parametrize("wrong", [(Kind.PIN,), (Kind.PIN, Kind.UNDO, Kind.UNDO)])
def test_what_is_left_out_or_done_twice_is_found(
    browser: Browser, address: str, index: PeopleIndex, wrong: tuple[Kind, ...]
) -> None:
    """The proof can fail: a press less than what has to count, and a press more."""
    hand = Rounds(browser, address, index, patience=3.0, really=wrong)
    losses = hand.run((Kind.PIN, Kind.UNDO), 1, Random(1))
    assert len(losses) == 1
    assert "address" in losses[0].seen


def test_losses_are_told_with_their_gaps_and_what_was_seen() -> None:
    losses = [Loss(3, 12, "undo is True, not False"), Loss(7, 77, "path is '/', not '/goal'")]
    assert told(losses, 40).splitlines() == [
        "2 of 40 lost: gaps 12, 77 ms:",
        "  round 3, 12 ms: undo is True, not False",
        "  round 7, 77 ms: path is '/', not '/goal'",
    ]


def test_lines_of_presses_that_were_dropped_are_found_in_a_log() -> None:
    log = "Starting\nThe fragment with id 1 does not exist anymore - it\nA request was cut short\n"
    assert len(lines_of_loss(log)) == 2
