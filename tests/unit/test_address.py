"""The address ends up as what the tab holds, wherever a press ends the run that writes it."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit

from leadpreview.dashboard import address
from leadpreview.dashboard import state as tab
from leadpreview.filters import LeadFilters

SALES = LeadFilters(functions=["25"])


class CutShortError(Exception):
    """A press has ended the run."""


class Query(dict[str, list[str]]):
    """The address, as the browser said it with a request, and as it was sent there since."""

    def __init__(self, sent: dict[str, list[str]]) -> None:
        super().__init__(sent)
        self.sent = dict(sent)
        self.ends: str = ""

    def get_all(self, name: str) -> list[str]:
        return self[name]

    def from_dict(self, parameters: dict[str, list[str]]) -> None:
        if self.ends == "before it is sent":
            raise CutShortError
        self.sent = dict(parameters)
        if self.ends == "after it was sent":
            raise CutShortError


@pytest.fixture
def query(monkeypatch: pytest.MonkeyPatch) -> Query:
    """A tab that has just been opened on an audience."""
    opened: Any = Query({"functions": ["25"]})
    monkeypatch.setattr(streamlit, "session_state", {})
    monkeypatch.setattr(streamlit, "query_params", opened)
    address.sync_address()
    assert isinstance(opened, Query)
    return opened


@pytest.mark.parametrize("ends", ["before it is sent", "after it was sent", ""])
def test_an_audience_that_is_undone_at_once_leaves_its_address(query: Query, ends: str) -> None:
    tab.change(SALES.with_("keyword", "sales"))
    query.ends = ends
    if ends:
        with pytest.raises(CutShortError):
            address.sync_address()
    else:
        address.sync_address()
    # The next press was made before the browser had the new address.
    query.ends = ""
    tab.undo()
    address.sync_address()
    assert query.sent == {"functions": ["25"]}
