"""What missing data costs each filter: who is lost because a field is empty."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, figures
from leadpreview.dashboard.figures import shown, shown_share
from leadpreview.dashboard.pricing import price
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import apply, session
from leadpreview.dashboard.text import filter_name, plain
from leadpreview.errors import FiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan
from leadpreview.sizing import (
    Figure,
    Kind,
    Missing,
    Numbers,
    Sizing,
    alone_plan,
    combined,
    fold_missing,
    missing_plan,
)
from leadpreview.spreadsheet import neutralise

__all__ = ["show"]

_PURPOSE: Final = "missing"
_WHAT: Final = (
    "A filter finds only people whose field is filled. With every value of the field ticked, "
    "whoever is still not found has none: lost for want of data, not for being different."
)


def show(sizing: Sizing, numbers: Numbers, answering: Answering) -> tuple[Missing, ...]:
    """Draw what missing data costs, once it is opened; returns its rows."""
    filters = sizing.filters
    if isinstance(sizing.total, Failure) and isinstance(sizing.total.error, FiltersError):
        return ()
    everybody = answering.info.counts_everybody
    plan = missing_plan(filters, everybody=everybody)
    if not plan.questions:
        return ()
    left = _left(plan, sizing, everybody)
    agreed: Hashable = _PURPOSE if answering.info.exact else (_PURPOSE, filters)
    st.subheader("What missing data costs", anchor=False)
    if agreed not in session().agreed:
        counts = len(left.questions) - len(answering.desk.kept(left))
        st.button(
            f"Count what missing data costs ({price(answering, counts)})",
            icon=":material/play_arrow:",
            on_click=_open,
            args=(agreed,),
            key="open_missing",
        )
        return ()
    answers = _of(sizing) | counting.ask(answering.desk, _PURPOSE, left)
    rows = fold_missing(filters, answers, numbers.known, everybody=everybody)
    asked = [row for row in rows if row.empty.kind is not Kind.CANNOT_BE_ASKED]
    st.caption(_WHAT)
    if asked:
        with st.container(key="missing_table"):
            _table(filters, asked)
        _worst(filters, asked)
    _never(row for row in rows if row not in asked)
    _ways(filters, asked, agreed)
    return rows


def _open(agreed: Hashable) -> None:
    session().agreed.add(agreed)


def _close(agreed: Hashable) -> None:
    session().agreed.discard(agreed)


def _left(plan: Plan, sizing: Sizing, everybody: bool) -> Plan:
    """What the page does not ask anyway."""
    page = alone_plan(sizing.filters, everybody=everybody, base=sizing.base)
    before = {question.filters for question in page.questions}
    return Plan(tuple(q for q in plan.questions if q.filters not in before), plan.priority)


def _of(sizing: Sizing) -> dict[LeadFilters, Answer]:
    """What the page has counted already."""
    cells = [sizing.total, sizing.everybody]
    cells += [cell for cost in sizing.costs for cell in (cost.without, cost.alone)]
    return {cell.filters: cell for cell in cells if cell is not None}


def _table(filters: LeadFilters, rows: Sequence[Missing]) -> None:
    column = st.column_config
    table: list[dict[str, Figure | str | float | None]] = [
        {
            "Filter": neutralise(filter_name(filters, row.field)),
            "Without it": row.without,
            "Every value": row.every,
            "Field empty": row.empty,
            "Another value": row.different,
        }
        for row in rows
    ]
    figures.table(
        table,
        key="missing",
        alt="What missing data costs, one row a filter",
        config={
            "Filter": column.TextColumn(width=240),
            "Without it": column.Column(help="The total without this filter."),
            "Every value": column.Column(help="The total with every value of it ticked."),
            "Field empty": column.Column(help="Lost because nothing is known of them here."),
            "Another value": column.Column(help="Lost because they are different."),
        },
    )


def _worst(filters: LeadFilters, rows: Sequence[Missing]) -> None:
    found = [row for row in rows if row.empty.count is not None and row.empty.count > 0]
    worst = max(found, key=lambda row: row.empty.count or 0, default=None)
    if any(row.empty.contradicts or row.different.contradicts for row in rows):
        st.caption("Fewer than none can only be of estimates that contradict each other.")
    if worst is None:
        return
    lost = combined([(1, worst.empty), (1, worst.different)], "")
    share, label = shown_share(worst.empty, lost), plain(FIELDS[worst.field].label)
    people = plain(shown(worst.empty).removeprefix("= "))
    st.caption(
        f"{label} loses most people for want of data: {people}"
        + (f", {plain(share)} of those that it removes." if share else ".")
    )


def _never(rows: Iterable[Missing]) -> None:
    """Why some filters cannot be asked so."""
    why: dict[str, list[str]] = {}
    for row in rows:
        why.setdefault(str(row.empty.error), []).append(FIELDS[row.field].label)
    for reason, labels in why.items():
        st.caption(f"Cannot be asked: {plain(', '.join(labels))}. {plain(reason)}")


def _ways(filters: LeadFilters, rows: Sequence[Missing], agreed: Hashable) -> None:
    with st.container(horizontal=True, gap="small", key="missing_ways"):
        for row in rows:
            if row.ticked is None:
                continue
            st.button(
                f"Tick every value: {FIELDS[row.field].label}",
                icon=":material/done_all:",
                on_click=apply,
                args=(filters, row.ticked),
                disabled=row.ticked == filters,
                help="Makes the audience of everybody whose field is filled. Undo brings it back.",
                type="tertiary",
                key=f"tick_{row.field}",
            )
        st.button("Hide", on_click=_close, args=(agreed,), type="tertiary", key="close_missing")
