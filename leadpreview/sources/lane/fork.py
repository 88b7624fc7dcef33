"""What a forked process must begin anew: threads stay behind, and their locks with them."""

from __future__ import annotations

import os
import weakref
from typing import Protocol

__all__ = ["BeginsAnew", "begin_anew_when_forked"]


class BeginsAnew(Protocol):
    """Something that a forked process must not go on with as it is."""

    def begin_anew(self) -> None:
        """Forget everything of the process that forked."""


_born: weakref.WeakSet[BeginsAnew] = weakref.WeakSet()


def begin_anew_when_forked(one: BeginsAnew) -> None:
    """Have `one` begin anew in every child of this process, for as long as it lives."""
    _born.add(one)


def _after_fork() -> None:
    for one in list(_born):
        one.begin_anew()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
