"""A page in sections: an error costs its own section, which says so, and a line in the log."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st
from streamlit.errors import FragmentHandledException

from leadpreview.dashboard import service
from leadpreview.dashboard.state import session
from leadpreview.sources.api.text import Secret

__all__ = ["NOT_DRAWN", "section"]

_log = logging.getLogger(__name__)

NOT_DRAWN: Final = "Not drawn: "
"""What the page and the log say before the name of a section that failed."""

_LOGGED: Final = "sections_logged"
_SORRY: Final = (
    "An error that nobody expected ended this part, and is written in the log. The rest of the "
    "page is right. To try again, change the audience or load the page anew."
)


@contextmanager
def section(name: str) -> Iterator[None]:
    """Draw one section; where it raises, the page says so in its place and goes on.

    What a section gives to later ones needs a value before it, which stays when it fails. A
    function that returns nothing can be decorated with it. Streamlit's own ways to end a run are
    no `Exception`, and pass.

    Args:
        name: What the section is called on the page.
    """
    logged: dict[str, str] = st.session_state.setdefault(_LOGGED, {})
    try:
        yield
    except FragmentHandledException:
        # A fragment inside has said and logged its error where it happened.
        return
    except Exception as error:  # noqa: BLE001  whatever it is, it must not cost more than this
        state = session()
        # What it did not come to ask is still wanted: withdrawn, it would be asked and withdrawn
        # again in every run from now on.
        state.used |= state.tickets.keys()
        report = _report(error)
        # A pane draws itself again and again.
        if logged.get(name) != report:
            logged[name] = report
            _log.error("%s%s\n%s", NOT_DRAWN, name, report)
        st.error(_SORRY, title=f"{NOT_DRAWN}{name}", icon=":material/error:")
    else:
        logged.pop(name, None)


def _report(error: Exception) -> str:
    """The traceback, without the keys that a message may repeat."""
    report = "".join(traceback.format_exception(error))
    state = session()
    keys = [connection.key for connection in (state.connection, state.kept) if connection]
    for key in (*keys, service.settings().api_key):
        if key is not None:
            report = Secret(key).removed(report)
    return report
