"""A canary key is sent and found nowhere else, with every error provoked and all logs on."""

from __future__ import annotations

import copy
import io
import logging
import traceback
from collections.abc import Iterator

import pytest
from pydantic import SecretStr

from leadpreview.errors import LeadPreviewError
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import ApiClient, ApiSource, Connection
from tests.faults import Act, answer, reset, say, serving
from tests.unit.test_api_source import ImmediateLane

CANARY = "canary-7f3a9c-KEY"
PARTS = (CANARY, CANARY.lower(), "7f3a9c")
FILTERS = LeadFilters(functions=("25",))
HEADER = f"X-Echo: {CANARY}\r\n".encode()

ROUND: dict[str, Act] = {
    "good": answer({"total_count": 1}, x_echo=CANARY),
    "echo in the reason phrase": say(
        f"HTTP/1.1 401 the key {CANARY}\r\n".encode() + HEADER + b"Content-Length: 2\r\n\r\n{}"
    ),
    **{
        f"echo in a {status}": answer({"error": status, "message": CANARY}, status, x_echo=CANARY)
        for status in (302, 400, 401, 403, 404, 422, 429, 500)
    },
    "echo in a total": answer({"total_count": CANARY}),
    "echo in no JSON": answer(CANARY.encode()),
    "echo in no HTTP": say(CANARY.encode() + b"\r\n\r\n"),
    "half": say(b"HTTP/1.1 200 OK\r\n" + HEADER + b"Content-Length: 90\r\n\r\n{"),
    "reset": reset,
    "huge": say(b"HTTP/1.1 200 OK\r\n" + HEADER + b"\r\n" + b" " * 6 * 2**20),
}


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any logger writes, at the lowest level there is."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    names = [name for name in logging.root.manager.loggerDict if name.startswith(("http", "lead"))]
    before = [(logger, logger.level) for logger in (root, *map(logging.getLogger, names))]
    root.addHandler(handler)
    for logger, _ in before:
        logger.setLevel(logging.DEBUG)
    yield text
    root.removeHandler(handler)
    for logger, level in before:
        logger.setLevel(level)


@pytest.mark.parametrize("what", ROUND)
def test_the_key_is_in_no_log_no_error_and_no_traceback(what: str, log: io.StringIO) -> None:
    shown: list[str] = []
    with serving() as server, ApiClient(Connection(server.url, SecretStr(CANARY))) as client:
        server.then(ROUND[what])
        try:
            shown.append(repr(client.preview(FILTERS)))
        except LeadPreviewError as error:
            shown += [str(error), repr(error), repr(vars(error)), traceback.format_exc()]
            # Not even to who digs: nothing foreign behind it, nothing in the locals on the way.
            assert error.__cause__ is None
            assert error.__context__ is None
            ours = traceback.TracebackException.from_exception(error, capture_locals=True)
            ours.stack[:] = [frame for frame in ours.stack if "/tests/" not in frame.filename]
            shown.append("".join(ours.format()))
        assert server.requests[0].headers["x-api-key"] == CANARY
        shown += [repr(client), repr(client.connection), repr(copy.copy(client.connection))]
        source = ApiSource(client, ImmediateLane(), name="API")
        shown += [repr(source.info), repr(source)]
    logging.getLogger("leadpreview").debug("the log is on")
    shown.append(log.getvalue())
    assert "the log is on" in shown[-1]
    for part in PARTS:
        assert not [text for text in shown if part in text]


def test_the_log_of_httpcore_would_show_it(log: io.StringIO) -> None:
    """What the filters are for: without them the log above has the key."""
    loggers = [logging.getLogger(f"httpcore.{name}") for name in ("connection", "http11")]
    kept = [(logger, logger.filters[:]) for logger in loggers]
    for logger in loggers:
        logger.filters.clear()
    try:
        with serving() as server, ApiClient(Connection(server.url, SecretStr(CANARY))) as client:
            server.then(ROUND["good"])
            client.preview(FILTERS)
    finally:
        for logger, filters in kept:
            logger.filters[:] = filters
    assert CANARY in log.getvalue()
