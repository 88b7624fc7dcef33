"""Settings come from the environment; a wrong one is one sentence that names it."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from leadpreview.errors import SettingsError
from leadpreview.settings import Settings
from leadpreview.sizing.bands import DEFAULT_BANDS

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


def test_a_tilde_is_the_home_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("LEADPREVIEW_DATA", "~/people")
    assert Settings.load().data == tmp_path / "people"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEADPREVIEW_PORT", "http"),
        ("LEADPREVIEW_PORT", "0"),
        ("LEADPREVIEW_PORT", "70000"),
        ("LEADPREVIEW_PEOPLE", "10"),
        ("LEADPREVIEW_PEOPLE", "60000000"),
        ("LEADPREVIEW_CACHE_MB", "-1"),
        ("LEADPREVIEW_ANSWERS_MINUTES", "0"),
        ("LEADPREVIEW_DATA", "~nobody-of-this-name/people"),
        ("LEADPREVIEW_BANDS", "300"),
        ("LEADPREVIEW_BANDS", "300,2000,50000"),
        ("LEADPREVIEW_BANDS", "300,2000,2000,50000"),
        ("LEADPREVIEW_BANDS", "2000,300,50000,300000"),
        ("LEADPREVIEW_BANDS", "0,300,2000,50000"),
        ("LEADPREVIEW_BANDS", "300,2000,50000,many"),
        ("LEADPREVIEW_BANDS", "300,2000,50000,-1"),
        ("LEADPREVIEW_BANDS", "300,2000,50000,3e5"),
    ],
)
def test_a_wrong_setting_is_named_with_its_value(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=f"{name}={value}: "):
        Settings.load()


def test_further_addresses_are_listed_with_commas_and_put_into_one_spelling(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(
        "LEADPREVIEW_API_URLS", "https://API.example.com/v2/, http://localhost:9/x,, "
    )
    assert Settings.load().api_urls == ("https://api.example.com/v2", "http://localhost:9/x")


def test_a_team_sets_its_own_size_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEADPREVIEW_BANDS", raising=False)
    assert Settings.load().bands == DEFAULT_BANDS
    monkeypatch.setenv("LEADPREVIEW_BANDS", " 10, 20,30 40 ")
    assert Settings.load().bands == (10, 20, 30, 40)


def test_an_address_that_would_show_the_key_to_the_network_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEADPREVIEW_API_URLS", "https://fine.example.com,http://bare.example.com")
    with pytest.raises(SettingsError, match=r"LEADPREVIEW_API_URLS: 'http://bare.example.com' "):
        Settings.load()


CANARY = "canary-7f3a9c-key"


def test_the_key_is_in_no_representation_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADPREVIEW_API_KEY", CANARY)
    settings = Settings.load()
    assert settings.api_key is not None
    assert settings.api_key.get_secret_value() == CANARY
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert CANARY not in shown


def test_a_key_that_cannot_be_one_is_refused_without_being_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("LEADPREVIEW_API_KEY", CANARY * 500)
    with pytest.raises(SettingsError, match="LEADPREVIEW_API_KEY: ") as caught:
        Settings.load()
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_another_wrong_setting_does_not_show_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADPREVIEW_API_KEY", CANARY)
    monkeypatch.setenv("LEADPREVIEW_PORT", "http")
    with pytest.raises(SettingsError) as caught:
        Settings.load()
    caught.value.__suppress_context__ = False
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_a_password_in_an_address_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADPREVIEW_API_URLS", f"https://me:{CANARY}@example.com")
    with pytest.raises(SettingsError, match="user name") as caught:
        Settings.load()
    caught.value.__suppress_context__ = False
    assert CANARY not in "".join(traceback.format_exception(caught.value))


def test_the_readme_lists_every_setting_with_its_default() -> None:
    text = README.read_text(encoding="utf-8")
    for name, field in Settings.model_fields.items():
        assert f"| `LEADPREVIEW_{name.upper()}` |" in text
        if field.default_factory is None:
            value = field.default
            listed = ",".join(map(str, value)) if isinstance(value, tuple) else value
            default = f"`{listed}`" if listed else "none"
            assert f"| `LEADPREVIEW_{name.upper()}` | {default} |" in text
