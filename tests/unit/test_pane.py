"""The pane looks again soon enough for everything that arrives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import streamlit

from leadpreview.dashboard import pane
from leadpreview.dashboard.state import session
from leadpreview.errors import SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Plan, Question
from leadpreview.sources.desk import Desk, Ticket
from leadpreview.sources.service import PreviewService
from tests.fakes import CensusSource

SALES = LeadFilters(functions=["25"])


class RerunError(Exception):
    """The whole page is to be drawn."""


class Answering:
    """As much of whom the page asks as the pane looks at."""

    service: PreviewService | None = None


@pytest.fixture(autouse=True)
def tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A tab whose pane was drawn for the audience that it holds."""

    def rerun() -> None:
        raise RerunError

    monkeypatch.setattr(streamlit, "session_state", {})
    monkeypatch.setattr(streamlit, "rerun", rerun)
    monkeypatch.setattr(pane, "written", lambda: True)


def redrawn(looking: bool, draw: Callable[[Any], None]) -> bool:
    """Draw the pane by itself; whether it then asked for the whole page."""
    answering: Any = Answering()
    try:
        pane._redraw(answering, draw, looking, "")
    except RerunError:
        return True
    return False


def ticket() -> Ticket:
    plan = Plan.of([Question(SALES)])
    return Ticket(plan, Desk(CensusSource()))


@pytest.mark.parametrize("looking", [False, True])
def test_a_count_that_arrives_while_the_pane_is_drawn_is_shown_at_once(looking: bool) -> None:
    def draw(answering: Any) -> None:
        """A press on "Go on": what is asked arrives after it was looked for."""
        state, asked = session(), ticket()
        state.used.add("alone")
        state.tickets["alone"] = asked
        state.waiting = not asked.wait(0.0)
        asked.add([Failure(SALES, SourceUnavailableError("gone"))])
        asked.close()

    assert redrawn(looking, draw)


@pytest.mark.parametrize("looking", [False, True])
def test_a_pane_looks_often_only_while_counts_are_on_their_way(looking: bool) -> None:
    def draw(answering: Any) -> None:
        state, asked = session(), ticket()
        state.used.add("alone")
        state.tickets["alone"] = asked
        state.waiting = True

    assert redrawn(looking, draw) is not looking


@pytest.mark.parametrize("looking", [False, True])
def test_a_pane_that_waits_for_nothing_is_left_alone(looking: bool) -> None:
    assert redrawn(looking, lambda _: None) is looking
