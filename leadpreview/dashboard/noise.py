"""The noise check: a person marks the first leads, and sees what that says about the total."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import streamlit as st

from leadpreview.dashboard import lead_table
from leadpreview.dashboard.figures import rounded, shown
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain, plural
from leadpreview.filters import LeadFilters
from leadpreview.preview import Lead, SourceInfo
from leadpreview.sizing import Figure, Noise, carried, noise_of

__all__ = ["marks_of", "merged", "show"]

_FITS: Final = "Fits"
_NOT: Final = "Does not"
_SHEET: Final = "noise_sheet"

_FAIR: Final = (
    "These leads are a fair mixture of everybody who matches, so that the interval holds 95 times "
    "in 100."
)
_NOT_RANDOM: Final = (
    "These are the first leads that the service sends, and no random sample: how it chooses them "
    "is not known. Read the share as a hint; the interval holds for a random sample only."
)


@dataclass
class _Sheet:
    """What the table of marks was made from.

    The table keeps its own edits in the browser. It is made anew, under another number, only when
    it has to be: a table that changed with every mark would jump under the hand that marks.

    Attributes:
        filters: The audience whose leads it holds.
        leads: A hash of each lead.
        start: The marks that it was made with.
        number: Tells it from the table before.
    """

    filters: LeadFilters
    leads: tuple[int, ...]
    start: dict[int, bool]
    number: int

    @property
    def key(self) -> str:
        return f"noise_{self.number}"


def marks_of(filters: LeadFilters, leads: Sequence[Lead]) -> dict[int, bool]:
    """Which of the leads fit, by place; marks of leads that have left the list are dropped."""
    state = session()
    marks, now = state.marks.get(filters, {}), _hashes(leads)
    before = state.marked.get(filters, now)
    if marks and before != now:
        marks = state.marks[filters] = carried(marks, before, now)
    if marks:
        state.marked[filters] = now
    return marks


def show(filters: LeadFilters, leads: Sequence[Lead], total: Figure, info: SourceInfo) -> None:
    """Draw the leads to mark, with what the marks say."""
    marks = marks_of(filters, leads)
    st.caption("Mark who fits at a glance. A mark is taken back by clicking it again.")
    if info.exact:
        st.caption(plain(_FAIR))
    else:
        st.warning(_NOT_RANDOM, icon=":material/warning:")
    with st.container(horizontal=True, gap="small"):
        free = len(marks) == len(leads)
        arguments = (filters, tuple(leads))
        for label, icon, fits in (("fits", "check", True), ("does not fit", "close", False)):
            st.button(
                f"The rest {label}",
                icon=f":material/{icon}:",
                on_click=_mark_rest,
                args=(*arguments, fits),
                disabled=free,
                key=f"noise_rest_{icon}",
            )
        st.button(
            "Clear the marks",
            icon=":material/ink_eraser:",
            on_click=_clear,
            args=(filters,),
            disabled=not marks,
            type="tertiary",
            key="noise_clear",
        )
    _table(filters, leads, marks)
    noise = noise_of(marks, total)
    if noise is not None:
        _result(noise, len(leads))


def merged(
    start: Mapping[int, bool], now: Mapping[int, bool], edits: Mapping[int, Mapping[str, bool]]
) -> tuple[dict[int, bool], bool]:
    """The marks after the edits of a table, and whether the table has to be made anew.

    Args:
        start: The marks that the table was made with.
        now: The marks before the latest edit.
        edits: What was ticked and unticked since the table was made, by place and column.
    """
    marks, anew = dict(now), False
    for place, edit in edits.items():
        fits = edit.get(_FITS, start.get(place) is True)
        does_not = edit.get(_NOT, start.get(place) is False)
        if fits and does_not:
            # Both are ticked: the later one counts, and that is the one that was not so before.
            anew = True
            if place in now:
                marks[place] = not now[place]
        elif fits or does_not:
            marks[place] = fits
        else:
            marks.pop(place, None)
    return marks, anew


def _table(filters: LeadFilters, leads: Sequence[Lead], marks: dict[int, bool]) -> None:
    sheet = _sheet(filters, leads, marks)
    places = range(len(leads))
    data = lead_table.frame(leads)
    data.insert(0, _FITS, [sheet.start.get(place) is True for place in places])
    data.insert(1, _NOT, [sheet.start.get(place) is False for place in places])
    column = st.column_config.CheckboxColumn
    st.data_editor(
        data,
        hide_index=True,
        num_rows="fixed",
        alt="The first people who match, with two boxes each to mark who fits",
        disabled=list(lead_table.COLUMNS.values()),
        column_config={
            **lead_table.config(),
            _FITS: column(width=80, pinned=True, help="Somebody you are looking for."),
            _NOT: column(width=110, pinned=True, help="Somebody you are not looking for."),
        },
        height="content",
        on_change=_edited,
        args=(sheet,),
        key=sheet.key,
    )


def _sheet(filters: LeadFilters, leads: Sequence[Lead], marks: dict[int, bool]) -> _Sheet:
    """The table of marks as it is, or a new one where it is another's, or gone from the page."""
    sheet: _Sheet | None = st.session_state.get(_SHEET)
    hashes = _hashes(leads)
    if (
        sheet is None
        or (sheet.filters, sheet.leads) != (filters, hashes)
        or sheet.key not in st.session_state
    ):
        number = 0 if sheet is None else sheet.number + 1
        sheet = st.session_state[_SHEET] = _Sheet(filters, hashes, dict(marks), number)
    return sheet


