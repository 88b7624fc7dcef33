"""One request out, one whole answer in, within limits of time and size; nothing of httpx gets out.

httpx limits how long each read may take, but not how many there are: a server that drips a byte
every few seconds would hold a caller for ever. So an alarm cuts the connection when an answer takes
too long as a whole. And httpx decodes whatever it is sent, so a small answer could fill the memory:
bodies are decoded here, up to a limit.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any, Final

import httpx
from pydantic import SecretStr

from leadpreview.errors import ContractError, SettingsError, SourceError, SourceUnavailableError
from leadpreview.sources.api.alarm import SetAlarm
from leadpreview.sources.api.refusals import Reply
from leadpreview.sources.api.unpack import PACKINGS, UnreadableError, inflated, limited

__all__ = ["LARGEST_ANSWER", "Wire"]

_log = logging.getLogger(__name__)

LARGEST_ANSWER: Final = 5 * 2**20
"""Bytes of a good answer at most, once decoded."""

_LARGEST_REFUSAL: Final = 2**20
_TIMEOUT: Final = httpx.Timeout(connect=5.0, read=30.0, write=10.0, pool=5.0)
_ONE: Final = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30.0)
_MOST_KEPT: Final = 2

_Headers = Mapping[str, SecretStr]

# httpcore writes the headers of answers at DEBUG, httpx their reason phrase at INFO, and a server
# may repeat the key in either. What a person needs of it is logged here.
for _name in ("connection", "http11", "http2", "proxy", "socks"):
    logging.getLogger(f"httpcore.{_name}").addFilter(lambda record: record.levelno > logging.INFO)
logging.getLogger("httpx").addFilter(lambda record: record.levelno > logging.INFO)


class Wire:
    """The connections to one server: one kept warm, more only while answers overlap."""

    def __init__(
        self,
        host: str,
        *,
        proxies: bool,
        headers: Mapping[str, str],
        secret: _Headers,
        transport: httpx.BaseTransport | None,
        patience: float,
        alarm: SetAlarm,
    ) -> None:
        """Args:
        host: What messages call the server.
        proxies: Whether the proxies of the environment are used.
        headers: Sent with every request.
        secret: Sent with every request too, and unwrapped no earlier than that.
        transport: Who carries requests instead of the network.
        patience: Seconds that a whole answer may take.
        alarm: Makes the alarm that ends an answer which takes longer.

        Raises:
            SettingsError: The environment names a proxy or certificates that cannot be used.
        """
        self._host = host
        self._patience = patience
        self._alarm = alarm
        self._lock = threading.Lock()
        self._closed = False
        trusted = _trusted(proxies) if transport is None else True

        def line() -> _Line:
            return _Line(host, _client(headers, transport, trusted, proxies=proxies), secret)

        self._line = line
        # Made now, so that an environment which cannot be used is known before the first question.
        self._free = [line()]

    def exchange(self, method: str, url: str, content: bytes | None) -> Reply:
        """Send one request and read its answer.

        Raises:
            SourceUnavailableError: There was no answer, or none in time.
            ContractError: What came is no HTTP, cannot be decoded or is too large.
        """
        with self._lock:
            if self._closed:
                raise SourceUnavailableError("The connection to the API was closed. Ask again.")
            line = self._free.pop() if self._free else None
        line = line or self._line()
        alarm = self._alarm(self._patience, line.begin())
        alarm.start()
        try:
            reply = line.exchange(method, url, content)
        finally:
            alarm.cancel()
            line.end()
            self._give_back(line)
        if isinstance(reply, SourceError):
            raise reply
        _log.debug("%s %s: %d", method, url, reply.status)
        return reply

    def close(self) -> None:
        """Close every connection; what is under way ends first."""
        with self._lock:
            self._closed, free = True, self._free
            self._free = []
        for line in free:
            line.close()

    def _give_back(self, line: _Line) -> None:
        with self._lock:
            keep = not self._closed and len(self._free) < _MOST_KEPT
            if keep:
                self._free.append(line)
        if not keep:
            line.close()


class _Line:
    """One connection, and a way to cut it from another thread."""

    def __init__(self, host: str, client: httpx.Client, secret: _Headers) -> None:
        self._host = host
        self._client = client
        self._secret = secret
        self._lock = threading.Lock()
        self._exchange: object = None
        self._socket: socket.socket | None = None
        self._late = False

    def begin(self) -> Callable[[], None]:
        """Begin an exchange; returns what cuts this one, and does nothing to the next."""
        with self._lock:
            exchange = self._exchange = object()
            self._late = False

        def cut() -> None:
            with self._lock:
                if self._exchange is not exchange:
                    return
                self._late = True
                _shut(self._socket)

        return cut

    def end(self) -> None:
        """The exchange is over."""
        with self._lock:
            self._exchange = None

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def exchange(self, method: str, url: str, content: bytes | None) -> Reply | SourceError:
        """The answer, or what kept it from coming.

        An error is returned and not raised, because raised in an `except` it would carry httpx's
        own along, and with that the request and its key.
        """
        headers = {name: value.get_secret_value() for name, value in self._secret.items()}
        if content is not None:
            headers["Content-Type"] = "application/json"
        try:
            with self._client.stream(
                method, url, headers=headers, content=content, extensions={"trace": self._watch}
            ) as response:
                return self._reply(response)
        except UnreadableError as error:
            return ContractError(
                f"The answer of {self._host} is {error}. Is it the address of the API?"
            )
        except httpx.RemoteProtocolError as error:
            # httpcore tells these apart in its words only.
            if self._late or any(words in str(error) for words in ("disconnected", "peer closed")):
                return self._gone(error)
            return ContractError(
                f"What answers at {self._host} does not speak HTTP. Is it the address of the API?"
            )
        except httpx.HTTPError as error:
            return self._gone(error)
        except Exception as error:  # noqa: BLE001  whatever it is, it may carry the request
            _log.error("A request ended in an unexpected %s", type(error).__name__)
            return SourceUnavailableError(
                f"{self._host} could not be asked, for a reason that we did not expect. Try again."
            )

    def _watch(self, event: str, info: Mapping[str, Any]) -> None:
        if event.endswith((".connect_tcp.complete", ".start_tls.complete")):
            connected = info["return_value"].get_extra_info("socket")
            with self._lock:
                self._socket = connected
                if self._late:
                    _shut(connected)

    def _reply(self, response: httpx.Response) -> Reply:
        body = b""
        if response.status_code == httpx.codes.OK:
            body = b"".join(self._decoded(response, LARGEST_ANSWER))
        else:
            # The status is what matters; its text is welcome if it can be had.
            parts: list[bytes] = []
            try:
                parts.extend(self._decoded(response, _LARGEST_REFUSAL))
            except (UnreadableError, httpx.HTTPError):
                parts.clear()
            body = b"".join(parts)
        return Reply(
            response.status_code,
            body,
            retry_after=response.headers.get("retry-after"),
            date=response.headers.get("date"),
        )

    def _decoded(self, response: httpx.Response, limit: int) -> Iterator[bytes]:
        # An answer that a test's transport made may have been read already.
        read = response.is_stream_consumed
        chunks = iter((response.content,)) if read else response.iter_raw()
        coding = "" if read else response.headers.get("content-encoding", "").strip().lower()
        if coding in PACKINGS:
            chunks = inflated(chunks, limit)
        elif coding not in ("", "identity"):
            raise UnreadableError("packed in an unknown way")
        for part in limited(chunks, limit):
            yield part
            self._in_time()
        # A body without a length looks whole when its connection was cut.
        self._in_time()

    def _in_time(self) -> None:
        if self._late:
            raise httpx.ReadTimeout("late")

    def _gone(self, error: httpx.HTTPError) -> SourceUnavailableError:
        if self._late:
            what = f"{self._host} began to answer, but took too long."
        elif isinstance(error, httpx.ConnectTimeout):
            what = f"{self._host} cannot be reached: nobody answered in time. Check the address."
        elif isinstance(error, httpx.TimeoutException):
            what = f"{self._host} did not answer in time."
        elif isinstance(error, httpx.ProxyError):
            what = "The proxy that the environment names refused to pass us on."
        elif isinstance(error, httpx.ConnectError):
            if "CERTIFICATE" in str(error).upper():
                what = f"The certificate of {self._host} is not trusted. Check the address."
            else:
                what = f"{self._host} cannot be reached. Check the address and the network."
        else:
            what = f"{self._host} broke off before its answer was complete."
        return SourceUnavailableError(f"{what} Try again later.")


def _shut(connected: socket.socket | None) -> None:
    if connected is not None:
        # Past TLS, which another thread may be in the middle of.
        with suppress(OSError):
            socket.socket.shutdown(connected, socket.SHUT_RDWR)


def _trusted(proxies: bool) -> ssl.SSLContext:
    try:
        return httpx.create_ssl_context(trust_env=proxies)
    except (OSError, ValueError):
        problem = SettingsError(
            "The certificates that SSL_CERT_FILE or SSL_CERT_DIR name cannot be read."
        )
    raise problem


def _client(
    headers: Mapping[str, str],
    transport: httpx.BaseTransport | None,
    trusted: ssl.SSLContext | bool,
    *,
    proxies: bool,
) -> httpx.Client:
    try:
        return httpx.Client(
            headers=headers,
            transport=transport,
            verify=trusted,
            trust_env=proxies,
            timeout=_TIMEOUT,
            limits=_ONE,
            follow_redirects=False,
            # No cookie is kept: one would tie requests together, and may hold anything.
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
        )
    except (ImportError, ValueError, httpx.InvalidURL):
        # Its address may hold a password, so it is not shown.
        problem = SettingsError(
            "The proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) cannot "
            "be used. Use one with http:// or https://."
        )
    raise problem
