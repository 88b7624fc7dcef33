"""Which page a tab's browser asked for last, and what it may still believe to be on the screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from streamlit.runtime.scriptrunner_utils.script_requests import (
    RerunData,
    _has_active_trigger_value,
)

__all__ = ["Tab"]

_SHOWN_FOR: Final = 5.0
"""Seconds for which a browser may still show a widget that is no longer drawn."""


@dataclass
class Tab:
    """Which page a tab's browser asked for last, and which it may still believe to be on.

    Attributes:
        page: The page that was asked for last.
        left: Pages that it may still be on; none once it has sent something from that page.
        held: What the widgets held as that page was asked for, by their ids.
        drawn: The widgets that the last run drew, for the page and for each fragment.
        gone: When widgets that are no longer drawn are forgotten, in monotonic seconds.
        news: Whether there is something new for a fragment whose timer draws it for that alone.
    """

    page: str = ""
    left: set[str] = field(default_factory=set)
    held: dict[str, bytes] = field(default_factory=dict)
    drawn: dict[tuple[str, ...], frozenset[str]] = field(default_factory=dict)
    gone: dict[str, float] = field(default_factory=dict)
    news: dict[str, Callable[[], bool]] = field(default_factory=dict)

    def still_shown(
        self, part: tuple[str, ...], drawn: frozenset[str], now: float
    ) -> frozenset[str]:
        """The widgets that are no longer drawn and that the browser may show, at the end of a run.

        Args:
            part: The fragments that were drawn; none for the page.
            drawn: The widgets that were drawn.
            now: Monotonic seconds.
        """
        for widget in self.drawn.get(part, frozenset()) - drawn:
            self.gone.setdefault(widget, now + _SHOWN_FOR)
        self.drawn[part] = drawn
        self.gone = {name: end for name, end in self.gone.items() if end > now}
        return frozenset(self.gone)

    def keep_news(self, fragments: frozenset[str]) -> None:
        """Forget what is news for fragments that the page does not have any more."""
        self.news = {name: news for name, news in self.news.items() if name in fragments}

    def follow(self, data: RerunData) -> RerunData:
        """The request, for the page that the person is on: a press goes on where a link led."""
        page = data.page_script_hash
        older = page in self.left and page != self.page and not data.is_history_navigation
        if older and self._is_press(data):
            return replace(data, page_script_hash=self.page)
        if page == self.page:
            self.left.clear()
        else:
            self.left.add(self.page)
            # What stays on the screen is drawn again; the rest is another page's.
            self.drawn.clear()
            self.gone.clear()
            self.news.clear()
        self.page, self.held = page, _widgets(data)
        return data

    def _is_press(self, data: RerunData) -> bool:
        """Whether something was done on a page, and not the page asked for: a link does no more."""
        if data.fragment_id or data.widget_states is None:
            return True
        pressed = any(map(_has_active_trigger_value, data.widget_states.widgets))
        now = _widgets(data)
        return pressed or any(now.get(name, value) != value for name, value in self.held.items())


def _widgets(data: RerunData) -> dict[str, bytes]:
    """What the widgets hold, by their ids."""
    states = () if data.widget_states is None else data.widget_states.widgets
    return {state.id: state.SerializeToString(deterministic=True) for state in states}
