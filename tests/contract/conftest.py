"""The served API over the small database, and the same people behind every source."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from starlette.applications import Starlette

from leadpreview.api.app import BASE_PATH, create_api, create_server
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import PreviewSource
from leadpreview.sources.api import ApiClient, ApiSource, Connection
from leadpreview.sources.lane import Lane
from leadpreview.sources.people import PeopleSource
from tests.servers import serving_here


@pytest.fixture(scope="session")
def people(index: PeopleIndex) -> PeopleSource:
    """The source behind the API."""
    return PeopleSource(index)


@pytest.fixture(scope="session")
def api(people: PeopleSource) -> FastAPI:
    """The API without its limit."""
    return create_api(lambda: people, interval=0.0)


class InProcess(httpx.BaseTransport):
    """The served API without a socket."""

    def __init__(self, app: Starlette) -> None:
        self._transport = httpx.ASGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        body = request.read()

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._transport) as client:
                return await client.request(
                    request.method, request.url, headers=request.headers, content=body
                )

        answer = asyncio.run(ask())
        return httpx.Response(answer.status_code, stream=httpx.ByteStream(answer.content))


@pytest.fixture(params=["people", "api-in-process", "api-over-a-socket"])
def source(
    request: pytest.FixtureRequest, people: PeopleSource, tmp_path: Path
) -> Iterator[PreviewSource]:
    """Each source in turn, over the same ten thousand people."""
    if request.param == "people":
        yield people
        return
    with ExitStack() as stack:
        app = create_server(lambda: people, interval=0.0)
        transport, address = None, "https://api.example.com"
        if request.param == "api-in-process":
            transport = InProcess(app)
        else:
            address = stack.enter_context(serving_here(app))
        connection = Connection(address + BASE_PATH, SecretStr("sandbox-fine"))
        client = stack.enter_context(ApiClient(connection, transport=transport))
        lane = Lane("contract", tmp_path, interval=0.005)
        stack.callback(lane.close)
        yield ApiSource(client, lane, name="API")