def _edited(sheet: _Sheet) -> None:
    state = session()
    held: Any = st.session_state[sheet.key]
    now = state.marks.get(sheet.filters, {})
    marks, anew = merged(sheet.start, now, held["edited_rows"])
    state.marks[sheet.filters], state.marked[sheet.filters] = marks, sheet.leads
    if anew:
        _make_anew()


def _mark_rest(filters: LeadFilters, leads: tuple[Lead, ...], fits: bool) -> None:
    state = session()
    marks = marks_of(filters, leads)
    state.marks[filters] = {place: marks.get(place, fits) for place in range(len(leads))}
    state.marked[filters] = _hashes(leads)
    _make_anew()


def _clear(filters: LeadFilters) -> None:
    state = session()
    state.marks.pop(filters, None)
    state.marked.pop(filters, None)
    _make_anew()


def _make_anew() -> None:
    """The table's own edits no longer tell what is marked."""
    sheet: _Sheet | None = st.session_state.get(_SHEET)
    if sheet is not None:
        # The next run finds no leads like these and makes another.
        sheet.leads = ()


def _result(noise: Noise, leads: int) -> None:
    adjusted = noise.adjusted
    with st.grid(3, min_column_width=230):
        st.metric("Marked", f"{noise.marked} of {leads}", border=True, height="stretch")
        between = f"{noise.low:.0%} to {noise.high:.0%}".replace("%", " %")
        st.metric(
            "Share that fits",
            f"{noise.share:.0%}".replace("%", " %"),
            delta=None if noise.complete else between,
            delta_color="off",
            delta_arrow="off",
            delta_description="everybody was marked" if noise.complete else "95 % interval",
            border=True,
            height="stretch",
        )
        low, high = adjusted.low, adjusted.high
        known = not noise.complete and low is not None and high is not None
        st.metric(
            "Total that fits",
            shown(adjusted),
            delta=f"{rounded(low or 0):,} to {rounded(high or 0):,}" if known else None,
            delta_color="off",
            delta_arrow="off",
            delta_description="by that interval" if known else None,
            border=True,
            height="stretch",
        )
    if noise.complete:
        st.caption(f"All {plural(noise.marked, 'person', 'people')} were looked at: no guess.")


def _hashes(leads: Sequence[Lead]) -> tuple[int, ...]:
    return tuple(map(hash, leads))
