"""The preview API as an ASGI application: mounted in the dashboard's process, or alone."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any, Final

from fastapi import Depends, FastAPI, Security
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount

from leadpreview import __version__
from leadpreview.api.body import read_body
from leadpreview.api.counting import LONGEST_COUNT, PATIENCE, Answerer, Counting, Sleep
from leadpreview.api.docs_page import docs_page
from leadpreview.api.elsewhere import ELSEWHERE, ONLY_PREVIEWS
from leadpreview.api.limit import RateLimit, Recorder
from leadpreview.api.places import Place, find_places
from leadpreview.api.preview import PreviewEndpoint, authenticate
from leadpreview.api.refusals import (
    ErrorBody,
    Guard,
    Refusal,
    handle_http_error,
    install,
    json_response,
)
from leadpreview.api.schema import FILTERS, LOCATIONS_REQUEST
from leadpreview.api.users import SandboxKey
from leadpreview.preview import Preview

__all__ = ["BASE_PATH", "CREDITS", "create_api", "create_server"]

BASE_PATH: Final = "/api/v2"
CREDITS: Final = 1_000
"""The balance that never moves."""

_KEY_HEADER: Final = APIKeyHeader(
    name="X-API-KEY", auto_error=False, description="One of the sandbox's documented keys."
)
_ABOUT: Final = (
    "The preview endpoint of a people-search API, served over a synthetic database as a sandbox. "
    "It counts and shows a first 25, and does nothing else: no search is created, no webhook is "
    "called, no credit is spent."
)
_REASONS: Final = {
    400: "No filter and no keyword, or no JSON.",
    401: "No key, an unknown key, expired credentials, or no integration.",
    403: "The key may not use this endpoint.",
    413: "The body is larger than 1 MiB.",
    415: "The body is not said to be JSON.",
    422: "A wrong shape, an id outside the list, an unknown field, or what nobody here can know.",
    429: "Too soon; Retry-After says in how many seconds to ask again.",
    503: "The key that fails now and then.",
}
_RETRY_AFTER: Final = {
    "Retry-After": {"description": "Whole seconds.", "schema": {"type": "integer", "minimum": 1}}
}


class Organization(BaseModel):
    """Where a user belongs."""

    id: str
    name: str


class Account(BaseModel):
    """Who a key belongs to: the keys of one user give the same account."""

    email: str
    name: str
    organization: Organization


class Credits(BaseModel):
    """What is left to spend."""

    credits: int = Field(description="Never moves: nothing here costs anything.")


class Health(BaseModel):
    """Whether the database behind this API answers."""

    status: str = Field(description="ok, preparing or failed.")
    message: str | None = Field(None, description="Why it is not ok.")


def create_api(
    answerer: Answerer,
    *,
    interval: float = 1.0,
    clock: Callable[[], float] = time.monotonic,
    sleep: Sleep = asyncio.sleep,
    seed: int = 1,
    record: Recorder | None = None,
    patience: float = PATIENCE,
    longest: float = LONGEST_COUNT,
) -> FastAPI:
    """The API, to be mounted at `BASE_PATH`.

    Args:
        answerer: Gives who answers now. While it raises `BuildInProgressError` requests are held.
        interval: Seconds between two accepted previews of one user; 0 for no limit.
        clock: Seconds, only ever forward; the limit goes by it.
        sleep: Waits for so many seconds.
        seed: Fixes which requests of the key that fails now and then do fail.
        record: Told of every preview request that the limit accepted or refused.
        patience: Seconds that a request is held while there is nobody to answer.
        longest: Seconds that one count may take.
    """
    api = FastAPI(
        title="leadpreview: the preview API",
        version=__version__,
        description=_ABOUT,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    install(api)
    counting = Counting(answerer, sleep=sleep, patience=patience, longest=longest)
    limit = RateLimit(interval, clock=clock, record=record)
    _add_preview(api, PreviewEndpoint(counting, limit, sleep=sleep, seed=seed))
    _add_beginnings(api, counting)
    _add_documents(api, counting)
    for path, methods in ELSEWHERE.items():
        api.add_api_route(path, _elsewhere, methods=list(methods), include_in_schema=False)
    return api


def create_server(answerer: Answerer, **options: Any) -> Starlette:
    """The API alone, at `BASE_PATH`; options are those of `create_api`."""
    server = Starlette(
        routes=[Mount(BASE_PATH, create_api(answerer, **options))],
        middleware=[Middleware(Guard)],
        exception_handlers={HTTPException: handle_http_error},
    )
    server.router.redirect_slashes = False
    return server


def _key(header: Annotated[str | None, Security(_KEY_HEADER)]) -> SandboxKey:
    return authenticate(header)


Key = Annotated[SandboxKey, Depends(_key)]


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What the document says about the refusals of one operation."""
    described: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        described[status] = {"model": ErrorBody, "description": _REASONS[status]}
        if status == 429:
            described[status]["headers"] = _RETRY_AFTER
    return described


def _body_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def _add_preview(api: FastAPI, endpoint: PreviewEndpoint) -> None:
    @api.post(
        "/leads/advanced_search/preview",
        summary="Count an audience and show its first 25 leads",
        response_model=None,
        responses={
            200: {
                "model": Preview,
                "description": "Fields of a lead that are unknown are left out.",
            },
            **_refusals(400, 401, 403, 413, 415, 422, 429, 503),
        },
        openapi_extra=_body_of(FILTERS),
    )
    async def preview(request: Request, key: Key) -> Response:
        """Exact and repeatable here; an estimate at the real service."""
        return await endpoint(request, key)


def _add_beginnings(api: FastAPI, counting: Counting) -> None:
    @api.post(
        "/locations",
        summary="Find the ids of places by their name",
        response_model=None,
        responses={
            200: {"model": list[Place], "description": "Every place that fits, best first."},
            **_refusals(400, 401, 413, 415, 422),
        },
        openapi_extra=_body_of(LOCATIONS_REQUEST),
    )
    async def locations(request: Request, key: Key) -> Response:
        """From this program's own catalogue of places."""
        body = await read_body(request)
        return json_response(await counting.run(partial(find_places, body), request))

    @api.get(
        "/account",
        summary="Whose key it is",
        response_model=None,
        responses={200: {"model": Account}, **_refusals(401)},
    )
    async def account(key: Key) -> Response:
        """The keys of one user give the same answer."""
        organization = Organization(id="sandbox", name="Sandbox")
        found = Account(email=key.email, name=key.name, organization=organization)
        return json_response(found.model_dump())

    @api.get(
        "/credits",
        summary="What is left to spend",
        response_model=None,
        responses={200: {"model": Credits}, **_refusals(401)},
    )
    async def credit(key: Key) -> Response:
        """A balance that never moves."""
        return json_response(Credits(credits=CREDITS).model_dump())


def _add_documents(api: FastAPI, counting: Counting) -> None:
    @api.get(
        "/health",
        summary="Whether it answers",
        response_model=None,
        responses={200: {"model": Health}},
    )
    async def health() -> Response:
        """Needs no key."""
        status, message = await counting.status()
        return json_response(Health(status=status, message=message).model_dump(exclude_none=True))

    @api.get("/docs", include_in_schema=False)
    async def docs(request: Request) -> Response:
        root = request.scope.get("root_path", "")
        page = docs_page(api.openapi(), f"{request.url.scheme}://{request.url.netloc}{root}")
        policy = "default-src 'none'; style-src 'unsafe-inline'"
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})


async def _elsewhere() -> Response:
    raise Refusal(403, ONLY_PREVIEWS)
