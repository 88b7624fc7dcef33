"""Nothing that a person does is lost on its way through Streamlit's runner.

These tests fail when Streamlit is no longer what `press_queue` was written for.
"""

from __future__ import annotations

import inspect
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit import config
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.runtime import app_session
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent, script_runner
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequests,
    ScriptRequestType,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState
from streamlit.runtime.scriptrunner_utils.shared_run_state import SharedRunState
from streamlit.runtime.state import SessionState
from streamlit.runtime.state.safe_session_state import SafeSessionState

from leadpreview.dashboard import press_queue
from leadpreview.dashboard.press_queue import Requests
from leadpreview.dashboard.pressed_tab import Tab
from tests.fakes import DEADLINE

SIZE = "the page Size"
COMPARE = "the page Compare"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The run under way: its page, and whether its callbacks are through."""
    context = SimpleNamespace(has_script_started=True, page_script_hash=SIZE)
    monkeypatch.setattr(press_queue, "get_script_run_ctx", lambda **_: context)
    return context


@pytest.fixture
def requests(run: SimpleNamespace) -> Requests:
    return Requests()


@pytest.fixture
def installed() -> Iterator[None]:
    """The queue in place, as `app.py` puts it there; taken away again."""
    runner = vars(app_session)["ScriptRunner"]
    fast = config.get_option("runner.fastReruns")
    press_queue.install()
    yield
    config.set_option("runner.fastReruns", fast)
    vars(app_session)["ScriptRunner"] = runner


def done(*pressed: str, page: str = SIZE, fragment: str | None = None, **values: str) -> RerunData:
    """A request that the browser sends: what was pressed, and what the widgets hold."""
    states = WidgetStates()
    states.widgets.extend(WidgetState(id=name, trigger_value=True) for name in pressed)
    states.widgets.extend(WidgetState(id=name, string_value=v) for name, v in values.items())
    return RerunData(widget_states=states, fragment_id=fragment, page_script_hash=page)


def timer(fragment: str = "pane", *pressed: str, **values: str) -> RerunData:
    """What a timer of the page sends."""
    return replace(done(*pressed, fragment=fragment, **values), is_auto_rerun=True)


def rerun() -> RerunData:
    """What `st.rerun()` asks for."""
    return RerunData(page_script_hash=SIZE)


def names(data: RerunData) -> list[str]:
    return [] if data.widget_states is None else [each.id for each in data.widget_states.widgets]


def taken(requests: Requests) -> list[list[str]]:
    """What the runner is given, request by request, when it comes to it."""
    found = []
    while (request := requests.on_scriptrunner_ready()).type is ScriptRequestType.RERUN:
        found.append(names(request.rerun_data))
    return found


def test_two_presses_of_one_button_are_two(requests: Requests) -> None:
    assert requests.request_rerun(done("undo"))
    assert requests.request_rerun(done("undo"))
    assert taken(requests) == [["undo"], ["undo"]]


def test_what_a_widget_held_is_taken_before_a_link_that_holds_nothing(requests: Requests) -> None:
    requests.request_rerun(done(keyword="sales"))
    requests.request_rerun(done(page=COMPARE))
    assert taken(requests) == [["keyword"], []]


def test_presses_are_taken_in_the_order_in_which_they_were_made(requests: Requests) -> None:
    for name in "abcdef":
        requests.request_rerun(done(name))
    assert taken(requests) == [[name] for name in "abcdef"]


def test_a_press_that_waits_ends_the_run_before_it_and_the_next_one_waits_in_turn(
    requests: Requests,
) -> None:
    requests.request_rerun(done("a"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done("b"))
    requests.request_rerun(done("c"))
    request = requests.on_scriptrunner_yield()
    assert request is not None
    assert names(request.rerun_data) == ["b"]
    assert taken(requests) == [["c"]]


def test_a_press_in_a_fragment_that_waits_is_taken_before_one_elsewhere(
    requests: Requests,
) -> None:
    requests.request_rerun(done("pause", fragment="pane"))
    requests.request_rerun(done("undo"))
    assert taken(requests) == [["pause"], ["undo"]]


def test_a_timer_adds_nothing_to_what_a_person_did(requests: Requests) -> None:
    requests.request_rerun(done("undo"))
    requests.request_rerun(timer())
    assert taken(requests) == [["undo"]]


def test_a_timer_does_not_draw_again_what_the_run_under_way_draws(requests: Requests) -> None:
    """Streamlit would throw away what that run has drawn of it and not sent to the browser yet."""
    requests.request_rerun(done())
    requests.on_scriptrunner_ready()
    assert requests.request_rerun(timer())
    assert taken(requests) == []
    assert not requests.request_rerun(timer()), "the runner has ended, another one has to be made"


def test_a_timer_draws_when_only_another_fragment_is_drawn(requests: Requests) -> None:
    requests.request_rerun(done("pause", fragment="pane"))
    requests.on_scriptrunner_ready()
    assert requests.request_rerun(timer("lane"))
    request = requests.on_scriptrunner_ready()
    assert request.rerun_data.fragment_id_queue == ["lane"]


def test_a_press_that_a_timer_carries_counts_once(requests: Requests) -> None:
    """The browser sends it in the press's own request as well."""
    requests.request_rerun(timer("pane", "undo", level="a"))
    assert taken(requests) == [["level"]]
    again = Requests()
    again.request_rerun(timer("pane", "undo", level="a"))
    again.on_scriptrunner_ready()
    again.request_rerun(done("undo", level="a"))
    assert taken(again) == [["undo", "level"]]


