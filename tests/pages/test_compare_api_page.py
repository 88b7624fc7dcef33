"""The Compare page over an API, without a browser: what is asked, and what is not."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.filters import LeadFilters
from leadpreview.scenarios import Scenario, to_link
from tests.pages.driving import settled

SALES = LeadFilters(functions=["25"])
ALL = Scenario("All of sales", SALES)
TWO_LEVELS = Scenario("Two levels", SALES.with_("seniority_levels", ["220", "300"]))
ALMOST = "\N{ALMOST EQUAL TO} "


@pytest.fixture
def app(connected: AppTest) -> AppTest:
    """The dashboard, connected to the served API."""
    return connected


def compared(app: AppTest, *scenarios: Scenario, paused: bool = False) -> AppTest:
    app.query_params["scenario"] = [to_link(scenario) for scenario in scenarios]
    app.session_state["leadpreview"].paused = paused
    app.run()
    app.switch_page("../../pages/compare.py")
    return settled(app)


def totals(app: AppTest) -> list[str]:
    return [metric.value for metric in app.metric if metric.label == "Estimated total"]


def deltas(app: AppTest) -> list[str]:
    return [metric.delta for metric in app.metric if metric.label == "Estimated total"]


def test_totals_cost_one_request_each_and_their_difference_is_about(
    app: AppTest, log: list[Admission]
) -> None:
    compared(app, ALL, TWO_LEVELS)
    assert len(log) == 2
    assert all(total.startswith(ALMOST) for total in totals(app))
    assert deltas(app)[1].startswith("about \N{MINUS SIGN}")
    assert not any("of the database" in element.value for element in app.caption)


def test_the_breakdown_is_priced_before_it_is_asked(app: AppTest, log: list[Admission]) -> None:
    """Ten levels of the first, and of the second the two that its own filter lets through."""
    compared(app, ALL, TWO_LEVELS)
    button = next(each for each in app.button if each.label.startswith("Count seniority"))
    # What the two levels cost alone is the same question for both.
    assert "(10 counts, about" in button.label
    button.click()
    settled(app)
    assert len(log) == 12
    rows = {str(row["Seniority"]): row for row in app.dataframe[0].value.to_dict("records")}
    first, second = (str(rows["Director"][name]) for name in ("1. All of sales", "2. Two levels"))
    # A column with gaps is text, which says the kind; the other is numbers that are written so.
    assert second == f"{ALMOST}{int(first):,}"
    assert rows["Senior"]["2. Two levels"] == ""


@pytest.mark.parametrize("interval", [30.0])
def test_what_is_counted_next_is_said_as_it_is(app: AppTest) -> None:
    """A scenario is no filter of the audience that was lifted, though it may look like one."""
    app.query_params["functions"] = ["8"]
    app.query_params["company_size"] = ["51-200"]
    chiefs = Scenario("Chiefs", SALES.with_("seniority_levels", ["310"]))
    app.query_params["scenario"] = [to_link(TWO_LEVELS), to_link(chiefs)]
    app.run()
    app.switch_page("../../pages/compare.py").run()
    (said,) = [each.value for each in app.markdown if "to go" in each.value]
    assert "now people whose seniority is" in said


def test_paused_counting_asks_nothing(app: AppTest, log: list[Admission]) -> None:
    compared(app, ALL, TWO_LEVELS, paused=True)
    assert log == []
    assert totals(app) == ["not asked", "not asked"]


def test_everybody_cannot_be_asked_and_is_no_zero(app: AppTest, log: list[Admission]) -> None:
    compared(app, Scenario("Everybody", LeadFilters()), ALL)
    assert len(log) == 1
    assert totals(app)[0] == "cannot be asked"
    assert deltas(app)[1] == ""


def test_live_off_is_not_compared_with_live_on(app: AppTest) -> None:
    compared(app, ALL, Scenario("Off", TWO_LEVELS.filters.with_("live", False)))
    assert all(total.startswith(ALMOST) for total in totals(app))
    assert deltas(app)[1] == ""
    assert any("Not compared with 1" in element.value for element in app.caption)


def test_pinning_and_removing_reach_the_address(app: AppTest) -> None:
    compared(app, ALL, TWO_LEVELS)
    app.button(key="remove_0").click().run()
    assert app.query_params["scenario"] in (to_link(TWO_LEVELS), [to_link(TWO_LEVELS)])
    settled(app)
    assert len(totals(app)) == 1
