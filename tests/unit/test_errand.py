"""An errand: whatever comes of a call, whoever waits hears of it."""

from __future__ import annotations

import threading

import pytest

from leadpreview.errors import AuthenticationError, SourceUnavailableError
from leadpreview.preview import Cancellation
from leadpreview.sources.errand import Errand
from tests.fakes import DEADLINE

CANARY = "canary-7f3d9c51e2"


def test_it_is_under_way_until_the_call_ends() -> None:
    goes_on = threading.Event()

    def call(_: Cancellation) -> int:
        assert goes_on.wait(DEADLINE)
        return 7

    errand = Errand(call, about="London")
    assert (errand.done, errand.outcome, errand.about) == (False, None, "London")
    assert not errand.wait(0.01)
    goes_on.set()
    assert errand.wait(DEADLINE)
    assert (errand.done, errand.outcome) == (True, 7)


def test_an_error_of_ours_is_what_came_of_it() -> None:
    error = AuthenticationError("No.", status=403)

    def call(_: Cancellation) -> int:
        raise error

    errand = Errand(call)
    assert errand.wait(DEADLINE)
    assert errand.outcome is error
    assert error.__traceback__ is None


def test_a_defect_is_a_sentence_and_its_text_is_written_nowhere(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def call(_: Cancellation) -> int:
        raise ValueError(CANARY)

    errand = Errand(call)
    assert errand.wait(DEADLINE)
    assert isinstance(errand.outcome, SourceUnavailableError)
    assert "did not expect" in str(errand.outcome)
    assert "ValueError" in caplog.text
    assert CANARY not in caplog.text + str(errand.outcome)


def test_withdrawing_it_reaches_the_call() -> None:
    withdrawn = threading.Event()

    def call(cancellation: Cancellation) -> bool:
        assert withdrawn.wait(DEADLINE)
        return cancellation.cancelled

    errand = Errand(call)
    errand.cancel()
    withdrawn.set()
    assert errand.wait(DEADLINE)
    assert errand.outcome is True
