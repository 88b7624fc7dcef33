"""docs/sandbox.md says what the sandbox is: every key, every refusal, every open question."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadpreview.api.app import CREDITS
from leadpreview.api.body import LARGEST_BODY
from leadpreview.api.counting import LONGEST_COUNT, PATIENCE
from leadpreview.api.malformed import MALFORMED
from leadpreview.api.preview import SLOW_SECONDS, UPSTREAM_SECONDS
from leadpreview.api.questions import MOST_NAMED
from leadpreview.api.users import KEYS, Behaviour, find_key

TEXT = (Path(__file__).parents[2] / "docs" / "sandbox.md").read_text(encoding="utf-8")
FLAT = " ".join(TEXT.split())
OPEN_QUESTIONS = 8


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    section = TEXT.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_every_key_is_documented_with_its_user_and_what_it_does() -> None:
    assert rows("Keys") == [[f"`{key.key}`", key.user, key.does] for key in KEYS]


def test_every_outcome_has_a_key_and_every_key_a_name_of_its_own() -> None:
    assert {key.behaviour for key in KEYS} == set(Behaviour)
    assert len({key.key for key in KEYS}) == len(KEYS)
    assert all(find_key(f" {key.key} ") is key for key in KEYS)
    assert find_key("nobody's") is None


def test_two_keys_of_one_user_and_users_of_their_own_for_curl_and_the_dashboard() -> None:
    users = {key.key: key.user for key in KEYS}
    assert users["sandbox-fine"] == users["sandbox-fine-2"]
    others = [user for key, user in users.items() if key != "sandbox-fine-2"]
    assert len(set(others)) == len(others)
    assert {key.name for key in KEYS if key.user == "fine"} == {"Fay Fine"}


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 422, 429, 503])
def test_every_refusal_is_documented(status: int) -> None:
    assert any(str(status) in row[0] for row in rows("What is refused"))


def test_every_open_question_has_a_line_with_an_answer_and_a_reason() -> None:
    table = rows("What is not known about the real service")
    assert [row[0] for row in table] == [str(number) for number in range(1, OPEN_QUESTIONS + 1)]
    assert all(len(row) == 4 and all(row) for row in table)


def test_every_malformed_answer_is_documented_in_its_turn() -> None:
    assert "; ".join(each.what for each in MALFORMED) in FLAT


def test_the_numbers_are_those_of_the_code() -> None:
    for text in (
        f"{LARGEST_BODY:,} bytes",
        f'"credits": {CREDITS}',
        f"up to {PATIENCE:g} seconds",
        f"longer than {LONGEST_COUNT:g} seconds",
        f"after {SLOW_SECONDS:g} seconds",
        f"Retry-After: {UPSTREAM_SECONDS}",
        f"of more than {MOST_NAMED}",
    ):
        assert text in FLAT
