"""How a page is driven without a browser."""

from __future__ import annotations

from typing import Final

from streamlit.testing.v1 import AppTest

from leadpreview.launch import home
from tests.fakes import DEADLINE

__all__ = ["MAIN", "settled"]

MAIN: Final = str(home() / "leadpreview" / "dashboard" / "main.py")


def settled(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more."""
    for _ in range(20):
        app.run()
        assert not app.exception
        tickets = list(app.session_state["leadpreview"].tickets.values())
        if all(ticket.done for ticket in tickets):
            return app
        for ticket in tickets:
            assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")
