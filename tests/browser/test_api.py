"""What a person sees when the preview API answers: this program's own sandbox, over a socket."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
from playwright.sync_api import Page, expect

from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.links import encode
from leadpreview.people.index import PeopleIndex
from tests.browser.screen import Screen, leave, sideways
from tests.counting import count
from tests.servers import dashboard_server, free_port, serving

SANDBOX = "Sandbox"
SALES = LeadFilters(functions=["25"], seniority_levels=["220", "300"])
THREE = SALES.with_("company_size", ["51-200"])
CANARY = "canary-7f3d9c51e2"


def test_the_page_fills_one_count_after_the_other_and_every_number_is_an_estimate(
    screen: Screen, index: PeopleIndex, tmp_path: Path
) -> None:
    screen.open(f"/?{encode(THREE)}")
    screen.connect(SANDBOX, "sandbox-second")
    screen.to("Size")
    expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, THREE):,}")
    expect(screen.queue).to_contain_text("to go")
    # The total, three filters lifted, three alone, and one step of the drop-off between them.
    screen.expect_measured(7)
    metrics = screen.page.get_by_test_id("stMetric")
    assert metrics.get_by_text("cannot be asked", exact=True).count() == 1
    rows = screen.download("Download sizing (CSV)", tmp_path)
    measured = {(row["measure"], row["field"]): row for row in rows}
    assert measured["everybody", ""]["kind"] == "cannot be asked"
    assert measured["everybody", ""]["count"] == ""
    for field in THREE.active:
        assert measured["alone", field]["count"] == str(count(index, THREE.only(field)))
        assert measured["without", field]["count"] == str(count(index, THREE.without(field)))
    gains = [row for row in rows if row["measure"] == "gain"]
    assert {row["kind"] for row in gains} == {"about"}
    kinds = {row["kind"] for row in rows if row["count"] and row not in gains}
    assert kinds == {"estimated"}


def test_picks_made_while_counts_arrive_all_count(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(THREE)}")
    screen.connect(SANDBOX, "sandbox-dashboard")
    screen.to("Size")
    expect(screen.queue).to_contain_text("to go")
    screen.pick("seniority_levels", "CXO", "Senior", "Strategic")
    wanted = THREE.with_("seniority_levels", ["120", "130", "220", "300", "310"])
    expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, wanted):,}")
    screen.button("Pause").click()
    expect(screen.queue).to_contain_text("Paused")
    screen.button("Go on").click()
    expect(screen.queue).to_contain_text("the oldest measured")


def test_a_script_on_the_same_user_s_key_costs_time_and_no_number(
    screen: Screen, index: PeopleIndex, dashboard: str
) -> None:
    """The limit is the user's, so somebody else can use it up at any moment."""
    screen.open(f"/?{encode(SALES)}")
    screen.connect(SANDBOX, "sandbox-fine")
    ended = threading.Event()
    statuses: list[int] = []

    def script() -> None:
        url = f"{dashboard}/api/v2/leads/advanced_search/preview"
        headers = {"X-API-KEY": "sandbox-fine-2"}
        with httpx.Client() as client:
            for _ in range(40):
                answer = client.post(url, json={"keyword": "sales"}, headers=headers)
                statuses.append(answer.status_code)
                if ended.wait(0.35):
                    return

    other = threading.Thread(target=script)
    other.start()
    try:
        screen.to("Size")
        expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, SALES):,}")
        expect(screen.queue).to_contain_text("the oldest measured", timeout=60_000)
        assert screen.page.get_by_text("could not be measured").count() == 0
    finally:
        ended.set()
        other.join()
    assert set(statuses) == {200, 429}


def test_a_wrong_key_is_said_and_shown_nowhere_and_the_sample_goes_on(
    screen: Screen, index: PeopleIndex, people_small: Path, dashboard_log: Path, tmp_path: Path
) -> None:
    screen.open(f"/?{encode(SALES)}")
    screen.connect(SANDBOX, CANARY)
    pages = [screen.page.content()]
    screen.button("Test the connection").click()
    expect(screen.page.get_by_text("Not accepted")).to_be_visible()
    pages.append(screen.page.content())
    screen.to("Size")
    expect(screen.queue).to_contain_text("could not be measured")
    expect(screen.total).to_have_text("–")
    expect(screen.page.get_by_text("not measured", exact=True).first).to_be_visible()
    screen.button("Copy as").click()
    screen.page.get_by_role("tab", name="curl").click()
    pages.append(screen.page.content())
    pages.append(screen.page.url)
    screen.page.keyboard.press("Escape")
    screen.to("Connection")
    screen.button("Use the embedded sample").click()
    screen.to("Size")
    screen.expect_total(count(index, SALES))
    screen.download("Download sizing (CSV)", tmp_path)
    held = [*tmp_path.iterdir(), dashboard_log, *(people_small / "lane").rglob("*")]
    assert all(CANARY not in page for page in pages)
    assert len(held) >= 3
    assert all(CANARY.encode() not in path.read_bytes() for path in held if path.is_file())


