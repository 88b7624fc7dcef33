"""`Retry-After`: how long a server asks to be left alone, whatever it wrote.

Nothing public says whether the API sends it (contract section 4); its own command line reads whole
seconds. RFC 9110 (10.2.3) allows whole seconds and a date.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

__all__ = ["LONGEST_WAIT", "retry_after"]

LONGEST_WAIT: Final = 60.0
"""Seconds that a server is believed at most; asking once a minute costs it nothing."""

_SECONDS: Final = re.compile(r"[0-9]+(?:\.[0-9]*)?")


def retry_after(value: str | None, *, now: datetime, date: str | None = None) -> float | None:
    """Seconds to wait, 0 to `LONGEST_WAIT`; `None` when the header says nothing that can be read.

    Args:
        value: The header `Retry-After`.
        now: The time here, with its zone.
        date: The header `Date`: a time of the same clock as a date in `value`, so that a clock
            that is wrong on either side makes no difference.
    """
    if value is None:
        return None
    value = value.strip()
    if _SECONDS.fullmatch(value):
        return min(float(value), LONGEST_WAIT)
    until = _moment(value)
    if until is None:
        return None
    since = _moment(date) or now
    return min(max(0.0, (until - since).total_seconds()), LONGEST_WAIT)


def _moment(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
        # Without a zone it is meant to be UTC.
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
