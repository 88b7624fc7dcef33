"""`Retry-After`, whatever a server writes there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from leadpreview.sources.api.retry_after import LONGEST_WAIT, retry_after

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        (None, None),
        ("", None),
        ("0", 0.0),
        ("2", 2.0),
        (" 12 ", 12.0),
        ("007", 7.0),
        ("1.5", 1.5),
        ("2.", 2.0),
        ("3600", LONGEST_WAIT),
        ("9" * 5_000, LONGEST_WAIT),
        ("-1", None),
        ("-0", None),
        ("+2", None),
        ("1e3", None),
        ("0x10", None),
        ("1_000", None),
        ("2 seconds", None),
        ("1, 2", None),
        ("٣", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("\x00", None),
        ("Fri, 02 Jan 2026 03:04:12 GMT", 7.0),
        ("Friday, 02-Jan-26 03:04:12 GMT", 7.0),
        ("Fri Jan  2 03:04:12 2026", 7.0),
        ("Fri, 02 Jan 2026 04:04:12 +0100", 7.0),
        ("Fri, 02 Jan 2026 03:04:12", 7.0),
        ("Fri, 02 Jan 2026 09:00:00 GMT", LONGEST_WAIT),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Fri, 99 Jan 2026 03:04:12 GMT", None),
        ("Fri, 02 Jan 99999 03:04:12 GMT", None),
        ("Fri, 02 Jan 2026 03:04:12 +999999", None),
        ("Fri, 31 Dec 9999 23:59:59 -2359", None),
        ("2026-01-02T03:04:12Z", None),
    ],
)
def test_every_value_is_seconds_within_reason_or_nothing(
    value: str | None, seconds: float | None
) -> None:
    assert retry_after(value, now=NOW) == seconds


def test_a_date_is_measured_from_the_servers_own_clock() -> None:
    wrong_here = NOW.astimezone(timezone(timedelta(hours=5))) + timedelta(hours=1)
    until, date = "Fri, 02 Jan 2026 03:04:12 GMT", "Fri, 02 Jan 2026 03:04:05 GMT"
    assert retry_after(until, now=wrong_here, date=date) == 7.0
    assert retry_after(until, now=NOW, date="no date") == 7.0
