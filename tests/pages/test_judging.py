"""Judging the number on the Size page, on the embedded database."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
import streamlit
from streamlit.testing.v1 import AppTest

from leadpreview.dashboard.figures import LEGEND
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from leadpreview.sizing import Kind, ticked, wilson
from tests.counting import count
from tests.pages.driving import field_key

TWO = LeadFilters(functions=["25"], seniority_levels=["220", "300"])
TITLED = TWO.with_("job_titles", ["Sales"])


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch) -> dict[str, Callable[[], bytes]]:
    """What the download buttons of the latest run would give, by what they say."""
    offered: dict[str, Callable[[], bytes]] = {}

    def button(label: str, data: Callable[[], bytes], **_: object) -> None:
        offered[label] = data

    monkeypatch.setattr(streamlit, "download_button", button)
    return offered


def opened(app: AppTest, filters: LeadFilters) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    app.run()
    assert not app.exception
    return app


def metric(app: AppTest, label: str) -> str:
    """The value of a metric."""
    (found,) = [metric.value for metric in app.metric if metric.label == label]
    return str(found)


def legend(app: AppTest) -> set[Kind]:
    """The kinds that the legend explains."""
    text = "\n".join(element.value for element in app.markdown if "\n- " in f"\n{element.value}")
    return {kind for kind, (_, meaning) in LEGEND.items() if meaning in text}


def test_of_invented_people_no_band_is_said(app: AppTest) -> None:
    opened(app, TWO)
    assert metric(app, "Size band") == "Synthetic"


def test_what_is_lost_for_want_of_data_is_counted_once_it_is_opened(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, TITLED)
    assert app.button(key="open_missing").label.endswith("(2 counts, at once)")
    app.button(key="open_missing").click().run()
    assert not app.exception
    (table,) = [found.value for found in app.dataframe if "Field empty" in found.value]
    for row, field in zip(table.to_dict("records"), ("seniority_levels", "functions"), strict=True):
        every = ticked(TITLED, field)
        assert every is not None
        without, filled = count(index, TITLED.without(field)), count(index, every)
        assert row["Without it"] == without
        assert row["Every value"] == filled
        assert row["Field empty"] == without - filled
        assert row["Another value"] == filled - count(index, TITLED)
    assert any("Cannot be asked: Job title" in caption.value for caption in app.caption)


def test_the_audience_with_every_value_ticked_is_one_click_away(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, TWO)
    app.button(key="open_missing").click().run()
    app.button(key="tick_functions").click().run()
    every = ticked(TWO, "functions")
    assert every is not None
    assert metric(app, "Estimated total") == f"{count(index, every):,}"
    assert app.button(key="tick_functions").disabled
    app.button(key="undo").click().run()
    assert metric(app, "Estimated total") == f"{count(index, TWO):,}"
    app.button(key="close_missing").click().run()
    assert not [found for found in app.dataframe if "Field empty" in found.value]


def test_the_plain_table_stays_for_who_does_not_check(app: AppTest) -> None:
    opened(app, TWO)
    assert len(app.data_editor) == 0
    assert "Name" in app.dataframe[-1].value
    app.toggle(key="noise_check").set_value(True).run()
    assert len(app.data_editor) == 1
    assert list(app.data_editor[0].value)[:3] == ["Fits", "Does not", "Name"]


def test_the_rest_fits_in_one_click_and_is_cleared_in_one(app: AppTest, index: PeopleIndex) -> None:
    opened(app, TWO)
    app.toggle(key="noise_check").set_value(True).run()
    app.session_state["leadpreview"].marks[TWO] = {0: False, 1: False, 7: True}
    app.run()
    assert metric(app, "Marked") == "3 of 25"
    app.button(key="noise_rest_check").click().run()
    assert metric(app, "Marked") == "25 of 25"
    assert metric(app, "Share that fits") == "92 %"
    assert metric(app, "Total that fits").startswith("modelled ")
    low, high = wilson(23, 25)
    (share,) = [found for found in app.metric if found.label == "Share that fits"]
    assert share.delta == f"{low * 100:.0f} % to {high * 100:.0f} %"
    table = app.data_editor[0].value
    assert table["Fits"].tolist() == [False, False, *[True] * 23]
    assert table["Does not"].tolist() == [True, True, *[False] * 23]
    app.button(key="noise_clear").click().run()
    assert "Marked" not in [found.label for found in app.metric]
    assert not app.data_editor[0].value["Fits"].any()


def test_marks_belong_to_their_audience(app: AppTest) -> None:
    opened(app, TWO)
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_check").click().run()
    app.multiselect(key=field_key(app, "seniority_levels")).set_value(["310"]).run()
    assert "Marked" not in [found.label for found in app.metric]
    assert not app.data_editor[0].value["Fits"].any()
    app.button(key="undo").click().run()
    assert metric(app, "Marked") == "25 of 25"
    assert app.data_editor[0].value["Fits"].all()


def test_marks_of_other_leads_are_dropped(app: AppTest) -> None:
    opened(app, TWO)
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_check").click().run()
    state = app.session_state["leadpreview"]
    # As if they had been marked in a list of which only the last four are left, further down.
    state.marked[TWO] = (*state.marked[TWO][21:], *range(21))
    app.session_state["noise_sheet"].leads = state.marked[TWO]
    app.run()
    assert metric(app, "Marked") == "4 of 25"
    assert app.data_editor[0].value["Fits"].tolist() == [False] * 21 + [True] * 4


def test_the_mixture_is_said_to_be_fair(app: AppTest) -> None:
    opened(app, TWO)
    app.toggle(key="noise_check").set_value(True).run()
    assert any("fair mixture" in caption.value for caption in app.caption)
    assert not [found for found in app.warning if "no random sample" in found.value]


def test_the_legend_has_the_kinds_that_occur_and_no_other(app: AppTest) -> None:
    opened(app, TWO)
    assert legend(app) == {Kind.EXACT, Kind.WORKED_OUT}
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_check").click().run()
    assert legend(app) == {Kind.EXACT, Kind.WORKED_OUT, Kind.MODELLED}
    app.text_input(key=field_key(app, "keyword")).set_value("sales").run()
    app.button(key="open_missing").click().run()
    assert legend(app) == {Kind.EXACT, Kind.WORKED_OUT, Kind.CANNOT_BE_ASKED}


def test_every_number_has_a_receipt(app: AppTest, index: PeopleIndex) -> None:
    opened(app, TWO)
    box = app.selectbox(key="size_receipt")
    assert box.options[:3] == ["Estimated total", "Everybody", "Seniority: alone"] or (
        "Function: alone" in box.options
    )
    box.set_value("Function: gain").run()
    assert not app.exception
    said = "\n".join(element.value for element in app.markdown)
    assert "the total without the filter, less the total" in said
    for filters in (TWO, TWO.without("functions")):
        assert f"{count(index, filters):,}" in said
    questions = app.selectbox(key="size_receipt_of")
    assert len(questions.options) == 2
    codes = [code.value for code in app.code]
    assert any("curl -X POST" in code and "seniority_levels" in code for code in codes)


def test_marks_and_missing_data_go_into_the_sizing_file(
    app: AppTest, files: dict[str, Callable[[], bytes]]
) -> None:
    opened(app, TWO)
    app.button(key="open_missing").click().run()
    app.toggle(key="noise_check").set_value(True).run()
    app.button(key="noise_rest_close").click().run()
    text = files["Download sizing (CSV)"]().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert all(row["kind"] for row in rows)
    measures = [row["measure"] for row in rows]
    assert measures.count("noise mark") == 25
    assert measures.count("lost, field empty") == 2
    (band,) = [row for row in rows if row["measure"] == "size band"]
    assert band["name"] == "synthetic: not a market size"
    (adjusted,) = [row for row in rows if row["name"] == "adjusted total"]
    assert adjusted["kind"] == "modelled"
