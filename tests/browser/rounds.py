"""Rounds of a pair: after each the tab has to hold all that was done, and each of it once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from random import Random
from typing import Final
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, Error, Page

from leadpreview import catalog
from leadpreview.fields import FIELDS
from leadpreview.filters import LeadFilters
from leadpreview.links import decode, encode
from leadpreview.people.index import PeopleIndex
from leadpreview.scenarios import from_links
from leadpreview.sentence import sentence
from tests.browser.pairs import DO_BOTH, PATHS, Held, Kind, Pair, Press, action
from tests.browser.screen import WIDE, Screen, leave
from tests.counting import count

__all__ = ["LINES_OF_LOSS", "Loss", "Rounds", "lines_of_loss", "told"]

LINES_OF_LOSS: Final = ("cut short", "does not exist anymore", "Couldn't find fragment")
"""What the server prints when a press was interrupted, or came for what is not there any more."""

_START: Final = LeadFilters(functions=["25"])
_LONGEST: Final = 400
_MOST_PINNED: Final = 5
"""Fewer than can be pinned, so that one too many would show."""

_TOGETHER: Final = 4
"""Rounds after which all that the tab holds is walked through."""

_OTHER_KEY: Final = "sandbox-fine-2"
"""The key of the other source, where the embedded sample answers."""

_PATIENCE: Final = 20.0
"""Seconds until something counts as lost."""

_LOOK_AGAIN: Final = 100
"""Milliseconds between two looks."""

_SEEN: Final = """
() => {
  const all = (selector) => [...document.querySelectorAll(selector)].filter((element) =>
    element.getClientRects().length && element.checkVisibility({visibilityProperty: true}));
  const enabled = (selector) => all(selector).some((element) => !element.disabled);
  const links = all('.st-key-navigation a');
  const compare = links.find((link) => link.textContent.endsWith('Compare'));
  const total = all('[data-testid=stMetric]').find((one) => one.innerText.startsWith(
    'Estimated total'));
  const value = total && total.querySelector('[data-testid=stMetricValue]');
  const box = document.querySelector('.st-key-field_keyword input');
  return {
    path: location.pathname,
    query: location.search,
    compare: compare ? compare.search : '',
    chips: all('.st-key-field_seniority_levels [data-tag]').map(
      (tag) => tag.getAttribute('aria-label')),
    keyword: box ? box.value : '',
    undo: enabled('.st-key-undo button'),
    redo: enabled('.st-key-redo button'),
    api: all('.st-key-field_live').length > 0,
    sentence: all('.st-key-audience').map((one) => one.innerText.trim()).join(' '),
    total: value ? value.innerText.trim() : '',
    paused: all('.st-key-queue').some((queue) => queue.innerText.includes('Paused')),
  };
}
"""


class LostError(Exception):
    """The tab does not come to hold what was done in it."""


@dataclass(frozen=True)
class Loss:
    """One round in which something was lost, or done twice."""

    number: int
    gap: int
    seen: str


def told(losses: Sequence[Loss], rounds: int) -> str:
    """What was lost in so many rounds of a pair."""
    gaps = ", ".join(str(loss.gap) for loss in losses)
    seen = "\n".join(f"  round {each.number}, {each.gap} ms: {each.seen}" for each in losses)
    return f"{len(losses)} of {rounds} lost: gaps {gaps} ms:\n{seen}"


def lines_of_loss(log: str) -> list[str]:
    """The lines of a server's output that tell of a press that was lost."""
    return [line for line in log.splitlines() if any(each in line for each in LINES_OF_LOSS)]


