"""Everything that a person does is taken, once and in order, whatever else arrives meanwhile.

Streamlit 1.67 loses some of it when two things are done in quick succession:

- With `runner.fastReruns`, its default, a request stops the run of the one before it, and what that
  one had not begun is forgotten. Without it, requests that wait are made one: of two presses of one
  button one is left, and a link to another page deletes what a list held.
- A run may be ended before its callbacks are through, at any look at `st.session_state`.
- Opening a page forgets the widgets of the page before, those that stay on the screen, too, until
  they are drawn again. A press on one of them that ends the run before that finds no callback.
- Until the browser has got a page that was asked for, it sends what is pressed meanwhile as a press
  on the page before, and that page comes back.
- A widget that a run no longer draws has no callback from then on, though the browser shows it
  until it has got what was drawn instead.
- A timer of the page that goes off between a press and its request carries that press, too.
- What a runner has drawn goes to the browser by way of another thread. A request that comes when
  the runner has just ended makes another runner, and what of the one before is still on that way
  is thrown away.
- A fragment's id is made of its place. After a run of one fragment, the next run in the same thread
  computes a wrong place for its own, and a press in it is dropped.

So one runner at a time works for a tab, takes what a person did one by one, and is not interrupted
before the callbacks are through, nor while it opens a page. What is drawn otherwise still is.
"""

from __future__ import annotations

import logging
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakValueDictionary

from streamlit import config
from streamlit.delta_generator_singletons import context_dg_stack, get_default_dg_stack_value
from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.runtime import app_session
from streamlit.runtime.scriptrunner import ScriptRunner, ScriptRunnerEvent, get_script_run_ctx
from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    ScriptRequest,
    ScriptRequests,
    ScriptRequestType,
    _has_active_trigger_value,
)
from streamlit.runtime.scriptrunner_utils.script_run_context import ThreadState

from leadpreview.dashboard.pressed_tab import Tab

__all__ = ["Requests", "all_drawn", "draw_for_news", "install", "installed"]

_log = logging.getLogger(__name__)

_DELIVERY: Final = 2.0
"""Seconds for which a runner waits at most until what it has drawn is on its way."""

_NUMBERED: Final = re.compile(r"_v\d+$")
"""How the ids end of widgets of which there is another one each time the program sets them."""


def install() -> None:
    """Make this process keep all that is done; call it before the first page is opened."""
    config.set_option("runner.fastReruns", False)
    # It cannot be given to Streamlit in another way.
    vars(app_session)["ScriptRunner"] = _Runner


def installed() -> bool:
    """Whether this process keeps all that is done, and lets timers ask for news first."""
    return vars(app_session)["ScriptRunner"] is _Runner


def all_drawn(tab: str) -> bool:
    """Whether all that was done in a tab, and sent by its browser, is taken over and drawn.

    What timers of the page ask for does not count: on a slow machine there is always some of that.

    Args:
        tab: Streamlit's id of the tab's session.
    """
    runner = _runners.get(tab)
    return runner is None or runner.requests.all_drawn


def draw_for_news(news: Callable[[], bool]) -> None:
    """Let the timer of the fragment that is being drawn draw it only when there is something new.

    Args:
        news: Whether there is. It is called in another thread at every look of the timer.
    """
    context = get_script_run_ctx(suppress_warning=True)
    runner = None if context is None else _runners.get(context.session_id)
    if runner is not None and (fragment := ThreadState.get().fragment_id):
        runner.tab.news[fragment] = news


