"""The dialogs of every page, and the one that is open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

import streamlit as st

from leadpreview.dashboard import adding, audience_files, opening, pins, places, scenario_files
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import session

__all__ = ["show"]

Draw = Callable[[Answering], None]


@dataclass(frozen=True, slots=True)
class _Dialog:
    """One dialog.

    Attributes:
        title: What stands above it.
        icon: The icon beside that.
        draw: Draws what is in it. Its buttons work in callbacks that look at what its widgets hold
            then, and close it with `opening.close`.
    """

    title: str
    icon: str
    draw: Draw


_DIALOGS: Final[Mapping[str, _Dialog]] = {
    **{
        adding.name_of(group): _Dialog(
            "Find or paste many", ":material/playlist_add:", partial(adding.draw, group)
        )
        for group in adding.GROUPS
    },
    places.NAME: _Dialog("Search the service's places", ":material/travel_explore:", places.draw),
    audience_files.NAME: _Dialog("Open an audience", ":material/file_open:", audience_files.draw),
    scenario_files.NAME: _Dialog("Open scenarios", ":material/file_open:", scenario_files.draw),
}


def show(answering: Answering) -> None:
    """Draw the dialog that is open, in every full run, before anything that tells something.

    What is told stands in the same place of the browser's page; a dialog that moved there would
    be another one to Streamlit, and forget what is typed in it.

    Args:
        answering: Whom the page asks.
    """
    name = opening.current()
    dialog = _DIALOGS.get(name)
    if dialog is None:
        session().dialog = ""
    else:
        frame = st.dialog(
            dialog.title,
            width="medium",
            icon=dialog.icon,
            on_dismiss=partial(opening.close, name),
        )
        frame(_inside)(name, dialog.draw, answering)
    pins.tell()


def _inside(name: str, draw: Draw, answering: Answering) -> None:
    """Draw what is in a dialog. It is a fragment: what closes the dialog has to draw everything."""
    if opening.current() != name:
        st.rerun()
    draw(answering)
