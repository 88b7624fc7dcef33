"""Scenarios as cards: who they are, how many, how they differ, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import figures, pins
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import percent, plain, plural, said, shown_name
from leadpreview.dashboard.widgets import key_for
from leadpreview.difference import differences
from leadpreview.filters import LeadFilters
from leadpreview.people.sample.presets import PRESETS
from leadpreview.scenarios import MOST_SCENARIOS, Scenario
from leadpreview.sizing import EVERYBODY, Compared, Figure, cannot
from leadpreview.text import shortened

__all__ = ["NOBODY_CAN_ASK", "add", "begin", "labels_of", "ratio_said", "share_said", "show"]

NOBODY_CAN_ASK: Final = cannot(
    "This source refuses a question without any filter, so it cannot count everybody.", EVERYBODY
)

_LONGEST_SENTENCE: Final = 260
_MOST_VALUES: Final = 4
_MOST_PHRASES: Final = 5
_LONGEST_VALUE: Final = 40
_LONGEST_HELP: Final = 4_000
_TIMES: Final = "\N{MULTIPLICATION SIGN}"


def labels_of(scenarios: Sequence[Scenario]) -> list[str]:
    """The names with their places in front, so that two of the same name are two."""
    return [f"{place}. {scenario.name}" for place, scenario in enumerate(scenarios, 1)]


def show(scenarios: Sequence[Scenario], compared: Sequence[Compared]) -> None:
    """Draw one card a scenario, the reference first."""
    with st.grid("auto", min_column_width=300):
        for place, (scenario, row) in enumerate(zip(scenarios, compared, strict=True)):
            with st.container(border=True, height="stretch", key=f"scenario_{place + 1}"):
                _card(place, scenario, scenarios, row)


def add() -> None:
    """Ways to add a scenario or to bring the last one back, while there is room."""
    state = session()
    if len(state.scenarios) >= MOST_SCENARIOS:
        return
    if state.removed is not None:
        st.button(
            f"Bring back {plain(state.removed[1].name)}",
            icon=":material/undo:",
            on_click=pins.restore,
            key="restore_scenario",
        )
    pins.button("pin_audience", "Pin the present audience")
    with st.popover("Pin a preset", icon=":material/add:", key="pin_presets"):
        _presets()


def begin() -> None:
    """What a person sees while nothing is pinned: what this page is for, and how to begin."""
    st.markdown("#### Nothing is pinned yet.")
    st.markdown(
        f"Up to {MOST_SCENARIOS} audiences stand side by side here: how many people each has, what "
        "tells it from the first, and the same breakdown for all. Press **Pin to compare** on "
        "Size, Breakdown or Goal, or begin here. The scenarios are in the address: the link opens "
        "them again."
    )
    if not session().audience.is_empty:
        st.caption(plain(shortened(said(session().audience), _LONGEST_SENTENCE)))


def ratio_said(row: Compared) -> str:
    """A ratio with as many digits as it is worth: `1.25 ×`, `about 1.3 ×`."""
    if row.ratio is None:
        return ""
    if row.difference.exact:
        digits = f"{row.ratio:,.0f}" if row.ratio >= 100 else f"{row.ratio:.3g}"
        return f"{digits if row.ratio >= 0.001 or not row.ratio else '< 0.001'} {_TIMES}"
    digits = f"{figures.rounded(row.ratio):,}" if row.ratio >= 10 else f"{row.ratio:.2g}"
    return f"about {digits if row.ratio >= 0.001 or not row.ratio else '0.001 or less'} {_TIMES}"


def share_said(share: float | None, total: Figure) -> str:
    """A share of something, said as about where the count behind it is an estimate."""
    if share is None:
        return ""
    if total.exact:
        return percent(share)
    hundredths = share * 100
    if 0 < hundredths < 0.01:
        return "about 0.01 % or less"
    digits = f"{figures.rounded(hundredths)}" if hundredths >= 10 else f"{hundredths:.2g}"
    return f"about {digits} %"


def _card(place: int, scenario: Scenario, scenarios: Sequence[Scenario], row: Compared) -> None:
    # What was typed may not be the name: blanks leave the old one, and what is long is cut.
    name = f"name_{place}"
    key, start = key_for(session().widgets, name, scenario.name)
    st.text_input(
        f"Name of scenario {place + 1}",
        start,
        key=key,
        on_change=pins.rename,
        args=(place, scenario, name, key),
        label_visibility="collapsed",
        icon=f":material/counter_{place + 1}:",
    )
    st.caption(plain(shortened(said(scenario.filters), _LONGEST_SENTENCE)))
    first = place == 0
    _number(row, first)
    _words(scenario.filters, scenarios[0].filters, row, first)
    st.space("stretch")
    _actions(place, scenario, len(scenarios))


def _number(row: Compared, first: bool) -> None:
    change = row.difference.count
    st.metric(
        "Estimated total",
        figures.shown(row.total),
        delta=None if first or change is None else figures.signed_figure(row.difference),
        # Fewer people are no loss to whoever narrows: the arrow alone says which way.
        delta_color="off",
        delta_arrow="off" if not change else "up" if change > 0 else "down",
        delta_description=None if first or change is None else _against(row),
    )
    if row.total.error is not None:
        st.caption(f":material/error: {plain(shortened(str(row.total.error), 200))}")
    if row.share is not None:
        st.caption(f"{share_said(row.share, row.total)} of the database")


def _against(row: Compared) -> str:
    ratio = ratio_said(row)
    return f"against 1, {ratio}" if ratio else "against 1"


def _words(filters: LeadFilters, reference: LeadFilters, row: Compared, first: bool) -> None:
    if first:
        st.caption("**The others are compared with this one.**")
        return
    if row.difference.error is not None and row.total.error is None:
        st.caption(f":material/block: Not compared with 1. {plain(str(row.difference.error))}")
    phrases = differences(filters, reference, naming=_named, most=_MOST_VALUES)
    words = "; ".join(phrases[:_MOST_PHRASES]) or "the same audience as 1"
    if len(phrases) > _MOST_PHRASES:
        words += f"; and {plural(len(phrases) - _MOST_PHRASES, 'more difference')}"
    whole = "; ".join(differences(filters, reference, naming=shown_name))
    st.markdown(
        f":small[**Against 1:** {plain(words)}.]",
        help=None if whole in (words, "") else plain(shortened(whole, _LONGEST_HELP)),
    )


def _named(field: str, value: str) -> str:
    return shortened(shown_name(field, value), _LONGEST_VALUE)


def _actions(place: int, scenario: Scenario, count: int) -> None:
    name = plain(scenario.name)
    with st.container(horizontal=True, gap="small", vertical_alignment="center"):
        st.button(
            "Earlier",
            on_click=pins.move,
            args=(place, scenario, -1),
            disabled=place == 0,
            type="tertiary",
            key=f"left_{place}",
        )
        st.button(
            "Later",
            on_click=pins.move,
            args=(place, scenario, 1),
            disabled=place == count - 1,
            type="tertiary",
            key=f"right_{place}",
        )
        st.button(
            "Remove",
            on_click=pins.remove,
            args=(place, scenario),
            type="tertiary",
            key=f"remove_{place}",
        )
        with st.popover("More", type="tertiary", key=f"more_{place}"):
            st.button(
                f"Compare the others with {name}",
                on_click=pins.move,
                args=(place, scenario, -MOST_SCENARIOS),
                disabled=place == 0,
                key=f"first_{place}",
            )
            st.button(
                "Make it the audience",
                on_click=pins.adopt,
                args=(scenario.filters,),
                key=f"adopt_{place}",
            )
            st.button(
                "Replace it by the present audience",
                on_click=pins.replace,
                args=(place, scenario),
                disabled=session().audience.is_empty,
                key=f"replace_{place}",
            )


def _presets() -> None:
    for position, preset in enumerate(PRESETS):
        st.button(
            plain(preset.name),
            on_click=pins.pin,
            args=(LeadFilters.from_request(preset.request), preset.name),
            type="tertiary",
            key=f"pin_preset_{position}",
        )
