"""Scenarios that are pinned to be compared: pinned from any page, renamed, moved, removed."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.state import change, merged, session
from leadpreview.dashboard.text import plain, shown_name
from leadpreview.dashboard.widgets import take
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
_WIDTH: Final = 80
"""Pixels that a button needs beside its label, for an icon and a number."""


def pin(filters: LeadFilters, name: str = "") -> None:
    """Add an audience to what is compared, or say why not.

    Args:
        filters: The audience.
        name: What to call it; made from the filters when there is none.
    """
    state = session()
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


def button(
    key: str,
    label: str = "Pin to compare",
    *,
    changed: tuple[LeadFilters, LeadFilters] | None = None,
) -> None:
    """A button that pins the audience; says how many are pinned already.

    Args:
        key: The widget's key.
        label: What it says before the number.
        changed: An audience that was drawn, and what it is changed to before it is pinned.
    """
    tell()
    pinned = len(session().scenarios)
    st.button(
        f"{label} ({pinned})" if pinned else label,
        icon=":material/compare_arrows:",
        on_click=_pin_audience if changed is None else _pin_changed,
        args=changed,
        disabled=changed is None and session().audience.is_empty,
        help=f"Keeps this audience as a scenario of Compare, {MOST_SCENARIOS} at most.",
        # With and without the number it is as wide: what stands beside it stays.
        width=_WIDTH + 8 * len(label),
        key=key,
    )


def _pin_audience() -> None:
    if not session().audience.is_empty:
        pin(session().audience)


def _pin_changed(drawn: LeadFilters, wanted: LeadFilters) -> None:
    pin(merged(drawn, wanted))


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


def rename(place: int, scenario: Scenario, name: str, key: str) -> None:
    """Take over the name that a person typed for a scenario.

    Args:
        place: Where it stood when it was drawn, 0 for the first.
        scenario: The scenario as it was drawn.
        name: What the text box is for.
        key: The key of the text box.
    """
    _, typed = take(session().widgets, name, key)
    found = _place(place, scenario)
    if found is not None:
        _put(found, session().scenarios[found].renamed(str(typed)))


def replace(place: int, scenario: Scenario) -> None:
    """Put the audience in the place of a scenario; its name stays when a person chose it."""
    found, filters = _place(place, scenario), session().audience
    if found is None or filters.is_empty:
        return
    made = scenario.name == described(scenario.filters)
    _put(found, Scenario(described(filters) if made else scenario.name, filters))


def move(place: int, scenario: Scenario, step: int) -> None:
    """Move a scenario by `step` places; the first is what the others are compared with."""
    found, state = _place(place, scenario), session()
    if found is None:
        return
    order = list(state.scenarios)
    order.insert(max(found + step, 0), order.pop(found))
    state.scenarios = tuple(order)


def remove(place: int, scenario: Scenario) -> None:
    """Take a scenario out; `restore` brings the last one back."""
    found, state = _place(place, scenario), session()
    if found is None:
        return
    state.removed = (found, scenario)
    state.scenarios = state.scenarios[:found] + state.scenarios[found + 1 :]


def restore() -> None:
    """Bring back the scenario that was removed last, where it stood."""
    state = session()
    if state.removed is None or len(state.scenarios) >= MOST_SCENARIOS:
        return
    place, scenario = state.removed
    state.scenarios = (*state.scenarios[:place], scenario, *state.scenarios[place:])
    state.removed = None


def open_all(scenarios: tuple[Scenario, ...]) -> None:
    """Compare these instead of those that are pinned."""
    state = session()
    state.scenarios, state.removed = scenarios, None


def adopt(filters: LeadFilters) -> None:
    """Make a scenario the audience of every page."""
    change(filters)
    session().note = "The audience is now this scenario; undo in the sidebar brings the old back."


def _place(place: int, scenario: Scenario) -> int | None:
    """Where a scenario stands now: it may have been moved or renamed since it was drawn."""
    now = session().scenarios
    places = [n for n in (place, *range(len(now))) if n < len(now)]
    same = [n for n in places if now[n] == scenario]
    renamed = [n for n in places if now[n].filters == scenario.filters]
    return next(iter((*same, *renamed)), None)


def _put(place: int, scenario: Scenario) -> None:
    state = session()
    kept = list(state.scenarios)
    kept[place] = scenario
    state.scenarios = tuple(kept)


def _free(name: str, taken: set[str]) -> str:
    """`name`, with a number where another scenario has it already."""
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{shortened(name, 50)} {number}"
    return free
