"""The Goal page without a browser: from an audience and a number to what comes near it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button

from leadpreview.api.limit import Admission
from leadpreview.dashboard import counting
from leadpreview.filters import LeadFilters
from leadpreview.links import pairs
from leadpreview.people.index import PeopleIndex
from tests.counting import count
from tests.pages.driving import key_now, settled

EUROPE = LeadFilters(included_locations=["100506914"])
NOBODY = LeadFilters(job_titles=["Zzyzx"], functions=["25"])


def opened(app: AppTest, filters: LeadFilters, goal: str | None = None) -> AppTest:
    for name, values in pairs(filters).items():
        app.query_params[name] = values
    if goal is not None:
        app.query_params["goal"] = goal
    # Without a first run there is no page to switch from.
    app.run()
    app.switch_page("../../pages/goal.py").run()
    assert not app.exception
    return app


def apply(app: AppTest, place: int) -> Button:
    """The button of a card."""
    return next(button for button in app.button if button.label == f"Apply {place}")


def applying(app: AppTest) -> list[str]:
    return [str(button.key) for button in app.button if str(button.key).startswith("apply_")]


def totals(app: AppTest) -> list[int]:
    """The resulting totals on the cards, as they are written."""
    found = (re.match(r"\*\*(\S+ )?([0-9,\\]+)\*\* people", m.value) for m in app.markdown)
    return [int(re.sub(r"\D", "", each[2])) for each in found if each]


def test_the_best_proposal_gives_the_people_that_it_promises(
    app: AppTest, index: PeopleIndex
) -> None:
    opened(app, EUROPE, "300")
    promised = totals(app)[0]
    apply(app, 1).click().run()
    assert not app.exception
    audience = app.session_state["leadpreview"].audience
    assert audience != EUROPE
    assert count(index, audience) == promised
    assert app.metric[0].value == f"{promised:,}"
    assert abs(promised / 300 - 1) < 0.05
    assert app.success[0].proto.body
    assert applying(app) == []


def test_a_press_on_a_card_that_has_moved_since_does_what_the_card_said(
    app: AppTest, index: PeopleIndex
) -> None:
    """Cards trade places as counts arrive; the browser only says which button was pressed."""
    opened(app, EUROPE, "300")
    before = {str(apply(app, place).key): place for place in range(1, len(totals(app)) + 1)}
    promised = dict(zip(before, totals(app), strict=True))
    app.number_input(key=key_now(app, "goal_people")).set_value(305).run()
    labels = {str(button.key): button.label for button in app.button}
    moved = [k for k in before if k in labels and labels[k] != f"Apply {before[k]}"]
    app.button(key=moved[0]).click().run()
    assert count(index, app.session_state["leadpreview"].audience) == promised[moved[0]]


def test_undo_goes_back_to_where_the_audience_stood(app: AppTest) -> None:
    opened(app, EUROPE, "300")
    assert app.button(key="goal_undo").disabled
    apply(app, 1).click().run()
    app.button(key="goal_undo").click().run()
    assert app.session_state["leadpreview"].audience == EUROPE
    assert apply(app, 1).label == "Apply 1"


def test_the_goal_is_kept_in_the_address(app: AppTest) -> None:
    opened(app, EUROPE)
    assert "goal" not in app.query_params
    app.number_input(key=key_now(app, "goal_people")).set_value(250).run()
    assert app.query_params["goal"] == "250"
    assert app.number_input(key=key_now(app, "goal_people")).value == 250


@pytest.mark.parametrize("text", ["0", "-5", "abc", "99999999999999999999", "٣", "1e3"])
def test_a_goal_that_is_no_number_of_people_is_said_to_be_none(app: AppTest, text: str) -> None:
    opened(app, EUROPE, text)
    assert app.number_input(key=key_now(app, "goal_people")).value == 5_000
    assert any("no number of people" in caption.value for caption in app.caption)


def test_every_card_says_whether_it_widens_and_whom_it_lets_in(app: AppTest) -> None:
    opened(app, LeadFilters(functions=["25"], included_locations=["101282230"]), "3000")
    said = [c.value for c in app.caption if "the audience:" in c.value.replace("\\", "")]
    assert len(said) == len(applying(app)) > 0
    for text in said:
        assert text.startswith(("Narrows the audience", "Widens the audience", "Moves the"))
        if text.startswith("Widens"):
            assert "lets in people" in text


def test_from_nobody_it_says_what_brings_people_back(app: AppTest, index: PeopleIndex) -> None:
    opened(app, NOBODY, "1000")
    assert app.metric[0].value == "0"
    assert "Nobody is left" in app.info[0].value
    promised = totals(app)[0]
    apply(app, 1).click().run()
    assert count(index, app.session_state["leadpreview"].audience) == promised > 0


def test_without_an_audience_there_is_somewhere_to_start(app: AppTest) -> None:
    app.run()
    app.switch_page("../../pages/goal.py").run()
    assert not app.exception
    assert app.button(key="preset_0")


def test_over_an_api_one_count_is_made_and_the_rest_is_priced_first(
    connected: AppTest, log: list[Admission], index: PeopleIndex
) -> None:
    settled(opened(connected, EUROPE, "300"))
    # The Size page was left before it had asked for more.
    begun = len(log)
    settled(connected)
    assert len(log) == begun
    button = next(b for b in connected.button if b.label.startswith("Count what predictions need"))
    assert "(15 counts, about" in button.label
    button.click().run()
    settled(connected)
    assert len(log) - begun == 15
    assert connected.metric[0].value == f"\N{ALMOST EQUAL TO} {count(index, EUROPE):,}"
    button = next(b for b in connected.button if b.label.startswith("Measure the best of them"))
    assert "(5 counts, about" in button.label
    button.click().run()
    settled(connected)
    settled(connected)
    assert len(log) - begun == 20
    assert len(applying(connected)) == len(set(applying(connected))) > 0
    assert not any("= " in m.value for m in connected.markdown if "people" in m.value)


def test_over_an_api_paused_counting_asks_nothing(connected: AppTest, log: list[Admission]) -> None:
    connected.session_state["leadpreview"].paused = True
    settled(opened(connected, EUROPE, "300"))
    assert log == []
    assert connected.metric[0].value == "not asked"


@pytest.mark.parametrize("key", ["sandbox-malformed"])
def test_over_an_api_that_fails_nothing_is_proposed_and_no_total_is_zero(
    connected: AppTest,
) -> None:
    settled(opened(connected, EUROPE, "300"))
    settled(connected)
    assert connected.metric[0].value == "not measured"
    assert connected.metric[1].value == "\N{EN DASH}"
    assert applying(connected) == []
    assert any(error.proto.body for error in connected.error)


def test_an_audience_that_is_refused_is_said_to_be_so_and_nothing_more_is_asked(
    app: AppTest,
) -> None:
    opened(app, LeadFilters(functions=["25"], posted_on_linkedin=True), "300")
    assert "posted_on_linkedin" in app.error[0].value.replace("\\", "")
    assert applying(app) == []
    assert set(app.session_state["leadpreview"].tickets) == {"goal total"}


def test_over_an_api_no_share_of_estimates_has_more_than_two_digits(connected: AppTest) -> None:
    opened(connected, EUROPE, "3500")
    settled(connected)
    connected.button(key="agree_Count what predictions need").click()
    settled(connected)
    said = [str(metric.delta) for metric in connected.metric if metric.delta]
    said += [found.value for found in connected.caption if "the goal" in found.value]
    shares = [
        each for text in said for each in re.findall(r"([\d.,e+]+) %", text.replace("\\", ""))
    ]
    assert shares
    for share in shares:
        assert "e" not in share
        assert len(re.sub(r"\D", "", share).strip("0")) <= 2


def test_over_an_api_old_estimates_are_said_to_be_old(
    connected: AppTest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "OLD", timedelta(minutes=-1))
    opened(connected, EUROPE, "2000")
    settled(connected)
    connected.button(key="agree_Count what predictions need").click()
    settled(connected)
    measured = [m.value for m in connected.markdown if m.value.startswith("**\N{ALMOST EQUAL TO}")]
    people = [text for text in measured if text.endswith("** people")]
    assert people
    assert all("(old)" in text.replace("\\", "") for text in people)


def test_a_keyword_with_a_mistake_can_be_taken_out_here_as_on_size(app: AppTest) -> None:
    opened(app, LeadFilters(keyword="sales AND (", functions=["25"]))
    assert any("parenthesis" in error.value for error in app.error)
    assert not app.metric
    (button,) = [b for b in app.button if b.label == "Remove what it cannot answer"]
    button.click().run()
    assert not app.error
    assert app.metric[0].value not in ("", "not measured")