def test_a_test_and_the_account_are_said_beside_each_other(screen: Screen) -> None:
    screen.open("/connection")
    screen.connect(SANDBOX, "sandbox-second")
    screen.button("Test the connection").click()
    screen.button("Account and credits").click()
    expect(screen.page.get_by_text("It works")).to_be_visible()
    expect(screen.page.get_by_text("Name: Sam Second")).to_be_visible()
    expect(screen.page.get_by_text("Asking", exact=False)).to_have_count(0)


def test_a_key_that_cannot_be_one_is_said_and_the_box_is_emptied(screen: Screen) -> None:
    screen.open("/connection")
    box = screen.page.get_by_label("Key", exact=True)
    box.fill(f"{CANARY} {CANARY}")
    screen.page.keyboard.press("Enter")
    expect(screen.page.get_by_text("This is no key")).to_be_visible()
    expect(box).to_have_value("")
    assert CANARY not in screen.page.content()


def test_values_are_priced_before_they_are_counted(screen: Screen, index: PeopleIndex) -> None:
    screen.open(f"/?{encode(SALES.with_('functions', ['15']))}")
    screen.connect(SANDBOX, "sandbox-second")
    screen.to("Size")
    screen.page.get_by_role("radio", name="Seniority (2)").click()
    price = screen.button("Count its values")
    expect(price).to_contain_text("counts, about")
    price.click()
    table = screen.page.locator(".st-key-values_table")
    alone = LeadFilters(seniority_levels=["220"])
    expect(table).to_contain_text("\N{ALMOST EQUAL TO} Alone")
    expect(table).to_contain_text(str(count(index, alone)))


def test_filters_that_only_the_service_knows_are_there_and_the_sample_says_so(
    screen: Screen, index: PeopleIndex
) -> None:
    screen.open(f"/?{encode(SALES)}")
    assert screen.page.locator(".st-key-group_Network").count() == 0
    screen.connect(SANDBOX, "sandbox-dashboard")
    screen.to("Size")
    screen.group("Network")
    screen.tick("posted_on_linkedin")
    # The sandbox cannot know it either, and refuses by name.
    expect(screen.page.get_by_role("alert")).to_contain_text("posted_on_linkedin")
    screen.to("Connection")
    screen.button("Use the embedded sample").click()
    screen.to("Size")
    expect(screen.page.get_by_role("alert")).to_contain_text("embedded database cannot answer")
    screen.button("Remove what it cannot answer").click()
    screen.expect_total(count(index, SALES))


@contextmanager
def _api_server(data: Path, port: int, log: Path) -> Iterator[None]:
    arguments = [sys.executable, "-m", "leadpreview.cli", "serve", "--port", str(port)]
    environment = {"LEADPREVIEW_DATA": str(data)}
    with serving(
        arguments, port, log, cwd=home(), environment=environment, health="/api/v2/health"
    ):
        yield


def test_a_server_that_stops_is_said_and_counting_goes_on_when_it_is_back(
    page: Page, people_small: Path, index: PeopleIndex, tmp_path: Path
) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/api/v2"
    with ExitStack() as stack:
        dashboard = stack.enter_context(
            dashboard_server(people_small, tmp_path / "dashboard.log", LEADPREVIEW_API_URLS=url)
        )
        stack.callback(leave, page)
        screen = Screen(page, dashboard)
        with _api_server(people_small, port, tmp_path / "api.log"):
            screen.open(f"/?{encode(SALES)}")
            screen.connect(f"127.0.0.1:{port}", "sandbox-fine")
            screen.to("Size")
            expect(screen.total).to_have_text(f"\N{ALMOST EQUAL TO} {count(index, SALES):,}")
        screen.pick("seniority_levels", "CXO")
        expect(screen.queue).to_contain_text("out of reach", ignore_case=True, timeout=60_000)
        assert screen.page.get_by_text("\N{ALMOST EQUAL TO} 0", exact=True).count() == 0
        with _api_server(people_small, port, tmp_path / "api.log"):
            wanted = SALES.with_("seniority_levels", ["220", "300", "310"])
            number = f"\N{ALMOST EQUAL TO} {count(index, wanted):,}"
            expect(screen.total).to_have_text(number, timeout=90_000)


def test_the_connection_page_never_scrolls_sideways(screen: Screen) -> None:
    for width in (1360, 390):
        screen.page.set_viewport_size({"width": width, "height": 1000})
        screen.open("/connection")
        expect(screen.button("Connect")).to_be_visible()
        assert sideways(screen.page) == 0
