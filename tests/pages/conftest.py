"""What every test of a page shares."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the name of the main module back to what it was.

    A page that is run by `AppTest` takes it, and a process that a later test of the same worker
    starts would begin by running that page.
    """
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before
