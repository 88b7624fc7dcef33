"""The sandbox's users and keys: public, documented, one for every outcome of the contract.

Nothing here is secret. `docs/sandbox.md` has the same table, and a test compares the two.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

__all__ = ["CURL_KEY", "DASHBOARD_KEY", "KEYS", "Behaviour", "SandboxKey", "find_key"]


class Behaviour(Enum):
    """What the preview endpoint does with a key; every other endpoint treats all keys alike."""

    FINE = "fine"
    NO_INTEGRATION = "no integration"
    EXPIRED = "expired"
    FORBIDDEN = "forbidden"
    UPSTREAM_LIMITED = "upstream limited"
    SLOW = "slow"
    FLAKY = "flaky"
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class SandboxKey:
    """One key.

    Attributes:
        key: What `X-API-KEY` holds.
        user: Whose it is; keys of one user share the rate limit.
        name: The user's name, for `GET /account`.
        behaviour: What the preview endpoint does with it.
        does: The same, as a sentence for whoever chooses a key.
    """

    key: str
    user: str
    name: str
    behaviour: Behaviour
    does: str

    @property
    def email(self) -> str:
        """The user's address, in a domain that belongs to nobody."""
        return f"{self.user}@sandbox.example"


DASHBOARD_KEY: Final = "sandbox-dashboard"
"""What the dashboard itself uses, so that it competes with nobody's script."""

CURL_KEY: Final = "sandbox-curl"
"""What the examples to copy use."""

_ROWS: Final = (
    ("sandbox-fine", "fine", "Fay Fine", Behaviour.FINE, "Works."),
    (
        "sandbox-fine-2",
        "fine",
        "Fay Fine",
        Behaviour.FINE,
        "Works; another key of the same user, so that the two share one limit.",
    ),
    ("sandbox-second", "second", "Sam Second", Behaviour.FINE, "Works; a second user."),
    (
        CURL_KEY,
        "curl",
        "Cara Curl",
        Behaviour.FINE,
        "Works; the user of the examples to copy.",
    ),
    (
        DASHBOARD_KEY,
        "dashboard",
        "Dana Dashboard",
        Behaviour.FINE,
        "Works; for the dashboard itself, so that it competes with nobody's script.",
    ),
    (
        "sandbox-no-integration",
        "no-integration",
        "Nia Unconnected",
        Behaviour.NO_INTEGRATION,
        "401, because no integration is connected; answers when `live` is `false`.",
    ),
    (
        "sandbox-expired",
        "expired",
        "Ed Expired",
        Behaviour.EXPIRED,
        "401, because the connected credentials have expired.",
    ),
    (
        "sandbox-forbidden",
        "forbidden",
        "Flo Forbidden",
        Behaviour.FORBIDDEN,
        "403, because the key may not use the preview endpoint.",
    ),
    (
        "sandbox-upstream-limited",
        "upstream-limited",
        "Uma Upstream",
        Behaviour.UPSTREAM_LIMITED,
        "429 for every valid request, because LinkedIn limits the upstream call: "
        "`Retry-After: 30`.",
    ),
    ("sandbox-slow", "slow", "Sol Slow", Behaviour.SLOW, "Works, after 2 seconds."),
    (
        "sandbox-flaky",
        "flaky",
        "Flip Flaky",
        Behaviour.FLAKY,
        "503 for about one valid request in four, in an order that a seed fixes; else works.",
    ),
    (
        "sandbox-malformed",
        "malformed",
        "Mal Formed",
        Behaviour.MALFORMED,
        "200 with an answer that breaks the contract, of another kind each time, in turn.",
    ),
)

KEYS: Final = tuple(SandboxKey(*row) for row in _ROWS)
"""Every key there is, in the order in which they are documented."""

_BY_KEY: Final = {key.key: key for key in KEYS}


def find_key(text: str) -> SandboxKey | None:
    """The key that a header holds, or `None` for an unknown one."""
    return _BY_KEY.get(text.strip())
