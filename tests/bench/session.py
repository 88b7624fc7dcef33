"""A recorded sizing session over the API: how many requests it takes, and how many it would.

Thirty steps of one person, some of them hasty: the next step comes before all numbers are there.
The dashboard itself takes them, connected to a served API that lets one answer through at a time,
as many as the person waits for. Naive is asking every number of every screen each time.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import SecretStr
from streamlit.testing.v1 import AppTest

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.dashboard.state import Session
from leadpreview.filters import LeadFilters
from leadpreview.launch import home
from leadpreview.people.index import PeopleIndex
from leadpreview.people.store import Store
from leadpreview.preview import Answer, Cancellation, Plan, Question, Receipt, SourceInfo
from leadpreview.scenarios import Scenario
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService
from tests.fakes import DEADLINE, WobblingSource
from tests.servers import serving_here

__all__ = ["STEPS", "Played", "Step", "play"]

MAIN: Final = str(home() / "leadpreview" / "dashboard" / "main.py")
ALL: Final = 1_000
"""Answers that a person waits for who waits for all of them."""

SALES: Final = LeadFilters(
    seniority_levels=["300"],
    functions=["25"],
    included_locations=["91000000"],
    company_size=["51-200", "201-500"],
)
WIDER: Final = SALES.with_("seniority_levels", ["220", "300"])
DACH: Final = WIDER.with_("included_locations", ["91000006"])
LARGER: Final = DACH.with_("company_size", ["51-200", "201-500", "501-1000"])
SOFTWARE: Final = LARGER.with_("included_industries", ["4"])
WIDEST: Final = LARGER.with_("company_size", ["51-200", "201-500", "501-1000", "1001-5000"])
TITLED: Final = SOFTWARE.with_("job_titles", ["Head of Sales", "VP Sales"])

Do = Callable[[AppTest], None]


@dataclass(frozen=True)
class Step:
    """One thing that the person does.

    Attributes:
        name: What it is.
        do: Does it, short of running the page.
        waits: Answers that the person waits for before the next step.
    """

    name: str
    do: Do
    waits: int = ALL


@dataclass
class Played:
    """What a session took.

    Attributes:
        requests: Requests that reached the API.
        naive: Numbers that the screens had to show, each counted anew on each screen.
        steps: For each step its name, its requests and its numbers.
        wrong: Numbers on a screen that were not what the service says to their question.
    """

    requests: int = 0
    naive: int = 0
    steps: list[tuple[str, int, int]] = field(default_factory=list)
    wrong: list[LeadFilters] = field(default_factory=list)


class Gate:
    """A source that answers one question for each time it is let."""

    def __init__(self, source: WobblingSource) -> None:
        self.source = source
        self._allowed = threading.Semaphore(0)
        self._changed = threading.Condition()
        self._waiting = 0

    @property
    def info(self) -> SourceInfo:
        return self.source.info

    def run(self, plan: Plan, cancel: Cancellation) -> Iterator[Answer]:
        with self._changed:
            self._waiting += 1
            self._changed.notify_all()
        if not self._allowed.acquire(timeout=DEADLINE):
            raise AssertionError("the session never let this question through")
        yield from self.source.run(plan, cancel)

    def let_one_through(self, seconds: float) -> bool:
        """Let a question through that stands at the gate; whether one came within `seconds`."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting, seconds):
                return False
            self._waiting -= 1
        self._allowed.release()
        return True

    def open(self) -> None:
        """Let everything through from now on."""
        self._allowed.release(1_000)


def audience(filters: LeadFilters) -> Do:
    """Make `filters` the audience, as the sidebar does."""

    def do(app: AppTest) -> None:
        state: Session = app.session_state["leadpreview"]
        state.undo.append(state.audience)
        state.audience = filters

    return do


def press(key: str) -> Do:
    """Press the button of that key; the page must have it."""

    def do(app: AppTest) -> None:
        app.button(key=key).click()

    return do


def page(name: str) -> Do:
    """Go to a page."""

    def do(app: AppTest) -> None:
        app.switch_page(f"../../pages/{name}.py")

    return do


def view(**chosen: str) -> Do:
    """Choose what a page is about, as its own lists do."""

    def do(app: AppTest) -> None:
        state: Session = app.session_state["leadpreview"]
        state.view = {**state.view, **{name: (value,) for name, value in chosen.items()}}

    return do


def pinned(name: str) -> Do:
    """Pin the audience."""

    def do(app: AppTest) -> None:
        state: Session = app.session_state["leadpreview"]
        state.scenarios = (*state.scenarios, Scenario(name, state.audience))

    return do


