"""The vendor's preview API, called: four endpoints, and no way to any other.

What goes out is a canonical filter object and a key; what comes back is a value or one of our
errors. Requests are paced elsewhere: whoever calls this sends at once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Final, Self, TypeVar
from urllib.parse import urlsplit

import httpx
from pydantic import SecretStr

from leadpreview import __version__
from leadpreview.addresses import checked_url, is_loopback
from leadpreview.errors import AuthenticationError, ContractError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Preview
from leadpreview.sources.api.alarm import SetAlarm, timer
from leadpreview.sources.api.answers import (
    Account,
    Credits,
    Place,
    read_account,
    read_credits,
    read_places,
    read_preview,
)
from leadpreview.sources.api.refusals import refusal
from leadpreview.sources.api.text import Secret
from leadpreview.sources.api.wire import Wire

__all__ = ["PATIENCE", "ApiClient", "Connection", "Endpoint"]

T = TypeVar("T")

PATIENCE: Final = 60.0
"""Seconds that a whole answer may take, however steadily it comes."""

_LONGEST_KEY: Final = 512
_LONGEST_PLACE: Final = 200


class Endpoint(Enum):
    """Everything that is ever called: none creates, spends or notifies (contract 2.1, 5.1, 5.2)."""

    PREVIEW = ("POST", "/leads/advanced_search/preview")
    LOCATIONS = ("POST", "/locations")
    ACCOUNT = ("GET", "/account")
    CREDITS = ("GET", "/credits")


@dataclass(frozen=True)
class Connection:
    """Which API, and with which key.

    Attributes:
        base_url: Its address in the one spelling of `checked_url`.
        key: The key, stripped of blanks around it.
    """

    base_url: str
    key: SecretStr

    def __post_init__(self) -> None:
        """Check both.

        Raises:
            SettingsError: The address cannot be used.
            AuthenticationError: The key is none: empty, too long, or with characters that cannot
                travel in a header. It is not shown.
        """
        object.__setattr__(self, "base_url", checked_url(self.base_url))
        plain = self.key.get_secret_value().strip()
        if not plain:
            raise AuthenticationError("There is no key. Make one in the API's web app.")
        if len(plain) > _LONGEST_KEY or not all("!" <= c <= "~" for c in plain):
            raise AuthenticationError(
                "This is no key: keys are short and have neither blanks nor accents. Copy it again."
            )
        object.__setattr__(self, "key", SecretStr(plain))

    @property
    def host(self) -> str:
        """The server's name as a person knows it, with its port when it is not the usual one."""
        return urlsplit(self.base_url).netloc

    @property
    def key_id(self) -> str:
        """Tells one key from another without being it; who the user is when nothing else says."""
        text = f"leadpreview key {self.key.get_secret_value()}"
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def _now() -> datetime:
    return datetime.now(UTC)


class ApiClient:
    """One API and one key, over one warm connection; may be used by many threads."""

    def __init__(
        self,
        connection: Connection,
        *,
        transport: httpx.BaseTransport | None = None,
        patience: float = PATIENCE,
        alarm: SetAlarm = timer,
        now: Callable[[], datetime] = _now,
    ) -> None:
        """Args:
        connection: Where to, and with which key.
        transport: Who carries requests instead of the network.
        patience: Seconds that a whole answer may take.
        alarm: Makes the alarm that ends an answer which takes longer.
        now: The time, for a `Retry-After` that is a date.

        Raises:
            SettingsError: The environment names a proxy or certificates that cannot be used.
        """
        self.connection = connection
        self._secret = Secret(connection.key)
        self._now = now
        # A proxy would look for this machine on its own side.
        loopback = is_loopback(urlsplit(connection.base_url).hostname or "")
        self._wire = Wire(
            connection.host,
            proxies=not loopback,
            headers={
                "Accept": "application/json",
                "Accept-Encoding": "gzip",
                "User-Agent": f"leadpreview/{__version__}",
            },
            secret={"X-API-KEY": connection.key},
            transport=transport,
            patience=patience,
            alarm=alarm,
        )

    def __repr__(self) -> str:
        return f"ApiClient({self.connection!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def preview(self, filters: LeadFilters) -> Preview:
        """The estimated total and up to 25 leads (contract 2).

        Raises:
            CannotBeAskedError: No filter was sent.
            UnanswerableFilterError: The API does not accept a field or a value.
            AuthenticationError: The key, or what it is connected to, is not accepted.
            RateLimitedError: It came too early, or LinkedIn limits the API.
            SourceUnavailableError: There was no answer, or a server error.
            ContractError: The answer is none of those that the contract has.
        """
        return self._call(Endpoint.PREVIEW, filters.to_request(), read_preview)

    def locations(self, text: str) -> tuple[Place, ...]:
        """The places of that name (contract 5.1); none, without a call, for a blank one.

        Raises:
            SourceError: As for `preview`.
        """
        name = " ".join(text.split())[:_LONGEST_PLACE]
        if not name:
            return ()
        return self._call(Endpoint.LOCATIONS, {"query": name}, read_places)

    def account(self) -> Account:
        """Whose key it is (contract 5.2).

        Raises:
            SourceError: As for `preview`.
        """
        return self._call(Endpoint.ACCOUNT, None, read_account)

    def credits(self) -> Credits:
        """What is left of the credits, none of which is ever spent from here (contract 5.2).

        Raises:
            SourceError: As for `preview`.
        """
        return self._call(Endpoint.CREDITS, None, read_credits)

    def close(self) -> None:
        """Close the connection; what is asked afterwards fails."""
        self._wire.close()

    def _call(
        self,
        endpoint: Endpoint,
        body: Mapping[str, object] | None,
        read: Callable[[bytes, Secret], T],
    ) -> T:
        method, path = endpoint.value
        # In ASCII, so that no text there is can fail to be written.
        content = None if body is None else json.dumps(body).encode("ascii")
        reply = self._wire.exchange(method, f"{self.connection.base_url}{path}", content)
        if reply.status != httpx.codes.OK:
            raise refusal(
                reply,
                self._secret,
                path=path,
                about_filters=endpoint is Endpoint.PREVIEW,
                now=self._now(),
            )
        try:
            return read(reply.body, self._secret)
        except ContractError as error:
            # The frames that read it hold what came, which may be anything.
            problem = error.with_traceback(None)
        raise problem
