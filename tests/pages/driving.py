"""How a page is driven without a browser."""

from __future__ import annotations

import re
from typing import Final

from streamlit.testing.v1 import AppTest

from leadpreview.launch import home
from tests.fakes import DEADLINE

__all__ = ["MAIN", "field_key", "settled"]

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


def field_key(app: AppTest, name: str) -> str:
    """The key of the widget that a filter of the sidebar has now.

    A widget that the program sets gets another key, with a version at its end.
    """
    named = re.compile(rf"filter_{re.escape(name)}(?:_(\d+))?")
    found: dict[int, str] = {}
    for widget in (*app.multiselect, *app.text_input, *app.toggle, *app.checkbox):
        key = str(widget.key)
        if match := named.fullmatch(key):
            found[int(match[1] or -1)] = key
    assert found, f"the sidebar has no widget for {name}"
    return found[max(found)]
