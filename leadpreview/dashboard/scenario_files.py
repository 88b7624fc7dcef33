"""Scenarios taken elsewhere and brought in: one link, a JSON file, the comparison as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from leadpreview import links
from leadpreview.dashboard import downloads, opening, pins
from leadpreview.dashboard.address import view_of
from leadpreview.dashboard.leads import base_url
from leadpreview.dashboard.scenario_cards import labels_of
from leadpreview.dashboard.scenario_parts import Parts
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import number, plain, plural, said, shown_name
from leadpreview.dashboard.visit import show_reason
from leadpreview.difference import differences
from leadpreview.errors import FilterProblem, InvalidFiltersError
from leadpreview.exports import figures_csv
from leadpreview.links import LONGEST_LINK
from leadpreview.scenarios import Scenario, from_json, to_json
from leadpreview.sizing import Compared, Figure

__all__ = ["COLUMNS", "NAME", "draw", "numbers", "open_button", "show"]

NAME: Final = "open_scenarios"

COLUMNS: Final = (
    "place",
    "scenario",
    "measure",
    "field",
    "value",
    "name",
    "ratio",
    "share",
    "compared_with",
    "difference_in_words",
)
"""What each number of the CSV is; ratio and share are numbers, not percentages."""

_LISTED: Final = 20


def show(
    scenarios: Sequence[Scenario], compared: Sequence[Compared], parts: Parts | None = None
) -> None:
    """Draw the ways out: link, JSON, and CSV where the parts are shown; and the way in."""
    link = f"{base_url()}?{urlencode(_parameters(), doseq=True)}"
    if len(link) > LONGEST_LINK:
        st.info(
            "These scenarios are too long for one link and for the address: they would have "
            f"{number(len(link))} characters, and more than {number(LONGEST_LINK)} do not survive "
            "every chat and browser. Download them as a JSON file, which opens here again.",
            icon=":material/link_off:",
        )
    with st.container(horizontal=True, gap="small", key="compare_files"):
        with st.popover(
            "Copy link",
            icon=":material/link:",
            disabled=len(link) > LONGEST_LINK,
            key="compare_link",
        ):
            st.markdown("Opens all of these scenarios, in this order.")
            st.code(link, language=None, wrap_lines=True)
        downloads.offer(
            "Download JSON",
            lambda: to_json(scenarios).encode(),
            file_name="leadpreview-scenarios.json",
            mime="application/json",
            key="compare_json",
        )
        open_button()
        if parts is not None:
            _csv_button(scenarios, compared, parts)


def _csv_button(scenarios: Sequence[Scenario], compared: Sequence[Compared], parts: Parts) -> None:
    downloads.offer(
        "Download comparison (CSV)",
        lambda: figures_csv(COLUMNS, _rows(scenarios, compared, parts)),
        file_name="leadpreview-comparison.csv",
        key="compare_csv",
    )


def open_button() -> None:
    """A button that opens the dialog for a JSON file of scenarios."""
    opening.opener(NAME, "Open JSON", ":material/file_open:")


def numbers(
    scenarios: Sequence[Scenario], compared: Sequence[Compared], parts: Parts
) -> Mapping[str, Figure]:
    """Every number of the page by what it is called there."""
    names = labels_of(scenarios)
    found = {name: row.total for name, row in zip(names, compared, strict=True)}
    for name, row in list(zip(names, compared, strict=True))[1:]:
        found[f"{name}, against 1"] = row.difference
    for (place, dimension, value), figure in parts.items():
        found[f"{names[place]}, {shown_name(dimension.field, value)}"] = figure
    return found


def _parameters() -> dict[str, list[str]]:
    return links.pairs(session().audience) | view_of("compare")


def _rows(
    scenarios: Sequence[Scenario], compared: Sequence[Compared], parts: Parts
) -> Iterator[tuple[dict[str, object], Figure]]:
    first = scenarios[0]
    for place, (scenario, row) in enumerate(zip(scenarios, compared, strict=True)):
        who: dict[str, object] = {"place": place + 1, "scenario": scenario.name}
        yield {**who, "measure": "total", "share": row.share}, row.total
        if place:
            words = "; ".join(differences(scenario.filters, first.filters, naming=shown_name))
            against = {"compared_with": first.name, "difference_in_words": words}
            yield {**who, "measure": "difference", "ratio": row.ratio, **against}, row.difference
        for (of, dimension, value), figure in parts.items():
            if of == place:
                field = dimension.field
                what = {"field": field, "value": value, "name": shown_name(field, value)}
                yield {**who, "measure": f"part by {dimension.label}", **what}, figure


@section("Open scenarios")
def draw(_: Answering) -> None:
    """Draw what is in the dialog that opens scenarios."""
    st.markdown("A JSON file that was downloaded here. It replaces the scenarios on the page.")
    opening.draw_given(NAME, ("json", "txt"))
    # What was read stands below the button: above, it would push the button from under a press.
    st.button("Open", on_click=_apply, width="stretch", key="scenarios_apply")
    text = opening.given(NAME)
    if text.strip():
        _describe(text)
    else:
        show_reason()


def _describe(text: str) -> None:
    try:
        scenarios, problems = _read(text)
    except InvalidFiltersError as error:
        st.error(plain(str(error)))
        return
    if not scenarios and not problems:
        st.error("This file holds no scenarios.")
    for label, scenario in zip(labels_of(scenarios), scenarios, strict=True):
        st.markdown(f"**{plain(label)}** {plain(said(scenario.filters)[:300])}")
    if problems:
        st.warning(
            "\n".join(f"- {plain(problem.reason[:400])}" for problem in problems[:_LISTED]),
            title=f"{plural(len(problems), 'thing')} will be left out",
        )


def _apply() -> None:
    text = opening.given_to_open(NAME)
    if not text:
        return
    try:
        scenarios, problems = _read(text)
    except InvalidFiltersError:
        return  # what was given says below the button why it cannot be opened
    if not scenarios:
        return
    pins.open_all(scenarios)
    session().problems = problems
    opening.close(NAME)


def _read(text: str) -> tuple[tuple[Scenario, ...], tuple[FilterProblem, ...]]:
    return from_json(text.removeprefix("\ufeff"))
