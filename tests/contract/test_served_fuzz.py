"""Ten thousand filter objects that nobody wrote: each is answered or refused, none breaks it."""

from __future__ import annotations

import asyncio
import json
from collections import Counter

import pytest
from fastapi import FastAPI

from leadpreview.people.index import PeopleIndex
from leadpreview.preview import PREVIEW_SIZE, Preview
from tests.contract.asgi import PREVIEW, Reply, fetch
from tests.contract.fuzzing import bodies

FUZZED = 10_000
HEADERS = {"X-API-KEY": "sandbox-fine", "Content-Type": "application/json"}


def test_ten_thousand_fuzzed_filter_objects_give_no_5xx_and_no_crash(
    api: FastAPI, index: PeopleIndex, caplog: pytest.LogCaptureFixture
) -> None:
    seen: Counter[int] = Counter()

    async def ask_all() -> None:
        for raw in bodies(FUZZED, seed=4):
            reply = await fetch(api, "POST", PREVIEW, headers=HEADERS, chunks=(raw,))
            seen[reply.status] += 1
            check(reply, raw)

    def check(reply: Reply, raw: bytes) -> None:
        assert reply.status in (200, 400, 422), (reply.status, raw)
        if reply.status != 200:
            reply.refused(reply.status)
            return
        answer = Preview.model_validate_json(reply.body)
        assert len(answer.preview) == min(answer.total_count, PREVIEW_SIZE), raw
        assert answer.total_count <= index.size
        assert isinstance(json.loads(raw), dict)

    asyncio.run(ask_all())
    assert seen.total() == FUZZED
    # A fuzzer that never gets through, or never fails, has tried nothing.
    assert all(seen[status] > FUZZED / 50 for status in (200, 400, 422)), seen
    assert caplog.text == ""
