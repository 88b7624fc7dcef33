"""Settings come from the environment; a wrong one is one sentence that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadpreview.errors import SettingsError
from leadpreview.settings import Settings

README = Path(__file__).parents[2] / "README.md"


def test_without_an_environment_the_dashboard_is_for_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"LEADPREVIEW_{name.upper()}", raising=False)
    settings = Settings.load()
    assert (settings.host, settings.port) == ("127.0.0.1", 8501)
    assert settings.people == 1_000_000
    assert settings.data.is_absolute()
    assert Path(__file__).parents[2] not in settings.data.parents


def test_the_environment_wins_and_an_empty_value_is_none(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LEADPREVIEW_PORT", "9000")
    monkeypatch.setenv("LEADPREVIEW_HOST", "")
    monkeypatch.setenv("LEADPREVIEW_DATA", str(tmp_path))
    settings = Settings.load()
    assert (settings.port, settings.host, settings.data) == (9000, "127.0.0.1", tmp_path)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEADPREVIEW_PORT", "http"),
        ("LEADPREVIEW_PORT", "0"),
        ("LEADPREVIEW_PORT", "70000"),
        ("LEADPREVIEW_PEOPLE", "10"),
        ("LEADPREVIEW_PEOPLE", "60000000"),
        ("LEADPREVIEW_CACHE_MB", "-1"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}={value}: "):
        Settings.load()


def test_the_readme_lists_every_setting_with_its_default() -> None:
    text = README.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `LEADPREVIEW_{name.upper()}` |" in text
        if field.default_factory is None:
            assert f"| `LEADPREVIEW_{name.upper()}` | `{field.default}` |" in text