class Rounds:
    """Does pairs in a browser, one tab for a few rounds, and looks what has become of them.

    Args:
        browser: Where.
        dashboard: The dashboard's address.
        index: Who tells what a total has to be.
        key: The key of the API that answers; the embedded sample does when there is none.
        patience: Seconds until something counts as lost, right after a pair and after the rounds.
        really: What is really pressed instead of a pair, to see that it is found out.
    """

    def __init__(
        self,
        browser: Browser,
        dashboard: str,
        index: PeopleIndex,
        key: str = "",
        *,
        patience: float = _PATIENCE,
        really: Sequence[Kind] = (),
    ) -> None:
        self._browser = browser
        self._dashboard = dashboard
        self._index = index
        self._key = key
        self._patience = patience
        self._really = really
        self._page: Page | None = None
        self._screen: Screen | None = None
        self._held = Held(_START)
        self._number = 0
        self._switches = False

    def run(self, pair: Pair, rounds: int, draw: Random) -> list[Loss]:
        """The losses of so many rounds of a pair."""
        losses = []
        if Kind.PIN in pair:
            # What another pair has pinned could not be pinned again.
            self._screen = None
        for number in range(rounds):
            gap = draw.randint(0, 100)
            try:
                self.once(pair, gap, draw)
                if number % _TOGETHER == _TOGETHER - 1 or number == rounds - 1:
                    self._walk_back()
            except (LostError, Error, AssertionError) as error:
                losses.append(Loss(number, gap, " ".join(str(error).split())[:_LONGEST]))
                self.close()
        return losses

    def once(self, pair: Pair, gap: int, draw: Random) -> None:
        """One round, which goes on from where the one before ended.

        Raises:
            LostError: Something was lost or done twice; the tab is of no more use.
        """
        used_up = len(self._held.pinned) == _MOST_PINNED and Kind.PIN in pair
        if self._screen is None or used_up or (Kind.SOURCE in pair and not self._switches):
            self._open(pair)
        self._number += 1
        number = self._number
        self._prepare(pair, number)
        first = action(pair[0], 2 * number, self._held, draw)
        between = first.effect(self._held)
        second = action(pair[1], 2 * number + 1, between, draw)
        if self._really:
            self._do_something_else(number, gap, draw)
        else:
            self._do(first.press, second.press, gap)
        self._held = second.effect(between)
        self._expect("after both", self._patience)

    def close(self) -> None:
        """Close the tab."""
        if self._page is not None:
            self._page.context.close()
        self._page = self._screen = None

    @property
    def _tab(self) -> Screen:
        assert self._screen is not None
        return self._screen

    def _do(self, first: Press, second: Press | None, gap: int) -> None:
        """Do both in the page, or one alone."""
        other = asdict(second) if second is not None else None
        asked = {"first": asdict(first), "second": other, "gap": gap}
        self._tab.page.evaluate(DO_BOTH, asked)

    def _do_something_else(self, number: int, gap: int, draw: Random) -> None:
        held = self._held
        for kind in self._really:
            made = action(kind, number, held, draw)
            self._do(made.press, None, gap)
            held = made.effect(held)

    def _open(self, pair: Pair) -> None:
        """Open the page anew where the rounds begin, with the source of the pair."""
        if self._page is None:
            self._page = self._browser.new_context(viewport=WIDE, locale="en-US").new_page()
        leave(self._page)
        self._screen = Screen(self._page, self._dashboard)
        self._tab.open(f"/?{encode(_START)}")
        self._held, self._switches = Held(_START), bool(self._key) or Kind.SOURCE in pair
        if self._key:
            self._tab.connect("Sandbox", self._key)
            self._held = replace(self._held, connected=True, page="Connection")
            self._expect("connected")
        elif self._switches:
            # There is another source to come back to once an API has been used.
            self._tab.connect("Sandbox", _OTHER_KEY)
            self._held = replace(self._held, connected=True, page="Connection")
            self._switch_source(connected=False)
        self._go("Size")

    def _prepare(self, pair: Pair, number: int) -> None:
        """Bring about what the pair needs, waiting for each step."""
        if Kind.SOURCE not in pair:
            self._go("Size", counted=False)
        self._go_on()
        if self._held.audience.is_empty:
            self._undo("prepared")
        if Kind.TEXT in pair or Kind.PAUSE in pair:
            self._open_keyword()
        undone = pair.count(Kind.UNDO)
        # One more than is undone, so that one too many would show.
        before = undone + (pair[0] is not Kind.TEXT) if undone else 0
        if Kind.PAUSE in pair:
            # Another filter, for more counts than can arrive before they are paused.
            before = len(self._held.before) + 1
        step = 0
        while len(self._held.before) < before or not self._can_be_pinned(pair):
            chosen = action(Kind.PICK, number + step, self._held, Random(0))
            step += 1
            if chosen.effect(self._held).audience in self._held.pinned:
                continue
            self._tab.pick("seniority_levels", chosen.press.says)
            self._held = chosen.effect(self._held)
            self._expect("prepared")
        if Kind.PAUSE in pair:
            # Nobody has asked this before: there are a few seconds of counts to pause.
            text = f"manager OR word{number}"
            self._tab.field("keyword").fill(text)
            self._tab.field("keyword").press("Enter")
            self._held = self._held.changed(self._held.audience.with_("keyword", text))
            self._expect("prepared")
            self._tab.page.locator(".st-key-pause button").wait_for()
        if Kind.SOURCE in pair:
            self._go("Connection")
        if Kind.PICK in pair:
            self._tab.field("seniority_levels").click()
            self._tab.page.get_by_role("option").first.wait_for()

    def _can_be_pinned(self, pair: Pair) -> bool:
        return Kind.PIN not in pair or self._held.audience not in self._held.pinned

    def _undo(self, when: str) -> None:
        self._tab.page.locator(".st-key-undo button").click()
        self._held = self._held.back()
        self._expect(when)

    def _go_on(self) -> None:
        """Let counts be asked again that a pair has paused."""
        if self._held.paused:
            self._tab.page.locator(".st-key-go_on button").click()
            self._held = replace(self._held, paused=False)

    def _open_keyword(self) -> None:
        if not self._tab.field("keyword").is_visible():
            self._tab.group("Keyword")
            self._tab.field("keyword").wait_for()

    def _walk_back(self) -> None:
        """Look at all that is held, forward and back; ends where the rounds begin."""
        self._tab.page.keyboard.press("Escape")
        self._go("Size", patience=self._patience)
        self._go_on()
        while self._held.undone:
            self._tab.page.locator(".st-key-redo button").click()
            self._held = self._held.forth()
            self._expect("after redo")
        while self._held.before:
            self._undo("after undo")
        if self._held.connected != bool(self._key):
            self._switch_source(connected=bool(self._key))
            self._go("Size")

    def _switch_source(self, *, connected: bool) -> None:
        self._go("Connection")
        key = "use_again" if connected else "use_embedded"
        self._tab.page.locator(f".st-key-{key} button").click()
        self._held = replace(self._held, connected=connected, page="Connection")
        self._expect("another source")

    def _go(self, page: str, *, counted: bool = True, patience: float = _PATIENCE) -> None:
        """Go to a page by its link, and wait for its total; over the API only if `counted`."""
        if self._held.page != page:
            self._tab.page.locator(".st-key-navigation a").filter(has_text=page).click()
        self._held = replace(self._held, page=page)
        self._expect(page if counted else "there", patience)

    def _expect(self, when: str, patience: float = _PATIENCE) -> None:
        """Wait until the tab holds what it has to.

        Args:
            when: After what, for the report; the page, where one was gone to for a look.
            patience: How long, in seconds.

        Raises:
            LostError: It does not, within the patience.
        """
        wanted = self._wanted()
        if self._held.connected and self._held.page != when:
            # Counts come one a second: a total is waited for once a round.
            wanted.pop("total", None)
        give_up = time.monotonic() + patience
        while True:
            seen = self._seen()
            wrong = {name: seen[name] for name in wanted if seen[name] != wanted[name]}
            if not wrong:
                return
            if time.monotonic() > give_up:
                found = "; ".join(f"{k} is {v!r}, not {wanted[k]!r}" for k, v in wrong.items())
                raise LostError(f"{when}: {found}")
            self._tab.page.wait_for_timeout(_LOOK_AGAIN)

    def _wanted(self) -> dict[str, object]:
        held = self._held
        wanted: dict[str, object] = {
            "path": f"/{PATHS[held.page]}",
            "address": encode(held.audience),
            "pinned": tuple(encode(filters) for filters in held.pinned),
            # In the order in which they were picked, or in the audience's.
            "chips": sorted(map(catalog.seniority_levels.label, held.audience.seniority_levels)),
            "keyword": held.audience.keyword or "",
            "undo": bool(held.before),
            "redo": bool(held.undone),
            "api": held.connected,
        }
        if held.page == "Size" and not held.audience.is_empty:
            wanted["sentence"] = sentence(held.audience)
            wanted["paused"] = held.paused
            if not held.paused:
                about = "\N{ALMOST EQUAL TO} " if held.connected else ""
                wanted["total"] = f"{about}{count(self._index, held.audience):,}"
        return wanted

    def _seen(self) -> dict[str, object]:
        seen: dict[str, object] = self._tab.page.evaluate(_SEEN)
        scenarios = parse_qs(urlsplit(str(seen["compare"])).query).get("scenario", [])
        query = parse_qs(urlsplit(str(seen["query"])).query)
        chips = seen["chips"]
        assert isinstance(chips, list)
        own = {name: values for name, values in query.items() if name in FIELDS or name == "live"}
        return seen | {
            "chips": sorted(str(chip) for chip in chips),
            "address": encode(decode(own)[0]),
            "pinned": tuple(encode(each.filters) for each in from_links(scenarios)[0]),
        }
