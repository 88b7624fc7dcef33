"""The pane of the Compare page: scenarios side by side, and what can be asked about them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import streamlit as st

from leadpreview.dashboard import (
    counting,
    figures,
    overlap,
    pane,
    pins,
    priority,
    receipts,
    scenario_cards,
    scenario_charts,
    scenario_files,
    scenario_parts,
    waiting,
)
from leadpreview.dashboard.scenario_cards import labels_of
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.scenarios import Scenario
from leadpreview.sizing import (
    EVERYBODY,
    Compared,
    compare,
    figure_of,
    totals_plan,
)

__all__ = ["show"]

Scenarios = tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of the page that a person chooses: how it is drawn, and what it will ask."""

    show: Callable[[Scenarios, Answering], None]
    ask: Callable[[Scenarios, Answering], None]


def show(answering: Answering) -> None:
    """Draw the scenarios that are pinned, or how to pin one."""
    pane.show(answering, _draw, _ask)


def _ask(answering: Answering) -> None:
    scenarios = session().scenarios
    if scenarios:
        _compared(scenarios, answering)
        _SECTIONS[_section()].ask(scenarios, answering)


def _draw(answering: Answering) -> None:
    scenarios = session().scenarios
    pins.tell()
    room = st.container(key="queue")
    if scenarios:
        compared = _compared(scenarios, answering)
        with section("The scenarios"):
            scenario_cards.show(scenarios, compared)
        with st.container(horizontal=True, gap="small", key="add_scenario"):
            scenario_cards.add()
        _choose_section()
        with section(_section()):
            _SECTIONS[_section()].show(scenarios, answering)
    else:
        scenario_cards.begin()
        with st.container(horizontal=True, gap="small", key="add_scenario"):
            scenario_cards.add()
            scenario_files.open_button()
    with room, section("What is being counted"):
        waiting.show(answering)


def _compared(scenarios: Scenarios, answering: Answering) -> tuple[Compared, ...]:
    """The totals side by side, as far as they have arrived: a handful of counts."""
    desk, everybody = answering.desk, answering.info.counts_everybody
    audiences = [scenario.filters for scenario in scenarios]
    answers = counting.ask(desk, "compare", totals_plan(audiences, everybody=everybody))
    known = counting.known(desk, answers)
    totals = [
        known.figure(each, answers.get(each))
        if everybody or not each.is_empty
        else scenario_cards.NOBODY_CAN_ASK
        for each in audiences
    ]
    whole = figure_of(answers.get(EVERYBODY), EVERYBODY) if everybody else None
    return compare(audiences, totals, whole)


def _ask_totals(scenarios: Scenarios, answering: Answering) -> None:
    scenario_parts.ask(scenarios, answering)


def _show_totals(scenarios: Scenarios, answering: Answering) -> None:
    """The totals as bars, the same breakdown for each, and the ways out of the page."""
    compared = _compared(scenarios, answering)
    totals = [row.total for row in compared]
    parts: scenario_parts.Parts = {}
    with section("The totals as bars"):
        if any(total.count for total in totals):
            scenario_charts.totals(labels_of(scenarios), totals)
    with section("The same breakdown for each"):
        parts = scenario_parts.show(scenarios, compared, answering)
    with section("Kinds of number, and receipts"):
        numbers = scenario_files.numbers(scenarios, compared, parts)
        figures.legend({figure.kind for figure in numbers.values()}, key="compare_legend")
        receipts.show(numbers, key="compare")
    with section("Links and files"):
        scenario_files.show(scenarios, compared, parts)


def _with_files(
    show: Callable[[Scenarios, Answering], None],
) -> Callable[[Scenarios, Answering], None]:
    """A section, and below it the same ways out of the page as below the totals."""

    def both(scenarios: Scenarios, answering: Answering) -> None:
        with section(_section()):
            show(scenarios, answering)
        with section("Links and files"):
            scenario_files.show(scenarios, _compared(scenarios, answering))

    return both


def _section() -> str:
    chosen = str(st.session_state.get("compare_section", ""))
    return chosen if chosen in _SECTIONS else next(iter(_SECTIONS))


def _choose_section() -> None:
    if len(_SECTIONS) > 1:
        st.segmented_control(
            "About these scenarios",
            list(_SECTIONS),
            default=_section(),
            required=True,
            key="compare_section",
        )


_SECTIONS: Final[Mapping[str, _Section]] = {
    "Totals": _Section(_show_totals, _ask_totals),
    "Overlap": _Section(_with_files(overlap.show), overlap.ask),
    "Priority": _Section(_with_files(priority.show), priority.ask),
}
