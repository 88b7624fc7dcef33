"""The preview API as a service of this process: one client, one lane and one desk a user."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Callable, Hashable
from concurrent import futures
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from statistics import median
from typing import Final, TypeVar
from weakref import WeakValueDictionary

from leadpreview.addresses import Address, choices
from leadpreview.errors import LeadPreviewError, SourceUnavailableError
from leadpreview.filters import LeadFilters
from leadpreview.preview import Cancellation, Priority, Receipt
from leadpreview.settings import Settings
from leadpreview.sources.api import (
    Account,
    ApiClient,
    ApiSource,
    Connection,
    Credits,
    Place,
    Service,
    Withdrawal,
)
from leadpreview.sources.desk import Desk
from leadpreview.sources.kept import KeptAnswers
from leadpreview.sources.lane import Lane, LaneStatus

__all__ = ["PreviewService", "Services"]

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

INTERVAL: Final = 1.0
"""Seconds between two requests of one user (contract 2.1)."""

_IDENTIFY: Final = 10.0
"""Seconds that the first question waits to learn whose key it is."""

_VERDICT: Final = 45.0
"""Seconds that a person waits for the verdict on a connection."""

_RECENT: Final = 9
"""The latest answers that tell how fast a service is."""

_PLANS: Final = 64
_PLACES_KEPT: Final = 256
_ANSWERS_KEPT: Final = 2_048
_SMALL: Final = LeadFilters(seniority_levels=("310",))


class _Way:
    """The lane of the user, once it is known whose key this is; until then that of the key."""

    def __init__(self, first: Lane) -> None:
        self.lanes = [first]
        self.identified = threading.Event()

    @property
    def lane(self) -> Lane:
        return self.lanes[-1]

    def submit(
        self,
        send: Callable[[], _T],
        *,
        key: Hashable | None = None,
        priority: Priority = Priority.PERSON,
        cancel: Cancellation | None = None,
    ) -> Future[_T]:
        self.identified.wait(_IDENTIFY)
        return self.lane.submit(send, key=key, priority=priority, cancel=cancel)


class PreviewService:
    """One key at one preview API, shared by every tab that uses it.

    Attributes:
        address: Where it is, as the person chose it.
        source: Who answers.
        desk: Where to ask for counts.
    """

    def __init__(
        self,
        connection: Connection,
        address: Address,
        settings: Settings,
        *,
        interval: float = INTERVAL,
        kept_for: Callable[[str], KeptAnswers] | None = None,
    ) -> None:
        """Args:
        connection: Address and key.
        address: The address with its name.
        settings: Where the lane is kept, and how long answers are.
        interval: Seconds between two requests of one user.
        kept_for: Where the answers of a user are kept, when others may share them.
        """
        self.address = address
        self.interval = interval
        folder = settings.data / "lane"
        client = ApiClient(connection)
        way = _Way(Lane(connection.key_id, folder, interval=interval))
        self._way = way
        self._more = Service(client, way)
        self._places: dict[str, tuple[Place, ...]] = {}
        self.source = ApiSource(client, way, name=address.label, synthetic=address.sandbox)
        desk = self.desk = Desk(
            self.source,
            workers=_PLANS,
            capacity=_ANSWERS_KEPT,
            max_age=settings.answers_minutes * 60.0,
        )
        pause = threading.Event()
        weakref.finalize(self, _close, self.desk, way, client, pause)

        def identify() -> None:
            """Two keys of one user share a limit, so they share a lane."""
            try:
                account = Service(client, way.lanes[0]).account()
                if account.user_id is not None:
                    if kept_for is not None:
                        desk.share(kept_for(account.user_id))
                    way.lanes.append(Lane(account.user_id, folder, interval=interval))
                    # The question just asked was one of this user's.
                    pause.wait(interval)
            except LeadPreviewError as error:
                _log.info("Whose key it is remains unknown (%s)", type(error).__name__)
            finally:
                way.identified.set()

        threading.Thread(target=identify, name="identify", daemon=True).start()

    def account(self, cancel: Cancellation | None = None) -> Account:
        """Whose key it is; raises as `Service.account`."""
        return self._more.account(cancel)

    def credits(self, cancel: Cancellation | None = None) -> Credits:
        """The balance, which nothing here touches; raises as `Service.credits`."""
        return self._more.credits(cancel)

    def places(self, text: str, cancel: Cancellation | None = None) -> tuple[Place, ...]:
        """Places of that name, each name asked once; raises as `Service.places`."""
        found = self._places.get(text)
        if found is None:
            found = self._more.places(text, cancel)
            if len(self._places) >= _PLACES_KEPT:
                self._places.clear()
            self._places[text] = found
        return found

    def try_out(self, cancel: Cancellation | None = None) -> Receipt:
        """One small question, asked anew.

        Args:
            cancel: Withdraws the question before its turn.

        Raises:
            LeadPreviewError: What came instead of an answer.
        """
        self.resume()
        withdrawal, came = Withdrawal(cancel), []

        def ask() -> Receipt:
            try:
                return self.source.measure(_SMALL)
            except LeadPreviewError as error:
                # The lane hears of it, and tries nothing again that only wanted to know this.
                came.append(error)
                withdrawal.cancel()
                raise

        future = self._way.submit(ask, cancel=withdrawal)
        try:
            futures.wait([future], timeout=_VERDICT)
        finally:
            withdrawal.cancel()
        if came:
            raise came[0]
        if not future.done():
            raise SourceUnavailableError("There was no answer in time. Try it again later.")
        return future.result()

    def status(self) -> LaneStatus:
        """The lane at a glance, with what went out before it was known whose key this is."""
        *earlier, status = (lane.status() for lane in self._way.lanes)
        return replace(
            status,
            sent_today=status.sent_today + sum(before.sent_today for before in earlier),
            refused=status.refused + sum(before.refused for before in earlier),
        )

    def wait_for(self, counts: int, *, queued: bool = True) -> float:
        """About how many seconds so many counts take, behind what waits already.

        Args:
            counts: How many.
            queued: Whether they are among what waits already.
        """
        status = self.status()
        ahead = max(counts, status.waiting) if queued else counts + status.waiting
        ahead += status.waiting_elsewhere
        return status.wait + ahead * self._pace()

    def _pace(self) -> float:
        """Seconds from one count to the next: a slow service answers less often than it may."""
        durations = [receipt.duration for receipt in self.desk.newest(_RECENT)]
        return max(self.interval, median(durations)) if durations else self.interval

    def resume(self) -> None:
        """Ask again after the service had turned the key down."""
        self._way.lane.resume()


def _close(desk: Desk, way: _Way, client: ApiClient, pause: threading.Event) -> None:
    """Withdraw what waits and let go of the connection, once no tab holds the service."""
    pause.set()
    desk.close()
    for lane in way.lanes:
        lane.close()
    client.close()


class Services:
    """The services of this process, each address and key once, while somebody holds them."""

    def __init__(self, settings: Settings) -> None:
        """Args:
        settings: As for `PreviewService`.
        """
        self.settings = settings
        self._lock = threading.Lock()
        self._kept: WeakValueDictionary[tuple[str, str], KeptAnswers] = WeakValueDictionary()
        self._open: WeakValueDictionary[tuple[str, str], PreviewService] = WeakValueDictionary()

    def addresses(self) -> tuple[Address, ...]:
        """Where a preview API can be found."""
        return choices(self.settings.host, self.settings.port, self.settings.api_urls)

    def get(self, connection: Connection) -> PreviewService:
        """The service of an address and key; it ends when nobody holds it any more."""
        who = (connection.base_url, connection.key_id)
        with self._lock:
            service = self._open.get(who)
            if service is None:
                service = PreviewService(
                    connection,
                    self._named(connection),
                    self.settings,
                    kept_for=partial(self._kept_for, connection.base_url),
                )
                self._open[who] = service
        return service

    def _kept_for(self, base_url: str, user_id: str) -> KeptAnswers:
        """Two keys of one user get the same answers, so they share what was answered."""
        with self._lock:
            kept = self._kept.get((base_url, user_id))
            if kept is None:
                max_age = self.settings.answers_minutes * 60.0
                kept = KeptAnswers(capacity=_ANSWERS_KEPT, max_age=max_age)
                self._kept[base_url, user_id] = kept
            return kept

    def _named(self, connection: Connection) -> Address:
        for address in self.addresses():
            if address.url == connection.base_url:
                return address
        return Address(connection.base_url, connection.host)
