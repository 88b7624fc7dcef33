"""Whatever a person does counts, however old the page is that the browser shows meanwhile."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
import streamlit
from hypothesis import given

from leadpreview.dashboard import state as tab
from leadpreview.filters import LeadFilters

FIELD = "seniority_levels"
LEVELS = ("100", "110", "120", "130", "200", "210", "220")


class Browser:
    """What a browser shows of the list box of one field, and of the keyword's text box.

    Attributes:
        list_key: The key of the list box that is drawn.
        chosen: What it holds.
        text_key: The key of the text box that is drawn.
        text: What it holds.
    """

    def __init__(self) -> None:
        self.draw()

    def draw(self) -> None:
        """Show the page as it is now."""
        held: Any = streamlit.session_state
        self.list_key, start = tab.widget(FIELD)
        self.chosen = list(held.setdefault(self.list_key, start))
        self.text_key, start = tab.widget("keyword")
        self.text = str(held.setdefault(self.text_key, start))

    def toggle(self, level: str) -> bool:
        """Choose a value, or take it out again; whether it was chosen."""
        chosen = level not in self.chosen
        self.chosen = (
            [*self.chosen, level] if chosen else [each for each in self.chosen if each != level]
        )
        self._send(FIELD, self.list_key, list(self.chosen))
        return chosen

    def type(self, text: str) -> None:
        """Type a keyword and leave the box."""
        if text != self.text:
            self.text = text
            self._send("keyword", self.text_key, text)

    @staticmethod
    def _send(field: str, key: str, value: object) -> None:
        held: Any = streamlit.session_state
        held[key] = value
        tab.update(field, key)


ACTIONS = st.lists(
    st.one_of(
        st.tuples(st.just("toggle"), st.sampled_from(LEVELS)),
        st.tuples(st.just("type"), st.sampled_from(["sales", "growth", "(open", ""])),
        st.tuples(st.sampled_from(["draw", "undo", "redo", "clear", "exclude", "apply"])),
    ),
    max_size=14,
)


@pytest.fixture(scope="module", autouse=True)
def held() -> Any:
    """A dictionary in the place of Streamlit's own."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamlit, "session_state", {})
        yield streamlit.session_state


@given(ACTIONS)
def test_what_is_done_counts_in_the_order_in_which_it_is_done(
    actions: list[tuple[str, ...]],
) -> None:
    """An oracle that knows neither widgets nor browsers comes to the same audience."""
    streamlit.session_state.clear()
    start = LeadFilters(seniority_levels=["120", "220"], functions=["25"])
    tab.session().audience = start
    browser, drawn = Browser(), start
    now, undo, redo = start, list[LeadFilters](), list[LeadFilters]()

    def to(wanted: LeadFilters) -> None:
        nonlocal now, redo
        if wanted != now:
            undo.append(now)
            now, redo = wanted, []

    for name, *given_ in actions:
        if name == "draw":
            browser.draw()
            drawn = tab.session().audience
        elif name == "toggle":
            (level,) = given_
            chosen = browser.toggle(level)
            others = [each for each in now.values(FIELD) if each != level]
            to(now.with_(FIELD, [*others, level] if chosen else others))
        elif name == "type":
            (text,) = given_
            before = browser.text
            browser.type(text)
            if text != before:
                to(now.with_("keyword", text))
        elif name == "undo":
            tab.undo()
            if undo:
                redo.append(now)
                now = undo.pop()
        elif name == "redo":
            tab.redo()
            if redo:
                undo.append(now)
                now = redo.pop()
        elif name == "clear":
            tab.clear()
            to(now.without(*now.active))
        elif name == "exclude":
            tab.change(tab.session().audience.with_("excluded_job_titles", ["intern"]))
            to(now.with_("excluded_job_titles", ["intern"]))
        elif name == "apply":
            # A button of the page that was drawn: it lifts the functions and chooses one level.
            wanted = drawn.without("functions").with_(FIELD, ["310"])
            tab.apply(drawn, wanted)
            fields = [f for f in ("functions", FIELD) if wanted.values(f) != drawn.values(f)]
            after = now
            for each in fields:
                after = after.with_(each, wanted.values(each))
            to(after)
        assert tab.session().audience == now
    browser.draw()
    assert tab.session().audience.with_(FIELD, browser.chosen) == now
    assert browser.text == now.keyword


@given(st.lists(st.sampled_from(LEVELS), unique=True), st.lists(st.sampled_from(LEVELS)))
def test_a_list_that_holds_the_audience_stays_the_same_widget(
    first: list[str], then: list[str]
) -> None:
    """A new one would close under the hand that is choosing in it."""
    streamlit.session_state.clear()
    tab.session().audience = LeadFilters(seniority_levels=first)
    browser = Browser()
    key = browser.list_key
    for level in then:
        browser.toggle(level)
        browser.draw()
        assert browser.list_key == key


def test_a_value_that_is_none_stays_in_its_box_until_something_is_done_there() -> None:
    streamlit.session_state.clear()
    tab.session().audience = LeadFilters(functions=["25"])
    key, _ = tab.widget("company_size")
    streamlit.session_state[key] = ["11-50", "as many as there are"]
    tab.update("company_size", key)
    assert tab.session().problems
    assert tab.session().audience == LeadFilters(functions=["25"])
    Browser().toggle("120")
    assert tab.widget("company_size")[0] == key, "another filter was changed"
    tab.clear("company_size")
    emptied, start = tab.widget("company_size")
    assert emptied != key
    assert start == []
