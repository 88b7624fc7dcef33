"""The documents of the API: the OpenAPI one says what is taken, the page needs nothing else."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from fastapi import FastAPI

from leadpreview import catalog
from leadpreview.api.elsewhere import ELSEWHERE
from leadpreview.api.users import KEYS
from leadpreview.fields import FIELDS, IGNORED_KEYS
from leadpreview.preview import Lead
from tests.contract.asgi import PREVIEW, call, preview


class Page(HTMLParser):
    """What a page holds: its tags, addresses and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attributes if name in ("src", "href")]

    def handle_endtag(self, tag: str) -> None:
        self.text += "" if tag == "code" else " "

    def handle_data(self, data: str) -> None:
        self.text += data


def test_the_document_names_every_field_that_the_endpoint_takes_and_no_other(api: FastAPI) -> None:
    document = call(api, "GET", "/openapi.json", key=None).json
    operation = document["paths"][PREVIEW]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == {*FIELDS, "live", *IGNORED_KEYS}
    assert schema["additionalProperties"] is False
    functions = schema["properties"]["functions"]["items"]["anyOf"][0]["enum"]
    assert functions == list(catalog.functions.ids)
    assert set(operation["responses"]) >= {"200", "400", "401", "403", "413", "415", "422", "429"}
    assert "X-API-KEY" in str(document["components"]["securitySchemes"])


def test_the_example_of_the_document_works(api: FastAPI) -> None:
    document = call(api, "GET", "/openapi.json", key=None).json
    body = document["paths"][PREVIEW]["post"]["requestBody"]["content"]["application/json"]
    assert preview(api, body["schema"]["example"]).json["total_count"] > 0


def test_the_page_says_all_of_it_and_asks_nobody_else(api: FastAPI) -> None:
    reply = call(api, "GET", "/docs", key=None)
    assert reply.headers["content-type"].startswith("text/html")
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    page = Page(reply.body.decode())
    assert page.tags.isdisjoint({"script", "link", "img", "iframe", "object"})
    assert page.addresses == ["openapi.json"]
    assert "url(" not in reply.body.decode()
    document = call(api, "GET", "/openapi.json", key=None).json
    said = (
        *(key.key for key in KEYS),
        *(path for path in document["paths"]),
        *(status for each in document["paths"].values() for status in _statuses(each)),
        *FIELDS,
        *IGNORED_KEYS,
        *Lead.model_fields,
        *ELSEWHERE,
        "25 Sales",
        "http://sandbox.test/leads/advanced_search/preview",
    )
    for text in said:
        assert re.search(rf"(?<![\w-]){re.escape(text)}(?![\w-])", page.text), text


def _statuses(operations: dict[str, dict[str, dict[str, object]]]) -> list[str]:
    return [status for each in operations.values() for status in each["responses"]]