def test_what_a_fragment_s_run_left_is_not_taken_for_the_place_of_the_next(
    requests: Requests,
) -> None:
    inside = (*get_default_dg_stack_value(), st.container())
    context_dg_stack.set(inside)
    requests.request_rerun(done("undo"))
    requests.on_scriptrunner_ready()
    assert context_dg_stack.get() == get_default_dg_stack_value()


def test_a_press_is_not_taken_for_a_timer_that_waits(requests: Requests) -> None:
    requests.request_rerun(timer())
    requests.request_rerun(done("pause", fragment="pane"))
    request = requests.on_scriptrunner_ready()
    assert names(request.rerun_data) == ["pause"]
    assert not request.rerun_data.is_auto_rerun


def test_callbacks_are_not_interrupted_by_what_arrives_meanwhile(
    requests: Requests, run: SimpleNamespace
) -> None:
    requests.request_rerun(done("undo"))
    requests.on_scriptrunner_ready()
    run.has_script_started = False
    requests.request_rerun(done("pin"))
    assert requests.on_scriptrunner_yield() is None
    run.has_script_started = True
    request = requests.on_scriptrunner_yield()
    assert request is not None
    assert names(request.rerun_data) == ["pin"]


def test_a_page_that_opens_is_drawn_before_a_press_is_taken(requests: Requests) -> None:
    """The widgets that stay have no callbacks until they are drawn again."""
    requests.request_rerun(done(page=COMPARE))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done("undo", page=COMPARE))
    assert requests.on_scriptrunner_yield() is None
    assert taken(requests) == [["undo"]]


