"""Two things that a person does at once: how a browser does them, and what a tab holds after them.

A pair is done in one `page.evaluate`, as a hand does it: a press goes down and up where its target
is, takes the focus from whatever had it, and a click goes to what is there at both moments. The gap
lies between the two; where the first is text that is typed, between the moment the press takes the
focus from the text box, which sends the text, and the moment it is let go.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random
from typing import Final

from leadpreview import catalog
from leadpreview.filters import LeadFilters

__all__ = [
    "DO_BOTH",
    "HAND",
    "MORE_PAIRS",
    "PAIRS",
    "PATHS",
    "Action",
    "Held",
    "Kind",
    "Pair",
    "Press",
    "action",
]

PATHS: Final = {
    "Size": "",
    "Breakdown": "breakdown",
    "Compare": "compare",
    "Goal": "goal",
    "Connection": "connection",
    "Data": "data",
}
"""The pages by what their links say."""

_LEVELS: Final = tuple(entry.id for entry in catalog.seniority_levels)


@dataclass(frozen=True)
class Held:
    """What a tab has to hold when everything that was done counts once.

    Attributes:
        audience: The audience.
        before: Audiences that Undo goes back to, the latest last.
        undone: Audiences that Redo goes forward to, the latest last.
        page: What the link of the page says.
        pinned: The audiences that are compared.
        connected: Whether the API answers.
        paused: Whether counting is paused.
    """

    audience: LeadFilters
    before: tuple[LeadFilters, ...] = ()
    undone: tuple[LeadFilters, ...] = ()
    page: str = "Size"
    pinned: tuple[LeadFilters, ...] = ()
    connected: bool = False
    paused: bool = False

    def changed(self, audience: LeadFilters) -> Held:
        """After another audience was chosen."""
        return replace(self, audience=audience, before=(*self.before, self.audience), undone=())

    def back(self) -> Held:
        """After Undo."""
        *before, audience = self.before
        undone = (*self.undone, self.audience)
        return replace(self, audience=audience, before=tuple(before), undone=undone)

    def forth(self) -> Held:
        """After Redo."""
        *undone, audience = self.undone
        before = (*self.before, self.audience)
        return replace(self, audience=audience, before=before, undone=tuple(undone))

    def picked(self, value: str) -> Held:
        """After a seniority was picked beside those that are chosen."""
        values = [*self.audience.seniority_levels, value]
        return self.changed(self.audience.with_("seniority_levels", values))


@dataclass(frozen=True)
class Press:
    """Where a hand goes: the first visible and enabled element that says so.

    Attributes:
        target: A CSS selector.
        says: The words on it, where several are found; all of them.
        types: What is typed into it, instead of pressing it.
    """

    target: str
    says: str = ""
    types: str = ""


@dataclass(frozen=True)
class Action:
    """One thing that a person does: by hand, and what it means."""

    press: Press
    effect: Callable[[Held], Held]


class Kind(StrEnum):
    """What a person does, without the details that are drawn for each round."""

    TEXT = "text typed"
    PICK = "pick"
    CLEAR = "clear all"
    UNDO = "undo"
    PIN = "pin"
    LINK = "link"
    SOURCE = "another source"
    PAUSE = "pause"


Pair = tuple[Kind, Kind]

PAIRS: Final[tuple[Pair, ...]] = (
    (Kind.TEXT, Kind.PIN),
    (Kind.TEXT, Kind.UNDO),
    (Kind.TEXT, Kind.LINK),
    (Kind.CLEAR, Kind.LINK),
    (Kind.UNDO, Kind.LINK),
    (Kind.PICK, Kind.LINK),
    (Kind.UNDO, Kind.UNDO),
    (Kind.PIN, Kind.UNDO),
    (Kind.PIN, Kind.LINK),
    (Kind.SOURCE, Kind.LINK),
    (Kind.PAUSE, Kind.LINK),
)
"""The first, and what comes at once after it. Only over the API is there anything to pause."""

MORE_PAIRS: Final[tuple[Pair, ...]] = (
    (Kind.LINK, Kind.UNDO),
    (Kind.LINK, Kind.CLEAR),
    (Kind.PICK, Kind.PIN),
    (Kind.PICK, Kind.PICK),
)
"""Pairs beside those for `make stress`, where time does not count."""


def action(kind: Kind, number: int, held: Held, draw: Random) -> Action:
    """One thing of a kind to do.

    Args:
        kind: What.
        number: Another one for everything that must not be the same twice.
        held: What the tab holds before.
        draw: Decides what is left open.
    """
    match kind:
        case Kind.TEXT:
            words = f"sales OR word{number}"
            return Action(
                Press(".st-key-field_keyword input", types=words),
                lambda old: old.changed(old.audience.with_("keyword", words)),
            )
        case Kind.PICK:
            left = [level for level in _LEVELS if level not in held.audience.seniority_levels]
            level = left[number % len(left)]
            says = catalog.seniority_levels.label(level)
            return Action(Press("[role=option]", says), lambda old: old.picked(level))
        case Kind.CLEAR:
            return Action(Press(".st-key-clear_all button"), lambda old: old.changed(LeadFilters()))
        case Kind.UNDO:
            return Action(Press(".st-key-undo button"), Held.back)
        case Kind.PIN:
            return Action(
                Press(".st-key-pin_scenario button"),
                lambda old: replace(old, pinned=(*old.pinned, old.audience)),
            )
        case Kind.LINK:
            page = draw.choice([page for page in PATHS if page != held.page])
            return Action(Press(".st-key-navigation a", page), lambda old: replace(old, page=page))
        case Kind.SOURCE:
            key = "use_embedded" if held.connected else "use_again"
            return Action(
                Press(f".st-key-{key} button"),
                lambda old: replace(old, connected=not old.connected, paused=False),
            )
        case Kind.PAUSE:
            return Action(Press(".st-key-pause button"), lambda old: replace(old, paused=True))


HAND: Final = """
  const PATIENCE = 5000;
  const pause = (ms) => new Promise((done) => setTimeout(done, ms));
  const words = (element) => (element.querySelector('p') ?? element).textContent.trim();
  const there = ({target, says}) => [...document.querySelectorAll(target)].find((element) =>
    element.getClientRects().length && element.checkVisibility({visibilityProperty: true})
    && !element.disabled && (!says || words(element) === says));
  const aim = async (what) => {
    const since = performance.now();
    for (;;) {
      const element = there(what);
      if (element) {
        element.scrollIntoView({block: 'nearest'});
        const box = element.getBoundingClientRect();
        const point = {x: box.x + box.width / 2, y: box.y + box.height / 2};
        const hit = document.elementFromPoint(point.x, point.y);
        if (hit && element.contains(hit)) return {element, point, hit};
      }
      if (performance.now() - since > PATIENCE)
        throw new Error(`nothing to press: ${what.target} ${what.says}`);
      await pause(5);
    }
  };
  const at = (point, buttons) => ({
    bubbles: true, cancelable: true, composed: true, view: window, detail: 1,
    clientX: point.x, clientY: point.y, screenX: point.x, screenY: point.y,
    button: 0, buttons, pointerId: 1, pointerType: 'mouse', isPrimary: true,
    width: 1, height: 1, pressure: buttons ? 0.5 : 0,
  });
  const down = ({point, hit}) => {
    for (const type of ['pointerover', 'pointerenter', 'pointermove'])
      hit.dispatchEvent(new PointerEvent(type, at(point, 0)));
    hit.dispatchEvent(new PointerEvent('pointerdown', at(point, 1)));
    if (hit.dispatchEvent(new MouseEvent('mousedown', at(point, 1)))) {
      const takes = hit.closest('button, a[href], input, [tabindex]');
      if (takes) takes.focus({preventScroll: true});
      else if (document.activeElement) document.activeElement.blur();
    }
  };
  const up = ({point, hit}) => {
    const now = document.elementFromPoint(point.x, point.y) ?? document.body;
    now.dispatchEvent(new PointerEvent('pointerup', at(point, 0)));
    now.dispatchEvent(new MouseEvent('mouseup', at(point, 0)));
    let common = hit;
    while (common && !common.contains(now)) common = common.parentElement;
    if (common && common.isConnected) common.dispatchEvent(new PointerEvent('click', at(point, 0)));
  };
  const type = (input, text) => {
    input.focus({preventScroll: true});
    const set = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set;
    set.call(input, text);
    input.dispatchEvent(new InputEvent('input', {bubbles: true, data: text}));
  };
"""
"""A hand, in JavaScript: `aim` at a press, `down` and `up` on what was aimed at; `type` text."""

DO_BOTH: Final = f"""
async ({{first, second, gap}}) => {{
  {HAND}
  const one = await aim(first);
  if (first.types) {{
    type(one.element, first.types);
  }} else {{
    down(one);
    up(one);
  }}
  if (!second) return;
  await pause(first.types ? 0 : gap);
  const two = await aim(second);
  down(two);
  if (first.types) await pause(gap);
  up(two);
}}
"""
"""Does one press or two, with a gap in ms between; throws when there is nothing to press."""
