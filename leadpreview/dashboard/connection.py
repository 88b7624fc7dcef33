"""The Connection page: which source answers, the key, a test, the lane, the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st
from pydantic import SecretStr
from streamlit.errors import StreamlitSecretNotFoundError

from leadpreview.addresses import Address
from leadpreview.api.users import CURL_KEY, DASHBOARD_KEY
from leadpreview.dashboard import service, verdicts
from leadpreview.dashboard.sections import section
from leadpreview.dashboard.state import Session, session
from leadpreview.dashboard.text import ago, number, plain, seconds
from leadpreview.dashboard.visit import refuse, show_reason, visit
from leadpreview.errors import LeadPreviewError
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import Connection

__all__ = ["choose", "keys", "lane", "sandbox"]

_HOW_TO_GET_ONE: Final = (
    "Keys are created in the service's web app, under settings, APIs, keys. Without one the "
    "embedded sample goes on answering, and the sandbox below can be connected to."
)
_KEYS: Final = """
- A key that is typed here is kept in the memory of this browser session, and is gone with it.
- A key in `LEADPREVIEW_API_KEY`, or as `LEADPREVIEW_API_KEY` in Streamlit's secrets file, serves
  everybody who opens this dashboard. It is used where it stands and copied nowhere.
- No key is shown, logged, put into an address, a file or a database. Where something has to tell
  keys apart, it uses a hash.
- A key is sent to the address that was chosen, in the `X-API-KEY` header of four calls: the
  preview, places, account and credits. Nothing here can create a search or spend a credit.
