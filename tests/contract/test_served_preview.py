"""The preview endpoint, as the contract has it: answers, refusals, and what changes nothing."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI

from leadpreview.api.app import create_api
from leadpreview.api.malformed import MALFORMED
from leadpreview.api.questions import MOST_NAMED
from leadpreview.api.users import KEYS
from leadpreview.errors import SourceUnavailableError
from leadpreview.fields import GRAPH, IGNORED_KEYS, LISTS
from leadpreview.filters import LeadFilters
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Lead
from leadpreview.sources.people import PeopleSource
from tests.contract.asgi import PREVIEW, call, preview
from tests.counting import count
from tests.fakes import CensusSource, Person

SALES = {"functions": ["25"], "seniority_levels": ["300", "310"]}


def test_the_total_is_that_of_the_database_and_the_sample_is_25_leads(
    api: FastAPI, index: PeopleIndex
) -> None:
    reply = preview(api, SALES)
    assert reply.status == 200
    assert list(reply.json) == ["total_count", "preview"]
    assert reply.json["total_count"] == count(index, LeadFilters.from_request(SALES)) > 25
    assert len(reply.json["preview"]) == 25
    assert all(set(lead) <= set(Lead.model_fields) for lead in reply.json["preview"])


def test_nobody_is_a_zero_and_an_empty_list(api: FastAPI) -> None:
    reply = preview(api, {"job_titles": ["zzzzqq"]})
    assert reply.body == b'{"total_count":0,"preview":[]}'


def test_a_field_that_is_not_known_is_left_out() -> None:
    """Never null, never empty text: contract 2.3 says "when available"."""
    census = CensusSource([Person(name="Ada", title="", seniority="300")])
    reply = preview(create_api(lambda: census), {"seniority_levels": ["300"]})
    assert reply.body == b'{"total_count":1,"preview":[{"full_name":"Ada"}]}'


@pytest.mark.parametrize(
    "value", [None, 7, -1, "text", "not a url", True, [], {"deep": [{"er": None}]}, 10**400]
)
def test_the_ignored_fields_change_not_one_byte(api: FastAPI, value: object) -> None:
    plain = preview(api, SALES)
    assert plain.status == 200
    assert preview(api, {**SALES, **dict.fromkeys(IGNORED_KEYS, value)}).body == plain.body


def test_the_same_question_gives_the_same_bytes_however_it_is_written(api: FastAPI) -> None:
    again = {"live": False, "seniority_levels": [" 310 ", "300", "300"], "functions": ["25"]}
    assert preview(api, again).body == preview(api, SALES).body


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"live": False},
        {"functions": [], "keyword": ""},
        {"keyword": "  \n"},
        {"job_titles": ["", "  "]},
        {"past_colleague": False},
        {"webhook_url": "https://example.com", "name": "x", "limit": 5, "custom": {"a": 1}},
    ],
)
def test_no_criterion_is_400(api: FastAPI, body: object) -> None:
    preview(api, body).refused(400)


@pytest.mark.parametrize("key", [None, "", "  ", "unknown", "SANDBOX-FINE", "sandbox-fine x", "ÿ"])
def test_no_key_and_an_unknown_one_are_401_before_anything_else(
    api: FastAPI, key: str | None
) -> None:
    call(api, "POST", PREVIEW, key=key, raw=b"{").refused(401)
    assert "sandbox-fine" not in call(api, "POST", PREVIEW, key=key, raw=b"{").body.decode()


@pytest.mark.parametrize("name", ["X-API-KEY", "x-api-key", "X-Api-Key"])
def test_the_key_s_header_is_taken_in_any_case(api: FastAPI, name: str) -> None:
    reply = call(api, "POST", PREVIEW, key=None, body=SALES, headers={name: "sandbox-fine"})
    assert reply.status == 200


@pytest.mark.parametrize(
    ("key", "status", "words"),
    [
        ("sandbox-expired", 401, "expired"),
        ("sandbox-no-integration", 401, "integration"),
        ("sandbox-forbidden", 403, "may not use this endpoint"),
        ("sandbox-upstream-limited", 429, "LinkedIn"),
    ],
)
def test_a_key_is_refused_as_it_is_documented(
    api: FastAPI, key: str, status: int, words: str
) -> None:
    (sentence,) = preview(api, SALES, key).refused(status)
    assert words in sentence
    (documented,) = (each for each in KEYS if each.key == key)
    assert documented.does.startswith(str(status))


@pytest.mark.parametrize("key", ["sandbox-expired", "sandbox-no-integration", "sandbox-forbidden"])
def test_a_refused_key_comes_before_a_wrong_body(api: FastAPI, key: str) -> None:
    for raw in (b"{", b"{}", b'{"functions":["99"]}', b"x" * (2**20 + 1)):
        assert call(api, "POST", PREVIEW, key=key, raw=raw).status in (401, 403)


def test_without_an_integration_only_the_vendor_s_own_database_answers(api: FastAPI) -> None:
    """Contract 2.1: an integration is needed except when `live` is false."""
    key = "sandbox-no-integration"
    assert preview(api, {**SALES, "live": False}, key).body == preview(api, SALES).body
    preview(api, {**SALES, "live": True}, key).refused(401)
    preview(api, {"live": False}, key).refused(400)


def test_the_upstream_limit_says_when_to_ask_again(api: FastAPI) -> None:
    assert preview(api, SALES, "sandbox-upstream-limited").headers["retry-after"] == "30"


def test_the_slow_key_waits_two_seconds_and_answers(people: PeopleSource) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    api = create_api(lambda: people, sleep=sleep)
    assert preview(api, SALES, "sandbox-slow").status == 200
    assert slept == [2.0]


def test_the_flaky_key_fails_now_and_then_in_an_order_that_the_seed_fixes(
    people: PeopleSource,
) -> None:
    def statuses(seed: int) -> list[int]:
        api = create_api(lambda: people, interval=0.0, seed=seed)
        replies = [preview(api, SALES, "sandbox-flaky") for _ in range(60)]
        for reply in replies:
            if reply.status != 200:
                reply.refused(503)
        return [reply.status for reply in replies]

    first = statuses(1)
    assert 5 <= first.count(503) <= 30
    assert statuses(1) == first
    assert statuses(2) != first


def test_the_malformed_key_gives_every_kind_in_turn_and_begins_again(people: PeopleSource) -> None:
    api = create_api(lambda: people, interval=0.0)
    replies = [preview(api, SALES, "sandbox-malformed") for _ in range(len(MALFORMED) + 1)]
    assert [reply.status for reply in replies] == [200] * len(replies)
    assert [reply.body for reply in replies] == [each.body for each in (*MALFORMED, MALFORMED[0])]
    assert len({reply.body for reply in replies}) == len(MALFORMED)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"functions": "25"}, ["functions", "25", "a list of strings"]),
        ({"functions": [25]}, ["functions", "25", "text"]),
        ({"functions": None}, ["functions", "None"]),
        ({"keyword": ["sales"]}, ["keyword", "text"]),
        ({"live": "false", "functions": ["25"]}, ["live", "true or false"]),
        ({"past_colleague": 1}, ["past_colleague", "true or false"]),
        ({"functions": ["99"]}, ["functions", "'99'", "Accepted: 1 (Accounting)", "25 (Sales)"]),
        ({"seniority_levels": ["311"]}, ["seniority_levels", "'311'", "310 (CXO)"]),
        ({"company_size": ["51-500"]}, ["company_size", "'51-500'", "51-200", "10001+"]),
        ({"years_of_experience": ["6"]}, ["years_of_experience", "'6'", "5 "]),
        ({"company_type": ["Pubic Company"]}, ["company_type", "Pubic", "C (Public Company)"]),
        ({"included_locations": ["Berlin"]}, ["included_locations", "103035651 (Berlin, Germany)"]),
        (
            {"excluded_locations": ["101452734"]},
            ["101452734", "101452733 (Australia", "/locations"],
        ),
        ({"included_industries": ["4444"]}, ["included_industries", "'4444'"]),
        ({"included_industries": ["Banking"]}, ["included_industries", "41 (Banking)"]),
        ({"job_title": ["VP"]}, ["'job_title'", "job_titles"]),
        ({"job_titles": ["!!"]}, ["job_titles", "'!!'"]),
        ({"keyword": "sales AND"}, ["keyword", "'sales AND'", "AND needs"]),
        ({"keyword": '"sales'}, ["keyword", "never closed"]),
        ([], ["JSON object"]),
        ("text", ["JSON object"]),
        (7, ["JSON object"]),
    ],
)
def test_what_is_wrong_is_422_and_named_with_what_would_be_right(
    api: FastAPI, body: object, named: list[str]
) -> None:
    (sentence,) = preview(api, body).refused(422)
    for text in named:
        assert text in sentence


def test_everything_that_is_wrong_is_named_at_once(api: FastAPI) -> None:
    body = {
        "functions": ["25", "98", "99"],
        "included_locations": ["Berlin", "999999", "103035651"],
        "nope": 1,
        "keyword": "a OR",
        "past_colleague": True,
    }
    sentences = preview(api, body).refused(422)
    for text in ("'98'", "'99'", "'Berlin'", "'999999'", "'nope'", "'a OR'", "past_colleague"):
        assert sum(text in sentence for sentence in sentences) == 1, text
    assert len(sentences) == 7


@pytest.mark.parametrize("field", sorted(GRAPH | LISTS))
@pytest.mark.parametrize("live", [True, False])
def test_what_no_database_can_know_is_422_and_says_which_field(
    api: FastAPI, field: str, live: bool
) -> None:
    loose = field in LISTS or field in ("connections_of_profile", "relationship")
    value: Any = ["F"] if loose else True
    (sentence,) = preview(api, {**SALES, field: value, "live": live}).refused(422)
    assert field in sentence
    assert ("live: false" in sentence) == (field in GRAPH and not live)


def test_thousands_of_wrong_values_are_a_short_answer_that_counts_the_rest(api: FastAPI) -> None:
    body = {"functions": [f"x{n}" for n in range(20_000)]}
    sentences = preview(api, body).refused(422)
    assert len(sentences) == MOST_NAMED + 1
    assert sentences[-1] == f"functions: {20_000 - MOST_NAMED:,} more values are refused."


def test_a_value_of_a_mebibyte_is_quoted_by_its_beginning(api: FastAPI) -> None:
    for field in ("job_titles", "functions", "included_locations", "company_type"):
        reply = preview(api, {field: ["!" * 900_000]})
        reply.refused(422)
        assert len(reply.body) < 20_000


def test_a_field_that_occurs_twice_is_refused_unless_it_is_ignored(api: FastAPI) -> None:
    """Two readers would read it apart: one takes the first, one the last."""
    twice = b'{"functions":["25"],"functions":["1"]}'
    (sentence,) = call(api, "POST", PREVIEW, raw=twice).refused(422)
    assert "functions" in sentence
    ignored = b'{"functions":["25"],"name":"a","name":"b","custom":{"c":1,"c":2}}'
    assert call(api, "POST", PREVIEW, raw=ignored).status == 200


def test_a_source_that_fails_is_never_a_zero() -> None:
    filters = LeadFilters.from_request(SALES)
    census = CensusSource(failing={filters: SourceUnavailableError("The disk is gone.")})
    reply = preview(create_api(lambda: census), SALES)
    (sentence,) = reply.refused(429)
    assert "The disk is gone." in sentence
    assert int(reply.headers["retry-after"]) >= 1


def test_a_defect_of_ours_is_a_500_in_the_same_shape_and_quotes_nobody(
    caplog: pytest.LogCaptureFixture,
) -> None:
    filters = LeadFilters.from_request({"job_titles": ["canary"]})
    census = CensusSource(raising={filters: ValueError("canary")})
    reply = preview(create_api(lambda: census), {"job_titles": ["canary"]})
    reply.refused(500)
    assert "canary" not in reply.body.decode()
    assert "ValueError" in caplog.text
    assert "canary" not in caplog.text
    assert "sandbox-fine" not in caplog.text
