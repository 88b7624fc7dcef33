"""Scenarios in an order: everybody in each, whom those above hold already, and what it adds."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, downloads, figures, receipts
from leadpreview.dashboard.overlap import labelled
from leadpreview.dashboard.pricing import agreed, allowed
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain
from leadpreview.exports import figures_csv
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan
from leadpreview.scenarios import Scenario
from leadpreview.sizing import Figure
from leadpreview.sizing.members import SharedPlan
from leadpreview.sizing.priority import Ranking, fold_priority, priority_plan
from leadpreview.spreadsheet import neutralise

__all__ = ["ask", "show"]

_TOTALS: Final = "priority totals"
_REST: Final = "priority"
# Narrow enough that the net is seen on a phone, where names are cut.
_NAME_WIDTH: Final = 122
_WIDTH: Final = 80
_MOVED: Final = "priority_moved"

_Answers = dict[LeadFilters, Answer]


def ask(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Ask what `show` will ask, without drawing."""
    if len(scenarios) > 1:
        _ask(labelled(scenarios), answering, offer=False)


def show(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Draw what each scenario adds to those above it, and let the person reorder them.

    Args:
        scenarios: In their order, the first first.
        answering: Whom to ask.
    """
    st.subheader("Priority", anchor=False)
    if len(scenarios) < 2:
        st.caption("With two scenarios or more, this shows what each adds to those above it.")
        return
    st.caption(
        "Each person is counted once, for the first scenario that holds them: the net of the "
        "others is what they add."
    )
    named = labelled(scenarios)
    names = list(named)
    plan, answers = _ask(named, answering, offer=True)
    known = counting.known(answering.desk, answers)
    found = fold_priority(
        _audiences(named), known, answers, exact=answering.info.exact, names=names
    )
    _table(found, names)
    _reorder(names)
    _words(found, plan)
    _take_away(found, names)


def _audiences(named: dict[str, Scenario]) -> list[LeadFilters]:
    return [scenario.filters for scenario in named.values()]


def _ask(
    named: dict[str, Scenario], answering: Answering, *, offer: bool
) -> tuple[SharedPlan, _Answers]:
    """The answers so far; beyond the totals only what was agreed to, which is offered if wanted."""
    audiences = _audiences(named)
    plan = priority_plan(audiences, exact=answering.info.exact, names=list(named))
    answers = counting.ask(answering.desk, _TOTALS, plan.totals)
    may = agreed if offer else _allowed
    if plan.rest.questions and may(
        answering, (_REST, *audiences), plan.rest, "Count what each adds"
    ):
        answers |= counting.ask(answering.desk, _REST, plan.rest)
    return plan, answers


def _allowed(answering: Answering, what: Hashable, plan: Plan, _: str) -> bool:
    return allowed(answering, what, plan)


@section("The table")
def _table(found: Ranking, names: Sequence[str]) -> None:
    rows: list[dict[str, Figure | str | float | None]] = [
        {
            "Scenario": f"{place}. {neutralise(name)}",
            "Gross": rank.gross,
            "Already counted above": rank.above,
            "Net": rank.net,
        }
        for place, (name, rank) in enumerate(zip(names, found.ranks, strict=True), 1)
    ]
    figures.table(
        rows,
        key="priority_table",
        alt="Scenarios in their order: gross, already counted above, and net",
        config={
            "Scenario": st.column_config.Column(width=_NAME_WIDTH),
            "Gross": st.column_config.Column(help="Everybody in the scenario.", width=_WIDTH),
            "Already counted above": st.column_config.Column(
                help="Those of them whom a scenario above holds, too.", width=_WIDTH
            ),
            "Net": st.column_config.Column(
                help="What the scenario adds to those above it.", width=_WIDTH
            ),
        },
    )
    st.markdown(f"In all, everybody counted once: **{plain(figures.shown(found.net))}**")


@section("Move a scenario")
def _reorder(names: Sequence[str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        moved: str = st.selectbox("Move a scenario", names, key=_MOVED, width=150)
        for label, step, icon in (("Up", -1, "upward"), ("Down", 1, "downward")):
            place = names.index(moved) + step
            st.button(
                label,
                icon=f":material/arrow_{icon}:",
                on_click=_move,
                args=(moved, step),
                disabled=not 0 <= place < len(names),
                key=f"priority_{label}",
            )


def _move(name: str, step: int) -> None:
    state = session()
    places = list(labelled(state.scenarios))
    if name not in places:
        return
    order = list(state.scenarios)
    place = places.index(name)
    order.insert(max(place + step, 0), order.pop(place))
    state.scenarios = tuple(order)


@section("What cannot be counted here")
def _words(found: Ranking, plan: SharedPlan) -> None:
    figures.contradictions(found.contradictions)
    if plan.words:
        with st.expander("What cannot be counted here", icon=":material/call_split:"):
            st.markdown("\n".join(f"- {plain(each)}" for each in plan.words))
    numbers = [f for rank in found.ranks for f in (rank.gross, rank.above, rank.net)]
    figures.legend([each.kind for each in (*numbers, found.net)], key="priority_kinds")


@section("Receipts and the file")
def _take_away(found: Ranking, names: Sequence[str]) -> None:
    rows = [
        ({"order": place, "scenario": name, "measure": measure}, figure)
        for place, (name, rank) in enumerate(zip(names, found.ranks, strict=True), 1)
        for measure, figure in (
            ("gross", rank.gross),
            ("already counted above", rank.above),
            ("net", rank.net),
        )
    ]
    numbers = {f"{what['scenario']}: {what['measure']}": figure for what, figure in rows}
    receipts.show({**numbers, "Everybody counted once": found.net}, key="priority")
    total: dict[str, object] = {"measure": "net of all"}
    downloads.offer(
        "Download priority (CSV)",
        lambda: figures_csv(("order", "scenario", "measure"), [*rows, (total, found.net)]),
        file_name="leadpreview-priority.csv",
        key="priority_csv",
    )
