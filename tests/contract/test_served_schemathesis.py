"""The served API does what its own OpenAPI document says, for whatever Schemathesis thinks of."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import given, settings
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.openapi import from_asgi

OPERATIONS = (
    "GET /account",
    "GET /credits",
    "GET /health",
    "POST /leads/advanced_search/preview",
    "POST /locations",
)
# No schema says "at least one filter", that an id is in a list of a thousand, or the grammar of a
# keyword: what is well formed may still be refused with these.
MAY_REFUSE = ["2xx", "400", "422"]


@pytest.fixture(scope="module")
def document(api: FastAPI) -> schemathesis.BaseSchema:
    """What the API says about itself."""
    loaded = from_asgi("/openapi.json", api)
    loaded.config.checks.positive_data_acceptance.expected_statuses = MAY_REFUSE
    return loaded


def test_these_are_all_operations_of_the_document(document: schemathesis.BaseSchema) -> None:
    found = document.get_all_operations()
    assert sorted(each.ok().label for each in found if isinstance(each, Ok)) == list(OPERATIONS)


@pytest.mark.parametrize(
    ("label", "mode"),
    [
        (label, mode)
        for label in OPERATIONS
        for mode in GenerationMode
        # It takes nothing, so nothing can be wrong with it.
        if (label, mode) != ("GET /health", GenerationMode.NEGATIVE)
    ],
)
def test_every_operation_keeps_to_its_document(
    document: schemathesis.BaseSchema, label: str, mode: GenerationMode
) -> None:
    method, path = label.split()

    @settings(max_examples=200)
    @given(document[path][method].as_strategy(mode))
    def keeps(case: schemathesis.Case[Any]) -> None:
        case.call_and_validate(headers={"X-API-KEY": "sandbox-fine"})

    keeps()
