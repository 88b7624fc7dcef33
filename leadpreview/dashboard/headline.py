"""The top of the Size page: which database answers, who is asked for, and how many they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from leadpreview.dashboard import band
from leadpreview.dashboard.figures import shown, shown_share
from leadpreview.dashboard.state import apply, session
from leadpreview.dashboard.text import (
    amount,
    counted,
    filter_name,
    number,
    plain,
    plural,
    said,
)
from leadpreview.errors import FilterProblem, FiltersError
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt, SourceInfo
from leadpreview.sizing import (
    Figure,
    Kind,
    Numbers,
    Sizing,
    combined,
    count_of,
    rescue,
)
from leadpreview.text import shortened

__all__ = ["above", "against_baseline", "banner", "problems", "refused", "sentence", "show"]

_LEAVE: Final = "that are known leave it no more room; the total is shown once it is counted."
_LONGEST_SENTENCE: Final = 400
_LONGEST_REASON: Final = 2_000
_LONGEST_LEFT_OUT: Final = 400
_MOST_PROBLEMS: Final = 20
"""Problems that are listed; an address can hold thousands, and nobody reads them."""


def sentence(filters: LeadFilters) -> None:
    """The audience in words; what a thousand titles make of it is a click away."""
    words = said(filters)
    with st.container(key="audience"):
        st.markdown(f"#### {plain(shortened(words, _LONGEST_SENTENCE))}")
        if len(words) > _LONGEST_SENTENCE:
            with st.expander("The whole sentence", icon=":material/notes:", key="whole_sentence"):
                st.markdown(plain(words))


def above(info: SourceInfo) -> None:
    """What stands above a page, in one place: what is below keeps its own, however much it is.

    A fragment is known by its place. In another one it is another to Streamlit, and a press in it
    that comes before the browser has drawn it there is dropped.
    """
    with st.container(key="above"):
        banner(info)
        problems()


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
        st.warning(
            _listed(state.problems, longest=_LONGEST_LEFT_OUT),
            title="Left out of this audience",
            icon=":material/link_off:",
        )
    if state.too_long:
        st.info(
            "This audience is too long for the address. Keep it as a JSON file: Copy as, JSON.",
            icon=":material/link_off:",
        )


def show(sizing: Sizing, numbers: Numbers, info: SourceInfo) -> None:
    """The audience as a sentence, its total, its share, and what the number is worth."""
    sentence(sizing.filters)
    if isinstance(sizing.total, Failure) and isinstance(sizing.total.error, FiltersError):
        refused(sizing, sizing.total.error)
        return
    bounded = numbers.total.kind is Kind.BETWEEN
    with st.grid(3, min_column_width=230 if bounded else 150):
        _total(numbers)
        _share(sizing, numbers)
        band.metric(numbers.total, info)
    band.sentence(numbers.total, info)
    _rescue(sizing, numbers)


def against_baseline(numbers: Numbers) -> Figure | None:
    """The total less the pinned one; `None` where they cannot be compared."""
    baseline = session().baseline
    if baseline is None or not numbers.total.receipts or not numbers.total.known:
        return None
    if not _comparable(baseline, numbers.total.receipts[0]):
        return None
    pinned = numbers.known.figure(baseline.filters, baseline)
    return combined([(1, numbers.total), (-1, pinned)], "the total, less the pinned one")


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


def _total(numbers: Numbers) -> None:
    total = numbers.total
    if total.error is not None:
        _without_number("Estimated total", "not measured", str(total.error))
        return
    if total.kind in (Kind.WAITING, Kind.BETWEEN):
        _waiting_total(total)
        return
    baseline, difference = session().baseline, against_baseline(numbers)
    change_against, against = 0.0, None
    if difference is not None and baseline is not None:
        pinned = numbers.known.figure(baseline.filters, baseline)
        change_against, against = difference.count or 0.0, f"vs {shown(pinned)} pinned"
    elif baseline is not None:
        against = f"pinned {amount(baseline)} was counted elsewhere"
    st.metric(
        "Estimated total",
        shown(total),
        delta=None if difference is None else shown(difference, signed=True),
        # Fewer people are no loss to whoever narrows: the arrow alone says which way.
        delta_color="off",
        delta_arrow="off" if not change_against else "up" if change_against > 0 else "down",
        delta_description=against,
        border=True,
        height="stretch",
        help=_receipt_help(total),
    )


def _waiting_total(total: Figure) -> None:
    """What is known of a total that is not there yet: its bounds, when there are any."""
    held, bounded = session().held, total.kind is Kind.BETWEEN
    st.metric(
        "Estimated total",
        "Not asked" if held else "Counting…",
        # A metric cuts its value off where it does not fit, and bounds are long.
        delta=shown(total) if bounded else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        icon=":material/pause_circle:" if held else "spinner",
        help=plain(f"{plural(len(total.receipts), 'count')} {_LEAVE}") if bounded else None,
    )


def _comparable(baseline: Receipt, total: Receipt) -> bool:
    """Whether both were counted in the same database: by the same source, in the same mode."""
    return (baseline.source, baseline.filters.live) == (total.source, total.filters.live)


def _share(sizing: Sizing, numbers: Numbers) -> None:
    whole = numbers.everybody
    label = "Share of database" if sizing.base.is_empty else "Share of the base"
    if whole.error is not None:
        never = whole.kind is Kind.CANNOT_BE_ASKED
        why = "cannot be asked" if never else "not measured"
        _without_number(label, why, str(whole.error))
        return
    waiting = "–" if whole.known else "Not asked" if session().held else "Counting…"
    of = f"{shown(whole)} people in the database." if sizing.base.is_empty else said(sizing.base)
    if not sizing.base.is_empty:
        of = f"{shown(whole)}: {of}"
    st.metric(
        label,
        shown_share(numbers.total, whole) or waiting,
        border=True,
        height="stretch",
        help=plain(f"Of {of}") if whole.known else None,
    )


def _rescue(sizing: Sizing, numbers: Numbers) -> None:
    cost = rescue(sizing)
    if cost is None:
        alone = len(sizing.costs) > 1 and all(item.gain == 0 for item in sizing.costs)
        if alone and count_of(sizing.total) == 0:
            st.warning("Nobody matches, and lifting any one filter brings nobody back.")
        return
    name = filter_name(sizing.filters, cost.field)
    (gain,) = (row.gain for row in numbers.costs if row.field == cost.field)
    about = "" if gain.exact else " by the estimate"
    back = counted(round(gain.count or 0)) if gain.exact else f"{shown(gain)} people"
    with st.container(border=True, key="rescue"):
        st.markdown(
            f"**Nobody matches{about}.** Without **{plain(name)}** there would be "
            f"**{back}**, the most that lifting one filter brings back."
        )
        st.button(
            f"Remove the filter {FIELDS[cost.field].label}",
            icon=":material/filter_alt_off:",
            on_click=apply,
            args=(sizing.filters, sizing.filters.without(cost.field)),
            key="rescue_apply",
        )


def refused(sizing: Sizing, error: FiltersError) -> None:
    """Why the source does not answer an audience, and a way out."""
    here = session().connection is None
    who = "The embedded database cannot answer" if here else "The service refuses"
    st.error(_listed(error.problems), title=f"{who} this audience")
    fields = [
        name
        for name in dict.fromkeys(p.field for p in error.problems)
        if name in sizing.filters.active
    ]
    if fields:
        st.button(
            "Remove what it cannot answer",
            icon=":material/filter_alt_off:",
            on_click=apply,
            args=(sizing.filters, _without_refused(sizing, error.problems)),
            key="remove_refused",
        )


def _without_refused(sizing: Sizing, refused: tuple[FilterProblem, ...]) -> LeadFilters:
    """The audience less the values that are refused; a field goes whole where none is named."""
    filters = sizing.filters
    # A service may also refuse for reasons that are about no filter of the audience.
    named: dict[str, set[str | None]] = {field: set() for field in filters.active}
    for problem in refused:
        if problem.field in named:
            named[problem.field].add(problem.value)
    for field, gone in named.items():
        if not gone:
            continue
        values = filters.values(field)
        rest = [value for value in values if value not in gone]
        some = None not in gone and 0 < len(rest) < len(values)
        filters = filters.choosing(field, *rest) if some else filters.without(field)
    return filters


def _receipt_help(total: Figure) -> str:
    if not total.measured:
        return plain(f"Worked out: {total.how}.")
    receipt = total.receipts[0]
    kind = "Counted exactly" if receipt.exact else "Estimated"
    return (
        f"{kind} by the {receipt.source} at {receipt.measured_at:%H:%M:%S} UTC "
        f"in {receipt.duration * 1000:.0f} ms."
    )


def _listed(problems: Sequence[FilterProblem], *, longest: int = _LONGEST_REASON) -> str:
    """The reasons, each once; of thousands the first, and how many more there are."""
    reasons = list(dict.fromkeys(problem.reason for problem in problems))
    lines = [plain(shortened(reason, longest)) for reason in reasons[:_MOST_PROBLEMS]]
    if more := len(reasons) - len(lines):
        lines.append(f"And {number(more)} more.")
    return "\n".join(f"- {line}" for line in lines)
