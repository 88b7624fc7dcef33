"""An address is https, or this machine; one spelling each, and nothing that parsers disagree on."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from leadpreview.addresses import PUBLISHED, checked_url, choices, is_loopback, sandbox
from leadpreview.errors import SettingsError


@pytest.mark.parametrize(
    ("given_url", "kept"),
    [
        ("https://app.prontohq.com/api/v2", "https://app.prontohq.com/api/v2"),
        ("  https://app.prontohq.com/api/v2// ", "https://app.prontohq.com/api/v2"),
        ("HTTPS://App.ProntoHQ.com:443/api/v2", "https://app.prontohq.com/api/v2"),
        ("https://example.com", "https://example.com"),
        ("https://example.com:8443/", "https://example.com:8443"),
        ("http://127.0.0.1:8501/api/v2", "http://127.0.0.1:8501/api/v2"),
        ("http://localhost:80/api/v2", "http://localhost/api/v2"),
        ("http://127.9.9.9/x", "http://127.9.9.9/x"),
        ("http://[::1]:8501/api/v2", "http://[::1]:8501/api/v2"),
        ("http://[0:0:0:0:0:0:0:1]/api/v2", "http://[::1]/api/v2"),
    ],
)
def test_an_address_has_one_spelling(given_url: str, kept: str) -> None:
    assert checked_url(given_url) == kept
    assert checked_url(kept) == kept


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.com",
        "ftp://example.com",
        "https://",
        "https:///api",
        "https://user:password@example.com",
        "https://example.com?key=1",
        "https://example.com#top",
        "https://example.com/api/../leads",
        "https://example.com/./api",
        "https://example.com//api",
        "https://example.com/%2e%2e/leads",
        "https://example.com\\@evil.example",
        "https://example.com:0",
        "https://example.com:70000",
        "https://exa mple.com",
        "https://example.com/a\nb",
        "https://bücher.example",
        "https://[::1",
        "https://[::g]",
        "https://[1:2]",
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(SettingsError, match="cannot be the address"):
        checked_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://app.prontohq.com/api/v2",
        "http://10.0.0.7:8501/api/v2",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0:8501",
        "http://[::ffff:10.0.0.7]",
        "http://[fe80::1]",
    ],
)
def test_http_is_for_this_machine_alone(url: str) -> None:
    with pytest.raises(SettingsError, match="unencrypted"):
        checked_url(url)


@given(st.text(alphabet="htps:/.@\\?#[]%a1-~ \t", max_size=40).map("https://".__add__))
@example("http://127.0.0.1@evil.example")
def test_what_is_accepted_is_read_alike_by_who_sends(text: str) -> None:
    """The host that was checked is the host that httpx goes to."""
    try:
        url = checked_url(text)
    except SettingsError:
        return
    sent = httpx.URL(f"{url}/locations")
    assert str(sent) == f"{url}/locations"
    assert url.split("/")[2] == sent.netloc.decode()


def test_this_machine_is_known_by_name_and_by_number() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.1.2.3", "::1", "[::1]")))
    assert not any(map(is_loopback, ("", "127.1", "0x7f.1", "10.0.0.1", "example.com", "0.0.0.0")))


@pytest.mark.parametrize(
    ("host", "url"),
    [
        ("127.0.0.1", "http://127.0.0.1:8501/api/v2"),
        ("localhost", "http://localhost:8501/api/v2"),
        ("0.0.0.0", "http://127.0.0.1:8501/api/v2"),
        ("::", "http://[::1]:8501/api/v2"),
        ("::1", "http://[::1]:8501/api/v2"),
    ],
)
def test_the_sandbox_is_reached_over_this_machine(host: str, url: str) -> None:
    found = sandbox(host, 8501)
    assert found is not None
    assert (found.url, found.sandbox) == (url, True)


def test_a_sandbox_on_the_network_only_is_no_choice() -> None:
    assert sandbox("10.0.0.7", 8501) is None
    assert choices("10.0.0.7", 8501) == PUBLISHED


def test_each_address_is_listed_once_the_published_ones_first() -> None:
    more = (
        "https://api.example.com/v2/",
        "https://APP.pipecorn.com/api/v2",
        "https://api.example.com/v2",
    )
    listed = choices("127.0.0.1", 9000, more)
    assert [address.url for address in listed] == [
        "https://app.prontohq.com/api/v2",
        "https://app.pipecorn.com/api/v2",
        "http://127.0.0.1:9000/api/v2",
        "https://api.example.com/v2",
    ]
    assert [address.sandbox for address in listed] == [False, False, True, False]
    assert len({address.label for address in listed}) == 4
