"""Over a real socket, a server that does whatever it likes: an answer, or one of our errors."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from pydantic import SecretStr

from leadpreview.errors import (
    AuthenticationError,
    ContractError,
    LeadPreviewError,
    SourceUnavailableError,
)
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import ApiClient, Connection
from tests.fakes import DEADLINE
from tests.faults import (
    Act,
    FaultServer,
    HandAlarm,
    Request,
    answer,
    drip,
    message,
    reset,
    say,
    serving,
)
from tests.servers import free_port

FILTERS = LeadFilters(functions=("25",))
KEY = SecretStr("pk_live_canary")
GOOD = {"total_count": 5, "preview": []}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.fixture
def server() -> Iterator[FaultServer]:
    with serving() as found:
        yield found


def sized(length: int, body: bytes, more: bytes = b"") -> bytes:
    return HEAD + more + b"Content-Length: %d\r\n\r\n" % length + body


FAULTS: dict[str, tuple[Act, type[LeadPreviewError]]] = {
    "nothing": (say(b""), SourceUnavailableError),
    "reset": (reset, SourceUnavailableError),
    "half a status line": (say(b"HTTP/1.1 2"), SourceUnavailableError),
    "half the headers": (say(HEAD), SourceUnavailableError),
    "no body": (say(sized(30, b"")), SourceUnavailableError),
    "half a body": (say(sized(30, b'{"total_count": 5,')), SourceUnavailableError),
    "a longer body promised": (say(sized(300, b'{"total_count": 5}')), SourceUnavailableError),
    "half a chunk": (
        say(HEAD + b'Transfer-Encoding: chunked\r\n\r\n30\r\n{"total_'),
        SourceUnavailableError,
    ),
    "no last chunk": (
        say(HEAD + b'Transfer-Encoding: chunked\r\n\r\n12\r\n{"total_count": 5}\r\n'),
        SourceUnavailableError,
    ),
    "a server error": (answer({"error": "oops"}, 500), SourceUnavailableError),
    "a shorter body promised": (say(sized(10, b'{"total_count": 5}')), ContractError),
    "an empty body": (say(sized(0, b"")), ContractError),
    "no JSON": (answer(b"fine"), ContractError),
    "a bad chunk length": (
        say(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        ContractError,
    ),
    "two lengths": (say(sized(18, b'{"total_count": 5}', b"Content-Length: 2\r\n")), ContractError),
    "a negative length": (say(sized(-5, b'{"total_count": 5}')), ContractError),
    "no HTTP": (say(b"220 smtp.example.com ready\r\n\r\n"), ContractError),
    "noise": (say(bytes(range(256)) * 10), ContractError),
    "endless headers": (say(HEAD + b"X: " + b"x" * 200_000), ContractError),
    "a huge body": (say(sized(6 * 2**20, b" " * 6 * 2**20)), ContractError),
    "a body without end": (drip(HEAD + b"\r\n", b" " * 2**16), ContractError),
    "a redirect": (answer({}, 302, location="/api/v2/account"), ContractError),
    "a refusal and a reset": (
        say(b"HTTP/1.1 401 No\r\nContent-Length: 90\r\n\r\n{"),
        AuthenticationError,
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_of_our_errors_and_the_next_question_is_answered(
    server: FaultServer, fault: str
) -> None:
    act, kind = FAULTS[fault]
    with ApiClient(Connection(server.url, KEY)) as client:
        server.then(act)
        with pytest.raises(LeadPreviewError) as caught:
            client.preview(FILTERS)
        assert type(caught.value) is kind, str(caught.value)
        # A request may cross the end of a connection on its way, which is another fault.
        server.settled.get(timeout=DEADLINE)
        server.then(answer(GOOD))
        assert client.preview(FILTERS).total_count == 5
        assert len(server.requests) == 2


@pytest.mark.parametrize(
    "act",
    [
        say(HEAD + b"\r\n" + b'{"total_count": 5}'),
        say(HEAD + b'Transfer-Encoding: chunked\r\n\r\n12\r\n{"total_count": 5}\r\n0\r\n\r\n'),
        say(b"HTTP/1.0 200 OK\r\n\r\n" + b'{"total_count": 5}'),
        say(b"HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + message(GOOD)),
        answer(GOOD, content_type="text/html"),
        say(b"HTTP/1.1 200\r\nContent-Length: 18\r\n\r\n" + b'{"total_count": 5}'),
    ],
)
def test_an_answer_in_an_unusual_form_is_an_answer(server: FaultServer, act: Act) -> None:
    with ApiClient(Connection(server.url, KEY)) as client:
        server.then(act)
        assert client.preview(FILTERS).total_count == 5


DRIPS = {
    "status line": (b"", b"\r\n"),
    "a header": (HEAD + b"X-Slow: ", b"x"),
    "early hints": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
    "the body": (sized(10_000_000, b'{"total_count":'), b" "),
    "a body without a length": (HEAD + b'\r\n{"total_count": 5}', b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
    "a refusal": (b"HTTP/1.1 503 No\r\nContent-Length: 9999999\r\n\r\n", b" "),
}


@pytest.mark.parametrize("what", DRIPS)
def test_an_answer_that_never_ends_is_cut_by_the_alarm(server: FaultServer, what: str) -> None:
    """No read is ever late, so only a limit on the whole can end it."""
    alarm = HandAlarm()
    start, piece = DRIPS[what]
    server.then(drip(start, piece, then=alarm.go_off), answer(GOOD))
    with ApiClient(Connection(server.url, KEY), alarm=alarm) as client:
        with pytest.raises(SourceUnavailableError):
            client.preview(FILTERS)
        assert client.preview(FILTERS).total_count == 5
    assert (alarm.set, alarm.cancelled) == (2, 2)


def test_an_answer_that_no_socket_carries_ends_with_the_next_piece_after_the_alarm() -> None:
    alarm = HandAlarm()
    pieces = 0

    class Endless(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            nonlocal pieces
            while True:
                pieces += 1
                if pieces == 3:
                    alarm.go_off()
                yield b" "

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Endless()))
    connection = Connection("https://api.example.com/v2", KEY)
    with (
        ApiClient(connection, transport=transport, alarm=alarm) as client,
        pytest.raises(SourceUnavailableError, match="took too long"),
    ):
        client.preview(FILTERS)
    assert pieces == 3


def test_a_body_that_was_cut_is_not_taken_for_a_whole_one() -> None:
    """Without a length its end looks like any other."""
    alarm = HandAlarm()

    class Cut(httpx.SyncByteStream):
        def __iter__(self) -> Iterator[bytes]:
            yield b'{"total_count": 5}'
            alarm.go_off()

    transport = httpx.MockTransport(lambda _: httpx.Response(200, stream=Cut()))
    connection = Connection("https://api.example.com/v2", KEY)
    with (
        ApiClient(connection, transport=transport, alarm=alarm) as client,
        pytest.raises(SourceUnavailableError, match="took too long"),
    ):
        client.preview(FILTERS)


def test_an_alarm_that_goes_off_before_there_is_a_connection_ends_that(
    server: FaultServer,
) -> None:
    class EarlyAlarm(HandAlarm):
        def start(self) -> None:
            self.go_off()

    server.then(drip(HEAD, b"x"))
    with (
        ApiClient(Connection(server.url, KEY), alarm=EarlyAlarm()) as client,
        pytest.raises(SourceUnavailableError, match="took too long"),
    ):
        client.preview(FILTERS)


def test_the_alarm_goes_off_by_the_clock_when_nobody_else_sets_it(server: FaultServer) -> None:
    server.then(drip(HEAD, b"x"))
    with (
        ApiClient(Connection(server.url, KEY), patience=0.05) as client,
        pytest.raises(SourceUnavailableError, match="took too long"),
    ):
        client.preview(FILTERS)


def test_an_alarm_that_comes_after_its_answer_does_not_cut_the_next(server: FaultServer) -> None:
    alarm = HandAlarm()

    def go_off(connection: socket.socket, request: Request) -> bool:
        stale()
        return answer(GOOD)(connection, request)

    server.then(answer(GOOD), go_off)
    with ApiClient(Connection(server.url, KEY), alarm=alarm) as client:
        client.preview(FILTERS)
        stale = alarm.action
        assert client.preview(FILTERS).total_count == 5


def test_nobody_there_is_out_of_reach() -> None:
    with (
        ApiClient(Connection(f"http://127.0.0.1:{free_port()}", KEY)) as client,
        pytest.raises(SourceUnavailableError, match="cannot be reached"),
    ):
        client.preview(FILTERS)


def test_https_to_a_server_without_it_is_out_of_reach(server: FaultServer) -> None:
    url = server.url.replace("http://", "https://")
    with (
        ApiClient(Connection(url, KEY)) as client,
        pytest.raises(SourceUnavailableError, match="cannot be reached"),
    ):
        client.preview(FILTERS)


def test_many_threads_may_ask_at_once_and_each_gets_its_own_answer(server: FaultServer) -> None:
    together = threading.Barrier(6)

    def echo(connection: socket.socket, request: Request) -> bool:
        together.wait(30)
        count = int(json.loads(request.body)["keyword"])
        return answer({"total_count": count})(connection, request)

    server.then(*[echo] * 12)
    with ApiClient(Connection(server.url, KEY)) as client, ThreadPoolExecutor(6) as pool:
        asked = [LeadFilters(keyword=str(number)) for number in range(12)]
        totals = [found.total_count for found in pool.map(client.preview, asked)]
    assert totals == list(range(12))