class Requests(ScriptRequests):
    """The requests of a tab: what a person did is never made one with what they did before."""

    def __init__(self, tab: Tab | None = None, deliver: Callable[[], None] = lambda: None) -> None:
        """Args:
        tab: The tab whose requests these are.
        deliver: Waits until all that the runner has drawn is on its way to the browser.
        """
        super().__init__()
        self._deliver = deliver
        self._tab = Tab() if tab is None else tab
        # What is handed out and what follows it are one step.
        self._lock = threading.RLock()  # type: ignore[assignment]
        self._later: deque[RerunData] = deque()
        self._by_person = False
        self._draws_press = False
        self._opens_page = False
        self._draws_everything = False
        self._by_program = False

    @property
    def all_drawn(self) -> bool:
        """Whether nothing that a person did is waiting, or being drawn."""
        with self._lock:
            waits = self._state is ScriptRequestType.RERUN and _by_a_person(self._rerun_data)
            return not (waits or self._draws_press)

    def on_scriptrunner_yield(self) -> ScriptRequest | None:
        """What interrupts the run now: nothing before its callbacks are through."""
        if self._state is not ScriptRequestType.STOP and not self._by_program:
            context = get_script_run_ctx(suppress_warning=True)
            if self._opens_page or (context is not None and not context.has_script_started):
                return None
        with self._lock:
            request = super().on_scriptrunner_yield()
            if request is not None:
                self._hand_out(request)
                # What is cut short has not drawn what it was for: the one that follows does.
                self._draws_press = self._draws_press or self._by_person
            return request

    def on_scriptrunner_ready(self) -> ScriptRequest:
        """What the runner does next."""
        # The run of a fragment leaves its containers here, and Streamlit does not remove them.
        context_dg_stack.set(get_default_dg_stack_value())
        if self._state is ScriptRequestType.CONTINUE:
            self._deliver()
        with self._lock:
            request = super().on_scriptrunner_ready()
            self._hand_out(request)
            self._draws_press = self._by_person
            return request

    def _request_rerun_locked(self, new_data: RerunData) -> bool:
        if new_data.is_auto_rerun:
            news = self._tab.news.get(new_data.fragment_id or "")
            if news is not None and not news():
                return True
            new_data = _without_presses(new_data)
        if self._state is ScriptRequestType.STOP:
            # Another runner is made, and is given the same.
            return False
        if _by_a_person(new_data):
            new_data = self._tab.follow(new_data)
        if new_data.is_auto_rerun and self._draws_everything:
            # It would throw away what the run under way has drawn of the same and not sent yet.
            return True
        if self._state is ScriptRequestType.RERUN and _by_a_person(self._rerun_data):
            if new_data.is_auto_rerun:
                return True  # what it would draw is drawn soon anyway
            if _by_a_person(new_data):
                self._later.append(new_data)
                return True
        if not _by_a_person(new_data) and get_script_run_ctx(suppress_warning=True) is not None:
            # The script itself asks to be run again, and counts on ending here.
            self._by_program = True
            if self._state is ScriptRequestType.RERUN and _draws_everything(self._rerun_data):
                return True
        return super()._request_rerun_locked(new_data)

    def _hand_out(self, request: ScriptRequest) -> None:
        context = get_script_run_ctx(suppress_warning=True)
        if self._by_person and context is not None and not context.has_script_started:
            _log.warning("What a person did was cut short before it was taken over.")
        self._by_person = self._by_program = self._opens_page = self._draws_everything = False
        if request.type is not ScriptRequestType.RERUN:
            return
        data = request.rerun_data
        self._by_person = _by_a_person(data)
        self._draws_everything = _draws_everything(data)
        if context is not None:
            self._opens_page = data.page_script_hash != context.page_script_hash
        if self._later:
            super()._request_rerun_locked(self._later.popleft())


class _Runner(ScriptRunner):
    """The one thread that works for a tab until nothing is left to do."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        # Streamlit keeps one of these for each tab, and makes a runner for each burst of requests.
        self.tab = _tabs.setdefault(given["pages_manager"], Tab())
        self._requests = Requests(self.tab, self._deliver)
        self._requests.request_rerun(given["initial_rerun_data"])
        _runners[given["session_id"]] = self

    def _on_script_finished(
        self, ctx: Any, event: ScriptRunnerEvent, premature_stop: bool, run_descriptor: Any
    ) -> None:
        if event in _WHOLE:
            if not ctx.fragment_ids_this_run:
                self.tab.keep_news(ctx.shared.new_fragment_ids.snapshot())
            ids = ctx.shared.widget_ids_this_run
            part = tuple(ctx.fragment_ids_this_run or ())
            for name in self.tab.still_shown(part, ids.snapshot(), time.monotonic()):
                if self._can_be_pressed(name):
                    ids.check_and_add(name)
        super()._on_script_finished(ctx, event, premature_stop, run_descriptor)

    def _deliver(self) -> None:
        """Wait until the server has taken over all that was drawn."""
        for receive in self.on_event._get_live_receivers():
            taken, session = threading.Event(), getattr(receive, "__self__", None)
            if isinstance(session, app_session.AppSession):
                # It is done after everything that was drawn.
                session._call_soon_on_event_loop(taken.set)
                taken.wait(_DELIVERY)

    def _can_be_pressed(self, name: str) -> bool:
        """Whether a widget may stay: a toggle, say, would come back as it was."""
        found = self._session_state._state._new_widget_state.widget_metadata.get(name)
        return found is not None and (
            found.value_type == "trigger_value" or bool(_NUMBERED.search(name))
        )

    @property
    def requests(self) -> Requests:
        """What it has been asked to run."""
        assert isinstance(self._requests, Requests)
        return self._requests


_WHOLE: Final = (
    ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS,
    ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS,
)
"""How runs end that have drawn everything."""

_runners: WeakValueDictionary[str, _Runner] = WeakValueDictionary()
_tabs: WeakKeyDictionary[Any, Tab] = WeakKeyDictionary()


def _by_a_person(data: RerunData) -> bool:
    """Whether a browser sent it because of something that was done there."""
    return data.widget_states is not None and not data.is_auto_rerun


def _without_presses(data: RerunData) -> RerunData:
    """The request of a timer: a press that it carries comes in its own request, too."""
    states = WidgetStates()
    given = () if data.widget_states is None else data.widget_states.widgets
    states.widgets.extend(state for state in given if not _has_active_trigger_value(state))
    return replace(data, widget_states=states)


def _draws_everything(data: RerunData) -> bool:
    return not data.fragment_id and not data.fragment_id_queue
