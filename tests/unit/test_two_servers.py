"""Two servers started at once on an empty data folder share one database."""

from __future__ import annotations

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from leadpreview.people.index import PeopleIndex
from leadpreview.people.store import Store
from tests.servers import free_port, serving

ROOT = Path(__file__).parents[2]
PATIENCE = 120.0


def test_two_servers_on_an_empty_folder_both_answer_and_build_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    both_answer = threading.Barrier(2)
    ports = {free_port()}
    while len(ports) < 2:
        ports.add(free_port())

    def serve(port: int) -> bool:
        environment = {
            "LEADPREVIEW_DATA": str(data),
            "LEADPREVIEW_PEOPLE": "1000",
            "LEADPREVIEW_PORT": str(port),
        }
        command = [sys.executable, "-m", "leadpreview.cli"]
        log = tmp_path / f"server-{port}.log"
        # Entered when the health check answers, and left when that of the other one does too.
        with serving(command, port, log, cwd=ROOT, environment=environment):
            both_answer.wait(PATIENCE)
        return "Traceback" not in log.read_text(errors="replace")

    with ThreadPoolExecutor(2) as pool:
        assert all(pool.map(serve, ports))
    versions = [path.name for path in (data / "people").iterdir() if path.is_dir()]
    named = json.loads((data / "people" / "current").read_text("utf-8"))["folder"]
    assert versions == [named]
    opened = PeopleIndex.open(Store(data).current())
    assert opened.size == 1_000
    opened.close()
