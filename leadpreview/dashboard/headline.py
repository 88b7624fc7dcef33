"""The top of the Size page: which database answers, who is asked for, and how many they are."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import counted, filter_name, number, percent, plain, signed
from leadpreview.errors import FilterProblem, FiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt, SourceInfo
from leadpreview.sentence import sentence
from leadpreview.sizing import Cell, Sizing, count_of, rescue

__all__ = ["banner", "problems", "show"]


def banner(info: SourceInfo) -> None:
    """Which database answers, and what its numbers are worth."""
    with st.container(horizontal=True, gap="small"):
        st.badge(f"Embedded {info.name}", icon=":material/database:", color="blue")
        if info.people is not None:
            st.badge(f"{number(info.people)} invented people", color="gray")
        st.badge("Exact counts", icon=":material/check:", color="green")
    st.caption("No person or company in it exists, so its numbers are not a market's.")


def problems() -> None:
    """What a link or file held that had to be left out."""
    state = session()
    if state.problems:
        left_out = "\n".join(f"- {plain(_shortened(problem))}" for problem in state.problems)
        st.warning(left_out, title="Left out of this audience", icon=":material/link_off:")
    if state.too_long:
        st.info(
            "This audience is too long for the address. Keep it as a JSON file: Copy as, JSON.",
            icon=":material/link_off:",
        )


def show(sizing: Sizing, info: SourceInfo) -> None:
    """The audience as a sentence, its total, share and size band."""
    with st.container(key="audience"):
        st.markdown(f"#### {plain(sentence(sizing.filters))}")
    if isinstance(sizing.total, Failure):
        _refused(sizing, sizing.total)
        return
    with st.grid(3, min_column_width=150):
        _total(sizing.total)
        _share(sizing)
        _band(info)
    _rescue(sizing)


def _total(total: Cell) -> None:
    if not isinstance(total, Receipt):
        st.metric("Estimated total", "Counting…", border=True, height="stretch", icon="spinner")
        return
    baseline = session().baseline
    change_against = None if baseline is None else total.count - baseline.count
    st.metric(
        "Estimated total",
        number(total.count),
        delta=None if change_against is None else signed(change_against) or 0,
        delta_color="off" if not change_against else "normal",
        delta_arrow="auto" if change_against else "off",
        delta_description=None if baseline is None else f"vs {number(baseline.count)} pinned",
        border=True,
        height="stretch",
        help=_receipt_help(total),
    )


def _share(sizing: Sizing) -> None:
    share = sizing.share
    everybody = sizing.everybody
    if isinstance(everybody, Failure):
        st.metric(
            "Share of database",
            "Cannot be asked",
            border=True,
            height="stretch",
            help=str(everybody.error),
        )
        return
    st.metric(
        "Share of database",
        "Counting…" if share is None else percent(share),
        border=True,
        height="stretch",
        help=(
            f"Of {number(everybody.count)} people in the database."
            if isinstance(everybody, Receipt)
            else None
        ),
    )


def _band(info: SourceInfo) -> None:
    st.metric(
        "Size band",
        "Synthetic" if info.synthetic else "Unknown",
        delta="not a market size" if info.synthetic else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=(
            "A size band judges a market's number. These people are invented, so their number "
            "says how the filters work together and nothing about a market."
        ),
    )


def _rescue(sizing: Sizing) -> None:
    cost = rescue(sizing)
    if cost is None:
        alone = len(sizing.costs) > 1 and all(item.gain == 0 for item in sizing.costs)
        if alone and count_of(sizing.total) == 0:
            st.warning("Nobody matches, and lifting any one filter brings nobody back.")
        return
    name = filter_name(sizing.filters, cost.field)
    with st.container(border=True, key="rescue"):
        st.markdown(
            f"**Nobody matches.** Without **{plain(name)}** there would be "
            f"**{counted(cost.gain or 0)}**, the most that lifting one filter brings back."
        )
        st.button(
            f"Remove the filter {FIELDS[cost.field].label}",
            icon=":material/filter_alt_off:",
            on_click=change,
            args=(sizing.filters.without(cost.field),),
            key="rescue_apply",
        )


def _refused(sizing: Sizing, failure: Failure) -> None:
    error = failure.error
    if not isinstance(error, FiltersError):
        st.error(plain(str(error)), title="This audience could not be counted")
        return
    st.error(
        "\n".join(f"- {plain(problem.reason)}" for problem in error.problems),
        title="The embedded database cannot answer this audience",
    )
    fields = [
        name
        for name in dict.fromkeys(p.field for p in error.problems)
        if name in sizing.filters.active
    ]
    if fields:
        st.button(
            "Remove what it cannot answer",
            icon=":material/filter_alt_off:",
            on_click=change,
            args=(_without_refused(sizing, error.problems),),
            key="remove_refused",
        )


def _without_refused(sizing: Sizing, refused: tuple[FilterProblem, ...]) -> LeadFilters:
    filters = sizing.filters
    for problem in refused:
        values = filters.values(problem.field)
        rest = [value for value in values if value != problem.value]
        keep = rest and len(rest) < len(values)
        filters = filters.with_(problem.field, rest) if keep else filters.without(problem.field)
    return filters


def _receipt_help(receipt: Receipt) -> str:
    kind = "Counted exactly" if receipt.exact else "Estimated"
    return (
        f"{kind} by the {receipt.source} at {receipt.measured_at:%H:%M:%S} UTC "
        f"in {receipt.duration * 1000:.0f} ms."
    )


def _shortened(problem: FilterProblem) -> str:
    reason = problem.reason
    return reason if len(reason) <= 400 else f"{reason[:399]}…"
