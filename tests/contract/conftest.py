"""The served API over the small database, without a limit unless a test sets one."""

from __future__ import annotations

import pytest
from fastapi import FastAPI

from leadpreview.api.app import create_api
from leadpreview.people.index import PeopleIndex
from leadpreview.sources.people import PeopleSource


@pytest.fixture(scope="session")
def people(index: PeopleIndex) -> PeopleSource:
    """The source behind the API."""
    return PeopleSource(index)


@pytest.fixture(scope="session")
def api(people: PeopleSource) -> FastAPI:
    """The API without its limit."""
    return create_api(lambda: people, interval=0.0)
