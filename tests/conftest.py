"""What every kind of test can ask for: databases of a few sizes, built once a run."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from leadpreview.people.build import build_people
from leadpreview.people.index import PeopleIndex
from leadpreview.people.store import Store

# Speed belongs in benchmarks: on a slow machine a slow example is not a wrong one.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

# What a shell runs in its background is deaf to Ctrl-C, and so would be the servers of the tests.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

SMALL = 10_000
MILLION = 1_000_000


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Give the name of the main module back to what it was.

    A page that is run by `AppTest` takes it, and a process that a later test of the same worker
    starts would begin by running that page.
    """
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture(scope="session")
def people_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with ten thousand people, shared by all workers."""
    return _shared(tmp_path_factory, "people-small", SMALL)


@pytest.fixture(scope="session")
def people_million(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a million people, shared by all workers."""
    return _shared(tmp_path_factory, "people-million", MILLION)


@pytest.fixture(scope="session")
def index(people_small: Path) -> Iterator[PeopleIndex]:
    """The index of the small database."""
    opened = PeopleIndex.open(Store(people_small).current())
    yield opened
    opened.close()


def _shared(factory: pytest.TempPathFactory, name: str, size: int) -> Path:
    base = factory.getbasetemp()
    data = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with FileLock(data.with_suffix(".lock")):
        if not (data / "done").exists():
            build_people(data, size)
            (data / "done").touch()
    return data
