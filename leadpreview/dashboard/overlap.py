"""What two or three scenarios share: circles, a table, and what could not be asked at once."""

from __future__ import annotations

import math
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from leadpreview.dashboard import counting, diagram, downloads, figures, receipts
from leadpreview.dashboard.overlap_file import as_csv
from leadpreview.dashboard.pricing import agreed, allowed
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import percent, plain
from leadpreview.dashboard.widgets import holds, key_for, take
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Plan
from leadpreview.scenarios import Scenario
from leadpreview.sizing import Figure
from leadpreview.sizing.euler import Euler, draw
from leadpreview.sizing.members import LETTERS, Members, SharedPlan
from leadpreview.sizing.overlap import MOST_OVERLAPPING, Overlap, fold_overlap, overlap_plan
from leadpreview.sizing.sharing import Share

__all__ = ["ask", "labelled", "show"]

_CHOSEN: Final = "overlap_of"
_TOTALS: Final = "overlap totals"
_REST: Final = "overlap"

_SHARE: Final = st.column_config.TextColumn(alignment="right")

_TRUE: Final = 0.01
"""Share of the people in a wrong region up to which circles count as true."""

_HOPELESS: Final = 0.3
"""From here on circles would say something else than the numbers."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What has been asked for the scenarios chosen.

    Attributes:
        plan: What there is to ask.
        answers: What was answered so far.
    """

    plan: SharedPlan
    answers: dict[LeadFilters, Answer]


