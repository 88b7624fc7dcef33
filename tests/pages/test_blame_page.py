"""The order-free share on the Size page: counted only when it is opened, priced over an API."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from tests.counting import count
from tests.pages.driving import key_now, settled

THREE = LeadFilters(functions=["25"], seniority_levels=["220", "300"], company_size=["51-200"])
EVERYTHING = LeadFilters.from_request(
    {
        "job_titles": ["Sales"],
        "excluded_job_titles": ["Intern"],
        "seniority_levels": ["220", "300"],
        "functions": ["25"],
        "included_industries": ["1594"],
        "excluded_industries": ["96"],
        "company_size": ["51-200", "201-500"],
        "company_type": ["P"],
        "included_locations": ["91000000"],
        "excluded_locations": ["101282230"],
        "years_of_experience": ["4", "5"],
        "keyword": "sales",
    }
)


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    return settled(app)


def shares(app: AppTest) -> list[dict[str, object]]:
    (table,) = [each.value for each in app.dataframe if "Share" in each.value]
    return [{str(name): cell for name, cell in row.items()} for row in table.to_dict("records")]


def test_closed_it_asks_nothing(app: AppTest) -> None:
    opened(app, THREE)
    assert "blame" not in app.session_state["leadpreview"].tickets
    app.toggle(key="blame").set_value(True).run()
    assert "blame" in app.session_state["leadpreview"].tickets
    app.toggle(key="blame").set_value(False).run()
    assert "blame" not in app.session_state["leadpreview"].tickets


def test_the_shares_sum_to_the_drop_from_everybody(app: AppTest, index: PeopleIndex) -> None:
    opened(app, THREE)
    app.toggle(key="blame").set_value(True).run()
    assert not app.exception
    rows = shares(app)
    assert len(rows) == 3
    whole = sum(float(str(row["Share"])) for row in rows)
    assert whole == pytest.approx(index.size - count(index, THREE))
    assert sum(float(str(row["Of the drop"])) for row in rows) == pytest.approx(1)


def test_more_filters_than_can_be_combined_are_sampled_with_a_range(app: AppTest) -> None:
    opened(app, EVERYTHING)
    app.toggle(key="blame").set_value(True).run()
    settled(app)
    rows = shares(app)
    assert len(rows) == 12
    assert all(re.fullmatch(r"[-\d,]+ to [\d,]+", str(row["Range"])) for row in rows)
    # Two digits of each mean something, so only the parts are told exactly.
    assert sum(float(str(row["Of the drop"])) for row in rows) == pytest.approx(1)
    assert any("orders were drawn" in caption.value for caption in app.caption)


def test_one_filter_alone_needs_no_share(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"]))
    assert [toggle.key for toggle in app.toggle if toggle.key == "blame"] == []


def test_over_an_api_it_needs_a_base_and_shows_its_price_first(
    connected: AppTest, log: list[Admission]
) -> None:
    opened(connected, THREE)
    settled(connected)
    connected.toggle(key="blame").set_value(True).run()
    assert any("Cannot be asked without a base" in info.value for info in connected.info)
    connected.selectbox(key=key_now(connected, "base")).set_value("functions").run()
    settled(connected)
    settled(connected)
    before = len(log)
    # Of two filters over the base the page has counted none, each and both.
    assert len(shares(connected)) == 2
    connected.selectbox(key=key_now(connected, "base")).set_value("worldwide").run()
    settled(connected)
    settled(connected)
    after = len(log)
    assert after > before
    # And of three: none, each alone, each lifted and all are every combination.
    assert not any(button.label.startswith("Count the shares") for button in connected.button)
    assert len(shares(connected)) == 3
    assert len(log) == after
    assert all(str(row["Share"]) != "nan" for row in shares(connected))


def test_over_an_api_more_filters_are_priced(connected: AppTest, log: list[Admission]) -> None:
    opened(connected, THREE.with_("included_locations", ["91000000"]))
    connected.selectbox(key=key_now(connected, "base")).set_value("included_locations").run()
    connected.toggle(key="blame").set_value(True).run()
    settled(connected)
    settled(connected)
    assert len(shares(connected)) == 3
    four = THREE.with_("included_locations", ["91000000"]).with_("keyword", "sales")
    connected.session_state["leadpreview"].audience = four
    settled(connected)
    settled(connected)
    before = len(log)
    (button,) = [b for b in connected.button if b.label.startswith("Count the shares")]
    price = re.search(r"\((\d+) counts?, about", button.label)
    assert price is not None
    button.click().run()
    settled(connected)
    settled(connected)
    assert len(log) - before == int(price[1])
    assert len(shares(connected)) == 4


@pytest.mark.parametrize("key", ["sandbox-flaky"])
def test_over_an_api_that_fails_now_and_then_no_share_is_a_zero(connected: AppTest) -> None:
    connected.session_state["leadpreview"].base = "worldwide"
    opened(connected, THREE)
    connected.toggle(key="blame").set_value(True).run()
    for button in connected.button:
        if button.label.startswith("Count the shares"):
            button.click().run()
    settled(connected)
    settled(connected)
    for row in shares(connected):
        # Numbers, or else the reason as text; nothing in between.
        assert str(row["Share"]) in ("not measured", "counting\N{HORIZONTAL ELLIPSIS}") or (
            float(str(row["Share"])) > 0
        )
