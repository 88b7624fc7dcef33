"""The pane of the Goal page: how many people are needed, and which changes come near."""

from __future__ import annotations

import math
import zlib
from collections.abc import Sequence
from functools import partial
from typing import Final

import streamlit as st

from leadpreview.dashboard import (
    counting,
    downloads,
    figures,
    headline,
    needed,
    pane,
    pins,
    pricing,
    receipts,
    waiting,
)
from leadpreview.dashboard.figures import percent_of, shown, signed_figure
from leadpreview.dashboard.reaching import MOST_TRIALS, Search, look, total
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import apply, session, undo
from leadpreview.dashboard.text import number, percent, plain, plural
from leadpreview.errors import FiltersError
from leadpreview.exports import figures_csv
from leadpreview.preview import Failure, Plan, Receipt
from leadpreview.sizing import Figure, Sizing, combined, figure_of
from leadpreview.sizing.changes import Direction
from leadpreview.sizing.goal import AGAINST, NEAR, WEIGHT, Proposal, best, score
from leadpreview.spreadsheet import neutralise

__all__ = ["show"]

_SHOWN: Final = 8
_PREDICTED: Final = 5
_LISTED: Final = 200
_FAR: Final = 1.95
_ALWAYS: Final = 3
_WORTH_SHOWING: Final = math.log(1.5)
_LABELS: Final = {
    "first": "Count what predictions need",
    "second": "Measure the best of them",
}


def show(answering: Answering) -> None:
    """Draw the goal and the ways to it."""
    with section("The audience"):
        headline.sentence(session().audience)
    # Without a goal there is nothing to come near.
    with section("The goal"):
        goal = needed.chosen()
        pane.show(answering, partial(_draw, goal), _ask)


def _ask(answering: Answering) -> None:
    total(answering)


def _draw(goal: int, answering: Answering) -> None:
    now = total(answering)
    if isinstance(now, Failure) and isinstance(now.error, FiltersError):
        with section("What the source cannot answer"):
            headline.refused(Sizing(session().audience, None, now, ()), now.error)
        with st.container(key="queue"), section("What is being counted"):
            waiting.show(answering)
        return
    standing = figure_of(now, old_before=counting.old_before(answering.desk))
    with section("The total"):
        _standing(standing, goal)
    room = st.container(key="queue")
    with section("Ways to the goal"):
        _back()
        if isinstance(now, Receipt):
            _from_here(answering, now, standing, goal)
        elif isinstance(now, Failure):
            st.error(plain(str(now.error)), title="The audience itself was not counted")
    with room, section("What is being counted"):
        waiting.show(answering)


def _from_here(answering: Answering, now: Receipt, standing: Figure, goal: int) -> None:
    if abs(now.count - goal) > NEAR * goal:
        _ways(answering, now, standing, goal)
        return
    off = percent_of(abs(now.count / goal - 1), exact=now.exact)
    off = f"{'' if now.exact else 'About '}{off} from what is needed."
    st.success(off, title="Already there", icon=":material/flag:")


def _standing(now: Figure, goal: int) -> None:
    with st.grid(2, min_column_width=230):
        st.metric("Estimated total", shown(now), border=True, height="stretch")
        gap, note = "–", None
        if now.count is not None:
            times = max(now.count, 0.5) / goal
            gap = f"{_digits(abs(now.count - goal), now)} {'fewer' if times > 1 else 'more'}"
            about = "" if now.exact else "about "
            note = f"{about}{_times(times, now.exact)} the {number(goal)} needed"
            note = note if now.count else "nobody is left"
        st.metric(
            "To reach the goal",
            gap,
            delta=note,
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
        )


def _digits(people: float, now: Figure) -> str:
    return number(round(people)) if now.exact else f"about {number(figures.rounded(people))}"


def _times(times: float, exact: bool) -> str:
    if times < _FAR:
        return f"{percent_of(times, exact=exact)} of"
    return f"{_many(times, exact)} times"


def _many(times: float, exact: bool) -> str:
    if not exact and times >= 10:
        return number(figures.rounded(times))
    return f"{times:,.1f}" if times < 100 else f"{times:,.0f}"


def _back() -> None:
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Undo the last change",
            icon=":material/undo:",
            on_click=undo,
            disabled=not session().undo,
            key="goal_undo",
        )
        pins.button("goal_pin")


def _ways(answering: Answering, now: Receipt, standing: Figure, goal: int) -> None:
    prices = st.container()

    def may(which: str, plan: Plan) -> bool:
        with prices:
            key = ("goal", which, now.filters, goal)
            return pricing.agreed(answering, key, plan, _LABELS[which])

    search = look(answering, now, goal, may)
    known = counting.known(answering.desk)
    measured = best(search.ranked, now.count, goal, known, measured=True, most=_SHOWN)
    measured = _worth_showing(measured, goal)
    predicted: tuple[Proposal, ...] = ()
    if not answering.info.exact or not measured:
        predicted = best(search.ranked, now.count, goal, known, measured=False, most=_PREDICTED)
    if not now.count:
        st.info(
            "Nobody is left. These changes bring people back, each counted.",
            icon=":material/person_search:",
        )
    with section("The best changes"):
        _cards("Measured", measured, search.total, goal, 1)
        _cards("Predicted, not measured yet", predicted, search.total, goal, len(measured) + 1)
        if not measured and not predicted:
            _nothing(search, answering)
        _method(answering)
    with section("Every change with a number"):
        _every(search, goal)
    with section("Kinds of number, and receipts"):
        _footer(standing, (*measured, *predicted))


