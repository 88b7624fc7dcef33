"""The addresses at which the preview API is to be had, and what an address must look like.

Source: contract section 1 (the two published base URLs).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from leadpreview.errors import SettingsError

__all__ = ["API_PATH", "PUBLISHED", "Address", "checked_url", "choices", "is_loopback", "sandbox"]

API_PATH: Final = "/api/v2"
"""Where this program serves the same contract, on its own host and port."""


@dataclass(frozen=True, slots=True)
class Address:
    """One choice of the list.

    Attributes:
        url: Base URL, as `checked_url` returns it.
        label: What a person reads.
        sandbox: Whether this program itself answers there, about invented people.
    """

    url: str
    label: str
    sandbox: bool = False


PUBLISHED: Final = (
    Address("https://app.prontohq.com/api/v2", "Pronto (app.prontohq.com)"),
    Address("https://app.pipecorn.com/api/v2", "Pipecorn (app.pipecorn.com)"),
)
"""The vendor's own addresses, before its new name and after it."""

# Only what no two parsers read differently: no user name, no query, no escapes, no backslash.
_SHAPE: Final = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])"
    r"(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<path>(?:/[a-z0-9._~-]+)*)/*",
    re.IGNORECASE,
)
_PORTS: Final = {"http": 80, "https": 443}
_EVERY_INTERFACE: Final = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  nothing is bound


def checked_url(text: str) -> str:
    """The base URL in its one spelling: host in small letters, no usual port, no slash at the end.

    Raises:
        SettingsError: It is not `https://host[:port][/path]`, or `http` to another machine, where
            anybody on the way could read the key.
    """
    shape = _SHAPE.fullmatch(text.strip())
    if shape is None:
        raise SettingsError(
            f"{_shown(text)} cannot be the address of an API. It must look like "
            "https://app.example.com/api/v2, without user name, query or special characters."
        )
    scheme, host = shape["scheme"].lower(), shape["host"].lower()
    if host.startswith("["):
        try:
            host = f"[{ipaddress.IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            host = ""
    port = int(shape["port"] or _PORTS[scheme])
    if not host or not 1 <= port <= 65_535 or {".", ".."} & set(shape["path"].split("/")):
        raise SettingsError(
            f"{_shown(text)} cannot be the address of an API: its host, port or path is not one."
        )
    if scheme == "http" and not is_loopback(host):
        raise SettingsError(
            f"{_shown(text)} would carry the key unencrypted. Use https; http is for this machine "
            "alone (127.0.0.1 or localhost)."
        )
    return f"{scheme}://{host}{'' if port == _PORTS[scheme] else f':{port}'}{shape['path']}"


def is_loopback(host: str) -> bool:
    """Whether `host` is this machine and nothing else."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def sandbox(host: str, port: int) -> Address | None:
    """This program's own API when it listens on `host` and `port`.

    `None` when it listens on an address of the network only: http to there is refused.
    """
    reached = _EVERY_INTERFACE.get(host, host).lower()
    if not is_loopback(reached):
        return None
    authority = f"[{reached}]" if ":" in reached else reached
    url = checked_url(f"http://{authority}:{port}{API_PATH}")
    return Address(url, "Sandbox (this program)", sandbox=True)


def choices(host: str, port: int, more: Iterable[str] = ()) -> tuple[Address, ...]:
    """Every address to choose from, each once: the published ones, the sandbox, then `more`.

    Args:
        host: Where this program listens.
        port: Its port.
        more: Further base URLs.

    Raises:
        SettingsError: One of `more` cannot be used.
    """
    own = sandbox(host, port)
    known = (*PUBLISHED, *((own,) if own else ()))
    others = (Address(url, url.partition("://")[2]) for url in map(checked_url, more))
    listed: dict[str, Address] = {}
    for address in (*known, *others):
        listed.setdefault(address.url, address)
    return tuple(listed.values())


def _shown(text: str) -> str:
    # Whatever stands before an @ or behind a question mark may be a password.
    if "@" in text or "?" in text or "#" in text:
        return "An address with a user name, a query or a fragment"
    printable = "".join(c if c.isprintable() else "?" for c in text.strip())
    return repr(printable if len(printable) <= 80 else f"{printable[:79]}…")
