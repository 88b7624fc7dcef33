"""Two things done at once while counts arrive over the API: both count, and each of them once.

A module of its own, so that it runs beside the pairs on the embedded sample.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from leadpreview.people.index import PeopleIndex
from tests.browser.pairs import Pair
from tests.browser.presses import PRESSED, TIMEOUT, check, name_of
from tests.browser.rounds import Rounds, lines_of_loss
from tests.servers import dashboard_server

pytestmark = pytest.mark.timeout(TIMEOUT)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("presses") / "server.log"


@pytest.fixture(scope="module")
def rounds(browser: Browser, people_small: Path, index: PeopleIndex, log: Path) -> Iterator[Rounds]:
    with dashboard_server(people_small, log) as address:
        # Nobody else in the browser tests has this user, whose limit is the pairs' own.
        made = Rounds(browser, address, index, "sandbox-curl")
        yield made
        made.close()


@pytest.mark.parametrize("pair", PRESSED, ids=name_of)
def test_both_count_once_over_the_api(rounds: Rounds, pair: Pair) -> None:
    check(rounds, pair)


def test_no_press_was_cut_short_in_the_server_s_log(rounds: Rounds, log: Path) -> None:
    """After all the pairs above: keep it below them."""
    assert lines_of_loss(log.read_text(encoding="utf-8", errors="replace")) == []
