"""Widgets whose value the program sets, too: each time it does, the widget is another one.

Every request carries what all widgets hold in the browser, and one that was sent before the browser
drew a change of the program carries the values before it. Under the same key those would be taken
for something that a person did, and undo what the program did.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

__all__ = ["Drawn", "holds", "key_for", "take"]

_REMEMBERED: Final = 4
"""Widgets of one name that a browser may still show."""


@dataclass
class Drawn:
    """The widgets of one name.

    Attributes:
        number: The number of the one that is drawn.
        start: What each was drawn with first, by its number.
        held: What each holds in the browser, as far as it has said, by its number.
    """

    number: int = 0
    start: dict[int, Any] = field(default_factory=dict)
    held: dict[int, Any] = field(default_factory=dict)


def key_for(
    drawn: dict[str, Drawn], name: str, value: object, *, fits: bool = False
) -> tuple[str, Any]:
    """The key of the widget that shows `value`, and what to draw it with.

    It is a new widget unless the browser's shows the value already. Whichever run draws it gives it
    the same to start with: a value that is set in `st.session_state` goes to the browser once, and
    is lost when that run is cut short.

    Args:
        drawn: The widgets of the tab.
        name: What the widget is for.
        value: What it has to hold.
        fits: Whether what it holds stands for `value`, though it is written in another way.
    """
    widget = drawn.setdefault(name, Drawn())
    if widget.number in widget.held:
        other = not fits and widget.held[widget.number] != value
        # Streamlit forgets the widgets of a page that is left; they start again when it is back.
        forgotten = _key(name, widget.number) not in st.session_state
        if other or (forgotten and widget.start[widget.number] != value):
            widget.number += 1
    widget.start.setdefault(widget.number, value)
    widget.held.setdefault(widget.number, value)
    for number in [n for n in widget.held if n <= widget.number - _REMEMBERED]:
        del widget.held[number], widget.start[number]
    return _key(name, widget.number), widget.start[widget.number]


def holds(drawn: dict[str, Drawn], name: str, default: object = None) -> Any:
    """What the drawn widget of a name holds in the browser, as far as it has said."""
    widget = drawn.get(name, Drawn())
    return widget.held.get(widget.number, default)


def take(drawn: dict[str, Drawn], name: str, key: str) -> tuple[Any, Any]:
    """What a widget held, and what a person made of it.

    Args:
        drawn: The widgets of the tab.
        name: What the widget is for.
        key: The widget's key; it may be of one that is no longer drawn.
    """
    widget, number = drawn.setdefault(name, Drawn()), int(key.rpartition("_v")[2])
    value = st.session_state[key]
    before = widget.held.get(number, value)
    if number in widget.held:
        widget.held[number] = value
    return before, value


def _key(name: str, number: int) -> str:
    return f"{name}_v{number}"
