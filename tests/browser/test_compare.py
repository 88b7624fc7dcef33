"""What a person does on the Compare page, in a real browser against the real server."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Browser, Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from leadpreview.scenarios import Scenario, from_json, from_links, to_json, to_link
from tests.browser.screen import Screen, sideways
from tests.counting import count

SALES = LeadFilters(functions=["25"])
LEVELS = ("Senior", "Director", "Vice President", "CXO")
TWO = (
    Scenario("Directors", SALES.with_("seniority_levels", ["220"])),
    Scenario("Chiefs", SALES.with_("seniority_levels", ["310"])),
)


def scenarios_of(url: str) -> tuple[Scenario, ...]:
    return from_links(parse_qs(urlsplit(url).query).get("scenario", []))[0]


def path_of(scenarios: tuple[Scenario, ...]) -> str:
    return "/compare?" + urlencode({"scenario": [to_link(s) for s in scenarios]}, doseq=True)


def expect_scenarios(page: Page, scenarios: tuple[Scenario, ...], index: PeopleIndex) -> None:
    """Wait until the cards show these scenarios, in this order, with their totals."""
    for place, scenario in enumerate(scenarios, 1):
        card = page.locator(f".st-key-scenario_{place}")
        # While a card is drawn anew, the box before it is still there, below.
        name = card.get_by_label(f"Name of scenario {place}").first
        expect(name).to_have_value(scenario.name)
        value = card.get_by_test_id("stMetricValue")
        expect(value).to_have_text(f"{count(index, scenario.filters):,}")
    expect(page.locator(f".st-key-scenario_{len(scenarios) + 1}")).to_have_count(0)


def test_six_scenarios_pinned_from_size_are_compared_and_their_link_opens_in_a_fresh_browser(
    screen: Screen, browser: Browser, index: PeopleIndex
) -> None:
    page = screen.page
    screen.open(f"/?{encode(SALES)}")
    screen.expect_total(count(index, SALES))
    screen.button("Pin to compare").click()
    filters, pinned = SALES, [SALES]
    ids = {"Senior": "120", "Director": "220", "Vice President": "300", "CXO": "310"}
    for label in LEVELS:
        screen.pick("seniority_levels", label)
        filters = filters.with_("seniority_levels", [*filters.seniority_levels, ids[label]])
        screen.expect_total(count(index, filters))
        screen.button(f"Pin to compare ({len(pinned)})").click()
        pinned.append(filters)
        expect(screen.button(f"Pin to compare ({len(pinned)})")).to_be_visible()
    screen.to("Compare")
    screen.button("Pin a preset").click()
    page.locator(".st-key-pin_preset_0 button").click()
    expect(page.locator(".st-key-scenario_6")).to_be_visible()
    six = scenarios_of(page.url)
    assert [scenario.filters for scenario in six[:5]] == pinned
    expect_scenarios(page, six, index)
    page.keyboard.press("Escape")
    screen.button("Copy link").click()
    link = page.get_by_test_id("stCode").filter(has_text="scenario=").inner_text()
    fresh = browser.new_context(locale="en-US")
    try:
        opened = fresh.new_page()
        opened.goto(link.strip())
        expect_scenarios(opened, six, index)
    finally:
        fresh.close()


def test_back_brings_back_the_order_before(screen: Screen, index: PeopleIndex) -> None:
    screen.open(path_of(TWO))
    expect_scenarios(screen.page, TWO, index)
    screen.page.locator(".st-key-right_0 button").click()
    expect_scenarios(screen.page, TWO[::-1], index)
    screen.page.go_back()
    expect_scenarios(screen.page, TWO, index)
    screen.page.go_forward()
    expect_scenarios(screen.page, TWO[::-1], index)


def test_a_downloaded_file_opens_the_same_scenarios_again(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    page = screen.page
    screen.open(path_of(TWO))
    with page.expect_download() as waiting:
        screen.button("Download JSON").click()
    waiting.value.save_as(tmp_path / "scenarios.json")
    assert from_json((tmp_path / "scenarios.json").read_text(encoding="utf-8")) == (TWO, ())
    screen.open("/compare")
    screen.button("Open JSON").click()
    page.get_by_test_id("stFileUploaderDropzoneInput").set_input_files(tmp_path / "scenarios.json")
    expect(page.get_by_role("dialog")).to_contain_text("2. Chiefs")
    page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
    expect_scenarios(page, TWO, index)


def test_a_pasted_file_of_scenarios_opens_and_the_wrong_ones_are_named(
    screen: Screen, index: PeopleIndex
) -> None:
    page = screen.page
    body = json.loads(to_json(TWO))
    body["scenarios"].append({"name": "No filters"})
    screen.open("/compare")
    screen.button("Open JSON").click()
    page.get_by_label("Or paste it").fill(json.dumps(body))
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("dialog")).to_contain_text("1 thing will be left out")
    page.get_by_role("dialog").get_by_role("button", name="Open", exact=True).click()
    expect_scenarios(page, TWO, index)
    expect(page.get_by_text("Number 3 of the file is no scenario")).to_be_visible()


def test_the_comparison_leaves_as_a_file_in_which_every_number_says_what_it_is(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(path_of(TWO))
    expect_scenarios(screen.page, TWO, index)
    with screen.page.expect_download() as waiting:
        screen.button("Download comparison").click()
    waiting.value.save_as(tmp_path / "comparison.csv")
    text = (tmp_path / "comparison.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(row["kind"] and row["worked_out_from" if row["how"] else "filters"] for row in rows)
    (change,) = [row for row in rows if row["measure"] == "difference"]
    first, second = (count(index, scenario.filters) for scenario in TWO)
    assert change["count"] == str(second - first)
    assert change["kind"] == "worked out"
    assert change["difference_in_words"] == "seniority CXO instead of Director"


def test_a_phone_shows_six_scenarios_without_scrolling_sideways(
    phone: Screen,
) -> None:
    levels = ("100", "110", "120", "200", "210", "220")
    six = tuple(
        Scenario(f"People of level {level} in sales", SALES.with_("seniority_levels", [level]))
        for level in levels
    )
    phone.open(path_of(six))
    expect(phone.page.locator(".st-key-scenario_6")).to_be_visible()
    phone.page.get_by_text("As a table").wait_for()
    assert sideways(phone.page) == 0


def test_what_is_pinned_over_the_api_is_in_the_way_to_compare(
    screen: Screen, index: PeopleIndex
) -> None:
    filters = TWO[0].filters
    screen.open(f"/?{encode(filters)}")
    screen.connect("Sandbox", "sandbox-second")
    screen.to("Size")
    expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, filters):,}")
    screen.button("Pin to compare").click()
    expect(screen.button("Pin to compare (1)")).to_be_visible()
    screen.to("Compare")
    card = screen.page.locator(".st-key-scenario_1")
    shown = f"\N{ALMOST EQUAL TO} {count(index, filters):,}"
    expect(card.get_by_test_id("stMetricValue")).to_have_text(shown)
    assert [scenario.filters for scenario in scenarios_of(screen.page.url)] == [filters]
    card.get_by_label("Name of scenario 1").fill("My directors")
    screen.page.keyboard.press("Enter")
    screen.page.wait_for_url("**My%2Bdirectors**")


def test_a_file_of_scenarios_that_is_opened_as_an_audience_says_where_it_opens(
    screen: Screen,
) -> None:
    screen.open()
    screen.button("Open from").click()
    screen.page.get_by_label("Or paste it").fill(to_json(TWO))
    screen.page.keyboard.press("Control+Enter")
    expect(screen.page.get_by_role("dialog")).to_contain_text("Open it on Compare")
