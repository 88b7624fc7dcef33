"""What the modules share that press everything in quick pairs: rounds, and the dashboard's log."""

from __future__ import annotations

import os
from random import Random
from typing import Final

from tests.browser.pairs import MORE_PAIRS, PAIRS, Pair
from tests.browser.rounds import Rounds, told

__all__ = ["PRESSED", "ROUNDS", "TIMEOUT", "check", "name_of"]

ROUNDS: Final = int(os.environ.get("PRESS_ROUNDS", "4"))
"""How often each pair is done: 4 times, or what `make stress` asks for."""

PRESSED: Final = PAIRS + MORE_PAIRS if "PRESS_ROUNDS" in os.environ else PAIRS
"""The pairs that are done; in `make stress` some more."""

TIMEOUT: Final = 300 + 30 * ROUNDS
"""Seconds for one pair, whatever is lost."""


def name_of(pair: Pair) -> str:
    """What a pair is called."""
    return f"{pair[0]}, at once {pair[1]}"


def check(rounds: Rounds, pair: Pair) -> None:
    """Do a pair so many times; fails with what was lost, round by round."""
    losses = rounds.run(pair, ROUNDS, Random(name_of(pair)))
    assert not losses, told(losses, ROUNDS)