def section(name: str) -> Do:
    """Look at a part of the Compare page."""

    def do(app: AppTest) -> None:
        app.session_state["compare_section"] = name

    return do


def agrees(app: AppTest) -> None:
    """Agree to whatever the page offers to count at a price; it must offer something."""
    offers = [button for button in app.button if str(button.key).startswith("agree_")]
    offers[0].click()


STEPS: Final = (
    Step("opens a link", audience(SALES)),
    Step("adds Director", audience(WIDER)),
    Step("undoes that", press("undo")),
    Step("adds it again", audience(WIDER)),
    Step("pins it", pinned("Directors")),
    Step("changes the region", audience(DACH)),
    Step("pins that", pinned("DACH")),
    Step("adds a headcount", audience(LARGER)),
    Step("adds an industry, hastily", audience(SOFTWARE), 3),
    Step("lifts it", audience(LARGER)),
    Step("pins that", pinned("Larger")),
    Step("adds titles, hastily", audience(TITLED), 2),
    Step("lifts them", audience(LARGER)),
    Step("goes to Breakdown", page("breakdown")),
    Step("by headcount", view(rows="company_size")),
    Step("agrees to the price", agrees),
    Step("crossed with seniority", view(columns="seniority_levels")),
    Step("agrees to the price", agrees),
    Step("with one more headcount", audience(WIDEST)),
    Step("and without it", audience(LARGER)),
    Step("goes to Compare", page("compare")),
    Step("looks at the overlap", section("Overlap")),
    Step("agrees to the price", agrees),
    Step("looks at the priority", section("Priority")),
    Step("goes to Goal", page("goal")),
    Step("agrees to the first price", agrees),
    Step("agrees to the second price", agrees),
    Step("goes back to Size", page("size")),
    Step("adds the industry after all", audience(SOFTWARE)),
    Step("and compares once more", page("compare")),
)


def play(data: Path, steps: tuple[Step, ...] = STEPS, *, wobble: float = 0.03) -> Played:
    """Take the steps.

    Args:
        data: A data folder with a people database.
        steps: What the person does.
        wobble: How far the service's estimates are off.
    """
    played = Played()
    index = PeopleIndex.open(Store(data).current())
    gate = Gate(WobblingSource(PeopleSource(index), wobble=wobble))
    truth = WobblingSource(PeopleSource(index), wobble=wobble)
    sent: list[object] = []
    os.environ["LEADPREVIEW_DATA"] = str(data)
    server = create_server(lambda: gate, interval=0.0, record=sent.append)
    with serving_here(server) as address:
        url = address + BASE_PATH
        connection = Connection(url, SecretStr("sandbox-second"))
        where = Address(url, "Recorded session", sandbox=True)
        service = PreviewService(connection, where, Settings(data=data), interval=0.001)
        app = AppTest.from_file(MAIN, default_timeout=60)
        app.session_state["leadpreview"] = Session(connection=connection, service=service)
        app.run()
        for step in steps:
            before = len(sent)
            step.do(app)
            _run(app)
            _wait(app, gate, step.waits)
            numbers = _numbers(app, truth, played)
            played.naive += numbers
            played.steps.append((step.name, len(sent) - before, numbers))
        played.requests = len(sent)
        # Whatever is still on its way may end.
        gate.open()
    return played


def _run(app: AppTest) -> None:
    app.run()
    if app.exception:
        raise AssertionError(app.exception[0].value)


def _wait(app: AppTest, gate: Gate, waits: int) -> None:
    """Let answers through one by one until the page rests or the person goes on."""
    left = waits
    while True:
        state: Session = app.session_state["leadpreview"]
        while left and not _resting(state):
            left -= gate.let_one_through(0.02)
        before = _plans(state)
        _run(app)
        if not left or (before == _plans(state) and _resting(state)):
            return


def _resting(state: Session) -> bool:
    return all(ticket.done for ticket in state.tickets.values())


def _plans(state: Session) -> dict[str, Plan]:
    return {name: ticket.plan for name, ticket in state.tickets.items()}


def _numbers(app: AppTest, truth: WobblingSource, played: Played) -> int:
    """The numbers on the screen, each once; notes those that are not what the service says."""
    shown: dict[LeadFilters, None] = {}
    state: Session = app.session_state["leadpreview"]
    for ticket in state.tickets.values():
        shown.update(dict.fromkeys(question.filters for question in ticket.plan.questions))
        for filters, answer in ticket.answers.items():
            (said,) = truth.run(Plan.of([Question(filters)]), Cancellation())
            if not isinstance(answer, Receipt) or not isinstance(said, Receipt):
                continue
            if answer.count != said.count or answer.exact:
                played.wrong.append(filters)
    return len(shown)
