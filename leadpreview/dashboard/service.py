"""Who answers this tab: the embedded people database of this process, or the preview API."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain
from leadpreview.people.index import PeopleIndex
from leadpreview.preview import SourceInfo
from leadpreview.settings import Settings
from leadpreview.sources.desk import Desk
from leadpreview.sources.embedded import Building, EmbeddedPeople, Failed, Ready, shared_people
from leadpreview.sources.service import PreviewService, Services

__all__ = ["Answering", "answering", "people", "preparing", "ready", "services", "settings"]


@dataclass(frozen=True, slots=True)
class Answering:
    """Whom this tab asks.

    Attributes:
        desk: Where to ask.
        index: Suggestions of titles and companies; `None` while there is no embedded database.
        service: The preview API with its lane, when that is what answers.
    """

    desk: Desk
    index: PeopleIndex | None
    service: PreviewService | None = None

    @property
    def info(self) -> SourceInfo:
        """What answers, now."""
        return self.desk.source.info

    def wait_for(self, counts: int, *, queued: bool = True) -> float:
        """About how many seconds so many counts take from now, whether `queued` already or not."""
        return self.service.wait_for(counts, queued=queued) if self.service is not None else 0.0


@st.cache_resource(show_spinner=False)
def settings() -> Settings:
    """What the environment said when the first page was opened, and where this server listens."""
    listening = {
        "host": st.get_option("server.address") or "127.0.0.1",
        "port": st.get_option("server.port"),
    }
    return Settings.load().model_copy(update=listening)


def people() -> EmbeddedPeople:
    """The people database that everybody in this process shares."""
    return shared_people(settings())


@st.cache_resource(show_spinner=False)
def services() -> Services:
    """The preview APIs that somebody in this process is connected to."""
    return Services(settings())


def ready() -> Answering | None:
    """Whom to ask; `None` while the people database is prepared."""
    state, status = session(), people().status()
    found = status if isinstance(status, Ready) else None
    if state.connection is None:
        return None if found is None else Answering(found.desk, found.source.index)
    if state.service is None:
        state.service = services().get(state.connection)
    index = None if found is None else found.source.index
    return Answering(state.service.desk, index, state.service)


def answering() -> Answering:
    """Whom to ask, on a page that is drawn only when there is somebody."""
    found = ready()
    assert found is not None
    return found


def preparing() -> None:
    """Show how far the people database is, or why there is none."""
    st.title("Preparing the people database", anchor=False)
    status = people().status()
    if isinstance(status, Failed):
        st.error(plain(str(status.error)), title="It could not be prepared")
        st.button("Try again", on_click=people().retry)
    else:
        _progress()


@st.fragment(run_every=0.5)
def _progress() -> None:
    status = people().status()
    if isinstance(status, Building):
        st.write(plain(f"{status.why} A synthetic one is being generated, once."))
        st.progress(status.fraction, text=f"{status.fraction:.0%} · {status.doing}")
    else:
        st.rerun()
