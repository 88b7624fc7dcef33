"""Everything that can go wrong, by what the caller can do about it.

* LeadPreviewError
  x FiltersError                  fix the filters
    + InvalidFiltersError         the filter object is not what the API accepts
    + UnanswerableFilterError     this source cannot know that field or value
    + KeywordSyntaxError          the keyword expression has a mistake at `position`
  x SourceError                   the source of counts failed us
    + CannotBeAskedError          this source has no such question (a count of everybody)
    + AuthenticationError         check the key, or what it is connected to (never shows it)
    + RateLimitedError            wait `retry_after` seconds
    + SourceUnavailableError      try again later
    + ContractError               the answer is not what the contract says; tell a developer
  x CancelledError                nobody waits for the answer any more
  x PeopleDatabaseError           the embedded people database cannot be used
    + PeopleDatabaseMissingError  build it
    + PeopleDatabaseDamagedError  build it again
    + BuildInProgressError        somebody else is building; wait
    + NoSpaceError                free disk space, or build a smaller one
  x SettingsError                 correct the environment
  x AddressTakenError             listen somewhere else
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

__all__ = [
    "AddressTakenError",
    "AuthenticationError",
    "BuildInProgressError",
    "CancelledError",
    "CannotBeAskedError",
    "ContractError",
    "FilterProblem",
    "FiltersError",
    "InvalidFiltersError",
    "KeywordSyntaxError",
    "LeadPreviewError",
    "NoSpaceError",
    "PeopleDatabaseDamagedError",
    "PeopleDatabaseError",
    "PeopleDatabaseMissingError",
    "RateLimitedError",
    "SettingsError",
    "SourceError",
    "SourceUnavailableError",
    "UnanswerableFilterError",
]

_MOST_REASONS: Final = 20


class LeadPreviewError(Exception):
    """The root of every error that this package raises on purpose."""


@dataclass(frozen=True)
class FilterProblem:
    """One refused value of one field.

    Attributes:
        field: The API's field name, or the unknown key.
        value: What was refused, as text; `None` when the whole field is.
        reason: One sentence that a person can act on.
        nearest: Accepted values close to the refused one, best first.
        accepted: Every accepted value, for closed lists only.
    """

    field: str
    value: str | None
    reason: str
    nearest: tuple[str, ...] = ()
    accepted: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.reason


class FiltersError(LeadPreviewError):
    """The filters cannot be answered as they are; `problems` says which and why.

    As text it reads as its reasons, of which there may be thousands: the first, and how many more.
    """

    def __init__(self, *problems: FilterProblem) -> None:
        self.problems = problems
        reasons = [problem.reason for problem in problems[:_MOST_REASONS]]
        more = len(problems) - len(reasons)
        super().__init__(" ".join([*reasons, f"And {more:,} more."] if more else reasons))


class InvalidFiltersError(FiltersError):
    """The filter object is not one that the API accepts (contract 2.4, status 422)."""


class UnanswerableFilterError(FiltersError):
    """The filter object is fine, but this source cannot know a field or a value in it."""


class KeywordSyntaxError(FiltersError):
    """A keyword expression with a mistake; `problems` begins with it.

    Attributes:
        keyword: The expression as it was typed.
        position: Offset of the mistake in `keyword`, in characters from 0.
    """

    def __init__(self, keyword: str, position: int, reason: str, *others: FilterProblem) -> None:
        """Args:
        keyword: The expression as it was typed.
        position: Offset of the mistake, in characters from 0.
        reason: One sentence that a person can act on.
        others: What else the same source refuses about the same filters.
        """
        self.keyword = keyword
        self.position = position
        super().__init__(FilterProblem("keyword", keyword, reason), *others)


class SourceError(LeadPreviewError):
    """A source of counts did not answer."""


class CannotBeAskedError(SourceError):
    """The source has no way to ask this (the API refuses a request without any filter)."""


class AuthenticationError(SourceError):
    """The source does not accept the key, or what the key is connected to.

    Attributes:
        status: 401 (key, credentials or integration) or 403 (not this endpoint); contract 2.4.
    """

    def __init__(self, message: str, *, status: int = 401) -> None:
        self.status = status
        super().__init__(message)


class RateLimitedError(SourceError):
    """The source wants to be asked later.

    Attributes:
        retry_after: Seconds to wait, as the source said; `None` when it did not.
        upstream: Whether the service behind the source was the one that limited; `None` when the
            answer does not tell (one status covers both causes, contract 2.4).
    """

    def __init__(
        self, message: str, *, retry_after: float | None = None, upstream: bool | None = None
    ) -> None:
        self.retry_after = retry_after
        self.upstream = upstream
        super().__init__(message)


class SourceUnavailableError(SourceError):
    """The source is out of reach for now."""


class ContractError(SourceError):
    """The source answered something that its contract does not allow."""


class CancelledError(LeadPreviewError):
    """The question was withdrawn before it was answered."""


class PeopleDatabaseError(LeadPreviewError):
    """The embedded people database cannot be used."""


class PeopleDatabaseMissingError(PeopleDatabaseError):
    """There is no people database yet."""


class PeopleDatabaseDamagedError(PeopleDatabaseError):
    """The people database or its index is damaged, stale or foreign."""


class BuildInProgressError(PeopleDatabaseError):
    """Another process is building the people database."""


class NoSpaceError(PeopleDatabaseError):
    """The disk has too little room for the people database."""


class SettingsError(LeadPreviewError):
    """A setting has a value that cannot be used."""


class AddressTakenError(LeadPreviewError):
    """The dashboard cannot listen where it was told to."""
