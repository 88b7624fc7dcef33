"""What came of the questions about a connection: a test of it, the account and its credits.

They are asked outside of the page's own run, so that the page answers to presses meanwhile.
"""

from __future__ import annotations

from functools import partial

import streamlit as st

from leadpreview.dashboard import opening
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import amount, plain
from leadpreview.dashboard.visit import LOOK_AGAIN, visit
from leadpreview.errors import (
    AuthenticationError,
    ContractError,
    LeadPreviewError,
    RateLimitedError,
    SourceUnavailableError,
)
from leadpreview.preview import Cancellation, Receipt
from leadpreview.sources.api import Account, Credits
from leadpreview.sources.errand import Errand
from leadpreview.sources.service import PreviewService

__all__ = ["ask_account", "ask_test", "show"]


def ask_test() -> None:
    """Ask one small question, unless that is under way."""
    found, here = session().service, visit()
    if found is not None and (here.test is None or here.test.done):
        here.test = Errand(found.try_out)


def ask_account() -> None:
    """Ask whose key it is and for the credits, unless that is under way."""
    found, here = session().service, visit()
    if found is not None and (here.account is None or here.account.done):
        here.account = Errand(partial(_account_and_credits, found))


def _account_and_credits(found: PreviewService, cancel: Cancellation) -> tuple[Account, Credits]:
    return found.account(cancel), found.credits(cancel)


def show() -> None:
    """Draw what is being asked and what came of it; looks again by itself."""
    asking = visit().asking
    st.fragment(_draw, run_every=LOOK_AGAIN if asking else None)(asking)


def _draw(looking: bool) -> None:
    here = visit()
    if looking and not here.asking:
        # The badge above may be another one now; and nobody has to look again.
        opening.draw_page()
    if here.test is not None:
        _test(here.test.outcome)
    if here.account is not None:
        _account(here.account.outcome)


def _test(outcome: Receipt | LeadPreviewError | None) -> None:
    match outcome:
        case None:
            st.markdown(":material/hourglass_top: Asking one small question…")
        case Receipt():
            st.success(
                f"{amount(outcome)} people by its estimate, for a small question.",
                title="It works",
                icon=":material/check:",
            )
        case AuthenticationError():
            title = "The key may not do this" if outcome.status == 403 else "Not accepted"
            st.error(plain(str(outcome)), title=title, icon=":material/key_off:")
        case RateLimitedError():
            st.warning(plain(str(outcome)), title="Too many requests", icon=":material/speed:")
        case SourceUnavailableError():
            st.error(plain(str(outcome)), title="Out of reach", icon=":material/cloud_off:")
        case ContractError():
            st.error(plain(str(outcome)), title="Not the answer of a preview API")
        case _:
            st.error(plain(str(outcome)), title="It did not work")


def _account(outcome: tuple[Account, Credits] | LeadPreviewError | None) -> None:
    if outcome is None:
        st.markdown(":material/hourglass_top: Asking for the account and its credits…")
        return
    if isinstance(outcome, LeadPreviewError):
        st.warning(plain(str(outcome)), title="The service did not say")
        return
    account, balance = outcome
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
