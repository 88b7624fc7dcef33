"""The pane of the Breakdown page: an audience by one field, or by two that cross."""

from __future__ import annotations

from collections.abc import Hashable

import streamlit as st

from leadpreview.dashboard import (
    axes,
    breakdown_actions,
    breakdown_charts,
    breakdown_tables,
    counting,
    headline,
    pane,
    pins,
    pricing,
    waiting,
)
from leadpreview.dashboard.axes import Choice
from leadpreview.dashboard.breakdown_sheet import Sheet, rest_name, within_name
from leadpreview.dashboard.figures import legend, shown
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain
from leadpreview.errors import FiltersError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Answer, Failure, Plan
from leadpreview.sizing import (
    Axis,
    Breakdown,
    Figure,
    Kind,
    Margin,
    Sizing,
    ceiling,
    cells_plan,
    fold_breakdown,
    margins_plan,
    total_plan,
)

__all__ = ["show"]

_MOST_FINDINGS = 6
_METRIC_WIDTH = 230


def show(answering: Answering) -> None:
    """Draw the choices, and the breakdown as far as it is counted."""
    with section("The audience"):
        headline.sentence(session().audience)
    with section("What it is broken down by"):
        axes.choose(answering)
    with section("The breakdown"):
        _show_pane(answering, axes.chosen(answering))


def _show_pane(answering: Answering, choice: Choice) -> None:

    def draw(answering: Answering) -> None:
        if axes.chosen(answering) != choice:
            # A button of the pane chose other axes, which stand above it and in the address.
            st.rerun()
        _draw(answering, choice)

    def ask(answering: Answering) -> None:
        _Counting(answering, choice).ask()

    pane.show(answering, draw, ask)


class _Counting:
    """What one run asks for a breakdown, and what has arrived of it."""

    def __init__(self, answering: Answering, choice: Choice) -> None:
        self.answering, self.choice = answering, choice
        self.filters = session().audience
        self.rows = axes.axis(answering, choice.rows, self.filters)
        self.columns: Axis | None = None
        if choice.columns is not None:
            self.columns = axes.axis(answering, choice.columns, self.filters)
        self.answers: dict[LeadFilters, Answer] = {}

    @property
    def price(self) -> Plan:
        """As many counts as it can take."""
        return ceiling(self.filters, self.rows, self.columns, self.choice.most)

    @property
    def agreement(self) -> Hashable:
        """What a person agrees to: two dimensions and how many of each, for every audience."""
        columns = self.choice.columns
        if columns is None:
            return ("breakdown", self.choice.rows.text)
        return ("breakdown", self.choice.rows.text, columns.text, self.choice.most)

    @property
    def refused(self) -> bool:
        """Whether the source cannot answer the audience itself."""
        total = self.answers.get(self.filters)
        return isinstance(total, Failure) and isinstance(total.error, FiltersError)

    def ask(self) -> None:
        """Ask the total, and the rest when it is agreed to; the margins before the cells."""
        desk = self.answering.desk
        total = total_plan(self.filters)
        self.answers |= counting.ask(desk, "breakdown total", total)
        if self.refused or not pricing.allowed(self.answering, self.agreement, self.price):
            return
        margins = margins_plan(self.filters, self.rows, self.columns)
        rest = Plan(tuple(q for q in margins.questions if q not in total.questions))
        self.answers |= counting.ask(desk, "breakdown margins", rest)
        if self.columns is None:
            return
        cells = cells_plan(self.filters, self.rows, self.columns, self.answers, self.choice.most)
        before = {question.filters for question in margins.questions}
        cells = Plan(tuple(q for q in cells.questions if q.filters not in before))
        if cells.questions:
            self.answers |= counting.ask(desk, "breakdown cells", cells)

    def fold(self) -> Breakdown:
        """What has arrived, in its places."""
        return fold_breakdown(
            self.filters,
            self.rows,
            self.columns,
            self.answers,
            most=self.choice.most,
            old_before=counting.old_before(self.answering.desk),
        )


def _draw(answering: Answering, choice: Choice) -> None:
    asked = _Counting(answering, choice)
    asked.ask()
    if asked.refused:
        _refused(asked)
        return
    result = asked.fold()
    with section("The total"):
        _headline(result)
    room = st.container(key="queue")
    with section("The breakdown"):
        if pricing.agreed(answering, asked.agreement, asked.price, "Count it"):
            _show(Sheet(result, choice, exact=answering.info.exact))
        elif not result.rows.axis.values:
            st.caption(_no_values(result.rows))
    with room, section("What is being counted"):
        waiting.show(answering)


def _refused(asked: _Counting) -> None:
    """Say what the source cannot answer, as the first page does."""
    total = asked.answers[asked.filters]
    assert isinstance(total, Failure)
    assert isinstance(total.error, FiltersError)
    with section("What the source cannot answer"):
        headline.refused(Sizing(asked.filters, None, total, ()), total.error)
    with st.container(key="queue"), section("What is being counted"):
        waiting.show(asked.answering)