def test_a_press_after_a_link_goes_on_where_the_link_led(requests: Requests) -> None:
    """The browser sends the page that it has got; the link's may be on its way."""
    requests.request_rerun(done(level="a"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done(page=COMPARE, level="a"))
    requests.request_rerun(done("undo", page=SIZE, level="a"))
    requests.request_rerun(done(page=SIZE, level="b"))
    found = [requests.on_scriptrunner_ready().rerun_data for _ in range(3)]
    assert [data.page_script_hash for data in found] == [COMPARE] * 3


def test_a_link_back_leads_back(requests: Requests) -> None:
    requests.request_rerun(done(level="a"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done(page=COMPARE, level="a"))
    requests.request_rerun(done(page=SIZE, level="a"))
    requests.request_rerun(done("undo", page=SIZE, level="a"))
    found = [requests.on_scriptrunner_ready().rerun_data for _ in range(3)]
    assert [data.page_script_hash for data in found] == [COMPARE, SIZE, SIZE]


def test_a_link_back_leads_back_though_the_page_drew_other_widgets(requests: Requests) -> None:
    requests.request_rerun(done(level="a"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done(page=COMPARE, level="a"))
    requests.request_rerun(done(page=SIZE, level="a", another="b"))
    found = [requests.on_scriptrunner_ready().rerun_data for _ in range(2)]
    assert [data.page_script_hash for data in found] == [COMPARE, SIZE]


def test_what_is_done_on_the_new_page_and_a_link_back_then_lead_back(requests: Requests) -> None:
    pages = [(SIZE, "a"), (COMPARE, "a"), (COMPARE, "b"), (SIZE, "b"), (SIZE, "c")]
    for page, level in pages:
        requests.request_rerun(done(page=page, level=level))
        handed = requests.on_scriptrunner_ready().rerun_data
        assert handed.page_script_hash == page


def test_the_back_button_leads_back_at_once(requests: Requests) -> None:
    requests.request_rerun(done(level="a"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(done(page=COMPARE, level="a"))
    requests.request_rerun(replace(done(page=SIZE, level="b"), is_history_navigation=True))
    found = [requests.on_scriptrunner_ready().rerun_data for _ in range(2)]
    assert [data.page_script_hash for data in found] == [COMPARE, SIZE]


def test_a_closed_tab_ends_even_a_page_that_opens(requests: Requests) -> None:
    requests.request_rerun(done(page=COMPARE))
    requests.on_scriptrunner_ready()
    requests.request_stop()
    request = requests.on_scriptrunner_yield()
    assert request is not None
    assert request.type is ScriptRequestType.STOP
    assert not requests.request_rerun(done("undo"))


def test_a_script_that_asks_to_be_run_again_ends_where_it_asked(requests: Requests) -> None:
    requests.request_rerun(done(page=COMPARE))
    requests.on_scriptrunner_ready()
    assert requests.request_rerun(rerun())
    assert requests.on_scriptrunner_yield() is not None


def test_a_script_that_asks_to_be_run_again_does_not_delete_the_link_that_waits(
    requests: Requests,
) -> None:
    requests.request_rerun(done())
    requests.on_scriptrunner_ready()
    requests.request_rerun(done(page=COMPARE))
    requests.request_rerun(rerun())
    request = requests.on_scriptrunner_yield()
    assert request is not None
    assert request.rerun_data.page_script_hash == COMPARE
    assert taken(requests) == []


def test_a_script_that_asks_to_be_run_again_makes_a_press_in_a_fragment_draw_everything(
    requests: Requests,
) -> None:
    requests.request_rerun(done())
    requests.on_scriptrunner_ready()
    requests.request_rerun(done("pause", fragment="pane"))
    assert requests.on_scriptrunner_yield() is None, "a fragment does not end the page's run"
    requests.request_rerun(rerun())
    request = requests.on_scriptrunner_yield()
    assert request is not None
    assert names(request.rerun_data) == ["pause"]
    assert not request.rerun_data.fragment_id_queue


def test_many_threads_lose_nothing_and_double_nothing(requests: Requests) -> None:
    threads = [
        threading.Thread(
            target=lambda who=who: [requests.request_rerun(done(f"{who} {n}")) for n in range(200)]
        )
        for who in range(4)
    ]
    for thread in threads:
        thread.start()
    found: list[str] = []
    while len(found) < 800:
        request = requests.on_scriptrunner_yield()
        if request is not None:
            found += names(request.rerun_data)
    for thread in threads:
        thread.join()
    for who in range(4):
        assert [name for name in found if name.startswith(f"{who} ")] == [
            f"{who} {n}" for n in range(200)
        ]


def test_a_widget_that_is_no_longer_drawn_can_be_pressed_for_a_while() -> None:
    tab, page = Tab(), ()
    assert tab.still_shown(page, frozenset({"list_v0", "undo"}), 10.0) == set()
    assert tab.still_shown(page, frozenset({"list_v1", "undo"}), 11.0) == {"list_v0"}
    assert tab.still_shown(page, frozenset({"list_v2", "undo"}), 13.0) == {"list_v0", "list_v1"}
    assert tab.still_shown(page, frozenset({"list_v2", "undo"}), 16.5) == {"list_v1"}
    assert tab.still_shown(page, frozenset({"list_v2", "undo"}), 18.5) == set()


def test_a_fragment_says_nothing_of_the_widgets_beside_it() -> None:
    tab = Tab()
    tab.still_shown((), frozenset({"undo", "pause"}), 10.0)
    assert tab.still_shown(("pane",), frozenset({"pause"}), 10.5) == set()
    assert tab.still_shown(("pane",), frozenset({"go_on"}), 11.0) == {"pause"}
    assert tab.still_shown((), frozenset({"undo", "go_on"}), 11.5) == {"pause"}


def test_another_page_forgets_the_widgets_of_the_page_before() -> None:
    tab = Tab()
    tab.follow(done())
    tab.still_shown((), frozenset({"undo", "pin"}), 10.0)
    tab.follow(done(page=COMPARE))
    assert tab.still_shown((), frozenset({"undo"}), 10.5) == set()


@pytest.mark.usefixtures("installed")
def test_what_stays_of_widgets_that_are_no_longer_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Buttons, and widgets of which there is another one; a toggle would come back as it was."""
    kept: list[frozenset[str]] = []
    monkeypatch.setattr(
        ScriptRunner,
        "_on_script_finished",
        lambda _, ctx, *__: kept.append(ctx.shared.widget_ids_this_run.snapshot()),
    )
    kinds = {"a-list_v0": "string_array_value", "b-pin": "trigger_value", "c-zeros": "bool_value"}
    runner, state = made(), SessionState()
    for name, kind in kinds.items():
        state._new_widget_state.widget_metadata[name] = SimpleNamespace(value_type=kind)  # type: ignore[assignment]  # all that is looked at
    runner._session_state = SafeSessionState(state, lambda: None)
    for drawn in (set(kinds), set[str]()):
        context = SimpleNamespace(shared=SharedRunState(), fragment_ids_this_run=None)
        for name in drawn:
            context.shared.widget_ids_this_run.check_and_add(name)
        for event in (
            ScriptRunnerEvent.SCRIPT_STOPPED_FOR_RERUN,
            ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
        ):
            runner._on_script_finished(context, event, False, None)
    assert kept == [set(kinds), set(kinds), set(), {"a-list_v0", "b-pin"}]


def test_a_press_is_drawn_when_its_run_has_ended(requests: Requests) -> None:
    requests.request_rerun(done("undo"))
    assert not requests.all_drawn, "it waits"
    requests.on_scriptrunner_ready()
    assert not requests.all_drawn, "it is being drawn"
    requests.on_scriptrunner_ready()
    assert requests.all_drawn


def test_a_press_whose_run_asks_to_be_run_again_is_drawn_by_that_one(requests: Requests) -> None:
    requests.request_rerun(done("undo"))
    requests.on_scriptrunner_ready()
    requests.request_rerun(rerun())
    assert requests.on_scriptrunner_yield() is not None
    assert not requests.all_drawn
    requests.on_scriptrunner_ready()
    assert requests.all_drawn


def test_presses_that_wait_behind_others_are_not_drawn(requests: Requests) -> None:
    for name in ("undo", "redo"):
        requests.request_rerun(done(name))
    requests.on_scriptrunner_ready()
    assert not requests.all_drawn
    requests.on_scriptrunner_ready()
    assert not requests.all_drawn
    requests.on_scriptrunner_ready()
    assert requests.all_drawn


def test_a_timer_draws_a_fragment_only_for_news_where_it_asks_for_that(
    run: SimpleNamespace,
) -> None:
    tab, new = Tab(), [False]
    tab.news["pane"] = lambda: new[0]
    requests = Requests(tab)
    assert requests.request_rerun(timer("pane"))
    assert taken(requests) == [], "nothing is run"
    assert requests.request_rerun(timer("pane")), "a runner that has ended is not replaced"
    new[0] = True
    requests = Requests(tab)
    requests.request_rerun(timer("pane", keyword="sales"))
    assert taken(requests) == [["keyword"]]


@pytest.mark.usefixtures("run")
def test_presses_and_other_timers_need_no_news() -> None:
    tab = Tab()
    tab.news["pane"] = lambda: False
    for request in (done("pause", fragment="pane"), timer("another", keyword="sales")):
        requests = Requests(tab)
        requests.request_rerun(request)
        assert taken(requests) == [names(request)]


@pytest.mark.usefixtures("installed")
def test_a_fragment_says_of_itself_what_is_news(run: SimpleNamespace) -> None:
    runner = made()
    run.session_id = "a tab"
    ThreadState.initialize()
    press_queue.draw_for_news(lambda: True)
    assert runner.tab.news == {}, "the whole page is no fragment"
    with ThreadState.scoped(fragment_id="pane"):
        press_queue.draw_for_news(lambda: True)
    assert list(runner.tab.news) == ["pane"]
    runner.tab.follow(done())
    runner.tab.follow(done(page=COMPARE))
    assert runner.tab.news == {}, "another page has other fragments"


@pytest.mark.usefixtures("installed")
def test_what_is_news_for_a_pane_is_forgotten_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ScriptRunner, "_on_script_finished", lambda *_: None)
    runner = made()
    runner.tab.news = {"pane": lambda: True, "gone": lambda: True}
    for part, left in ((["another"], ["pane", "gone"]), (None, ["pane"])):
        shared = SharedRunState()
        shared.new_fragment_ids.check_and_add("another" if part else "pane")
        context = SimpleNamespace(shared=shared, fragment_ids_this_run=part)
        event = ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS
        runner._on_script_finished(context, event, False, None)
        assert list(runner.tab.news) == left


def test_timers_that_never_end_keep_no_file_waiting(requests: Requests) -> None:
    requests.request_rerun(done("undo"))
    requests.on_scriptrunner_ready()
    for _ in range(3):
        requests.request_rerun(timer())
        requests.on_scriptrunner_ready()
        assert requests.all_drawn


def test_a_link_that_comes_as_a_runner_ends_is_followed_once(run: SimpleNamespace) -> None:
    """The next runner is given it, and then a press that was made on the page before."""
    tab = Tab()
    ended, after = Requests(tab), Requests(tab)
    ended.request_rerun(done())
    assert taken(ended) == [[]]
    assert not ended.request_rerun(done(page=COMPARE))
    after.request_rerun(done(page=COMPARE))
    after.on_scriptrunner_ready()
    after.request_rerun(done("undo"))
    request = after.on_scriptrunner_ready()
    assert (request.rerun_data.page_script_hash, names(request.rerun_data)) == (COMPARE, ["undo"])


def test_what_is_cut_short_is_said_in_the_log(
    requests: Requests, run: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    requests.request_rerun(done("undo"))
    requests.on_scriptrunner_ready()
    requests.on_scriptrunner_ready()
    assert "cut short" not in caplog.text
    again = Requests()
    again.request_rerun(done("undo"))
    again.on_scriptrunner_ready()
    run.has_script_started = False
    again.on_scriptrunner_ready()
    assert "cut short" in caplog.text


@pytest.mark.usefixtures("installed")
def test_every_tab_gets_the_queue_and_no_request_stops_a_run() -> None:
    runner = vars(app_session)["ScriptRunner"]
    assert issubclass(runner, ScriptRunner)
    assert "ScriptRunner(" in inspect.getsource(app_session.AppSession._create_scriptrunner)
    assert config.get_option("runner.fastReruns") is False
    made_one = made()
    assert isinstance(made_one._requests, Requests)
    assert not press_queue.all_drawn("a tab"), "it was not started yet"
    assert press_queue.all_drawn("another tab")
    assert taken(made_one._requests) == [["undo"]]
    assert press_queue.all_drawn("a tab")


@pytest.mark.usefixtures("installed")
def test_a_runner_ends_when_all_that_it_has_drawn_is_on_its_way() -> None:
    """A press that comes before that finds it; the next one would throw it away."""
    later: list[Callable[[], None]] = []

    class Session(app_session.AppSession):
        """As much of a session of Streamlit as a runner has to do with."""

        def __init__(self) -> None:
            pass

        def __del__(self) -> None:
            pass

        def on_event(self, sender: object, **_: object) -> None:
            """What the runner has drawn; the event loop comes to it later."""

        def _call_soon_on_event_loop(self, callback: Callable[[], None]) -> None:
            later.append(callback)

    session, runner = Session(), made()
    runner.on_event.connect(session.on_event)
    found: list[ScriptRequestType] = []
    runner.requests.on_scriptrunner_ready()
    ends = threading.Thread(
        target=lambda: found.append(runner.requests.on_scriptrunner_ready().type)
    )
    ends.start()
    assert eventually(lambda: bool(later))
    assert found == []
    assert runner.request_rerun(done("undo")), "it takes a press meanwhile"
    later.pop()()
    ends.join(DEADLINE)
    assert found == [ScriptRequestType.RERUN]
    ends = threading.Thread(
        target=lambda: found.append(runner.requests.on_scriptrunner_ready().type)
    )
    ends.start()
    assert eventually(lambda: bool(later))
    later.pop()()
    ends.join(DEADLINE)
    assert found[1:] == [ScriptRequestType.STOP]
    assert not runner.request_rerun(done("undo")), "and none when it has ended"
    source = inspect.getsource(app_session.AppSession._on_scriptrunner_event)
    assert "self._call_soon_on_event_loop(" in source
    source = inspect.getsource(app_session.AppSession._create_scriptrunner)
    assert "on_event.connect(self._on_scriptrunner_event)" in source


def eventually(condition: Callable[[], bool]) -> bool:
    """Whether something comes true soon, in another thread."""
    give_up = time.monotonic() + DEADLINE
    while time.monotonic() < give_up:
        if condition():
            return True
        time.sleep(0.005)
    return False


def made() -> Any:
    """A runner as Streamlit makes one for a tab."""
    return vars(app_session)["ScriptRunner"](
        session_id="a tab",
        main_script_path="main.py",
        session_state=None,
        uploaded_file_mgr=None,
        script_cache=None,
        initial_rerun_data=done("undo"),
        user_info={},
        fragment_storage=None,
        pages_manager=PagesManager("main.py"),
        event_loop=None,
    )


def test_streamlit_s_own_names_are_what_the_queue_builds_on() -> None:
    assert vars(script_runner)["ScriptRequests"] is ScriptRequests
    for name in ("_lock", "_state", "_rerun_data"):
        assert hasattr(ScriptRequests(), name)
    for name in ("_request_rerun_locked", "on_scriptrunner_yield", "on_scriptrunner_ready"):
        assert name in vars(ScriptRequests)
    for batch in ("request_rerun", "request_rerun_batch"):
        assert "_request_rerun_locked" in inspect.getsource(vars(ScriptRequests)[batch])
    source = inspect.getsource(ScriptRunner._run_script)
    callbacks, body = source.index("on_script_will_rerun("), source.index("on_script_start()")
    assert callbacks < body, "`has_script_started` no longer says that callbacks are through"