def ask(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Ask what `show` will ask, without drawing."""
    chosen = list(_chosen(scenarios).values())
    if len(chosen) > 1:
        _ask(chosen, answering, offer=False)


def show(scenarios: Sequence[Scenario], answering: Answering) -> None:
    """Draw the overlap of two or three scenarios, which the person chooses.

    Args:
        scenarios: What there is to choose from.
        answering: Whom to ask.
    """
    st.subheader("Overlap", anchor=False)
    if len(scenarios) < 2:
        st.caption("With two scenarios or more, this shows how many people they share.")
        return
    chosen = _choose(scenarios)
    if len(chosen) < 2:
        st.caption("Choose two or three scenarios to see how many people they share.")
        return
    asked = _ask(chosen, answering, offer=True)
    known = counting.known(answering.desk, asked.answers)
    audiences = [scenario.filters for scenario in chosen]
    found = fold_overlap(audiences, known, asked.answers, exact=answering.info.exact)
    names = [scenario.name for scenario in chosen]
    if any(figure.count is None for figure in found.regions.values()):
        st.caption("There are circles when every region has a number of its own.")
        _legend(names)
        _tables(found, names)
    else:
        drawing, numbers = st.columns([2, 3], gap="medium")
        with drawing:
            _diagram(found, names)
            _legend(names)
        with numbers:
            _tables(found, names)
    _words(found, asked.plan)
    _take_away(found, names)


def labelled(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """Scenarios by name; one that has the name of another gets a number behind it."""
    found: dict[str, Scenario] = {}
    for scenario in scenarios:
        name, number = scenario.name, 2
        while name in found:
            name, number = f"{scenario.name} ({number})", number + 1
        found[name] = scenario
    return found


def _choose(scenarios: Sequence[Scenario]) -> list[Scenario]:
    chosen, widgets = _chosen(scenarios), session().widgets
    # In which order they were chosen does not matter.
    fits = set(holds(widgets, _CHOSEN, ())) == set(chosen)
    key, start = key_for(widgets, _CHOSEN, list(chosen), fits=fits)
    names = list(labelled(scenarios))
    st.pills(
        "Two or three scenarios to lay over each other",
        names,
        default=[name for name in start if name in names],
        # Pills read Markdown, and a name is a person's own words.
        format_func=plain,
        selection_mode="multi",
        key=key,
        on_change=_take_chosen,
        args=(key,),
    )
    return list(chosen.values())


def _take_chosen(key: str) -> None:
    """One more than can be laid over each other takes the place of the one chosen first."""
    state = session()
    before, now = take(state.widgets, _CHOSEN, key)
    stay = [name for name in _chosen(state.scenarios) if name in now or name not in before]
    added = [name for name in now if name not in before and name not in stay]
    state.overlaid = tuple([*stay, *added][-MOST_OVERLAPPING:])


def _chosen(scenarios: Sequence[Scenario]) -> dict[str, Scenario]:
    """The scenarios that are laid over each other: the first ones until the person chooses."""
    named, wanted = labelled(scenarios), session().overlaid
    kept = [name for name in wanted or () if name in named]
    if wanted is None or len(kept) < min(len(wanted), 2):
        kept = list(named)[:MOST_OVERLAPPING]
    return {name: named[name] for name in kept}


def _ask(chosen: Sequence[Scenario], answering: Answering, *, offer: bool) -> _Asked:
    """The answers so far; beyond the totals only what was agreed to, which is offered if wanted."""
    audiences = tuple(scenario.filters for scenario in chosen)
    plan = overlap_plan(audiences, exact=answering.info.exact)
    answers = counting.ask(answering.desk, _TOTALS, plan.totals)
    what = (_REST, audiences)
    may = agreed if offer else _allowed
    if plan.rest.questions and may(answering, what, plan.rest, "Count the overlap"):
        answers |= counting.ask(answering.desk, _REST, plan.rest)
    return _Asked(plan, answers)


def _allowed(answering: Answering, what: Hashable, plan: Plan, _: str) -> bool:
    return allowed(answering, what, plan)


@section("The circles")
def _diagram(found: Overlap, names: Sequence[str]) -> None:
    drawing = draw({members: figure.count or 0 for members, figure in found.regions.items()})
    if drawing is None:
        st.caption("There is nobody in any of them, so there is nothing to draw.")
    elif drawing.off > _HOPELESS:
        st.caption("No circles show these numbers even roughly; the table does.")
    else:
        diagram.show(drawing, found.regions, names)
        st.caption(_caption(drawing, found))


def _legend(names: Sequence[str]) -> None:
    legend = [f"**{LETTERS[place]}** {plain(name)}" for place, name in enumerate(names)]
    st.markdown("  \n".join(legend))


def _caption(drawing: Euler, found: Overlap) -> str:
    """How true the circles are."""
    hidden = [
        f"{_region(members, len(found.audiences))} ({figures.shown(figure)})"
        for members, figure in found.regions.items()
        if figure.count and members not in drawing.spots
    ]
    unseen = f" Too few to be seen: {'; '.join(hidden)}." if hidden else ""
    if drawing.off > _TRUE:
        share = f"{max(drawing.off, 0.01):.0%}".replace("%", " %")
        return (
            "Areas are only approximate: no three circles show these numbers exactly, and about "
            f"{share} of the people are drawn in a region that is not theirs.{unseen}"
        )
    if not found.union.exact:
        return f"Areas are as true as the estimates behind them.{unseen}"
    return f"Areas are true to the numbers of people.{unseen}"


def _region(members: Members, many: int) -> str:
    letters = [LETTERS[place] for place in members]
    if len(members) == 1:
        return f"Only {letters[0]}"
    if len(members) == many:
        return "Both" if many == 2 else "All three"
    return f"{_listed(members)} only"


def _listed(members: Members) -> str:
    *most, last = (LETTERS[place] for place in members)
    return f"{', '.join(most)} and {last}" if most else last


@section("The table")
def _tables(found: Overlap, names: Sequence[str]) -> None:
    many = len(names)
    letters = LETTERS[:many]
    rows: list[dict[str, Figure | str | float | None]] = [
        {
            "Region": _region(members, many),
            "People": figure,
            "Of the union": _said(found.of_union(members)),
            **{
                f"Of {letter}": _said(found.of_audience(members, place))
                for place, letter in enumerate(letters)
            },
        }
        for members, figure in found.regions.items()
    ]
    with st.container(key="overlap_regions"):
        figures.table(
            rows,
            key="overlap_table",
            alt="Every region of the overlap: its people and their shares, one row a region",
            config={name: _SHARE for name in rows[0] if name.startswith("Of ")},
        )
    pairs: list[dict[str, Figure | str | float | None]] = [
        {
            "Shared by": _listed(members),
            "People": found.shared[members],
            "Jaccard": _said(share),
        }
        for members, share in found.jaccard.items()
    ]
    figures.table(
        pairs,
        key="overlap_shared",
        alt="What scenarios share, one row a combination",
        config={"Jaccard": _SHARE},
    )
    st.caption(
        f"Everybody in any of them: {figures.shown(found.union)}. Jaccard is what some share as a "
        "share of what they hold together: 0 % for nobody in common, 100 % for the same people."
    )


def _said(share: Share | None) -> str:
    """A share as a person reads it; what lies outside of an audience has none."""
    if share is None:
        return "\N{EN DASH}"
    about = "" if share.exact else "about "
    if share.value is not None:
        return (
            percent(share.value) if share.exact else f"about {figures.rough_percent(share.value)}"
        )
    if share.low is None or share.high is None:
        return "\N{EN DASH}"
    if share.low <= 0 and share.high >= 1:
        return "\N{EN DASH}"
    return f"{about}{math.floor(share.low * 100)} to {math.ceil(share.high * 100)} %"


@section("How the overlap is asked")
def _words(found: Overlap, plan: SharedPlan) -> None:
    figures.contradictions(found.contradictions)
    if plan.words:
        with st.expander("How the overlap is asked", icon=":material/call_split:"):
            st.markdown("\n".join(f"- {plain(each)}" for each in plan.words))
    kinds = [f.kind for f in (*found.regions.values(), *found.shared.values(), found.union)]
    figures.legend(kinds, key="overlap_kinds")


@section("Receipts and the file")
def _take_away(found: Overlap, names: Sequence[str]) -> None:
    many = len(names)
    numbers = {
        **{f"All of {LETTERS[place]}": found.shared[place,] for place in range(many)},
        **{_region(members, many): figure for members, figure in found.regions.items()},
        **{
            f"Shared by {_listed(members)}": found.shared[members]
            for members in found.jaccard
            if len(members) < many
        },
        "In any of them": found.union,
    }
    receipts.show(numbers, key="overlap")
    downloads.offer(
        "Download overlap (CSV)",
        lambda: as_csv(found, names),
        file_name="leadpreview-overlap.csv",
        key="overlap_csv",
    )
