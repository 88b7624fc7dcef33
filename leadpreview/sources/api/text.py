"""Text that came from a server, made fit for a page, a log and a file; the key is taken out."""

from __future__ import annotations

import base64
import html
import re
import unicodedata
from typing import Final
from urllib.parse import quote

from pydantic import SecretStr

__all__ = ["Secret", "readable"]

_INSTEAD: Final = "***"
_JOINERS: Final = "\u200c\u200d"  # part of how some scripts, and faces, are written


class Secret:
    """What must not be in any text, in whatever way a server may spell it."""

    def __init__(self, key: SecretStr) -> None:
        plain = key.get_secret_value()
        spellings = {
            plain,
            quote(plain, safe=""),
            html.escape(plain),
            base64.b64encode(plain.encode()).decode().rstrip("="),
        } - {""}
        longest_first = sorted(spellings, key=lambda text: (-len(text), text))
        self._pattern = (
            re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE)
            if longest_first
            else None
        )

    def __repr__(self) -> str:
        return "Secret(...)"

    def removed(self, text: str) -> str:
        """`text` without it."""
        return text if self._pattern is None else self._pattern.sub(_INSTEAD, text)


def readable(text: str, secret: Secret, longest: int) -> str:
    """`text` on one line, without what cannot be seen, at most `longest` characters long.

    The key is taken out after the invisible is gone, which could have been hidden in it, and before
    anything is cut off.
    """
    if not text.isprintable():
        text = "".join(map(_seen, text))
    clean = " ".join(secret.removed(text).split())
    return clean if len(clean) <= longest else f"{clean[: longest - 1]}…"


def _seen(c: str) -> str:
    if c.isspace():
        return " "
    if "\ud800" <= c <= "\udfff":  # half a surrogate pair can neither be sent nor written
        return "\ufffd"
    return c if c in _JOINERS or unicodedata.category(c) not in ("Cc", "Cf") else ""
