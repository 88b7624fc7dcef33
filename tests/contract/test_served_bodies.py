"""Bodies as nobody should send them: each gets its status in the one shape, and nothing breaks."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import FastAPI

from leadpreview.api.body import LARGEST_BODY
from leadpreview.api.refusals import json_response
from tests.contract.asgi import PREVIEW, call, fetch

FINE = b'{"functions":["25"]}'


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"{'functions':['25']}",
        b'{"functions":["25"],}',
        b'{"functions":["25"]} x',
        b'{"functions":["25"]}{"functions":["25"]}',
        b'{"limit":NaN,"functions":["25"]}',
        b'{"limit":Infinity}',
        b'{"limit":-Infinity}',
        b'{"keyword":"\xff\xfe"}',
        b'{"keyword":"\xc3',
        b'{"keyword":"a\nb"}',
        '{"keyword":"sales"}'.encode("utf-16"),
        b"\x00",
        b"[" * 100_000,
        b'{"custom":' * 50_000 + b"1" + b"}" * 50_000,
        b'{"custom":' + b"[" * 50_000 + b"]" * 50_000 + b',"functions":["25"]}',
        b"functions=25",
        b"<functions>25</functions>",
    ],
    ids=range(20),
)
def test_what_is_no_json_is_400(api: FastAPI, raw: bytes) -> None:
    (sentence,) = call(api, "POST", PREVIEW, raw=raw).refused(400)
    assert "cannot be read as JSON" in sentence
    call(api, "POST", "/locations", raw=raw).refused(400)


@pytest.mark.parametrize(
    "raw",
    [
        b"\xef\xbb\xbf" + FINE,
        b" \r\n\t" + FINE + b"\n",
        b'{"limit":' + b"9" * 20_000 + b',"functions":["25"]}',
        b'{"limit":1e999999,"functions":["25"]}',
        b'{"limit":-0.0,"functions":["25"]}',
        b'{"name":"\\ud800","functions":["25"]}',
        b'{"custom":' + b"[" * 200 + b"]" * 200 + b',"functions":["25"]}',
        b'{"\\u0066unctions":["2\\u0035"]}',
        b'{"functions":["25"],"custom":"' + b"x" * (LARGEST_BODY - 33) + b'"}',
    ],
    ids=range(9),
)
def test_what_is_json_is_taken_however_odd(api: FastAPI, raw: bytes) -> None:
    assert len(raw) <= LARGEST_BODY
    plain = call(api, "POST", PREVIEW, raw=FINE)
    assert call(api, "POST", PREVIEW, raw=raw).body == plain.body


@pytest.mark.parametrize(
    "raw",
    [
        b'{"keyword":"\\ud800"}',
        b'{"job_titles":["a\\udfff"]}',
        b'{"\\ud800":1}',
        b'{"\\ud800":1,"\\ud800":2}',
        b'{"functions":[' + b"9" * 20_000 + b"]}",
        b'{"functions":[1e999]}',
        b'{"functions":' + b"[" * 300 + b"]" * 300 + b"}",
        b"1e999",
        b"9" * 20_000,
        b'"text"',
        b"null",
    ],
    ids=range(11),
)
def test_json_that_is_no_filter_object_is_422(api: FastAPI, raw: bytes) -> None:
    call(api, "POST", PREVIEW, raw=raw).refused(422)


@pytest.mark.parametrize(
    "media",
    ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"],
)
def test_another_content_type_is_415(api: FastAPI, media: str) -> None:
    for path in (PREVIEW, "/locations"):
        (sentence,) = call(api, "POST", path, raw=FINE, headers={"Content-Type": media}).refused(
            415
        )
        assert "application/json" in sentence


def test_a_compressed_body_is_415(api: FastAPI) -> None:
    call(api, "POST", PREVIEW, raw=FINE, headers={"Content-Encoding": "gzip"}).refused(415)


@pytest.mark.parametrize(
    "media",
    ["application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.api+json"],
)
def test_json_by_another_name_is_taken(api: FastAPI, media: str) -> None:
    reply = call(api, "POST", PREVIEW, raw=FINE, headers={"Content-Type": media})
    assert reply.status == 200


@pytest.mark.parametrize("length", [None, "20", "0", "99999999999999999999", "junk", "²"])
@pytest.mark.parametrize("path", [PREVIEW, "/locations"])
def test_a_body_over_a_mebibyte_is_413_whatever_length_it_says(
    api: FastAPI, path: str, length: str | None
) -> None:
    headers = {} if length is None else {"Content-Length": length}
    pieces = [b"x" * 65_536] * 17
    call(api, "POST", path, raw=pieces, headers=headers).refused(413)


def test_a_length_over_a_mebibyte_is_413_before_anything_is_read(api: FastAPI) -> None:
    """A client that waits for a word before it sends is spared the sending."""
    headers = {"Content-Length": str(LARGEST_BODY + 1), "Expect": "100-continue"}
    call(api, "POST", PREVIEW, raw=[], headers=headers).refused(413)


def test_a_body_of_exactly_a_mebibyte_in_many_pieces_is_read(api: FastAPI) -> None:
    raw = FINE + b" " * (LARGEST_BODY - len(FINE))
    pieces = [raw[at : at + 1_000] for at in range(0, len(raw), 1_000)]
    assert call(api, "POST", PREVIEW, raw=pieces).status == 200
    call(api, "POST", PREVIEW, raw=[*pieces, b" "]).refused(413)


def test_a_body_without_end_is_refused_and_not_kept(api: FastAPI) -> None:
    piece = b"x" * LARGEST_BODY
    reply = call(api, "POST", PREVIEW, raw=[piece] * 200)
    reply.refused(413)


def test_a_client_that_goes_away_in_the_middle_of_its_body_breaks_nothing(
    api: FastAPI, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"X-API-KEY": "sandbox-fine", "Content-Type": "application/json"}
    asyncio.run(fetch(api, "POST", PREVIEW, headers=headers, chunks=[b'{"func'], hang_up=True))
    assert caplog.text == ""
    assert call(api, "POST", PREVIEW, raw=FINE).status == 200


def test_an_answer_with_half_a_surrogate_pair_is_still_an_answer() -> None:
    assert json_response(["a\ud800b é"]).body == '["a?b é"]'.encode()
