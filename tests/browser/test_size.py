"""What a person does on the Size page, in a real browser against the real server."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Locator, Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from leadpreview.people.sample.presets import PRESETS
from tests.browser.screen import Screen
from tests.counting import count, first_leads

SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300"])


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_the_first_click_on_a_preset_gives_the_number_that_the_database_counts(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open()
    expect(screen.page.get_by_text(f"{index.size:,}", exact=True)).to_be_visible()
    assert screen.page.get_by_text("Estimated total").count() == 0
    screen.button("Size it").first.click()
    filters = LeadFilters.from_request(PRESETS[0].request)
    screen.expect_total(count(index, filters))
    assert screen.page.get_by_test_id("stMetric").first.inner_text().startswith("Estimated total")
    assert LeadFilters.salvage(parameters(screen.page))[0] == filters


def test_five_quick_picks_in_a_row_all_count(screen: Screen, index: PeopleIndex) -> None:
    screen.open("/?functions=25")
    picks = ("Senior", "Strategic", "Director", "Vice President", "CXO")
    screen.pick_at_once("seniority_levels", *picks)
    wanted = LeadFilters(functions=["25"], seniority_levels=["120", "130", "220", "300", "310"])
    screen.expect_total(count(index, wanted))
    screen.expect_chips("seniority_levels", picks)
    assert parameters(screen.page)["seniority_levels"] == list(wanted.seniority_levels)


def test_a_shared_link_opens_the_same_audience_in_a_fresh_browser(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.expect_total(count(index, SALES))
    screen.expect_chips("seniority_levels", ["Director", "Vice President"])
    expect(screen.sentence).to_have_text(
        "People whose seniority is Director or Vice President, whose function is Sales."
    )
    assert urlsplit(screen.page.url).query == encode(SALES)


def test_back_and_forward_walk_through_the_audiences(screen: Screen, index: PeopleIndex) -> None:
    screen.open("/?functions=25")
    first = count(index, LeadFilters(functions=["25"]))
    second = count(index, SALES.with_("seniority_levels", ["300"]))
    screen.expect_total(first)
    screen.pick("seniority_levels", "Vice President")
    screen.expect_total(second)
    screen.page.go_back()
    screen.expect_total(first)
    screen.expect_chips("seniority_levels", [])
    screen.page.go_forward()
    screen.expect_total(second)
    screen.expect_chips("seniority_levels", ["Vice President"])


def test_back_leaves_the_page_that_a_link_opened(screen: Screen) -> None:
    screen.page.goto("about:blank")
    screen.open("/?functions=25&seniority_levels=nonsense")
    screen.page.go_back()
    assert screen.page.url == "about:blank"


def test_undo_and_redo_move_the_widgets_too(screen: Screen, index: PeopleIndex) -> None:
    screen.open("/?functions=25")
    screen.pick("seniority_levels", "CXO")
    screen.expect_total(count(index, LeadFilters(functions=["25"], seniority_levels=["310"])))
    screen.button("Undo").click()
    screen.expect_total(count(index, LeadFilters(functions=["25"])))
    screen.expect_chips("seniority_levels", [])
    screen.button("Redo").click()
    screen.expect_total(count(index, LeadFilters(functions=["25"], seniority_levels=["310"])))
    screen.expect_chips("seniority_levels", ["CXO"])


def test_a_link_with_a_wrong_value_opens_with_what_is_right(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open("/?functions=25&functions=99&colour=blue")
    screen.expect_total(count(index, LeadFilters(functions=["25"])))
    left_out = screen.page.get_by_role("alert")
    expect(left_out).to_contain_text("Left out of this audience")
    expect(left_out).to_contain_text("99")
    expect(left_out).to_contain_text("colour")


def test_a_total_of_zero_names_the_way_back_and_the_button_goes_there(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open("/?functions=25&seniority_levels=300&job_titles=Zzyzx")
    screen.expect_total(0)
    back = count(index, LeadFilters(functions=["25"], seniority_levels=["300"]))
    assert back > 0
    rescue = screen.page.locator(".st-key-rescue")
    expect(rescue).to_contain_text("Job title: Zzyzx")
    expect(rescue).to_contain_text(f"{back:,}")
    rescue.get_by_role("button").click()
    screen.expect_total(back)


def test_a_pasted_column_of_titles_is_reported_and_then_applied(
    screen: Screen, index: PeopleIndex
) -> None:
    titles = [item.value for item in index.suggest_titles("", 30)]
    screen.open("/?functions=25")
    screen.page.locator(".st-key-add_Role button").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.get_by_role("tab", name="Paste").click()
    box = dialog.get_by_role("textbox", name="A column from a sheet")
    box.fill("\n".join([*titles, titles[0], "Zzyzx Wrangler"]))
    box.press("Control+Enter")
    expect(dialog).to_contain_text("32 values read")
    expect(dialog).to_contain_text("1 repeated")
    expect(dialog).to_contain_text("Zzyzx Wrangler")
    dialog.get_by_role("button", name="Add 31 titles").click()
    wanted = LeadFilters(functions=["25"], job_titles=[*titles, "Zzyzx Wrangler"])
    screen.expect_total(count(index, wanted))
    # The widget is set anew from the audience, in the audience's order.
    screen.expect_chips("job_titles", wanted.job_titles)


def test_the_downloaded_leads_are_the_first_25_with_the_fields_of_the_api_first(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(f"/?{encode(SALES)}")
    rows = screen.download("Download leads (CSV)", tmp_path)
    leads = first_leads(index, SALES)
    assert [row["linkedin_id"] for row in rows] == [lead.linkedin_id for lead in leads]
    api_fields = ["full_name", "headline", "current_company", "current_title"]
    assert list(rows[0])[:6] == [*api_fields, "linkedin_id", "profile_url"]
    assert {row["total_count"] for row in rows} == {str(count(index, SALES))}
    assert {row["source"] for row in rows} == {"synthetic sample"}
    assert encode(SALES) in rows[0]["link"]


def test_a_sizing_csv_opens_again_as_the_same_audience(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(f"/?{encode(SALES)}")
    rows = screen.download("Download sizing (CSV)", tmp_path)
    measured = {(row["measure"], row["field"]): row["count"] for row in rows}
    assert measured["total", ""] == str(count(index, SALES))
    assert measured["without", "functions"] == str(count(index, SALES.without("functions")))
    assert measured["alone", "functions"] == str(count(index, SALES.only("functions")))
    screen.page.locator(".st-key-clear_all button").click()
    expect(screen.page.get_by_text("People in the database")).to_be_visible()
    screen.button("Open from").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(tmp_path / "download.csv")
    expect(dialog).to_contain_text("Sizing CSV")
    dialog.get_by_role("button", name="Open", exact=True).click()
    screen.expect_total(count(index, SALES))


def test_the_request_and_the_link_can_be_copied(screen: Screen) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.button("Copy as").click()
    expect(screen.page.get_by_test_id("stPopoverBody")).to_contain_text(encode(SALES))
    screen.page.get_by_role("tab", name="JSON").click()
    shown = screen.page.get_by_role("tabpanel").locator("code").filter(visible=True).first
    assert json.loads(shown.inner_text()) == SALES.to_request()
    screen.page.get_by_role("tab", name="curl").click()
    expect(screen.page.get_by_test_id("stPopoverBody")).to_contain_text("X-API-KEY")


def test_a_filter_opens_into_its_values(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.page.get_by_role("radio", name="Seniority (2)").click()
    without = count(index, SALES.with_("seniority_levels", ["300"]))
    total = count(index, SALES)
    expect(screen.page.get_by_text("changes the total most")).to_be_visible()
    table = screen.page.locator(".st-key-values_table")
    expect(table).to_contain_text("Director")
    expect(table).to_contain_text(str(without))
    assert without < total


def test_the_order_of_the_funnel_can_be_changed(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(SALES)}")
    table = screen.page.locator(".st-key-costs_table")
    alone = {name: count(index, SALES.only(name)) for name in SALES.active}
    first, last = sorted(SALES.active, key=lambda name: alone[name])
    _expect_first_row(table, str(alone[first]))
    screen.page.get_by_role("radio", name="In my order").click()
    _expect_first_row(table, str(alone["seniority_levels"]))
    screen.button("Later").click()
    _expect_first_row(table, str(alone["functions"]))
    assert alone[first] != alone[last]


def test_the_baseline_shows_what_changed_against_it(screen: Screen, index: PeopleIndex) -> None:
    screen.open("/?functions=25")
    pinned = count(index, LeadFilters(functions=["25"]))
    screen.expect_total(pinned)
    screen.button("Pin as baseline").click()
    expect(screen.button(re.compile("Baseline"))).to_be_visible()
    screen.pick("seniority_levels", "CXO")
    now = count(index, LeadFilters(functions=["25"], seniority_levels=["310"]))
    screen.expect_total(now)
    delta = screen.page.get_by_test_id("stMetric").first.get_by_test_id("stMetricDelta")
    expect(delta).to_contain_text(f"\N{MINUS SIGN}{pinned - now:,}")


def test_two_tabs_keep_different_audiences(screen: Screen, index: PeopleIndex) -> None:
    other = Screen(screen.page.context.new_page(), screen.address).open("/?functions=15")
    screen.open("/?functions=25")
    screen.pick("seniority_levels", "CXO")
    other.pick("seniority_levels", "Director")
    screen.expect_total(count(index, LeadFilters(functions=["25"], seniority_levels=["310"])))
    other.expect_total(count(index, LeadFilters(functions=["15"], seniority_levels=["220"])))


def test_every_link_between_pages_carries_the_audience_and_back_returns(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.expect_total(count(index, SALES))
    screen.page.get_by_role("link", name="Data").click()
    expect(screen.page.get_by_role("heading", name="What the numbers are")).to_be_visible()
    assert urlsplit(screen.page.url).query == encode(SALES)
    screen.page.go_back()
    screen.expect_total(count(index, SALES))
    screen.page.get_by_role("link", name="Data").click()
    screen.page.get_by_role("link", name="Size").click()
    screen.expect_total(count(index, SALES))
    screen.expect_chips("seniority_levels", ["Director", "Vice President"])


def test_the_keyword_box_shows_the_place_of_a_mistake(screen: Screen) -> None:
    screen.open("/?functions=25")
    screen.group("Keyword")
    screen.field("keyword").fill("saas AND (growth OR")
    screen.field("keyword").press("Enter")
    group = screen.page.locator(".st-key-group_Keyword")
    expect(group.get_by_role("alert")).to_be_visible()
    expect(group.locator("code")).to_contain_text("^")
    expect(screen.total).to_have_count(0)


def test_an_audience_too_long_for_a_link_says_so_and_offers_the_file(
    screen: Screen, tmp_path: Path
) -> None:
    titles = [f"Title number {number} of a very long list of them" for number in range(250)]
    file = tmp_path / "audience.json"
    file.write_text(json.dumps({"job_titles": titles, "functions": ["25"]}), encoding="utf-8")
    screen.open()
    screen.button("Open from").click()
    dialog = screen.page.get_by_role("dialog")
    dialog.locator("input[type=file]").set_input_files(file)
    dialog.get_by_role("button", name="Open", exact=True).click()
    expect(screen.page.get_by_text("too long for the address")).to_be_visible()
    screen.button("Copy as").click()
    expect(screen.page.get_by_text("Share the JSON file instead")).to_be_visible()


def test_a_formula_in_a_name_is_shown_not_run(screen: Screen) -> None:
    screen.open("/?job_titles=%3DSUM(A1)&functions=25")
    expect(screen.page.locator(".st-key-costs_table")).to_contain_text("Job title: =SUM")
    screen.page.get_by_role("radio", name="Job title (1)").click()
    expect(screen.page.locator(".st-key-values_table")).to_contain_text("'=SUM(A1)")


def _expect_first_row(table: Locator, text: str) -> None:
    expect(table.locator("[role=row]").nth(1)).to_contain_text(text)


def test_the_sidebar_shows_the_audience_on_whatever_page(screen: Screen) -> None:
    screen.open("/?seniority_levels=220&functions=25")
    for page in ("Goal", "Size", "Breakdown", "Compare", "Size"):
        screen.to(page)
        path = "" if page == "Size" else page.lower()
        screen.page.wait_for_url(f"{screen.address}/{path}?*")
        screen.page.locator("[data-test-script-state=notRunning]").wait_for()
        screen.expect_chips("seniority_levels", ["Director"])
        screen.expect_chips("functions", ["Sales"])
