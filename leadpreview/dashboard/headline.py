"""The top of the Size page: which database answers, who is asked for, and how many they are."""

from __future__ import annotations

from typing import Final

import streamlit as st

from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import (
    amount,
    counted,
    filter_name,
    number,
    percent,
    plain,
    said,
    signed,
)
from leadpreview.errors import CannotBeAskedError, FilterProblem, FiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt, SourceInfo
from leadpreview.sizing import Cell, Sizing, count_of, rescue

__all__ = ["banner", "problems", "refused", "show"]

_MOST_PROBLEMS: Final = 20
"""Problems that are listed; an address can hold thousands, and nobody reads them."""


def banner(info: SourceInfo) -> None:
    """Which database answers, and what its numbers are worth."""
    with st.container(horizontal=True, gap="small"):
        if info.exact:
            st.badge(f"Embedded {info.name}", icon=":material/database:", color="blue")
        else:
            st.badge(f"Preview API · {plain(info.name)}", icon=":material/cloud:", color="violet")
        if info.people is not None:
            st.badge(f"{number(info.people)} invented people", color="gray")
        if info.exact:
            st.badge("Exact counts", icon=":material/check:", color="green")
        else:
            st.badge("Estimates", icon=":material/equal:", color="orange")
            if not session().audience.live:
                st.badge("Live off: the service's own database", color="gray")
    if info.synthetic:
        st.caption("No person or company in it exists, so its numbers are not a market's.")


def problems() -> None:
    """What a link or file held that had to be left out."""
    state = session()
    if state.problems:
        lines = [plain(_shortened(problem)) for problem in state.problems[:_MOST_PROBLEMS]]
        if len(state.problems) > len(lines):
            lines.append(f"And {number(len(state.problems) - len(lines))} more.")
        st.warning(
            "\n".join(f"- {line}" for line in lines),
            title="Left out of this audience",
            icon=":material/link_off:",
        )
    if state.too_long:
        st.info(
            "This audience is too long for the address. Keep it as a JSON file: Copy as, JSON.",
            icon=":material/link_off:",
        )


def show(sizing: Sizing, info: SourceInfo) -> None:
    """The audience as a sentence, its total, its share, and what the number is worth."""
    with st.container(key="audience"):
        st.markdown(f"#### {plain(said(sizing.filters))}")
    if isinstance(sizing.total, Failure) and isinstance(sizing.total.error, FiltersError):
        refused(sizing, sizing.total.error)
        return
    with st.grid(3, min_column_width=150):
        _total(sizing.total)
        _share(sizing)
        _worth(sizing.total, info)
    _rescue(sizing)


def _without_number(label: str, why: str, help_text: str) -> None:
    """A metric that has no number, and says why; never a zero."""
    st.metric(
        label,
        "–",
        delta=why,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=plain(help_text),
    )


def _total(total: Cell) -> None:
    if isinstance(total, Failure):
        _without_number("Estimated total", "not measured", str(total.error))
        return
    if total is None:
        held = session().held
        st.metric(
            "Estimated total",
            "Not asked" if held else "Counting…",
            border=True,
            height="stretch",
            icon=":material/pause_circle:" if held else "spinner",
        )
        return
    baseline = session().baseline
    change_against, against = None, None
    about = "" if total.exact else "\N{ALMOST EQUAL TO} "
    if baseline is not None and _comparable(baseline, total):
        change_against = total.count - baseline.count
        against = f"vs {amount(baseline)} pinned"
    elif baseline is not None:
        against = f"pinned {amount(baseline)} was counted elsewhere"
    st.metric(
        "Estimated total",
        amount(total),
        delta=None if change_against is None else about + signed(change_against),
        # Fewer people are no loss to whoever narrows: the arrow alone says which way.
        delta_color="off",
        delta_arrow="off" if not change_against else "up" if change_against > 0 else "down",
        delta_description=against,
        border=True,
        height="stretch",
        help=_receipt_help(total),
    )


def _comparable(baseline: Receipt, total: Receipt) -> bool:
    """Whether both were counted in the same database: by the same source, in the same mode."""
    return (baseline.source, baseline.filters.live) == (total.source, total.filters.live)


def _share(sizing: Sizing) -> None:
    label = "Share of database" if sizing.base.is_empty else "Share of the base"
    share = sizing.share
    everybody = sizing.everybody
    if isinstance(everybody, Failure):
        never = isinstance(everybody.error, CannotBeAskedError)
        why = "cannot be asked" if never else "not measured"
        _without_number(label, why, str(everybody.error))
        return
    waiting = "Not asked" if session().held else "Counting…"
    about = ""
    if isinstance(everybody, Receipt):
        waiting = "–"
        about = "" if everybody.exact else "\N{ALMOST EQUAL TO} "
    st.metric(
        label,
        waiting if share is None else about + percent(share),
        border=True,
        height="stretch",
        help=(
            f"Of {amount(everybody)} people in the database."
            if isinstance(everybody, Receipt) and sizing.base.is_empty
            else f"Of {amount(everybody)}: {plain(said(sizing.base))}"
            if isinstance(everybody, Receipt)
            else None
        ),
    )


def _worth(total: Cell, info: SourceInfo) -> None:
    if info.synthetic:
        st.metric(
            "Size band",
            "Synthetic",
            delta="not a market size",
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
            help=(
                "A size band judges a market's number. These people are invented, so their number "
                "says how the filters work together and nothing about a market."
            ),
        )
        return
    st.metric(
        "Kind of number",
        "Estimate",
        delta="by the service" if isinstance(total, Receipt) else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=(
            "The service documents its total as an estimate of everybody who matches, and not "
            "how good an estimate."
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
    about = "" if isinstance(cost.without, Receipt) and cost.without.exact else " by the estimate"
    with st.container(border=True, key="rescue"):
        st.markdown(
            f"**Nobody matches{about}.** Without **{plain(name)}** there would be "
            f"**{counted(cost.gain or 0)}**, the most that lifting one filter brings back."
        )
        st.button(
            f"Remove the filter {FIELDS[cost.field].label}",
            icon=":material/filter_alt_off:",
            on_click=change,
            args=(sizing.filters.without(cost.field),),
            key="rescue_apply",
        )


def refused(sizing: Sizing, error: FiltersError) -> None:
    """Why the source does not answer an audience, and a way out."""
    here = session().connection is None
    who = "The embedded database cannot answer" if here else "The service refuses"
    st.error(
        "\n".join(f"- {plain(problem.reason)}" for problem in error.problems),
        title=f"{who} this audience",
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
