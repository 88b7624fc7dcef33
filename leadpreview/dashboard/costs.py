"""What each filter costs: a table with a bar, the drop-off chart, and a filter's own values."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, figures, values
from leadpreview.dashboard.cells import state_of
from leadpreview.dashboard.charts import drop_off
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import filter_name
from leadpreview.dashboard.widgets import key_for, take
from leadpreview.errors import CannotBeAskedError, FiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, SourceInfo
from leadpreview.sizing import (
    EVERYBODY,
    Cost,
    CostNumbers,
    Figure,
    Numbers,
    Sizing,
    order_kept,
)
from leadpreview.sizing.missing import WORLDWIDE
from leadpreview.spreadsheet import neutralise

__all__ = ["base_of", "mode", "show"]

_MODE_KEY: Final = "cost_mode"
_NAME_WIDTH: Final = 280
_LESS_WIDTH: Final = 215
_WORLDWIDE: Final = "worldwide"


def mode() -> str:
    """Whether the funnel goes by effect or in the person's own order."""
    chosen: str | None = st.session_state.get(_MODE_KEY)
    return chosen or counting.BY_EFFECT


def base_of(info: SourceInfo) -> LeadFilters:
    """What the person chose to measure from; everybody where everybody can be counted."""
    filters, chosen = session().audience, session().base
    if info.counts_everybody or not chosen:
        return EVERYBODY
    if chosen == _WORLDWIDE:
        return LeadFilters(included_locations=(WORLDWIDE,))
    return filters.only(chosen) if chosen in filters.active else EVERYBODY


def show(sizing: Sizing, numbers: Numbers, answering: Answering) -> values.OpenValues:
    """Draw what each filter costs; returns the filters that are open, with their values."""
    if isinstance(sizing.total, Failure) and isinstance(sizing.total.error, FiltersError):
        return {}
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader("What each filter costs", anchor=False)
        st.segmented_control(
            "Order of the filters",
            [counting.BY_EFFECT, counting.IN_ORDER],
            default=counting.BY_EFFECT,
            key=_MODE_KEY,
            label_visibility="collapsed",
            required=True,
        )
    if not answering.info.counts_everybody:
        _base(sizing.filters)
    if not sizing.costs:
        st.caption("The only filter is the base itself; add another, or measure from another base.")
        return {}
    with st.container(key="costs_table"):
        _table(sizing, numbers, exact=answering.info.exact)
    _failed_rows(sizing)
    if mode() == counting.IN_ORDER and len(sizing.costs) > 1:
        _reorder(sizing)
    if len(sizing.costs) > 1:
        drop_off(sizing, numbers)
    return values.show(sizing, numbers, answering)


def _base(filters: LeadFilters) -> None:
    choices = {
        "": "No base: what needs everybody cannot be asked",
        _WORLDWIDE: "People with a location (Worldwide)",
        **{name: f"Keep fixed: {filter_name(filters, name)}" for name in filters.active},
    }
    # The filter that was kept fixed may be gone, and come back.
    chosen = session().base
    key, start = key_for(session().widgets, "base", chosen if chosen in choices else "")
    names = list(choices)
    st.selectbox(
        "Measured from",
        names,
        names.index(start) if start in names else 0,
        format_func=lambda name: choices[name],
        key=key,
        on_change=_choose_base,
        args=(key,),
        width=420,
        help=(
            "The service refuses to count everybody, so the first drop, the share and the total "
            "without the only filter need something else to start from."
        ),
    )


def _choose_base(key: str) -> None:
    _, session().base = take(session().widgets, "base", key)


def _table(sizing: Sizing, numbers: Numbers, *, exact: bool) -> None:
    rows = [
        _row(sizing, cost, row, exact=exact)
        for cost, row in zip(sizing.costs, numbers.costs, strict=True)
    ]
    within = "" if sizing.base.is_empty else ", within the base"
    if exact and not any(row["Measured"] for row in rows):
        for row in rows:
            del row["Measured"]
    column = st.column_config
    figures.table(
        rows,
        key="costs",
        alt="What each filter costs, one row a filter in the order of the funnel",
        signed=("Gain",),
        config={
            "Filter": column.TextColumn(width=_NAME_WIDTH if exact else _LESS_WIDTH),
            "Alone": column.Column(help=f"People under this filter only{within}."),
            "Remaining": column.Column(help="People left after this filter and those above it."),
            "Drop": column.ProgressColumn(
                width=125,
                label="Drop" if exact else "Drop (about)",
                format="percent",
                min_value=0.0,
                max_value=1.0,
                help="Share of the people left above that this filter removes.",
            ),
            "Without it": column.Column(help=f"The total if only this filter were lifted{within}."),
            "Gain": column.Column(help="How many people more that would be."),
            "Measured": column.TextColumn(
                width=120,
                help="How old the oldest count of the row is, or why one is missing. "
                "Without a base the first drop cannot be asked.",
            ),
        },
    )


def _row(
    sizing: Sizing, cost: Cost, numbers: CostNumbers, *, exact: bool
) -> dict[str, Figure | str | float | None]:
    drop = cost.drop
    if drop is not None and not exact:
        drop = float(f"{drop:.2g}")
    return {
        "Filter": neutralise(filter_name(sizing.filters, cost.field)),
        "Alone": numbers.alone,
        "Remaining": numbers.remaining,
        "Drop": drop,
        "Without it": numbers.without,
        "Gain": numbers.gain,
        "Measured": state_of(cost.alone, cost.remaining, cost.without, cost.before),
    }


def _failed_rows(sizing: Sizing) -> None:
    """A way to try one row again, where a count of it failed."""
    failed: dict[str, list[LeadFilters]] = {}
    for cost in sizing.costs:
        for cell in (cost.alone, cost.without):
            if isinstance(cell, Failure) and not isinstance(cell.error, CannotBeAskedError):
                failed.setdefault(cost.field, []).append(cell.filters)
    if not failed:
        return
    with st.container(horizontal=True, gap="small", key="failed_rows"):
        for field, questions in failed.items():
            st.button(
                f"Try again: {FIELDS[field].label}",
                icon=":material/refresh:",
                on_click=_try_again,
                args=(questions,),
                type="tertiary",
                key=f"again_{field}",
            )


def _try_again(questions: list[LeadFilters]) -> None:
    state = session()
    if state.service is not None:
        state.service.resume()
    ticket = state.tickets.pop("again", None)
    if ticket is not None:
        ticket.cancel()
    state.again = tuple(dict.fromkeys((*state.again, *questions)))


def _reorder(sizing: Sizing) -> None:
    fields = [cost.field for cost in sizing.costs]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        moved: str = st.selectbox(
            "Move a filter",
            fields,
            format_func=lambda field: FIELDS[field].label,
            key="moved",
            width=260,
        )
        for label, step, icon in (("Earlier", -1, "upward"), ("Later", 1, "downward")):
            place = fields.index(moved) + step
            st.button(
                label,
                icon=f":material/arrow_{icon}:",
                on_click=_move,
                args=(sizing, moved, step),
                disabled=not 0 <= place < len(fields),
                key=f"move_{label}",
            )


def _move(sizing: Sizing, field: str, step: int) -> None:
    state = session()
    # The order that was drawn may be older than the one of now.
    wanted = state.order or [cost.field for cost in sizing.costs]
    order = list(order_kept(state.audience, wanted, sizing.base))
    if field in order:
        place = order.index(field)
        order.insert(max(place + step, 0), order.pop(place))
        state.order = tuple(order)
