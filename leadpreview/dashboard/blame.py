"""The order-free share of each filter in the drop: counted only when a person opens it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from leadpreview.dashboard import counting, downloads, figures, pricing, receipts
from leadpreview.dashboard.chart_words import words
from leadpreview.dashboard.figures import percent_of, shown
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.text import filter_name, number, plain, plural
from leadpreview.errors import FiltersError
from leadpreview.exports import figures_csv
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan
from leadpreview.sizing import Figure, Sizing, alone_plan
from leadpreview.sizing.shapley import Blame, Orders, Share, fold_shapley, orders_of
from leadpreview.spreadsheet import neutralise

__all__ = ["show"]

_PURPOSE: Final = "blame"
# Anybody who opens the same link sees the same sample.
_SEED: Final = 20_260_101
_NAME_WIDTH: Final = 210
_FEWEST: Final = 2
_ROW: Final = 46
_AXIS: Final = 60
_LABEL_ROOM: Final = 190
_MOST_RECEIPTS: Final = 70


def show(sizing: Sizing, answering: Answering) -> None:
    """Let a person open the order-free share of each filter."""
    if len(sizing.costs) < _FEWEST or _refused(sizing):
        return
    opened = st.toggle(
        "Order-free share of each filter",
        key="blame",
        help="Which filter is to blame, whatever the order they are applied in.",
    )
    if not opened:
        return
    with st.container(key="blame_part"):
        _open(sizing, answering)


def _refused(sizing: Sizing) -> bool:
    total = sizing.total
    return isinstance(total, Failure) and isinstance(total.error, FiltersError)


def _open(sizing: Sizing, answering: Answering) -> None:
    info = answering.info
    everybody = info.counts_everybody
    orders = orders_of(sizing.filters, exact=info.exact, base=sizing.base, seed=_SEED)
    st.caption(
        "In the drop-off the filter that comes first seems to cost most. Here the filters are "
        "applied in every possible order, and the share of each is what it removes on average. "
        "The shares sum to the whole drop. Statisticians call it the Shapley value."
    )
    plan = orders.plan(everybody=everybody)
    if not plan.questions:
        st.info(
            "Cannot be asked without a base, because this service cannot count everybody. "
            "Choose above what is measured from.",
            icon=":material/block:",
        )
        return
    rest = _beside(plan, sizing, everybody=everybody)
    if not pricing.agreed(
        answering, (_PURPOSE, sizing.filters, sizing.base), rest, "Count the shares"
    ):
        return
    answers = _of_the_page(sizing) | counting.ask(answering.desk, _PURPOSE, rest)
    old_before = counting.old_before(answering.desk)
    blame = fold_shapley(orders, answers, everybody=everybody, old_before=old_before)
    st.caption(_method(orders, blame))
    _table(sizing, blame)
    _bars(sizing, blame)
    _footer(sizing, blame)


def _of_the_page(sizing: Sizing) -> dict[LeadFilters, Answer]:
    """The answers that the page has beside these."""
    cells = [sizing.total, sizing.everybody]
    for cost in sizing.costs:
        cells += [cost.alone, cost.without, cost.total]
    return {cell.filters: cell for cell in cells if cell is not None}


def _beside(plan: Plan, sizing: Sizing, *, everybody: bool) -> Plan:
    """What the rest of the page does not ask already."""
    asked = alone_plan(sizing.filters, everybody=everybody, base=sizing.base)
    before = {question.filters for question in asked.questions}
    return Plan(tuple(q for q in plan.questions if q.filters not in before), plan.priority)


def _method(orders: Orders, blame: Blame) -> str:
    counts = number(len(orders.questions))
    if orders.drawn is None:
        return f"Every combination of {len(orders.fields)} filters: {counts} counts."
    drawn = sum(map(len, orders.drawn))
    used = f"{blame.orders} of {drawn}" if blame.orders < drawn else f"{drawn}"
    return (
        f"There are too many filters to count every combination, so {used} orders were drawn: "
        f"{counts} counts. Each share is right within the range beside it about nine times in ten."
    )


def _table(sizing: Sizing, blame: Blame) -> None:
    rows, head = [], "Of the drop" if blame.drop.exact else "Of the drop (about)"
    for share in blame.shares:
        row: dict[str, Figure | str | float | None] = {
            "Filter": neutralise(filter_name(sizing.filters, share.field)),
            "Share": share.figure,
            head: _part(share, blame),
        }
        if blame.sampled:
            row["Range"] = _range(share)
        rows.append(row)
    figures.table(
        rows,
        key="blame_table",
        alt="The order-free share of each filter in the drop, the largest first",
        config={
            "Filter": st.column_config.TextColumn(width=_NAME_WIDTH),
            "Share": st.column_config.Column(help="How many people it removes on average."),
            head: st.column_config.NumberColumn(format="percent"),
        },
    )
    st.caption(
        f"From {plain(shown(blame.base))} to {plain(shown(blame.total))}: the shares sum to "
        f"{plain(shown(blame.drop))} people."
    )


def _part(share: Share, blame: Blame) -> float | None:
    """A share of the drop; of estimates only the two digits that mean something."""
    drop = blame.drop.count
    if share.people is None or not drop:
        return None
    part = float(share.people) / drop
    return part if blame.drop.exact else float(f"{part:.2g}")


def _range(share: Share) -> str:
    figure = share.figure
    if figure.low is None or figure.high is None:
        return ""
    low, high = (figures.rounded(end) for end in (figure.low, figure.high))
    return f"{number(low)} to {number(high)}"


def _bars(sizing: Sizing, blame: Blame) -> None:
    steps = [
        {
            "position": place,
            "filter": filter_name(sizing.filters, share.field),
            "people": max(float(share.people), 0.0),
            "label": f"{shown(share.figure)} ({percent_of(part, exact=blame.drop.exact)})",
        }
        for place, share in enumerate(blame.shares)
        if share.people is not None and (part := _part(share, blame)) is not None
    ]
    if not steps or not blame.drop.count:
        return
    st.vega_lite_chart(
        pd.DataFrame(steps),
        _spec(len(steps)),
        key="blame_bars",
        alt="How many people each filter removes on average over every order",
    )


def _spec(rows: int) -> dict[str, Any]:
    """Names and numbers stand above the bars, so that the chart reads the same on a phone."""
    y = {"field": "filter", "type": "nominal", "sort": {"field": "position"}, "axis": None}
    axis = {"title": "People removed on average", "format": ",d", "tickCount": 4, "grid": False}
    x = {"field": "people", "type": "quantitative", "axis": axis}
    tooltip = [{"field": "filter", "title": "Filter"}, {"field": "label", "title": "People"}]
    bar = {"type": "bar", "height": 14, "yOffset": 10, "cornerRadiusEnd": 3}
    return {
        "height": rows * _ROW + _AXIS,
        "encoding": {"y": y, "tooltip": tooltip},
        "layer": [
            {"mark": bar, "encoding": {"x": x}},
            words("filter", "left", 0, limit={"expr": f"width - {_LABEL_ROOM}"}),
            words("label", "right", "width"),
        ],
    }


def _footer(sizing: Sizing, blame: Blame) -> None:
    named = {"From": blame.base, "To": blame.total, "The drop": blame.drop}
    for share in blame.shares:
        named[FIELDS[share.field].label] = share.figure
    figures.legend([figure.kind for figure in named.values()], key="blame_legend")
    receipts.show({name: _brief(figure) for name, figure in named.items()}, key="blame")
    rows = [
        ({"filter": FIELDS[share.field].label, "standard_error": round(share.error, 1)}, figure)
        for share in blame.shares
        for figure in (_brief(share.figure),)
    ]
    downloads.offer(
        "Download shares (CSV)",
        partial(figures_csv, ("filter", "standard_error"), rows),
        file_name="leadpreview-shares.csv",
        key="blame_csv",
    )


def _brief(figure: Figure) -> Figure:
    """A figure with the first of its receipts: a thousand of them are no page and no cell."""
    left = len(figure.receipts) - _MOST_RECEIPTS
    if left <= 0:
        return figure
    how = f"{figure.how}; {plural(left, 'more count')} not listed"
    return replace(figure, receipts=figure.receipts[:_MOST_RECEIPTS], how=how)
