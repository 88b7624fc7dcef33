"""Every setting, with its environment name, in one place."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Self

from platformdirs import user_data_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from leadpreview.errors import SettingsError

__all__ = ["LARGEST_SAMPLE", "SMALLEST_SAMPLE", "Settings"]

SMALLEST_SAMPLE: Final = 1_000
LARGEST_SAMPLE: Final = 50_000_000
_PREFIX: Final = "LEADPREVIEW_"


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
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX, env_ignore_empty=True, frozen=True, extra="ignore"
    )

    host: str = "127.0.0.1"
    port: int = Field(default=8501, ge=1, le=65_535)
    data: Path = Field(default_factory=_default_data)
    people: int = Field(default=1_000_000, ge=SMALLEST_SAMPLE, le=LARGEST_SAMPLE)
    cache_mb: int = Field(default=256, ge=1, le=65_536)

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
    name = _PREFIX + str(problem["loc"][0]).upper()
    reason = str(problem["msg"])
    return f"{name}={problem['input']}: {reason[0].lower()}{reason[1:]}."