"""


def choose() -> None:
    """Which source answers, and switching it; the audience stays."""
    state = session()
    st.title("Where the numbers come from", anchor=False)
    embedded, api = st.columns(2, border=True)
    with embedded:
        st.markdown("#### :material/database: Embedded sample")
        st.markdown("Exact counts of invented people, at once, with no key and no network.")
        if state.connection is None:
            st.badge("In use", icon=":material/check:", color="green")
        else:
            st.button("Use the embedded sample", on_click=_stand_in, key="use_embedded")
    with api:
        st.markdown("#### :material/cloud: Preview API")
        st.markdown("Estimates by the service, one count a second, free of credits.")
        if state.connection is None:
            _use_again(state)
            _connect()
        else:
            _connected(state)


def _connect() -> None:
    addresses = service.services().addresses()
    address = st.selectbox(
        "Address", addresses, format_func=lambda each: each.label, key="api_address"
    )
    st.markdown(f"`{address.url}`")
    given = _given_key(address)
    form = visit().forms
    with st.form(f"api_key_form_{form}", clear_on_submit=True, border=False):
        st.text_input(
            "Key",
            type="password",
            key=_key_box(form),
            autocomplete="off",
            placeholder=_placeholder(address, given),
        )
        st.form_submit_button(
            "Connect", icon=":material/link:", on_click=_connect_with, args=(form,)
        )
    show_reason()
    if not given:
        st.caption(_HOW_TO_GET_ONE)


def _key_box(form: int) -> str:
    return f"api_key_{form}"


def _connect_with(form: int) -> None:
    """Connect with what a form holds, or with the key that stands in for an empty one.

    Args:
        form: The number of the form, so that a press that is doubled is one.
    """
    state, here, box = session(), visit(), _key_box(form)
    typed = str(st.session_state.get(box) or "").strip()
    # The next form has another box: the key leaves the browser with this one, and here at once.
    if box in st.session_state:
        del st.session_state[box]
    if state.connection is not None or form != here.forms:
        return
    here.forms += 1
    here.reason = ""
    address = st.session_state.get("api_address") or service.services().addresses()[0]
    key = SecretStr(typed) if typed else _given_key(address)
    if key is None:
        refuse("A key is needed to connect there.")
        return
    try:
        _switch(Connection(base_url=address.url, key=key))
    except LeadPreviewError as error:
        refuse(str(error))


def _placeholder(address: Address, given: SecretStr | None) -> str:
    if address.sandbox:
        return "Empty: the sandbox's own key"
    return "Empty: the key of the environment" if given else "Paste your key"


def _given_key(address: Address) -> SecretStr | None:
    """The key that is used when none is typed."""
    if address.sandbox:
        return SecretStr(DASHBOARD_KEY)
    key = service.settings().api_key
    if key is not None:
        return key
    try:
        found = st.secrets.get("LEADPREVIEW_API_KEY")
    except StreamlitSecretNotFoundError:
        return None
    return SecretStr(str(found)) if found else None


def _connected(state: Session) -> None:
    assert state.connection is not None
    found = service.answering().service
    assert found is not None
    status = found.status()
    if status.stopped is not None:
        st.badge("Stopped", icon=":material/pan_tool:", color="red")
    elif status.trouble is not None:
        st.badge("Out of reach", icon=":material/cloud_off:", color="orange")
    else:
        st.badge("In use", icon=":material/check:", color="green")
    st.markdown(f"**{plain(found.address.label)}**  \n`{found.address.url}`")
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Test the connection",
            icon=":material/network_check:",
            on_click=verdicts.ask_test,
            key="test",
        )
        st.button(
            "Account and credits",
            icon=":material/badge:",
            on_click=verdicts.ask_account,
            key="account",
        )
        st.button(
            "Disconnect and forget the key",
            icon=":material/link_off:",
            on_click=_forget,
            key="forget",
        )
    verdicts.show()


def _use_again(state: Session) -> None:
    """Back to the API that the embedded database stands in for, its key still in memory."""
    if state.kept is None:
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"Use {state.kept.host} again",
            icon=":material/link:",
            on_click=_come_back,
            key="use_again",
        )
        st.button("Forget its key", icon=":material/link_off:", on_click=_forget, key="forget_kept")


def _stand_in() -> None:
    state = session()
    kept = state.connection or state.kept
    _switch(None)
    state.kept = kept


def _come_back() -> None:
    kept = session().kept
    if kept is not None and session().connection is None:
        _switch(kept)


def _forget() -> None:
    _switch(None)
    session().kept = None


def _switch(connection: Connection | None) -> None:
    state = session()
    visit().forget()
    for ticket in state.tickets.values():
        ticket.cancel()
    state.tickets.clear()
    state.connection, state.service, state.refusal = connection, None, None
    state.paused, state.stopped, state.agreed = False, None, set()


def lane() -> None:
    """The right of way at a glance."""
    # The people database may be prepared still.
    answering = service.ready()
    found = None if answering is None else answering.service
    if found is None:
        return
    st.header("The lane", anchor=False)
    st.caption(
        "One request a second for a user, shared by every tab and process of this machine that "
        "uses the same user's keys."
    )
    _lane()


@st.fragment(run_every=1.0)
@section("The lane")
def _lane() -> None:
    found = session().service
    if found is None:
        return
    status = found.status()
    if status.stopped is not None:
        st.error(plain(str(status.stopped)), title="Stopped", icon=":material/pan_tool:")
        st.button("Try again", on_click=_resume, key="resume_lane")
    with st.grid(5, min_column_width=130):
        st.metric("Rate", "1 a second", border=True)
        st.metric("Waiting", number(status.waiting), border=True)
        st.metric(
            "Requests today",
            number(status.sent_today),
            border=True,
            help="By this program, since midnight UTC or since somebody connected.",
        )
        st.metric("Refused", number(status.refused), border=True, help="Answers of status 429.")
        st.metric("Last answer", _last(status.last_answer_at), border=True)
    if status.wait > 1.5:
        st.caption(f"The next slot comes in {seconds(status.wait)}.")


def _resume() -> None:
    found = session().service
    if found is not None:
        found.resume()


def _last(at: datetime | None) -> str:
    return "None yet" if at is None else ago((datetime.now(UTC) - at).total_seconds())


def sandbox() -> None:
    """The address of this program's own sandbox, with a question to copy."""
    st.header("The sandbox", anchor=False)
    st.markdown(
        "The same contract, served by this program over the embedded sample: for trying an "
        "integration without a key of the real service."
    )
    for address in service.services().addresses():
        if address.sandbox:
            question = LeadFilters(seniority_levels=("300",), functions=("25",))
            st.code(as_curl(question, address.url, CURL_KEY), language=None, wrap_lines=True)


def keys() -> None:
    """Where keys are kept, and where not."""
    st.header("Where keys are kept", anchor=False)
    st.markdown(_KEYS)
