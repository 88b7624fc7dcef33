"""The same breakdown for every scenario, on one scale."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, figures, scenario_charts
from leadpreview.dashboard.pricing import agreed
from leadpreview.dashboard.scenario_cards import labels_of, share_said
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session, set_view
from leadpreview.dashboard.text import plural, shown_name
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.preview import Plan, SourceInfo
from leadpreview.scenarios import Scenario
from leadpreview.sizing import (
    Compared,
    Figure,
    part_of,
    parts_plan,
    share_of,
    values_compared,
)
from leadpreview.spreadsheet import neutralise

__all__ = ["Parts", "ask", "show"]

Parts = Mapping[tuple[int, str, str], Figure]
"""The parts of scenarios: by the scenario's place, the field and the value."""

Groups = list[tuple[str, list[scenario_charts.Bar]]]

_ROWS: Final = "rows"
_MOST_GROUPS: Final = 10
_SHARE: Final = "Share of each"
_PEOPLE: Final = "People"
_LEFT_OUT: Final = "left out"
_DEFAULT: Final = "seniority_levels"


def ask(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Ask what `show` will ask, once the person has agreed to what it costs."""
    field = _field(answering.info)
    plan = _plan(scenarios, field)
    kept = len(answering.desk.kept(plan)) == len(plan.questions)
    if answering.info.exact or kept or _agreement(scenarios, field) in session().agreed:
        counting.ask(answering.desk, "compare parts", plan)


def show(
    scenarios: Sequence[Scenario], compared: Sequence[Compared], answering: Answering
) -> Parts:
    """Draw the breakdown and say what it holds; nothing until it may be asked."""
    st.subheader("The same breakdown for each", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        field = _choose_field(answering.info)
        measure = st.segmented_control(
            "Measured as",
            [_SHARE, _PEOPLE],
            default=_SHARE,
            required=True,
            key="compare_measure",
        )
    plan = _plan(scenarios, field)
    label = f"Count {FIELDS[field].label.lower()} for each"
    if not agreed(answering, _agreement(scenarios, field), plan, label):
        return {}
    answers = counting.ask(answering.desk, "compare parts", plan)
    known = counting.known(answering.desk, answers)
    totals = {row.filters: row.total for row in compared}
    parts = {
        (place, field, value): totals.get(part) or known.figure(part, answers.get(part))
        for value in values_compared([s.filters for s in scenarios], field)
        for place, scenario in enumerate(scenarios)
        if (part := part_of(scenario.filters, field, value)) is not None
    }
    _draw(scenarios, compared, field, parts, shares=measure != _PEOPLE)
    return parts


def _draw(
    scenarios: Sequence[Scenario],
    compared: Sequence[Compared],
    field: str,
    parts: Parts,
    *,
    shares: bool,
) -> None:
    names, hidden = labels_of(scenarios), 0
    groups: Groups = []
    for value in values_compared([s.filters for s in scenarios], field):
        bars = []
        for place, name in enumerate(names):
            part, total = parts.get((place, field, value)), compared[place].total
            if part is None:
                bars.append(scenario_charts.Bar(name, None, _LEFT_OUT))
                continue
            share = share_of(part, total)
            said = share_said(share, part) or figures.shown(part)
            number = share if shares else part.count
            bars.append(scenario_charts.Bar(name, number, said if shares else figures.shown(part)))
        if all(bar.number == 0 or bar.said == _LEFT_OUT for bar in bars):
            hidden += 1
            continue
        groups.append((shown_name(field, value), bars))
    scenario_charts.parts(_largest(groups), FIELDS[field].label, shares=shares)
    if hidden:
        st.caption(f"{plural(hidden, 'value')} with nobody in any scenario: not drawn.")
    if any(bar.said == _LEFT_OUT for _, bars in groups for bar in bars):
        st.caption("Left out: the scenario's own filter does not let that value through.")
    with st.expander("As a table", icon=":material/table:", key="compare_table_room"):
        _table(names, field, parts)


def _largest(groups: Groups) -> Groups:
    """The values with the longest bars, in the list's order, unless the person wants all."""
    if len(groups) <= _MOST_GROUPS:
        return groups
    every = st.toggle(f"Draw all {len(groups)} values, not the largest only", key="compare_all")
    if every:
        return groups
    ranked = sorted(groups, key=lambda group: -max(bar.number or 0 for bar in group[1]))
    return [group for group in groups if group in ranked[:_MOST_GROUPS]]


def _table(names: Sequence[str], field: str, parts: Parts) -> None:
    values = dict.fromkeys(value for _, _, value in parts)
    rows: list[dict[str, Figure | str | float | None]] = [
        {
            FIELDS[field].label: neutralise(shown_name(field, value)),
            **{name: parts.get((place, field, value)) for place, name in enumerate(names)},
        }
        for value in values
    ]
    figures.table(
        rows,
        key="compare_table",
        alt=f"People of each scenario by {FIELDS[field].label.lower()}",
        config={name: st.column_config.Column(width=150) for name in names},
    )


def _field(info: SourceInfo) -> str:
    """The field of the address, or the first that is broken down when it names no other."""
    wanted = session().view.get(_ROWS, ())
    fields = _fields(info)
    return next((name for name in wanted if name in fields), fields[0])


def _fields(info: SourceInfo) -> list[str]:
    closed = [f.name for f in FIELDS.values() if f.kind is ValueKind.CLOSED]
    return [name for name in closed if name in info.fields] or [_DEFAULT]


def _choose_field(info: SourceInfo) -> str:
    field = _field(info)
    # With the field in its key, what the address says wins over what was chosen before.
    key = f"compare_rows_{field}"
    st.selectbox(
        "Broken down by",
        fields := _fields(info),
        index=fields.index(field),
        format_func=lambda name: FIELDS[name].label,
        key=key,
        on_change=lambda: set_view(_ROWS, str(st.session_state[key])),
        width=260,
    )
    return field


def _plan(scenarios: Sequence[Scenario], field: str) -> Plan:
    return parts_plan([scenario.filters for scenario in scenarios], field)


def _agreement(scenarios: Sequence[Scenario], field: str) -> Hashable:
    return "compare parts", frozenset(scenario.filters for scenario in scenarios), field
