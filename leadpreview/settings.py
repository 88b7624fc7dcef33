"""Every setting, with its environment name, in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Self

from platformdirs import user_data_path
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from leadpreview.addresses import checked_url
from leadpreview.errors import SettingsError

__all__ = ["LARGEST_SAMPLE", "SMALLEST_SAMPLE", "Settings"]

SMALLEST_SAMPLE: Final = 1_000
LARGEST_SAMPLE: Final = 50_000_000
_PREFIX: Final = "LEADPREVIEW_"
_LONGEST_NUMBER: Final = 12  # more people than there ever were
_HIDDEN: Final = frozenset({"api_key", "api_urls"})  # a key, and addresses that may hold a password


def _default_data() -> Path:
    return user_data_path("leadpreview", appauthor=False)


class Settings(BaseSettings):
    """What the environment says; each name is `LEADPREVIEW_` and the field in capitals.

    Attributes:
        host: Address that the dashboard listens on.
        port: Its port, 1 to 65535.
        data: Folder that holds the people database.
        people: People to generate when there is no database yet.
        cache_mb: Memory for filters that were counted before, in MiB.
        api_key: Key for the preview API, where everybody is to use the same one.
        api_urls: Base URLs of the preview API beside the published ones and the sandbox.
        answers_minutes: Minutes for which an answer of the preview API is kept, in memory.
        bands: Where a size band ends and the next begins, in people: four ascending whole numbers.
            They are a convention, but for the first: LinkedIn advertises to no fewer than 300.
        press_queue: Whether presses wait in a queue of ours, so that none is lost; without it
            they wait in Streamlit's own, as with a Streamlit that ours was not written for.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65_535)
    data: Path = Field(default_factory=_default_data)
    people: int = Field(default=1_000_000, ge=SMALLEST_SAMPLE, le=LARGEST_SAMPLE)
    cache_mb: int = Field(default=256, ge=1, le=65_536)
    api_key: SecretStr | None = Field(default=None, max_length=4_096)
    api_urls: Annotated[tuple[str, ...], NoDecode] = ()
    answers_minutes: int = Field(default=15, ge=1, le=1_440)
    bands: Annotated[tuple[int, int, int, int], NoDecode] = (300, 2_000, 50_000, 300_000)
    press_queue: bool = True

    @field_validator("bands", mode="before")
    @classmethod
    def _ascending(cls, value: object) -> object:
        """Commas and blanks stand between thresholds, which ascend."""
        if isinstance(value, str):
            pieces = value.replace(",", " ").split()
            whole = all(piece.isdecimal() and len(piece) <= _LONGEST_NUMBER for piece in pieces)
            value = tuple(map(int, pieces)) if whole else ()
        if (
            not isinstance(value, tuple)
            or len(value) != 4
            or list(value) != sorted({*value, 0} - {0})
        ):
            raise ValueError("Size bands are four ascending whole numbers, with commas between")
        return value

    @field_validator("api_urls", mode="before")
    @classmethod
    def _listed(cls, value: object) -> object:
        """Commas and blanks stand between addresses."""
        if not isinstance(value, str):
            return value
        try:
            return tuple(dict.fromkeys(map(checked_url, value.replace(",", " ").split())))
        except SettingsError as error:
            raise ValueError(str(error)) from None

    @field_validator("data")
    @classmethod
    def _expand_home(cls, path: Path) -> Path:
        # In a service file or a quoted export no shell does it.
        try:
            return path.expanduser()
        except RuntimeError:
            raise PydanticCustomError("home", "Nobody of that name has a home folder") from None

    @classmethod
    def load(cls) -> Self:
        """Read the environment.

        Raises:
            SettingsError: A value is wrong; the message names it.
        """
        try:
            return cls()
        except ValidationError as error:
            raise SettingsError(" ".join(map(_sentence, error.errors()))) from None


def _sentence(problem: object) -> str:
    assert isinstance(problem, dict)
    field = str(problem["loc"][0])
    name = _PREFIX + field.upper()
    reason = str(problem["msg"]).removeprefix("Value error, ")
    if field in _HIDDEN:
        return f"{name}: {reason.rstrip('.')}."
    return f"{name}={problem['input']}: {reason[0].lower()}{reason[1:]}."
