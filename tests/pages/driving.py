"""How a page is driven without a browser."""

from __future__ import annotations

import re
from typing import Final

from streamlit.proto.WidgetStates_pb2 import WidgetStates
from streamlit.testing.v1 import AppTest

from leadpreview.launch import home
from tests.fakes import DEADLINE

__all__ = ["MAIN", "field_key", "key_now", "press_twice", "settled"]

MAIN: Final = str(home() / "leadpreview" / "dashboard" / "main.py")


def settled(app: AppTest) -> AppTest:
    """The page once nothing is on its way any more."""
    for _ in range(20):
        app.run()
        assert not app.exception
        state = app.session_state["leadpreview"]
        tickets = list(state.tickets.values())
        # What arrived after the page had looked for it is not on it yet.
        if not state.waiting and all(ticket.done for ticket in tickets):
            return app
        for ticket in tickets:
            assert ticket.wait(DEADLINE)
    raise AssertionError("the page never comes to rest")


def field_key(app: AppTest, name: str) -> str:
    """The key of the widget that a filter of the sidebar has now."""
    return key_now(app, f"filter_{name}")


def key_now(app: AppTest, name: str) -> str:
    """The key that a widget has now whose value the program sets, too: its name and a number."""
    numbered = re.compile(rf"{re.escape(name)}_v(\d+)")
    kinds = (
        app.multiselect,
        app.text_input,
        app.toggle,
        app.checkbox,
        app.selectbox,
        app.number_input,
        app.button_group,
        app.segmented_control,
    )
    found: dict[int, str] = {}
    for widgets in kinds:
        for widget in widgets:
            if match := numbered.fullmatch(str(widget.key)):
                found[int(match[1])] = str(widget.key)
    assert found, f"the page has no widget for {name}"
    return found[max(found)]


def press_twice(app: AppTest, key: str) -> AppTest:
    """Press a button twice, the second time before the browser has drawn what the first did."""
    app.button(key=key).click()
    # The second message carries the same, whatever the widgets hold or are by then. A browser says
    # nothing of buttons that were not pressed.
    states = app._tree.get_widget_states().widgets
    sent = WidgetStates()
    sent.widgets.extend(
        each for each in states if each.WhichOneof("value") != "trigger_value" or each.trigger_value
    )
    for _ in range(2):
        app._run(sent)
        assert not app.exception
    return app