def _worth_showing(found: Sequence[Proposal], goal: int) -> tuple[Proposal, ...]:
    """Not those that are far away, unless there are few others."""
    return tuple(
        proposal
        for place, proposal in enumerate(found)
        if place < _ALWAYS or score(proposal.figure.count or 0, goal, 0) < _WORTH_SHOWING
    )


def _nothing(search: Search, answering: Answering) -> None:
    if not search.complete:
        st.caption("Nothing that comes nearer is known yet.")
        return
    most = MOST_TRIALS[answering.info.exact]
    st.warning(
        f"None of {plural(len(search.ranked), 'change')} looked at comes nearer; the "
        f"{most} that promised most were counted.",
        icon=":material/block:",
    )


def _cards(title: str, found: Sequence[Proposal], now: Receipt, goal: int, first: int) -> None:
    if not found:
        return
    st.subheader(title, anchor=False)
    for place, proposal in enumerate(found, first):
        with (
            st.container(border=True, key=f"proposal_{place}"),
            st.container(horizontal=True, vertical_alignment="center"),
        ):
            with st.container(width="stretch", gap=None):
                st.markdown(f"**{plain(proposal.change.words)}**")
                st.caption(plain(_effect(proposal, now)))
            with st.container(width=190, gap=None):
                st.markdown(f"**{plain(shown(proposal.figure))}** people")
                st.caption(plain(_distance(proposal, goal)))
            st.button(
                f"Apply {place}",
                icon=":material/check:",
                on_click=apply,
                args=(now.filters, proposal.change.filters),
                help=plain(f"{proposal.change.words}: {shown(proposal.figure)} people"),
                # By what it does: while counts arrive, cards trade places under the pointer.
                key=f"apply_{zlib.crc32(proposal.change.filters.to_json().encode())}",
            )


def _effect(proposal: Proposal, now: Receipt) -> str:
    """Whom a change lets in or keeps out, and how many."""
    step = proposal.change
    difference = combined([(1, proposal.figure), (-1, figure_of(now))], "after less before")
    people = f"{signed_figure(difference)} people"
    if step.direction is Direction.NARROWS:
        return f"Narrows the audience: {people}."
    if step.direction is Direction.WIDENS:
        return f"Widens the audience: {people}, lets in {step.lets_in}."
    others = f" and lets in {step.lets_in}" if step.lets_in else ""
    return f"Moves the audience: {people} in all, leaves some out{others}."


def _distance(proposal: Proposal, goal: int) -> str:
    figure = proposal.figure
    times = (figure.count or 0) / goal
    about = "" if figure.exact else "about "
    if times >= _FAR:
        far = f"{about}{_times(times, figure.exact)} the goal"
    elif round(figure.count or 0) == goal:
        far = f"{about}the goal itself"
    else:
        off = abs(times - 1)
        far = f"{about}{percent_of(off, exact=figure.exact)} "
        far += f"{'above' if times > 1 else 'below'} the goal"
    if proposal.measured and proposal.predicted is not None:
        return f"{far}; predicted {shown(proposal.predicted).removeprefix('modelled ')}"
    return far


def _method(answering: Answering) -> None:
    first = "All single changes are counted" if answering.info.exact else "A few are counted"
    st.caption(
        f"{first}, then the {MOST_TRIALS[answering.info.exact]} single or double changes that are "
        "predicted nearest. Modelled means predicted: the total times what the same change does "
        "elsewhere, two changes as if neither minded the other. Ranked by distance to the goal, "
        f"where twice and half are equally far, plus {percent(WEIGHT)} for each value touched "
        f"and {percent(AGAINST)} for a change that works against the goal as well."
    )


def _every(search: Search, goal: int) -> None:
    """All changes that have a number, as a table and as a file."""
    having = [each for each in search.ranked if each.figure.known]
    without = len(search.ranked) - len(having)
    if not having:
        return
    label = f"Every change with a number ({number(len(having))})"
    with st.expander(label, icon=":material/list:", key="goal_every"):
        figures.table(
            [
                {
                    "Change": neutralise(each.change.words),
                    "Total after it": each.figure,
                    "Off by": float(f"{abs((each.figure.count or 0) / goal - 1):.2g}"),
                    "Kind": each.change.direction.value,
                    "Values touched": each.change.size,
                }
                for each in having[:_LISTED]
            ],
            key="goal_table",
            alt="Every change of the audience that was counted or predicted, the best first",
            config={
                "Change": st.column_config.TextColumn(width=380),
                "Off by": st.column_config.NumberColumn(format="percent"),
            },
        )
        if len(having) > _LISTED:
            st.caption(f"The best {_LISTED} are listed; the file holds all.")
        if without:
            st.caption(
                f"{plural(without, 'more change')} left out: nothing known says what they lead to."
            )
        rows = [
            ({"change": p.change.words, "kind_of_change": p.change.direction.value}, p.figure)
            for p in having
        ]
        downloads.offer(
            "Download changes (CSV)",
            partial(figures_csv, ("change", "kind_of_change"), rows),
            file_name="leadpreview-goal.csv",
            key="goal_csv",
        )


def _footer(now: Figure, listed: Sequence[Proposal]) -> None:
    named = {"Estimated total": now}
    for proposal in listed:
        named[proposal.change.words] = proposal.figure
    kinds = [figure.kind for figure in named.values()]
    kinds += [p.predicted.kind for p in listed if p.predicted is not None]
    figures.legend(kinds, key="goal_legend")
    receipts.show(named, key="goal")