def _headline(result: Breakdown) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        # As wide whatever the number is: what stands beside it keeps its place.
        st.metric("Estimated total", shown(result.total), border=True, width=_METRIC_WIDTH)
        if result.rows.whole.question != result.filters:
            st.metric(
                _whole_name(result.rows),
                shown(result.rows.whole),
                border=True,
                width=_METRIC_WIDTH,
            )
        pins.button("breakdown_pin")


def _whole_name(margin: Margin) -> str:
    return f"Of them in {within_name(margin.axis.dimension)}"


def _show(sheet: Sheet) -> None:
    result = sheet.result
    for margin in sheet.margins:
        if not margin.axis.values:
            st.info(_no_values(margin), icon=":material/filter_alt:")
            return
    crossed = result.columns is not None
    with section("The table"):
        breakdown_tables.title(sheet)
        (breakdown_tables.crossed if crossed else breakdown_tables.list_of)(sheet)
    with section("The number looked at"):
        breakdown_actions.show(sheet)
    with section("How to read it"):
        for margin in sheet.margins:
            _said(margin, result.filters, crossed=crossed)
        _findings(sheet)
    with section("The chart"):
        if not crossed and any(figure.count for figure in sheet.figures.values()):
            breakdown_charts.bars(sheet)
    with section("The download"):
        breakdown_tables.download(sheet)
    with section("Kinds of number, and receipts"):
        legend(_kinds(sheet), key="breakdown_legend")
        breakdown_actions.receipt(sheet)


def _kinds(sheet: Sheet) -> set[Kind]:
    """The kinds of every number that the page shows, and no other."""
    result = sheet.result
    drawn = [*sheet.figures.values(), result.rows.whole]
    drawn += [result.row_rests[r] for r in (None, *sheet.rows) if r in result.row_rests]
    drawn += [result.column_rests[c] for c in (None, *sheet.columns) if c in result.column_rests]
    further = breakdown_tables.further(sheet)
    if result.columns is None and further is not None:
        drawn.append(further[1])
    for margin in sheet.margins:
        in_table = result.columns is None and not margin.is_all
        if in_table or (result.columns is not None and _rest_said(margin)):
            drawn.append(margin.rest)
        if margin.overlap.count:
            drawn.append(margin.overlap)
    return {figure.kind for figure in drawn} | {finding.excess.kind for finding in result.findings}


def _no_values(margin: Margin) -> str:
    dimension = margin.axis.dimension
    if dimension.is_tree:
        return (
            f"{dimension.label}: nothing of it lies inside what the audience chose. Go up, or "
            "take the choice out of the audience."
        )
    return f"{dimension.label}: the audience has no value of it to count."


def _said(margin: Margin, filters: LeadFilters, *, crossed: bool) -> None:
    """What a person has to know to read one axis rightly."""
    dimension, sentences = margin.axis.dimension, []
    if filters.values(dimension.field):
        sentences.append(
            "The audience filters this already: each number is the audience with that one value "
            "in its place, and values that the audience rules out are left out."
        )
    if not margin.axis.single:
        sentences.append("These values overlap: a person can be in several of them.")
        if margin.overlap.count:
            sentences.append(
                f"Overlap: {plain(shown(margin.overlap))} (the values added up, less the people "
                "who are in any of them)."
            )
    elif margin.overlap.count:
        # Each person has one value, so only estimates differ here.
        more = "more" if margin.overlap.count > 0 else "fewer"
        apart = margin.overlap if margin.overlap.count > 0 else _positive(margin.overlap)
        sentences.append(
            f"A person has one value only, yet added up they are {plain(shown(apart))} {more} "
            "than all of them asked at once: that is how far the estimates are apart."
        )
    if crossed and _rest_said(margin):
        where = rest_name(margin)
        sentences.append(f"{where}: {plain(shown(margin.rest))}.")
    if sentences:
        st.caption(f"**{plain(dimension.label)}.** {' '.join(sentences)}")


def _rest_said(margin: Margin) -> bool:
    return margin.rest.known and not margin.is_all and not margin.rest.contradicts


def _positive(figure: Figure) -> Figure:
    return Figure(Kind.ABOUT, -(figure.count or 0), exact=False, receipts=figure.receipts)


def _findings(sheet: Sheet) -> None:
    findings = sheet.result.findings
    if not findings:
        return
    lines = [
        f"- {plain(finding.words)} ({plain(shown(finding.excess))} too many)."
        for finding in findings[:_MOST_FINDINGS]
    ]
    more = len(findings) - _MOST_FINDINGS
    if more > 0:
        lines.append(f"- And {more} more of this kind, marked in the table.")
    st.warning(
        "\n".join(lines),
        title="These estimates contradict each other; they are shown as the service gave them",
        icon=":material/rule:",
    )
