"""What a person does on the Breakdown page, on the embedded people and over the sandbox."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import expect

from leadpreview import catalog
from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen
from tests.counting import count

SALES = LeadFilters(functions=["25"])
USA = "103644278"
DOWNLOAD = "Download breakdown (CSV)"


def test_a_breakdown_is_stopped_the_filters_change_and_it_goes_on_to_its_end(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(f"/breakdown?{encode(SALES)}&rows=company_size")
    screen.connect("Sandbox", "sandbox-second")
    screen.to("Breakdown")
    screen.page.get_by_role("button", name="Count it (9 counts").click()
    expect(screen.queue).to_contain_text("to go")
    screen.button("Pause").click()
    expect(screen.queue).to_contain_text("Paused")
    screen.pick("seniority_levels", "CXO")
    wanted = SALES.with_("seniority_levels", ["310"])
    expect(screen.sentence).to_contain_text("CXO")
    expect(screen.queue).to_contain_text("Paused")
    expect(screen.total).to_have_text("not asked")
    screen.button("Go on").click()
    screen.expect_measured(10)
    expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, wanted):,}")
    rows = screen.download(DOWNLOAD, tmp_path)
    parts = {row["row"]: row for row in rows if row["measure"] == "row"}
    for entry in catalog.lead_headcounts:
        asked = wanted.with_("company_size", [entry.id])
        assert parts[entry.id]["count"] == str(count(index, asked))
        assert parts[entry.id]["kind"] == "estimated"
        assert parts[entry.id]["filters"] == asked.to_json()
    (rest,) = (row for row in rows if row["measure"] == "rows: unknown")
    assert rest["kind"] == "about"


def test_a_click_on_a_country_opens_it_into_its_states_and_the_link_says_so(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/breakdown?{encode(SALES)}&rows=included_locations")
    table = screen.page.get_by_test_id("stDataFrame").first
    # The first row is the country with the most people.
    table.click(position={"x": 60, "y": 52})
    largest = max(
        ("103644278", "101165590", "101282230", "102713980"),
        key=lambda place: count(index, SALES.with_("included_locations", [place])),
    )
    assert largest == USA
    screen.button("Open United States into its states").click()
    expect(screen.page.get_by_role("heading", name="State in United States")).to_be_visible()
    whole = count(index, SALES.with_("included_locations", [USA]))
    metric = screen.page.get_by_test_id("stMetric").filter(has_text="Of them in United States")
    expect(metric.get_by_test_id("stMetricValue")).to_have_text(f"{whole:,}")
    assert f"rows=included_locations%40{USA}" in screen.page.url
    screen.page.reload()
    expect(screen.page.get_by_role("heading", name="State in United States")).to_be_visible()
    screen.button("Country").click()
    expect(screen.page.get_by_role("heading", name="Country", exact=True)).to_be_visible()
