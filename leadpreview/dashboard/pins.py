"""Scenarios that are pinned to be compared: pinned from any page, renamed, moved, removed."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import plain, shown_name
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.filters import LeadFilters
from leadpreview.scenarios import MOST_SCENARIOS, Scenario
from leadpreview.text import shortened

__all__ = [
    "adopt",
    "button",
    "described",
    "move",
    "open_all",
    "pin",
    "remove",
    "rename",
    "replace",
    "restore",
    "tell",
]

_NAMED: Final = 3
"""Filters that a name is made of; more of them are no name any more."""

_LONGEST: Final = 45
_LONGEST_VALUE: Final = 24


def pin(filters: LeadFilters, name: str = "") -> None:
    """Add an audience to what is compared, or say why not.

    Args:
        filters: The audience.
        name: What to call it; made from the filters when there is none.
    """
    state = session()
    state.touched = True
    for place, scenario in enumerate(state.scenarios, 1):
        if scenario.filters == filters:
            state.note = f"This audience is pinned already, as {place}. {scenario.name}."
            return
    if len(state.scenarios) >= MOST_SCENARIOS:
        state.note = f"{MOST_SCENARIOS} scenarios are compared at most. Remove one on Compare."
        return
    taken = {scenario.name for scenario in state.scenarios}
    scenario = Scenario("Scenario", filters).renamed(_free(name or described(filters), taken))
    state.scenarios = (*state.scenarios, scenario)
    state.note = f"Pinned as {len(state.scenarios)}. {scenario.name}."


def button(filters: LeadFilters, key: str, label: str = "Pin to compare") -> None:
    """A button that pins an audience; says how many are pinned already.

    Args:
        filters: The audience.
        key: The widget's key.
        label: What it says before the number.
    """
    tell()
    pinned = len(session().scenarios)
    st.button(
        f"{label} ({pinned})" if pinned else label,
        icon=":material/compare_arrows:",
        on_click=pin,
        args=(filters,),
        disabled=filters.is_empty,
        help=f"Keeps this audience as a scenario of Compare, {MOST_SCENARIOS} at most.",
        key=key,
    )


def tell() -> None:
    """Say once what the last press did."""
    state = session()
    if state.note:
        st.toast(plain(state.note), icon=":material/compare_arrows:")
        state.note = ""


def described(filters: LeadFilters) -> str:
    """A short name for an audience, made of its first filters: `VP of Sales, Germany`."""
    parts = []
    for field in filters.active[:_NAMED]:
        values = filters.values(field)
        if FIELDS[field].kind is ValueKind.TOGGLE:
            parts.append(FIELDS[field].label)
            continue
        more = f" +{len(values) - 1}" if len(values) > 1 else ""
        parts.append(shortened(shown_name(field, values[0]), _LONGEST_VALUE) + more)
    if len(filters.active) > _NAMED:
        parts.append(f"{len(filters.active) - _NAMED} more")
    return shortened(", ".join(parts), _LONGEST) or "Everybody"


def rename(place: int, key: str) -> None:
    """Take over the name that a person typed for the scenario at `place`, 0 for the first."""
    renamed = session().scenarios[place].renamed(str(st.session_state.get(key, "")))
    _put(place, renamed)
    # What was typed may not be the name: blanks leave the old one, and what is long is cut.
    st.session_state[key] = renamed.name


def replace(place: int, filters: LeadFilters) -> None:
    """Put another audience in the place of a scenario; its name stays when a person chose it."""
    old = session().scenarios[place]
    made = old.name == described(old.filters)
    _put(place, Scenario(described(filters) if made else old.name, filters))


def move(place: int, to: int) -> None:
    """Move a scenario; the first is what the others are compared with."""
    state = session()
    order = list(state.scenarios)
    order.insert(to, order.pop(place))
    state.scenarios, state.touched = tuple(order), True


def remove(place: int) -> None:
    """Take a scenario out; `restore` brings the last one back."""
    state = session()
    state.removed = (place, state.scenarios[place])
    state.scenarios = state.scenarios[:place] + state.scenarios[place + 1 :]
    state.touched = True


def restore() -> None:
    """Bring back the scenario that was removed last, where it stood."""
    state = session()
    if state.removed is None or len(state.scenarios) >= MOST_SCENARIOS:
        return
    place, scenario = state.removed
    state.scenarios = (*state.scenarios[:place], scenario, *state.scenarios[place:])
    state.removed, state.touched = None, True


def open_all(scenarios: tuple[Scenario, ...]) -> None:
    """Compare these instead of those that are pinned."""
    state = session()
    state.scenarios, state.removed, state.touched = scenarios, None, True


def adopt(filters: LeadFilters) -> None:
    """Make a scenario the audience of every page."""
    change(filters)
    session().note = "The audience is now this scenario; undo in the sidebar brings the old back."


def _put(place: int, scenario: Scenario) -> None:
    state = session()
    kept = list(state.scenarios)
    kept[place] = scenario
    state.scenarios, state.touched = tuple(kept), True


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number where another scenario has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{shortened(name, 50)} {number}"
    return free
