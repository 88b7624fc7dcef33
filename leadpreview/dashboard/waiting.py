"""What is being counted: how many counts remain, how long they take, pause, and what failed."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Final

import streamlit as st

from leadpreview.dashboard import opening
from leadpreview.dashboard.asked import now_asked
from leadpreview.dashboard.cells import age_of
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import Session, session
from leadpreview.dashboard.text import plain, plural, seconds
from leadpreview.errors import CannotBeAskedError, FiltersError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Failure, Receipt
from leadpreview.sources.lane import LaneStatus
from leadpreview.text import shortened

__all__ = [
    "AGES",
    "LOOK_AGAIN",
    "LOOK_FOR_NEWS",
    "begin",
    "expects_more",
    "look_again",
    "show",
    "withdraw_unused",
]

LOOK_AGAIN: Final = 0.5
"""Seconds between two looks for counts that arrive one by one, each of which draws the pane."""

LOOK_FOR_NEWS: Final = 0.25
"""The same, where a look without news draws nothing."""

AGES: Final = 30.0
"""Seconds between two looks when nothing is on its way: numbers grow older on the page."""

_LONGEST_REASON: Final = 400
_SOON: Final = 0.3
_TRY_AGAIN: Final = 15.0
"""Seconds after which counts that found nobody in reach are asked again by themselves."""


def begin() -> None:
    """Nothing has been asked in this run yet."""
    state = session()
    state.used, state.waiting, state.unasked = set(), False, 0
    state.looked = {}


def expects_more() -> bool:
    """Whether this page will change by itself: counts are on their way, or asked again soon."""
    state = session()
    under_way = any(not ticket.done for ticket in state.tickets.values())
    return under_way or state.retry_at is not None


def look_again() -> None:
    """Look again, a little later, for counts that usually come at once and this time did not."""
    withdraw_unused()
    if session().waiting:
        _poll()


@st.fragment(run_every=_SOON)
def _poll() -> None:
    state = session()
    if all(ticket.done for ticket in state.tickets.values() if ticket.answers is not None):
        opening.draw_page()


def show(answering: Answering) -> None:
    """Draw the queue of a source that answers one count at a time; nothing for any other."""
    state = session()
    withdraw_unused()
    if answering.service is None:
        return
    failures = _failures(state)
    if not _out_of_reach(failures):
        state.retry_at = None
    if state.held and state.unasked:
        _held(state)
    elif state.waiting:
        _queue(state, answering)
    elif failures:
        _failed(state, failures)
    else:
        _measured(state, answering)


def withdraw_unused() -> None:
    """Withdraw the counts that this run did not ask for."""
    state = session()
    for purpose in set(state.tickets) - state.used:
        state.tickets.pop(purpose).cancel()
    for purpose in set(state.failed) - state.used:
        state.failed.pop(purpose)


def _row(words: str, share: float, *possible: str) -> None:
    """How far the counts are, below all that can ever be done about them.

    What is not possible now is there, too, so that no button moves: a press would hit another one.

    Args:
        words: How far the counts are.
        share: The same, as a share of the bar.
        possible: The keys of the presses that make sense now.
    """
    with st.container(horizontal=True, gap="small", key="queue_presses"):
        for key, (label, icon, on_click) in _PRESSES.items():
            st.button(
                label,
                icon=icon,
                on_click=on_click,
                disabled=key not in possible,
                type="tertiary",
                key=key,
            )
    st.progress(share)
    st.markdown(words)


def _queue(state: Session, answering: Answering) -> None:
    remaining, asked = _remaining(state)
    wait = seconds(answering.wait_for(len(remaining)))
    _row(
        f":material/hourglass_top: **{plural(len(remaining), 'count')} to go** of {asked} · "
        f"about {wait} · {plain(now_asked(state.audience, remaining))}",
        1 - len(remaining) / max(asked, 1),
        "pause",
        "cancel",
    )
    if answering.service is not None:
        _trouble(answering.service.status())


def _trouble(status: LaneStatus) -> None:
    """Why nothing arrives at the moment, when the lane knows."""
    if status.trouble is not None:
        st.warning(
            f"{plain(str(status.trouble))} It is tried again by itself.",
            title="Out of reach at the moment",
            icon=":material/cloud_off:",
        )
    elif status.limited is not None:
        st.warning(
            f"{plain(str(status.limited))} The next try is in {seconds(status.wait)}.",
            title="The service lets nothing through at the moment",
            icon=":material/speed:",
        )


def _measured(state: Session, answering: Answering) -> None:
    """All that was asked has arrived: how old it is, and a way to ask it anew."""
    receipts = {
        answer.filters: answer
        for ticket in state.tickets.values()
        for answer in ticket.answers.values()
        if isinstance(answer, Receipt)
    }
    if not receipts:
        return
    wait = seconds(answering.wait_for(len(receipts), queued=False))
    _row(
        f":material/check: **{plural(len(receipts), 'count')}**, the oldest measured "
        f"{age_of(receipts.values())} · again: about {wait}",
        1.0,
        "again",
    )
    _refused(state)


def _refused(state: Session) -> None:
    """What the service will not answer however often it is asked, though it answers the rest."""
    errors = {
        answer.filters: str(answer.error)
        for ticket in state.tickets.values()
        for answer in ticket.answers.values()
        if isinstance(answer, Failure) and isinstance(answer.error, FiltersError)
    }
    if errors:
        many = plural(len(errors), "count")
        reasons = shortened(" ".join(dict.fromkeys(errors.values())), _LONGEST_REASON)
        st.caption(f":material/block: {many} refused by the service: {plain(reasons)}")


def _remaining(state: Session) -> tuple[list[LeadFilters], int]:
    """The questions without an answer, each once, and how many there are in all."""
    asked: dict[LeadFilters, bool] = {}
    for ticket in state.tickets.values():
        answers = ticket.answers
        for question in ticket.plan.questions:
            asked[question.filters] = asked.get(question.filters, False) or (
                question.filters in answers
            )
    return [filters for filters, answered in asked.items() if not answered], len(asked)


def _pause() -> None:
    session().paused = True
    _withdraw()


def _cancel() -> None:
    session().stopped = session().audience
    _withdraw()


def _measure_again() -> None:
    for ticket in session().tickets.values():
        ticket.desk.forget(ticket.plan)
    _withdraw()


def _go_on() -> None:
    state = session()
    state.paused, state.stopped = False, None


def _withdraw() -> None:
    state = session()
    for purpose in list(state.tickets):
        _take_back(state, purpose)


def _take_back(state: Session, purpose: str) -> None:
    """Withdraw a ticket; what failed is remembered, since it is asked again sooner or later."""
    ticket = state.tickets.pop(purpose)
    ticket.cancel()
    failed = {f: a for f, a in ticket.answers.items() if isinstance(a, Failure)}
    state.failed[purpose] = state.failed.get(purpose, {}) | failed


def _held(state: Session) -> None:
    what, left = "Paused" if state.paused else "Cancelled", plural(state.unasked, "count")
    _, asked = _remaining(state)
    _row(
        f":material/pause_circle: **{what}**, {left} not asked.",
        asked / max(asked + state.unasked, 1),
        "go_on",
    )


def _failures(state: Session) -> list[Failure]:
    """What failed and may be asked again, each once."""
    found = {
        answer.filters: answer
        for ticket in state.tickets.values()
        for answer in ticket.answers.values()
        if isinstance(answer, Failure)
        and not isinstance(answer.error, (CannotBeAskedError, FiltersError))
    }
    return list(found.values())


def _out_of_reach(failures: list[Failure]) -> bool:
    return bool(failures) and all(
        isinstance(failure.error, SourceUnavailableError) for failure in failures
    )


def _failed(state: Session, failures: list[Failure]) -> None:
    reasons = dict.fromkeys(str(failure.error) for failure in failures)
    away, what = _out_of_reach(failures), plural(len(failures), "count")
    if away and state.retry_at is None:
        state.retry_at = time.monotonic() + _TRY_AGAIN
    left = None if state.retry_at is None else state.retry_at - time.monotonic()
    title = f"Out of reach: {what} not measured" if away else f"{what} could not be measured"
    soon = "" if left is None else f" · Asked again by itself in {seconds(left)}."
    _row(
        f":material/error: **{title}**{soon}",
        1.0,
        "try_again",
    )
    st.warning(
        "\n".join(f"- {plain(reason)}" for reason in reasons),
        title=title,
        icon=":material/cloud_off:" if away else ":material/error:",
    )
    if left is not None and left <= 0:
        _retry()
        opening.draw_page()


def _retry() -> None:
    state = session()
    state.retry_at = None
    if state.service is not None:
        state.service.resume()
    for purpose, ticket in list(state.tickets.items()):
        if any(isinstance(answer, Failure) for answer in ticket.answers.values()):
            _take_back(state, purpose)


_PRESSES: Final[Mapping[str, tuple[str, str, Callable[[], None]]]] = {
    "pause": ("Pause", ":material/pause:", _pause),
    "go_on": ("Go on", ":material/play_arrow:", _go_on),
    "cancel": ("Cancel", ":material/close:", _cancel),
    "try_again": ("Try again", ":material/replay:", _retry),
    "again": ("Measure again", ":material/refresh:", _measure_again),
}
"""What a person can do about the counts, by the key of its button."""
