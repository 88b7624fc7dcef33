"""What a page holds until it is left: why the last press did nothing, and what is looked up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

import streamlit as st

from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain
from leadpreview.preview import Receipt
from leadpreview.sources.api import Account, Credits, Place
from leadpreview.sources.errand import Errand

__all__ = ["LOOK_AGAIN", "Visit", "refuse", "show_reason", "visit"]

LOOK_AGAIN: Final = 0.5
"""Seconds between two looks whether an errand has ended."""

_KEY: Final = "leadpreview_visit"


@dataclass
class Visit:
    """One stay on one page.

    Attributes:
        page: The path of the page.
        reason: Why the last press did nothing, where it can be seen until the next one.
        suggested: People with each title or company that was found, by name.
        named: The names of places that were found, by id.
        forms: Forms with a key that were handed in; each is another one.
        places: The places of a name, asked of the service.
        test: One small question, asked of the service.
        account: Whose key it is and what the service says about credits.
    """

    page: str
    reason: str = ""
    suggested: dict[str, int] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)
    forms: int = 0
    places: Errand[tuple[Place, ...]] | None = None
    test: Errand[Receipt] | None = None
    account: Errand[tuple[Account, Credits]] | None = None

    @property
    def asking(self) -> bool:
        """Whether something is being asked."""
        return any(not errand.done for errand in self._errands())

    def forget(self) -> None:
        """Forget what the service said, and withdraw what it is being asked."""
        for errand in self._errands():
            errand.cancel()
        self.places = self.test = self.account = None

    def _errands(self) -> list[Errand[Any]]:
        every = (self.places, self.test, self.account)
        return [errand for errand in every if errand is not None]


def visit() -> Visit:
    """The stay on the page that is open; `main` asks on every page, so that each is a new one."""
    page = session().page
    found: Visit | None = st.session_state.get(_KEY)
    if found is None or found.page != page:
        if found is not None:
            found.forget()
        found = st.session_state[_KEY] = Visit(page)
    return found


def refuse(reason: str) -> None:
    """Say why a press did nothing."""
    visit().reason = reason


def show_reason() -> None:
    """Draw why the last press did nothing."""
    reason = visit().reason
    if reason:
        st.warning(plain(reason), icon=":material/info:")
