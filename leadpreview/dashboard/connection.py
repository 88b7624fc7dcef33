"""The Connection page: which source answers, the key, a test, the lane, the sandbox."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

import streamlit as st
from pydantic import SecretStr
from streamlit.errors import StreamlitSecretNotFoundError

from leadpreview.addresses import Address
from leadpreview.api.users import CURL_KEY, DASHBOARD_KEY
from leadpreview.dashboard import service
from leadpreview.dashboard.state import Session, session
from leadpreview.dashboard.text import ago, amount, number, plain, seconds
from leadpreview.errors import (
    AuthenticationError,
    ContractError,
    LeadPreviewError,
    RateLimitedError,
    SourceUnavailableError,
)
from leadpreview.exports import as_curl
from leadpreview.filters import LeadFilters
from leadpreview.sources.api import Connection
from leadpreview.sources.service import PreviewService

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
    with st.form("api_key_form", clear_on_submit=True, border=False):
        typed = st.text_input(
            "Key",
            type="password",
            key="api_key",
            autocomplete="off",
            placeholder=_placeholder(address, given),
        )
        pressed = st.form_submit_button("Connect", icon=":material/link:")
    if not given:
        st.caption(_HOW_TO_GET_ONE)
    if not pressed:
        return
    key = SecretStr(typed.strip()) if typed.strip() else given
    if key is None:
        st.warning("A key is needed to connect there.", icon=":material/key:")
        return
    try:
        connection = Connection(base_url=address.url, key=key)
    except LeadPreviewError as error:
        st.error(plain(str(error)))
        return
    _switch(connection)
    st.rerun()


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
        test = st.button("Test the connection", icon=":material/network_check:", key="test")
        look = st.button("Account and credits", icon=":material/badge:", key="account")
        st.button(
            "Disconnect and forget the key",
            icon=":material/link_off:",
            on_click=_forget,
            key="forget",
        )
    if test:
        _test(found)
    if look:
        _account(found)


def _use_again(state: Session) -> None:
    """Back to the API that the embedded database stands in for, its key still in memory."""
    if state.kept is None:
        return
    with st.container(horizontal=True, gap="small"):
        st.button(
            f"Use {state.kept.host} again",
            icon=":material/link:",
            on_click=_switch,
            args=(state.kept,),
            key="use_again",
        )
        st.button("Forget its key", icon=":material/link_off:", on_click=_forget, key="forget_kept")


def _stand_in() -> None:
    state = session()
    kept = state.connection
    _switch(None)
    state.kept = kept


def _forget() -> None:
    _switch(None)
    session().kept = None


def _switch(connection: Connection | None) -> None:
    state = session()
    for ticket in state.tickets.values():
        ticket.cancel()
    state.tickets.clear()
    state.connection, state.service, state.refusal = connection, None, None
    state.paused, state.stopped, state.agreed = False, None, set()


def _test(found: PreviewService) -> None:
    try:
        with st.spinner("Asking one small question…"):
            receipt = found.try_out()
    except AuthenticationError as error:
        title = "The key may not do this" if error.status == 403 else "Not accepted"
        st.error(plain(str(error)), title=title, icon=":material/key_off:")
    except RateLimitedError as error:
        st.warning(plain(str(error)), title="Too many requests", icon=":material/speed:")
    except SourceUnavailableError as error:
        st.error(plain(str(error)), title="Out of reach", icon=":material/cloud_off:")
    except ContractError as error:
        st.error(plain(str(error)), title="Not the answer of a preview API")
    except LeadPreviewError as error:
        st.error(plain(str(error)), title="It did not work")
    else:
        st.success(
            f"{amount(receipt)} people by its estimate, for a small question.",
            title="It works",
            icon=":material/check:",
        )


def _account(found: PreviewService) -> None:
    try:
        with st.spinner("Asking…"):
            account = found.account()
            balance = found.credits()
    except LeadPreviewError as error:
        st.warning(plain(str(error)), title="The service did not say")
        return
    facts = {
        "Name": account.name,
        "Email": account.email,
        "Organization": account.organization,
        **{_credit(name): value for name, value in balance.values.items()},
    }
    if not any(facts.values()):
        st.caption("The service answered, and said nothing that we know how to read.")
    for name, value in facts.items():
        if value is not None:
            st.text(f"{name}: {value}")


def _credit(name: str) -> str:
    return "Credits" if name == "credits" else f"Credits, {name}"


def lane() -> None:
    """The right of way at a glance."""
    found = service.answering().service
    if found is None:
        return
    st.header("The lane", anchor=False)
    st.caption(
        "One request a second for a user, shared by every tab and process of this machine that "
        "uses the same user's keys."
    )
    _lane()


@st.fragment(run_every=1.0)
def _lane() -> None:
    found = session().service
    if found is None:
        return
    status = found.status()
    if status.stopped is not None:
        st.error(plain(str(status.stopped)), title="Stopped", icon=":material/pan_tool:")
        st.button("Try again", on_click=found.resume, key="resume_lane")
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
