"""An error costs the section that it is in: it says so, the log says why, and the rest is drawn."""

from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import NoReturn

import pytest
import streamlit as st
from streamlit.runtime.scriptrunner import RerunException, StopException
from streamlit.testing.v1 import AppTest

from leadpreview.dashboard import (
    axes,
    blame,
    breakdown_actions,
    breakdown_charts,
    breakdown_tables,
    connection,
    costs,
    counting,
    data,
    diagram,
    downloads,
    figures,
    goal,
    headline,
    lacking,
    leads,
    needed,
    overlap,
    priority,
    receipts,
    scenario_cards,
    scenario_charts,
    scenario_files,
    scenario_parts,
    sections,
    share,
    start,
    waiting,
)
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.scenarios import Scenario
from tests.pages.driving import field_key, settled

SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300"])
SCENARIOS = (Scenario("Sales", SALES), Scenario("Senior", SALES.without("functions")))
KEY = "sandbox-second"


def fail(*_: object, **__: object) -> NoReturn:
    raise ZeroDivisionError(f"no shares for {KEY}")


def opened(app: AppTest, page: str, filters: LeadFilters = SALES, section: str = "") -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    app.run()
    app.session_state["leadpreview"].scenarios = SCENARIOS
    if section:
        app.session_state["compare_section"] = section
    if page != "size":
        app.switch_page(f"../../pages/{page}.py")
    return settled(app)


def failed(app: AppTest) -> list[str]:
    """The sections that say that they are not drawn."""
    titles = [str(error.proto.title) for error in app.error]
    return [title.removeprefix("Not drawn: ") for title in titles if title.startswith("Not drawn")]


def parts(app: AppTest) -> set[str]:
    """What is on the page: the keys of what can be pressed, the headings, the metrics."""
    found = {str(widget.key) for widget in (*app.button, *app.selectbox, *app.toggle)}
    found |= {heading.value for heading in (*app.subheader, *app.header, *app.title)}
    return found | {metric.label for metric in app.metric}


SIZE = {"Estimated total", "Share of database", "pin", "What each filter costs", "blame"}
SIZE |= {"What missing data costs", "noise_check", "size_receipt"}
BREAKDOWN = {"Estimated total", "breakdown_pin", "look_row_v0", "breakdown_receipt"}
GOAL = {"Estimated total", "goal_undo", "goal_receipt", "Measured"}
COMPARE = {"left_0", "The same breakdown for each", "compare_receipt", "open_scenarios"}
MEANING = "What each filter means here"
DATA = {"People", MEANING}
CONNECTION = {"Where the numbers come from", "The sandbox", "Where keys are kept"}


