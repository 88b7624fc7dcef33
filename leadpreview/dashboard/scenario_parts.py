"""The same breakdown for every scenario, on one scale."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, figures, scenario_charts
from leadpreview.dashboard.address import set_view
from leadpreview.dashboard.pricing import agreed, allowed
from leadpreview.dashboard.scenario_cards import labels_of, share_said
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plural, shown_name
from leadpreview.preview import Plan, SourceInfo
from leadpreview.scenarios import Scenario
from leadpreview.sizing import (
    Compared,
    Dimension,
    Figure,
    parts_compared,
    parts_plan,
    share_of,
    top_dimensions,
)
from leadpreview.spreadsheet import neutralise

__all__ = ["Parts", "ask", "show"]

Parts = Mapping[tuple[int, Dimension, str], Figure]
"""The parts of scenarios: by the scenario's place, what they are broken down by, and the value."""

Groups = list[tuple[str, list[scenario_charts.Bar]]]

_ROWS: Final = "rows"
_MOST_GROUPS: Final = 10
_SHARE: Final = "Share of each"
_PEOPLE: Final = "People"
_LEFT_OUT: Final = "left out"
_DEFAULT: Final = Dimension("seniority_levels")


def ask(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Ask what `show` will ask, once the person has agreed to what it costs."""
    dimension = _dimension(answering.info)
    plan = _plan(scenarios, dimension)
    if allowed(answering, _agreement(scenarios, dimension), plan):
        counting.ask(answering.desk, "compare parts", plan)


def show(
    scenarios: Sequence[Scenario], compared: Sequence[Compared], answering: Answering
) -> Parts:
    """Draw the breakdown and say what it holds; nothing until it may be asked."""
    st.subheader("The same breakdown for each", anchor=False)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        dimension = _choose(answering.info)
        measure = st.segmented_control(
            "Measured as",
            [_SHARE, _PEOPLE],
            default=_SHARE,
            required=True,
            key="compare_measure",
        )
    plan = _plan(scenarios, dimension)
    label = f"Count {dimension.label.lower()} for each"
    if not agreed(answering, _agreement(scenarios, dimension), plan, label):
        return {}
    answers = counting.ask(answering.desk, "compare parts", plan)
    known = counting.known(answering.desk, answers)
    totals = {row.filters: row.total for row in compared}
    asked = parts_compared([scenario.filters for scenario in scenarios], dimension)
    parts = {
        (place, dimension, value): totals.get(part) or known.figure(part, answers.get(part))
        for (place, value), part in asked.items()
    }
    _draw(scenarios, compared, dimension, parts, shares=measure != _PEOPLE)
    return parts


def _draw(
    scenarios: Sequence[Scenario],
    compared: Sequence[Compared],
    dimension: Dimension,
    parts: Parts,
    *,
    shares: bool,
) -> None:
    names, hidden = labels_of(scenarios), 0
    groups: Groups = []
    for value in dict.fromkeys(value for _, _, value in parts):
        bars = []
        for place, name in enumerate(names):
            part, total = parts.get((place, dimension, value)), compared[place].total
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
        groups.append((shown_name(dimension.field, value), bars))
    scenario_charts.parts(_largest(groups), dimension.label, shares=shares)
    if hidden:
        st.caption(f"{plural(hidden, 'value')} with nobody in any scenario: not drawn.")
    if any(bar.said == _LEFT_OUT for _, bars in groups for bar in bars):
        st.caption("Left out: the scenario's own filter does not let that value through.")
    with st.expander("As a table", icon=":material/table:", key="compare_table_room"):
        _table(names, dimension, parts)
    if not dimension.single:
        st.caption("These values overlap: a person can be in several of them.")


def _largest(groups: Groups) -> Groups:
    """The values with the longest bars, in the list's order, unless the person wants all."""
    if len(groups) <= _MOST_GROUPS:
        return groups
    every = st.toggle(f"Draw all {len(groups)} values, not the largest only", key="compare_all")
    if every:
        return groups
    ranked = sorted(groups, key=lambda group: -max(bar.number or 0 for bar in group[1]))
    return [group for group in groups if group in ranked[:_MOST_GROUPS]]


def _table(names: Sequence[str], dimension: Dimension, parts: Parts) -> None:
    values = dict.fromkeys(value for _, _, value in parts)
    rows: list[dict[str, Figure | str | float | None]] = [
        {
            dimension.label: neutralise(shown_name(dimension.field, value)),
            **{name: parts.get((place, dimension, value)) for place, name in enumerate(names)},
        }
        for value in values
    ]
    figures.table(
        rows,
        key="compare_table",
        alt=f"People of each scenario by {dimension.label.lower()}",
        config={name: st.column_config.Column(width=150) for name in names},
    )


def _dimension(info: SourceInfo) -> Dimension:
    """What the address names, or the first that is offered when it names nothing of them."""
    offered = _offered(info)
    found = [Dimension.parse(text, None) for text in session().view.get(_ROWS, ())]
    return next((each for each in found if each is not None and _fits(each, info)), offered[0])


def _fits(dimension: Dimension, info: SourceInfo) -> bool:
    return dimension.field in info.fields and (dimension.is_closed or dimension.is_tree)


def _offered(info: SourceInfo) -> list[Dimension]:
    found = [each for each in top_dimensions(info.fields) if _fits(each, info)]
    return found or [_DEFAULT]


def _choose(info: SourceInfo) -> Dimension:
    dimension, offered = _dimension(info), _offered(info)
    if dimension not in offered:
        # A link of the Breakdown page may name a level below the top.
        offered.insert(0, dimension)
    # With it in the key, what the address says wins over what was chosen before.
    key = f"compare_rows_{dimension.text}"
    labels = {each.text: each.label for each in offered}
    st.selectbox(
        "Broken down by",
        list(labels),
        index=offered.index(dimension),
        format_func=lambda text: labels.get(text, text),
        key=key,
        on_change=lambda: set_view(_ROWS, str(st.session_state[key])),
        width=260,
    )
    return dimension


def _plan(scenarios: Sequence[Scenario], dimension: Dimension) -> Plan:
    return parts_plan([scenario.filters for scenario in scenarios], dimension)


def _agreement(scenarios: Sequence[Scenario], dimension: Dimension) -> Hashable:
    return "compare parts", frozenset(scenario.filters for scenario in scenarios), dimension
