"""What a page holds until it is left: why the last press did nothing, and what was looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import streamlit as st

from leadpreview.dashboard.state import session
from leadpreview.sources.api import Place
from leadpreview.sources.errand import Errand

__all__ = ["LOOK_AGAIN", "Visit", "visit"]

LOOK_AGAIN: Final = 0.5
"""Seconds between two looks whether an errand has ended."""

_KEY: Final = "leadpreview_visit"


@dataclass
class Visit:
    """One stay on one page.

    Attributes:
        page: The path of the page.
        said: Why the last press did nothing, where it can be seen until the next one.
        suggested: People with each title or company that was found, by name.
        named: The names of places that were found, by id.
        places: The places of a name, asked of the service.
    """

    page: str
    said: str = ""
    suggested: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    places: Errand[tuple[Place, ...]] | None = None

    def end(self) -> None:
        """Withdraw what is still being asked."""
        if self.places is not None:
            self.places.cancel()


def visit() -> Visit:
    """The stay on the page that is open; `main` asks on every page, so that each is a new one."""
    page = session().page
    found: Visit | None = st.session_state.get(_KEY)
    if found is None or found.page != page:
        if found is not None:
            found.end()
        found = st.session_state[_KEY] = Visit(page)
    return found