@pytest.mark.parametrize(
    ("page", "module", "name", "section", "lost", "kept"),
    [
        ("size", headline, "show", "The total", {"Estimated total", "Share of database"}, SIZE),
        ("size", share, "toolbar", "Pin, copy and open", {"pin"}, SIZE),
        ("size", costs, "show", "What each filter costs", {"What each filter costs"}, SIZE),
        ("size", blame, "show", "Order-free share of each filter", {"blame"}, SIZE),
        ("size", lacking, "show", "What missing data costs", {"What missing data costs"}, SIZE),
        ("size", leads, "show", "The first leads", {"noise_check"}, SIZE),
        ("size", receipts, "show", "Kinds of number, and receipts", {"size_receipt"}, SIZE),
        ("size", figures, "legend", "Kinds of number, and receipts", {"size_receipt"}, SIZE),
        ("size", waiting, "show", "What is being counted", set(), SIZE),
        ("size", headline, "problems", "What answers", set(), SIZE),
        ("breakdown", headline, "sentence", "The audience", set(), BREAKDOWN),
        ("breakdown", axes, "choose", "What it is broken down by", set(), BREAKDOWN),
        ("breakdown", breakdown_tables, "list_of", "The table", set(), BREAKDOWN),
        ("breakdown", breakdown_charts, "bars", "The chart", set(), BREAKDOWN),
        ("breakdown", breakdown_tables, "download", "The download", set(), BREAKDOWN),
        (
            "breakdown",
            breakdown_actions,
            "show",
            "The number looked at",
            {"look_row_v0"},
            BREAKDOWN,
        ),
        (
            "breakdown",
            breakdown_actions,
            "receipt",
            "Kinds of number, and receipts",
            {"breakdown_receipt"},
            BREAKDOWN,
        ),
        ("goal", goal, "_standing", "The total", {"Estimated total"}, GOAL),
        ("goal", goal, "_cards", "The best changes", {"Measured"}, GOAL),
        ("goal", goal, "_every", "Every change with a number", set(), GOAL),
        ("goal", goal, "look", "Ways to the goal", {"goal_receipt", "Measured"}, GOAL),
        ("goal", needed, "chosen", "The goal", GOAL, GOAL),
        ("compare", scenario_cards, "show", "The scenarios", {"left_0"}, COMPARE),
        ("compare", scenario_charts, "totals", "The totals as bars", set(), COMPARE),
        (
            "compare",
            scenario_parts,
            "show",
            "The same breakdown for each",
            {"The same breakdown for each"},
            COMPARE,
        ),
        ("compare", scenario_files, "show", "Links and files", {"open_scenarios"}, COMPARE),
        (
            "connection",
            connection,
            "choose",
            "Where the numbers come from",
            {"Where the numbers come from"},
            CONNECTION,
        ),
        ("connection", connection, "sandbox", "The sandbox", {"The sandbox"}, CONNECTION),
        ("data", data, "source", "What the numbers are counted in", {"People"}, DATA),
        ("data", data, "meaning", "What each filter means here", {MEANING}, DATA),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_one_section_fails_and_the_rest_of_the_page_is_drawn(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    not_drawn: list[str],
    page: str,
    module: ModuleType,
    name: str,
    section: str,
    lost: set[str],
    kept: set[str],
) -> None:
    opened(app, page)
    whole = parts(app)
    assert kept <= whole
    with monkeypatch.context() as broken:
        broken.setattr(module, name, fail)
        settled(app)
    assert failed(app) == [section]
    assert kept - parts(app) == lost
    (line,) = not_drawn
    assert line.startswith(f"Not drawn: {section}\nTraceback")
    assert "ZeroDivisionError" in line
    not_drawn.clear()
    assert failed(settled(app)) == []
    assert parts(app) == whole


@pytest.mark.parametrize(
    ("section", "module", "name", "title", "key"),
    [
        ("Overlap", diagram, "show", "The circles", "overlap_receipt"),
        ("Overlap", overlap, "fold_overlap", "Overlap", "open_scenarios"),
        ("Overlap", downloads, "offer", "Receipts and the file", "left_0"),
        ("Priority", priority, "_table", "Priority", "open_scenarios"),
        ("Priority", figures, "table", "The table", "priority_receipt"),
        ("Priority", figures, "contradictions", "What cannot be counted here", "priority_receipt"),
    ],
)
def test_a_part_of_an_overlap_or_a_priority_fails_alone(
    app: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    not_drawn: list[str],
    section: str,
    module: ModuleType,
    name: str,
    title: str,
    key: str,
) -> None:
    opened(app, "compare", section=section)
    monkeypatch.setattr(module, name, fail)
    settled(app)
    assert title in failed(app)
    assert key in parts(app)
    assert len(not_drawn) == len(failed(app))
    not_drawn.clear()


def test_a_pane_that_fails_before_its_sections_leaves_the_sidebar(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, not_drawn: list[str]
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(counting, "size", fail)
        opened(app, "size")
    assert failed(app) == ["The numbers of this page"]
    assert app.multiselect(key=field_key(app, "functions")).value == ["25"]
    not_drawn.clear()
    app.multiselect(key=field_key(app, "functions")).set_value([]).run()
    assert failed(app) == []
    assert parts(app) >= {"Estimated total"}


def test_the_same_error_is_logged_once_and_after_it_was_mended_again(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, not_drawn: list[str]
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(lacking, "show", fail)
        opened(app, "size")
        app.run()
        assert len(not_drawn) == 1
    app.run()
    assert failed(app) == []
    monkeypatch.setattr(lacking, "show", fail)
    app.run()
    assert len(not_drawn) == 2
    not_drawn.clear()


def test_no_key_is_written_into_the_log_or_onto_the_page(
    connected: AppTest, monkeypatch: pytest.MonkeyPatch, not_drawn: list[str]
) -> None:
    monkeypatch.setattr(lacking, "show", fail)
    opened(connected, "size")
    (line,) = not_drawn
    assert "no shares for ***" in line
    assert KEY not in line
    assert all("shares" not in error.value for error in connected.error)
    not_drawn.clear()


@pytest.mark.parametrize(
    ("page", "module", "name"),
    [
        ("size", costs, "show"),
        ("size", counting, "size"),
        ("size", counting, "ask"),
        ("size", waiting, "show"),
        ("breakdown", breakdown_tables, "list_of"),
        ("goal", goal, "look"),
        ("compare", scenario_parts, "show"),
        ("compare", scenario_charts, "totals"),
    ],
)
def test_over_an_api_a_section_that_fails_does_not_keep_the_page_busy(
    connected: AppTest,
    monkeypatch: pytest.MonkeyPatch,
    not_drawn: list[str],
    page: str,
    module: ModuleType,
    name: str,
) -> None:
    monkeypatch.setattr(module, name, fail)
    connected.session_state["leadpreview"].agreed = Everything()
    opened(connected, page)
    settled(connected)
    assert len(failed(connected)) == 1
    assert not_drawn
    not_drawn.clear()


def test_what_a_failed_section_did_not_come_to_ask_is_not_withdrawn(
    connected: AppTest, monkeypatch: pytest.MonkeyPatch, not_drawn: list[str]
) -> None:
    """Every run would ask it anew, see that it is gone, and begin another run."""
    monkeypatch.setattr(scenario_parts, "show", fail)
    connected.session_state["leadpreview"].agreed = Everything()
    opened(connected, "compare")
    parts_asked = connected.session_state["leadpreview"].tickets["compare parts"]
    assert not parts_asked.cancelled
    not_drawn.clear()


class Everything(set[object]):
    """Agreements to whatever it costs."""

    def __contains__(self, _: object) -> bool:
        return True


@pytest.mark.parametrize("ending", [st.stop, st.rerun])
def test_what_ends_a_run_on_purpose_passes(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, ending: Callable[[], NoReturn]
) -> None:
    runs: list[object] = []

    def end(*_: object) -> None:
        runs.append(None)
        if len(runs) == 1:
            ending()

    monkeypatch.setattr(start, "show", end)
    app.run()
    assert len(runs) == (1 if ending is st.stop else 2)
    assert failed(app) == []
    assert not issubclass(RerunException, Exception)
    assert not issubclass(StopException, Exception)


def test_an_error_in_a_fragment_inside_is_told_once_by_the_fragment(app: AppTest) -> None:
    def script() -> None:
        import streamlit as st

        from leadpreview.dashboard.sections import section

        @st.fragment
        def inside() -> None:
            raise ZeroDivisionError

        with section("Around"):
            inside()
        st.write("after")

    app = AppTest.from_function(script).run()
    assert len(app.exception) == 1
    assert len(app.error) == 0
    assert app.markdown[0].value == "after"


def test_the_page_tests_would_notice(not_drawn: list[str]) -> None:
    sections._log.error("Not drawn: anything")
    assert not_drawn == ["Not drawn: anything"]
    not_drawn.clear()
