"""The Breakdown page over the served API, without a browser: what is asked, and when."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.dashboard.text import seconds
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from tests.fakes import DEADLINE
from tests.pages.driving import field_key, key_now

PAGE = "../../pages/breakdown.py"
SALES = LeadFilters(functions=["25"])
PRICED = "agree_Count it"


@pytest.fixture
def interval() -> float:
    """Seconds between two requests."""
    return 0.005


@pytest.fixture
def app(connected: AppTest) -> AppTest:
    """The dashboard, connected to the served API."""
    return connected


def opened(app: AppTest, filters: LeadFilters, **view: str) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    for name, value in view.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(PAGE)
    return settled(app)


def settled(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more."""
    for _ in range(40):
        app.run()
        assert not app.exception
        tickets = list(app.session_state["leadpreview"].tickets.values())
        if all(ticket.done for ticket in tickets):
            # The margins may have brought the cells, which the next run asks for.
            app.run()
            if app.session_state["leadpreview"].tickets.keys() == _purposes(tickets, app):
                return app
        for ticket in tickets:
            assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")


def _purposes(before: list[object], app: AppTest) -> set[str]:
    """The tickets that were there before, by their purpose."""
    now = app.session_state["leadpreview"].tickets
    return {purpose for purpose, ticket in now.items() if ticket in before}


def test_nothing_but_the_total_is_asked_before_the_price_is_agreed_to(
    app: AppTest, log: list[Admission]
) -> None:
    opened(app, SALES, rows="seniority_levels")
    asked = len(log)
    # Ten values, and all of them at once.
    assert "11 counts" in app.button(key=PRICED).label
    app.button(key=PRICED).click()
    settled(app)
    assert len(log) == asked + 11
    assert len(app.dataframe) == 1


def test_the_agreement_follows_the_audience_and_not_another_pair(
    app: AppTest, log: list[Admission]
) -> None:
    opened(app, SALES, rows="seniority_levels")
    app.button(key=PRICED).click()
    settled(app)
    app.multiselect(key=field_key(app, "functions")).set_value(["8"])
    settled(app)
    assert PRICED not in [button.key for button in app.button]
    asked = len(log)
    app.selectbox(key=key_now(app, "breakdown_columns")).set_value("company_size")
    settled(app)
    assert PRICED in [button.key for button in app.button]
    assert len(log) == asked


def test_margins_come_first_and_the_cells_of_the_largest_after(
    app: AppTest, index: PeopleIndex, log: list[Admission]
) -> None:
    opened(app, SALES, rows="seniority_levels", columns="company_size")
    asked = len(log)
    price = app.button(key=PRICED).label
    app.button(key=PRICED).click()
    settled(app)
    # Ten rows, eight columns, every value of each at once, and eight by six cells.
    assert "68 counts" in price
    assert len(log) == asked + 68
    rows = app.dataframe[0].value
    assert len(rows) == 10
    assert list(rows.columns)[:2] == ["Seniority", "All"]
    assert len(rows.columns) == 9


def test_a_paused_breakdown_goes_on_for_the_audience_that_came_meanwhile(
    app: AppTest, log: list[Admission]
) -> None:
    opened(app, SALES, rows="seniority_levels")
    app.session_state["leadpreview"].agreed.add(("breakdown", "seniority_levels"))
    app.session_state["leadpreview"].paused = True
    asked = len(log)
    app.multiselect(key=field_key(app, "functions")).set_value(["8"]).run()
    settled(app)
    assert len(log) == asked
    assert any("Paused" in element.value for element in app.markdown)
    app.session_state["leadpreview"].paused = False
    settled(app)
    # The total of the new audience, its ten values, and all of them at once.
    assert len(log) == asked + 12


def test_no_estimate_is_written_as_if_it_were_exact(app: AppTest) -> None:
    opened(app, SALES, rows="seniority_levels")
    assert app.metric[0].value.startswith("\N{ALMOST EQUAL TO} ")
    app.button(key=PRICED).click()
    settled(app)
    shares = [float(share) for share in app.dataframe[0].value["Share"] if share == share]
    assert shares
    assert all(share == float(f"{share:.2g}") for share in shares)
    unknown = app.dataframe[0].value.iloc[-1]
    assert unknown["Seniority"] == "Unknown"
    assert str(unknown["People"]).startswith("about ")
    assert any("Estimated:" in e.value and "About:" in e.value for e in app.markdown)


def test_places_with_people_in_them_are_asked_before_the_rest_of_the_world(
    app: AppTest, log: list[Admission]
) -> None:
    app.session_state["leadpreview"].paused = True
    app.session_state["leadpreview"].agreed.add(("breakdown", "included_locations"))
    opened(app, SALES, rows="included_locations")
    assert log == []
    assert app.dataframe[0].value["Country"].tolist()[0] == "United States"


def test_what_measuring_again_costs_is_said_before(app: AppTest, log: list[Admission]) -> None:
    opened(app, SALES, rows="seniority_levels")
    app.button(key=PRICED).click()
    settled(app)
    asked, state = len(log), app.session_state["leadpreview"]
    assert any("**12 counts**" in element.value for element in app.markdown)
    seconds_said = seconds(state.service.wait_for(12, queued=False))
    assert any(f"again: about {seconds_said}" in element.value for element in app.markdown)
    app.button(key="again").click()
    settled(app)
    assert len(log) == asked + 12
