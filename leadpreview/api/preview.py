"""`POST /leads/advanced_search/preview`: the count and the first 25 leads.

In this order: the key (401, 403), the rate limit (429), the body (413, 415, 400, 422), what the
key does on purpose, the count. So every request of a key that may ask counts against the limit,
whatever is wrong with it; one that was refused by the key or by the limit does not.
"""

from __future__ import annotations

import random
from functools import partial
from itertools import count
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from leadpreview.api.body import parse_json, read_body
from leadpreview.api.counting import Counting, Sleep
from leadpreview.api.limit import RateLimit, retry_after
from leadpreview.api.malformed import MALFORMED
from leadpreview.api.questions import NO_CRITERION, read_question, refuse
from leadpreview.api.refusals import Refusal, json_response
from leadpreview.api.users import Behaviour, SandboxKey, find_key
from leadpreview.errors import FiltersError
from leadpreview.preview import Failure, Preview, Question, Receipt

__all__ = ["FLAKY_SHARE", "SLOW_SECONDS", "UPSTREAM_SECONDS", "PreviewEndpoint", "authenticate"]

SLOW_SECONDS: Final = 2.0
FLAKY_SHARE: Final = 0.25
UPSTREAM_SECONDS: Final = 30

_NO_KEY: Final = "No API key: send it in the X-API-KEY header."
_UNKNOWN_KEY: Final = "The API key is not valid. This sandbox takes the keys of its docs."
_EXPIRED: Final = "The connected credentials have expired: connect the integration again."
_NO_INTEGRATION: Final = (
    "No Sales Navigator integration is connected: connect one, or send live: false."
)
_FORBIDDEN: Final = "This API key may not use this endpoint."
_UPSTREAM: Final = "LinkedIn limits the upstream call for now. Ask again later."
_FLAKY: Final = "The service is unavailable for a moment. Ask again."


def authenticate(key: str | None) -> SandboxKey:
    """Whose key it is.

    Raises:
        Refusal: 401, there is no key, or nobody's.
    """
    if key is None or not key.strip():
        raise Refusal(401, _NO_KEY)
    found = find_key(key)
    if found is None:
        raise Refusal(401, _UNKNOWN_KEY)
    return found


class PreviewEndpoint:
    """One server's preview endpoint: its limit, and what its keys did so far."""

    def __init__(self, counting: Counting, limit: RateLimit, *, sleep: Sleep, seed: int) -> None:
        """Args:
        counting: Who counts.
        limit: Of requests per user.
        sleep: Waits for so many seconds.
        seed: Fixes which requests of the flaky key fail.
        """
        self._counting = counting
        self._limit = limit
        self._sleep = sleep
        self._chance = random.Random(seed)  # noqa: S311  repeatable, not secret
        self._turn = count()

    async def __call__(self, request: Request, key: SandboxKey) -> Response:
        """Answer one request of a key.

        Raises:
            Refusal: It is not answered.
            ClientDisconnect: Nobody waits any more.
        """
        body = await self._authorise(request, key)
        self._admit(key)
        if body is None:
            body = await read_body(request)
        asked = await self._counting.run(partial(read_question, body), request)
        if asked.problems:
            more = await self._counting.problems(asked.filters, request)
            problems = (*asked.problems, *more)
            raise await self._counting.run(partial(refuse, problems), request)
        if key.behaviour is Behaviour.MALFORMED:
            malformed = MALFORMED[next(self._turn) % len(MALFORMED)]
            return Response(malformed.body, media_type=malformed.media_type)
        await self._misbehave(key)
        answer = await self._counting.answer(Question(asked.filters, leads=True), request)
        if isinstance(answer, Receipt):
            return _answered(answer)
        raise await self._counting.run(partial(_failed, answer), request)

    async def _authorise(self, request: Request, key: SandboxKey) -> bytes | None:
        """Make sure that the key may ask; its body where that had to be read to know."""
        if key.behaviour is Behaviour.FORBIDDEN:
            raise Refusal(403, _FORBIDDEN)
        if key.behaviour is Behaviour.EXPIRED:
            raise Refusal(401, _EXPIRED)
        if key.behaviour is not Behaviour.NO_INTEGRATION:
            return None
        try:
            body = await read_body(request)
            data = await self._counting.run(partial(parse_json, body), request)
        except Refusal:
            data = None
        if isinstance(data, dict) and data.get("live") is False:
            return body  # the vendor's own database needs no integration (contract 3.1)
        raise Refusal(401, _NO_INTEGRATION)

    def _admit(self, key: SandboxKey) -> None:
        admission = self._limit.admit(key.user)
        if not admission.accepted:
            reason = f"More than 1 request in {self._limit.interval:g} s for this user. Slow down."
            headers = {"Retry-After": retry_after(admission.wait)}
            raise Refusal(429, reason, headers=headers)

    async def _misbehave(self, key: SandboxKey) -> None:
        """Do to a valid request what the key is documented to do."""
        if key.behaviour is Behaviour.UPSTREAM_LIMITED:
            raise Refusal(429, _UPSTREAM, headers={"Retry-After": str(UPSTREAM_SECONDS)})
        if key.behaviour is Behaviour.FLAKY and self._chance.random() < FLAKY_SHARE:
            raise Refusal(503, _FLAKY)
        if key.behaviour is Behaviour.SLOW:
            await self._sleep(SLOW_SECONDS)


def _answered(receipt: Receipt) -> Response:
    preview = Preview(total_count=receipt.count, preview=receipt.leads or ())
    return json_response(preview.model_dump(exclude_none=True))


def _failed(failure: Failure) -> Refusal:
    error = failure.error
    return refuse(error.problems) if isinstance(error, FiltersError) else Refusal(400, NO_CRITERION)
