"""The real servers: `leadpreview serve`, and the dashboard with the API in its own process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.people.index import PeopleIndex
from tests.contract.asgi import PREVIEW
from tests.contract.endless import Endless
from tests.counting import count
from tests.fakes import DEADLINE
from tests.servers import dashboard_server, sandbox_server, serving_here

SALES = {"functions": ["25"], "seniority_levels": ["300", "310"]}
SERVE = [sys.executable, "-m", "leadpreview.cli", "serve"]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served") / "log"


@pytest.fixture(scope="module")
def client(people_small: Path, log: Path) -> Iterator[httpx.Client]:
    """A client of the API that is served alone."""
    with (
        sandbox_server(people_small, log) as address,
        httpx.Client(base_url=address, trust_env=False, timeout=30) as opened,
    ):
        yield opened


def ask(client: httpx.Client, body: object, key: str) -> httpx.Response:
    return client.post(PREVIEW, json=body, headers={"x-api-key": key})


def test_it_answers_as_the_database_does(client: httpx.Client, index: PeopleIndex) -> None:
    reply = ask(client, SALES, "sandbox-second")
    assert reply.status_code == 200
    assert reply.json()["total_count"] == count(index, LeadFilters.from_request(SALES))


def test_the_real_limit_is_a_second_and_says_so(client: httpx.Client) -> None:
    replies = [ask(client, SALES, "sandbox-fine") for _ in range(2)]
    # On a machine where two requests take more than a second, both are right.
    if replies[0].elapsed.total_seconds() + replies[1].elapsed.total_seconds() < 0.5:
        assert [reply.status_code for reply in replies] == [200, 429]
        assert replies[1].headers["Retry-After"] == "1"


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_that_is_too_large_is_told_so_over_a_real_socket(
    client: httpx.Client, chunked: bool
) -> None:
    """The answer arrives, although the client is still sending when it is decided."""
    whole = b"x" * (3 * 2**20)
    pieces = (whole[at : at + 65_536] for at in range(0, len(whole), 65_536))
    reply = client.post(
        "/locations",
        content=pieces if chunked else whole,
        headers={"X-API-KEY": "sandbox-curl", "Content-Type": "application/json"},
    )
    assert reply.status_code == 413
    assert reply.json()["error"] == 413


def test_the_docs_and_the_document_are_beside_it(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"status": "ok"}
    assert client.get("/openapi.json").json()["servers"] == [{"url": BASE_PATH}]
    assert f"{client.base_url}".rstrip("/") in client.get("/docs").text


def test_the_log_has_no_key_no_body_and_no_line_a_request(client: httpx.Client, log: Path) -> None:
    canary = "canary-7f3a"
    ask(client, {"job_titles": [canary], "nope": canary}, "sandbox-curl")
    ask(client, SALES, canary)
    client.get(f"/{canary}")
    text = log.read_text(encoding="utf-8")
    assert canary not in text
    assert "sandbox-" not in text
    assert "HTTP/1.1" not in text


def test_a_client_that_closes_its_connection_ends_its_count() -> None:
    source = Endless()
    server = create_server(lambda: source, longest=10 * DEADLINE)
    with serving_here(server) as address:
        host, port = address.removeprefix("http://").split(":")
        body = b'{"functions":["25"]}'
        with socket.create_connection((host, int(port)), timeout=DEADLINE) as connection:
            connection.sendall(
                f"POST {BASE_PATH}{PREVIEW} HTTP/1.1\r\nHost: {host}\r\nX-API-KEY: sandbox-fine\r\n"
                f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n".encode()
                + body
            )
            assert source.began.wait(DEADLINE)
            assert not source.withdrawn.is_set()
        assert source.withdrawn.wait(DEADLINE)
        health = httpx.get(f"{address}{BASE_PATH}/health", trust_env=False, timeout=DEADLINE)
        assert health.json() == {"status": "ok"}


def test_a_taken_port_is_one_sentence(people_small: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [*SERVE, "--port", port],
            env={**os.environ, "LEADPREVIEW_DATA": str(people_small)},
            cwd=home(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 1
    (sentence,) = done.stderr.strip().splitlines()
    assert "--port" in sentence
    assert port in sentence


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such signal")
def test_without_a_database_it_builds_one_of_that_size_and_ctrl_c_ends_it(tmp_path: Path) -> None:
    arguments = [*SERVE, "--port", "0", "--people", "1000"]
    environment = {**os.environ, "LEADPREVIEW_DATA": str(tmp_path)}
    with subprocess.Popen(
        arguments, env=environment, cwd=home(), stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "http://" in line)
        address = line.partition(" is at ")[2].partition(",")[0]
        try:
            with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
                assert ask(client, SALES, "sandbox-curl").status_code == 200
        finally:
            process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        assert process.wait(60) == 130
    assert rest.strip() == "leadpreview: stopped."


def test_the_dashboard_serves_the_same_in_its_own_process(
    people_small: Path, tmp_path: Path, client: httpx.Client
) -> None:
    with (
        dashboard_server(people_small, tmp_path / "log") as address,
        httpx.Client(base_url=address + BASE_PATH, trust_env=False, timeout=60) as dashboard,
    ):
        mine = ask(dashboard, SALES, "sandbox-dashboard")
        assert mine.status_code == 200
        assert mine.content == ask(client, SALES, "sandbox-dashboard").content
        assert dashboard.get("/nope").json()["error"] == 404
        assert dashboard.delete(PREVIEW).headers["Allow"] == "POST"
        assert f"{address}{BASE_PATH}{PREVIEW}" in dashboard.get("/docs").text
        assert httpx.get(address, trust_env=False, timeout=60).status_code == 200
    assert "sandbox-" not in (tmp_path / "log").read_text(encoding="utf-8")
