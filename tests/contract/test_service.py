"""One key at one API: shared by whoever uses it, let go of with the last of them."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from pydantic import SecretStr

from leadpreview.addresses import Address
from leadpreview.api.app import BASE_PATH, create_server
from leadpreview.api.limit import Admission
from leadpreview.errors import (
    AuthenticationError,
    ContractError,
    RateLimitedError,
    SourceError,
    SourceUnavailableError,
)
from leadpreview.filters import LeadFilters
from leadpreview.preview import Cancellation, Plan, Question, Receipt
from leadpreview.settings import Settings
from leadpreview.sources.api import Connection
from leadpreview.sources.kept import KeptAnswers
from leadpreview.sources.people import PeopleSource
from leadpreview.sources.service import PreviewService, Services
from tests.fakes import DEADLINE
from tests.servers import serving_here

INTERVAL = 0.05


@dataclass
class Sandbox:
    """The served API, strict, with its own log."""

    url: str
    log: list[Admission] = field(default_factory=list)

    def service(self, key: str, folder: Path) -> PreviewService:
        connection = Connection(self.url, SecretStr(key))
        settings = Settings(data=folder)
        address = Address(self.url, "Sandbox of the test", sandbox=True)
        return PreviewService(connection, address, settings, interval=INTERVAL)


@pytest.fixture
def sandbox(people: PeopleSource) -> Iterator[Sandbox]:
    log: list[Admission] = []
    app = create_server(lambda: people, interval=INTERVAL, record=log.append)
    with serving_here(app) as address:
        yield Sandbox(address + BASE_PATH, log)


def sized(service: PreviewService, titles: range) -> list[object]:
    """The answers to one plan of as many questions."""
    asked = [LeadFilters(job_titles=(f"sales {title}",)) for title in titles]
    ticket = service.desk.ask(Plan.of(map(Question, asked)))
    assert ticket.wait(DEADLINE)
    return list(ticket.answers.values())


def test_two_keys_of_one_user_share_the_user_s_lane(sandbox: Sandbox, tmp_path: Path) -> None:
    services = [sandbox.service(key, tmp_path) for key in ("sandbox-fine", "sandbox-fine-2")]
    answers: list[object] = []
    threads = [
        threading.Thread(target=lambda s=service, n=n: answers.extend(sized(s, range(n, n + 8))))
        for n, service in zip((0, 8), services, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(DEADLINE)
    assert len(answers) == 16
    assert all(isinstance(answer, Receipt) for answer in answers)
    # On a busy machine one may come too early; without a lane in common half of them would.
    assert len([each for each in sandbox.log if not each.accepted]) <= 3
    assert {each.user for each in sandbox.log} == {"fine"}


def test_a_place_is_asked_for_once(sandbox: Sandbox, tmp_path: Path) -> None:
    service = sandbox.service("sandbox-fine", tmp_path)
    found = service.places("London")
    assert "90009496" in [place.id for place in found]
    sent = service.status().sent
    assert service.places("London") is found
    assert service.status().sent == sent


@pytest.mark.parametrize(
    ("key", "error", "says"),
    [
        ("sandbox-expired", AuthenticationError, "expired"),
        ("sandbox-no-integration", AuthenticationError, "integration"),
        ("sandbox-forbidden", AuthenticationError, "403"),
        ("no-such-key", AuthenticationError, "key"),
        ("sandbox-malformed", ContractError, ""),
        ("sandbox-upstream-limited", RateLimitedError, "LinkedIn"),
    ],
)
def test_a_test_of_the_connection_tells_the_outcomes_apart(
    sandbox: Sandbox, tmp_path: Path, key: str, error: type[SourceError], says: str
) -> None:
    service = sandbox.service(key, tmp_path)
    with pytest.raises(error, match=f"(?i){says}"):
        service.try_out()


def test_a_test_that_is_refused_is_not_tried_again_behind_the_person_s_back(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    service = sandbox.service("sandbox-upstream-limited", tmp_path)
    with pytest.raises(RateLimitedError):
        service.try_out()
    status = service.status()
    assert (status.waiting, status.in_flight, len(sandbox.log)) == (0, 0, 1)
    assert status.limited is not None


def test_a_total_goes_before_the_details_of_another_page(sandbox: Sandbox, tmp_path: Path) -> None:
    service = sandbox.service("sandbox-second", tmp_path)
    details = [LeadFilters(job_titles=(f"sales {number}",)) for number in range(30)]
    total = LeadFilters(job_titles=("vp",))
    filling = service.desk.ask(Plan.of(map(Question, details)))
    person = service.desk.ask(Plan.of([Question(total, leads=True)]))
    assert person.wait(DEADLINE)
    assert len(filling.answers) < len(details)
    filling.cancel()


def test_a_key_that_was_turned_down_can_be_tried_again(sandbox: Sandbox, tmp_path: Path) -> None:
    service = sandbox.service("sandbox-expired", tmp_path)
    sent = []
    for _ in range(2):
        with pytest.raises(AuthenticationError):
            service.try_out()
        sent.append(service.status().sent)
    assert sent[1] == sent[0] + 1
    assert service.status().stopped is not None
    with pytest.raises(AuthenticationError):
        service.places("London")
    assert service.status().sent == sent[1]


def test_a_working_key_measures_accounts_and_shows_a_balance_that_nothing_moves(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    service = sandbox.service("sandbox-second", tmp_path)
    before = service.credits()
    receipt = service.try_out()
    assert receipt.count > 0
    assert not receipt.exact
    assert service.account().name == "Sam Second"
    assert service.credits() == before


def test_a_question_that_ends_leaves_the_next_of_its_asker_alone(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    service, asker = sandbox.service("sandbox-second", tmp_path), Cancellation()
    assert service.account(asker).name == "Sam Second"
    assert service.credits(asker).values
    assert service.try_out(asker).count > 0
    assert service.places("London", asker)
    assert not asker.cancelled


def test_what_is_withdrawn_before_its_turn_is_not_sent(sandbox: Sandbox, tmp_path: Path) -> None:
    service, asker = sandbox.service("sandbox-second", tmp_path), Cancellation()
    service.try_out()
    sent = service.status().sent
    asker.cancel()
    with pytest.raises(SourceUnavailableError, match="withdrawn"):
        service.account(asker)
    assert service.status().sent == sent


def test_tabs_with_the_same_key_share_a_service_and_the_last_one_lets_go(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    services = Services(Settings(data=tmp_path))
    connection = Connection(sandbox.url, SecretStr("sandbox-second"))
    first = services.get(connection)
    assert services.get(Connection(sandbox.url + "/", SecretStr(" sandbox-second "))) is first
    assert services.get(Connection(sandbox.url, SecretStr("sandbox-fine"))) is not first
    first.try_out()
    gone = weakref.ref(first)
    del first
    gc.collect()
    assert gone() is None


def test_two_keys_of_one_user_share_what_was_answered(sandbox: Sandbox, tmp_path: Path) -> None:
    services = Services(Settings(data=tmp_path))
    first, second = (
        services.get(Connection(sandbox.url, SecretStr(key)))
        for key in ("sandbox-fine", "sandbox-fine-2")
    )
    plan = Plan.of([Question(LeadFilters(functions=("25",)), leads=True)])
    for service in (first, second):
        ticket = service.desk.ask(plan)
        assert ticket.wait(DEADLINE)
    assert len(sandbox.log) == 1
    stranger = services.get(Connection(sandbox.url, SecretStr("sandbox-second")))
    assert stranger.desk.ask(plan).wait(DEADLINE)
    assert len(sandbox.log) == 2


def test_the_price_of_counts_includes_what_waits_already(sandbox: Sandbox, tmp_path: Path) -> None:
    service = sandbox.service("sandbox-second", tmp_path)
    service.try_out()
    assert service.wait_for(10) >= 10 * INTERVAL
    assert service.wait_for(20) > service.wait_for(10)


def test_counts_that_are_not_asked_yet_come_behind_those_that_wait(
    sandbox: Sandbox, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = sandbox.service("sandbox-second", tmp_path)
    status = replace(service.status(), waiting=8, waiting_elsewhere=1, wait=0.0)
    monkeypatch.setattr(service, "status", lambda: status)
    assert service.wait_for(3) == pytest.approx(9 * INTERVAL)
    assert service.wait_for(3, queued=False) == pytest.approx(12 * INTERVAL)


def test_a_slow_service_is_priced_by_how_long_its_answers_take(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    service = sandbox.service("sandbox-second", tmp_path)
    plan = Plan.of([Question(LeadFilters(functions=("25",)))])
    assert service.desk.ask(plan).wait(DEADLINE)
    (receipt,) = service.desk.newest()
    for duration, pace in ((INTERVAL / 2, INTERVAL), (2.0, 2.0)):
        slow = KeptAnswers()
        slow.keep(replace(receipt, duration=duration))
        service.desk.share(slow)
        assert service.wait_for(12) - service.wait_for(2) == pytest.approx(10 * pace, abs=0.2)
