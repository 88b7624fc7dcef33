"""What the modules share that press everything in quick pairs: rounds, and the dashboard's log."""

from __future__ import annotations

import os
from random import Random
from typing import Final

import pytest

from tests.browser.pairs import Pair
from tests.browser.rounds import Rounds, told

__all__ = ["ROUNDS", "TIMEOUT", "check", "name_of"]

ROUNDS: Final = int(os.environ.get("PRESS_ROUNDS", "4"))
"""How often each pair is done: 4 times, or what `make stress` asks for."""

_FEW: Final = 4

TIMEOUT: Final = 300 + 30 * ROUNDS
"""Seconds for one pair, whatever is lost."""


def name_of(pair: Pair) -> str:
    """What a pair is called."""
    return f"{pair[0]}, at once {pair[1]}"


def check(rounds: Rounds, pair: Pair) -> None:
    """Do a pair so many times; fails with what was lost, round by round.

    Presses are still lost now and then on a busy machine, and it is not known why: up to half of
    few rounds are told as an expected failure, never as a success. Many rounds, as `make stress`
    asks for, have to be without any.
    """
    losses = rounds.run(pair, ROUNDS, Random(name_of(pair)))
    if losses and 2 * len(losses) <= ROUNDS <= _FEW:
        pytest.xfail(told(losses, ROUNDS))
    assert not losses, told(losses, ROUNDS)
