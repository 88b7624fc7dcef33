"""Judging the number on the Size page over an API whose estimates wobble and sometimes fail."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from leadpreview.api.limit import Admission
from leadpreview.dashboard import counting
from leadpreview.dashboard.figures import LEGEND
from leadpreview.errors import FilterProblem, UnanswerableFilterError
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import Answer, Cancellation, Failure, Plan, PreviewSource
from leadpreview.sizing import Kind
from leadpreview.sources.people import PeopleSource
from tests.counting import count
from tests.fakes import WobblingSource
from tests.pages.driving import field_key, key_now, settled

NEARLY = "\N{ALMOST EQUAL TO}"
THREE = LeadFilters(functions=["25"], seniority_levels=["220", "300"], keyword="sales")


class RefusingSource(WobblingSource):
    """Answers all but what is asked about functions alone."""

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        for question in plan.questions:
            if question.filters.active == ("functions",):
                reason = FilterProblem("functions", "25", "Not this one.")
                yield Failure(question.filters, UnanswerableFilterError(reason))
            else:
                yield from super().run(Plan((question,)), cancel)


@pytest.fixture
def kind() -> type[WobblingSource]:
    """An API that is only about right."""
    return WobblingSource


@pytest.fixture
def source(kind: type[WobblingSource], index: PeopleIndex) -> PreviewSource:
    """What the API answers from."""
    return kind(PeopleSource(index))


@pytest.fixture
def sandbox() -> bool:
    """It speaks of a market."""
    return False


@pytest.fixture
def app(connected: AppTest) -> AppTest:
    """The dashboard, connected to the served API."""
    return connected


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    return settled(app)


def legend(app: AppTest) -> set[Kind]:
    """The kinds that the legend explains."""
    text = "\n".join(element.value for element in app.markdown if "\n- " in f"\n{element.value}")
    return {kind for kind, (_, meaning) in LEGEND.items() if meaning in text}


def metric(app: AppTest, label: str) -> str:
    """The value of a metric."""
    (found,) = [metric.value for metric in app.metric if metric.label == label]
    return str(found)


def test_a_market_s_number_has_a_band(app: AppTest, index: PeopleIndex) -> None:
    opened(app, THREE)
    assert 350 < count(index, THREE) < 1_500
    assert metric(app, "Size band") == "Small"
    assert any("short campaign" in caption.value for caption in app.caption)
    assert metric(app, "Estimated total").startswith(f"{NEARLY} ")


def test_nothing_over_estimates_claims_to_be_exact(app: AppTest) -> None:
    opened(app, THREE)
    app.button(key="open_missing").click()
    settled(app)
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_check").click().run()
    assert legend(app) == {Kind.ESTIMATED, Kind.ABOUT, Kind.MODELLED, Kind.CANNOT_BE_ASKED}
    heads = [found.proto.columns for found in app.dataframe]
    assert any('"label": "Gain (about)"' in head for head in heads)
    assert any('"label": "Field empty (about)"' in head for head in heads)
    for found in app.dataframe:
        for name in ("Gain", "Field empty", "Another value"):
            for number in found.value.get(name, ()):
                assert len(str(abs(number)).rstrip("0")) <= 2
    assert any("no random sample" in found.value for found in app.warning)


def test_missing_data_is_priced_before_it_is_asked(app: AppTest, log: list[Admission]) -> None:
    opened(app, THREE)
    before = len(log)
    assert "2 counts, about" in app.button(key="open_missing").label
    app.run()
    assert len(log) == before
    app.button(key="open_missing").click()
    settled(app)
    # Without the filter is what the page has asked already.
    assert len(log) == before + 2


@pytest.mark.parametrize("kind", [RefusingSource])
def test_a_count_that_failed_is_never_a_zero(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"], seniority_levels=["220", "300"]))
    app.button(key="open_missing").click()
    settled(app).run()
    assert Kind.FAILED in legend(app)
    refused = [c.value for c in app.caption if "refused by the service" in c.value]
    assert len(refused) == 1
    assert "1 count" in refused[0]
    assert "Not this one" in refused[0]
    rows = {
        row["Filter"].partition(":")[0]: row for row in app.dataframe[0].value.to_dict("records")
    }
    assert rows["Function"]["Alone"] == rows["Seniority"]["Without it"] == "not measured"
    assert rows["Seniority"]["Gain"] == "not measured"
    assert rows["Function"]["Gain"].startswith("about +")
    (missing,) = [found.value for found in app.dataframe if "Field empty" in found.value]
    lost = dict(zip(missing["Filter"], missing["Field empty"], strict=True))
    assert sorted(cell == "not measured" for cell in lost.values()) == [False, True]


def test_marks_stay_while_counts_arrive(app: AppTest) -> None:
    for name, values in pairs(THREE).items():
        app.query_params[name] = values
    state = app.session_state["leadpreview"]
    app.run()
    ticket = state.tickets["alone"]
    for _ in range(3_000):
        if THREE in ticket.answers:
            break
        ticket.wait(0.01)
    app.run()
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_check").click().run()
    marks = dict(state.marks[THREE])
    assert marks
    settled(app)
    assert state.marks[THREE] == marks
    assert metric(app, "Marked") == f"{len(marks)} of {len(marks)}"
    # Measured again, the same people answer, and the marks are theirs still.
    app.button(key="again").click()
    settled(app)
    assert state.marks[THREE] == marks


def test_old_estimates_say_so_everywhere(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "OLD", timedelta(minutes=-1))
    opened(app, THREE)
    assert metric(app, "Estimated total").endswith(" (old)")
    assert legend(app) == {Kind.OLD, Kind.ABOUT, Kind.CANNOT_BE_ASKED}
    assert any(found.value.endswith("(old)") for found in app.subheader)
    assert '"label": "Alone (old)"' in app.dataframe[0].proto.columns


def test_a_change_against_the_baseline_is_about(app: AppTest) -> None:
    opened(app, THREE)
    app.button(key="pin").click().run()
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["300"])
    settled(app)
    (total,) = [found for found in app.metric if found.label == "Estimated total"]
    assert total.delta.startswith("about \N{MINUS SIGN}")
    assert "Change against the baseline" in app.selectbox(key="size_receipt").options


def test_a_share_of_the_base_is_about_and_has_two_digits(app: AppTest) -> None:
    opened(app, THREE)
    app.selectbox(key=key_now(app, "base")).set_value("functions")
    settled(app)
    assert re.fullmatch(r"about \d\d %", metric(app, "Share of the base"))


def test_a_total_that_waits_shows_between_what_it_must_lie(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, LeadFilters(functions=["25"]))
    app.session_state["leadpreview"].paused = True
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["310"]).run()
    assert not app.exception
    (total,) = [found for found in app.metric if found.label == "Estimated total"]
    assert total.value == "Not asked"
    assert total.delta.startswith("about 0 to ")
    assert Kind.BETWEEN in legend(app)
    high = int(total.delta.rpartition(" ")[2].replace(",", ""))
    assert high >= count(index, LeadFilters(functions=["25"])) * 0.9
