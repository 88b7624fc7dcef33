"""The `leadpreview` command: what it says and with which code it ends."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from leadpreview import __version__, cli, launch
from leadpreview.errors import AddressTakenError, NoSpaceError
from leadpreview.people.store import Store
from leadpreview.settings import Settings


@pytest.fixture
def data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """An empty data folder that the environment names."""
    monkeypatch.setenv("LEADPREVIEW_DATA", str(tmp_path))
    monkeypatch.setenv("LEADPREVIEW_PEOPLE", "1000")
    return tmp_path


def test_the_version_is_that_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"leadpreview {__version__}\n"


def test_people_build_makes_a_database_and_info_describes_it(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["people", "build", "--size", "1500"]) == 0
    assert Store(data).info().size == 1500
    capsys.readouterr()
    assert cli.main(["people", "info"]) == 0
    shown = capsys.readouterr().out
    assert "1,500" in shown
    assert str(data) in shown


def test_info_without_a_database_is_one_sentence_and_code_1(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["people", "info"]) == 1
    shown = capsys.readouterr().err
    assert shown.startswith("leadpreview: ")
    assert "Traceback" not in shown
    assert shown.count("\n") == 1


def test_info_says_how_to_come_by_a_database(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["people", "info"]) == 1
    missing = "leadpreview: There is no people database yet. Run `leadpreview people build`.\n"
    assert capsys.readouterr().err == missing
    (data / "people").mkdir()
    (data / "people" / "current").write_text("{", "utf-8")
    assert cli.main(["people", "info"]) == 1
    shown = capsys.readouterr().err
    assert "damaged" in shown
    assert shown.endswith(" Run `leadpreview people build`.\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["people", "build", "--size", "999"], "--size: 999 is not between 1,000 and 50,000,000"),
        (["people", "build", "--size", "50000001"], "--size: 50,000,001 is not between"),
        (["people", "build", "--size", "many"], "--size: 'many' is not a number of people"),
        (["people"], "the following arguments are required: command"),
        (["people", "bogus"], "argument command: invalid choice: 'bogus'"),
        (["bogus"], "argument command: invalid choice: 'bogus'"),
    ],
)
def test_a_wrong_command_line_is_refused_in_words(
    data: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    assert said in capsys.readouterr().err


def test_the_first_start_builds_and_the_second_does_not(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[Settings] = []

    def serve(settings: Settings) -> int:
        served.append(settings)
        return 0

    monkeypatch.setattr(launch, "run", serve)
    monkeypatch.setattr(launch, "check_address", lambda host, port: None)
    assert cli.main([]) == 0
    first = Store(data).current()
    assert Store(data).info().size == 1000
    assert cli.main([]) == 0
    assert Store(data).current() == first
    assert len(served) == 2


@pytest.mark.parametrize("port", ["seventy", "-1", "65536"])
def test_a_port_out_of_range_is_refused(
    data: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        cli.main(["serve", "--port", port])
    assert ended.value.code == 2
    assert "--port" in capsys.readouterr().err


def test_serving_is_for_this_machine_alone_unless_told_otherwise(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[tuple[str, int]] = []

    def taken(host: str, port: int, *, advice: str) -> socket.socket:
        asked.append((host, port))
        raise AddressTakenError(advice)

    monkeypatch.setattr(launch, "listen", taken)
    assert cli.main(["serve"]) == 1
    assert cli.main(["serve", "--host", "0.0.0.0", "--port", "9000"]) == 1
    assert asked == [("127.0.0.1", 8600), ("0.0.0.0", 9000)]
    assert "--port" in capsys.readouterr().err
    assert list(data.iterdir()) == []  # nothing is built for a server that cannot listen


def test_a_damaged_database_is_built_again_with_a_sentence(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(launch, "run", lambda settings: 0)
    monkeypatch.setattr(launch, "check_address", lambda host, port: None)
    assert cli.main([]) == 0
    database = Store(data).current() / "people.duckdb"
    database.write_bytes(database.read_bytes()[: database.stat().st_size // 2])
    capsys.readouterr()
    assert cli.main([]) == 0
    assert "damaged" in capsys.readouterr().err
    assert Store(data).info().size == 1000


def test_a_full_disk_is_one_sentence_not_a_traceback(
    data: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object, **__: object) -> Path:
        raise NoSpaceError("The disk is full.")

    monkeypatch.setattr(cli, "ensure_people", full)
    monkeypatch.setattr(launch, "check_address", lambda host, port: None)
    assert cli.main([]) == 1
    assert capsys.readouterr().err.rstrip().endswith("leadpreview: The disk is full.")


def test_a_wrong_setting_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LEADPREVIEW_PORT", "seventy")
    assert cli.main([]) == 1
    assert capsys.readouterr().err.startswith("leadpreview: LEADPREVIEW_PORT=seventy")
