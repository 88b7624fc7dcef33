"""One clock for every process of this machine, and a name for the time since it was started.

Two processes can only agree on "not before" in a clock that both read the same way and that nobody
sets. The wall clock is none: it is corrected, by an hour at worst.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Final

__all__ = ["boot_id", "system_clock"]

_LINUX_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")
_UNKNOWN: Final = "unknown"


def system_clock() -> float:
    """Seconds since some moment of this boot, the same in every process of the machine.

    Python promises nothing across processes for `time.monotonic`, but it is mach's clock on macOS
    and the system's tick count on Windows, which are system-wide.
    """
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


def boot_id(file: Path = _LINUX_BOOT_ID) -> str:
    """What tells this boot from every other, where the system says it.

    Elsewhere a constant: then times of an earlier boot are caught only when they lie further ahead
    than any wait that is allowed, and cost at most one such wait when they do not.
    """
    try:
        return file.read_text(encoding="ascii").strip() or _UNKNOWN
    except (OSError, ValueError):
        return _UNKNOWN
