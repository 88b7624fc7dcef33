"""The rate limit by itself: strict, fair to refused requests, bounded, safe between threads."""

from __future__ import annotations

import threading

from hypothesis import given
from hypothesis import strategies as st

from leadpreview.api.limit import Admission, RateLimit, retry_after


@given(
    st.lists(
        st.tuples(st.sampled_from("abc"), st.floats(0, 2, allow_nan=False)), min_size=1, max_size=60
    )
)
def test_no_two_accepted_requests_of_a_user_are_closer_than_the_interval(
    requests: list[tuple[str, float]],
) -> None:
    now = 0.0
    seen: list[Admission] = []
    limit = RateLimit(1.0, clock=lambda: now, record=seen.append)
    last: dict[str, float] = {}
    for user, step in requests:
        now += step
        admission = limit.admit(user)
        due = user not in last or now >= last[user] + 1.0
        assert admission.accepted == due
        if due:
            last[user] = now
        else:
            assert admission.wait == last[user] + 1.0 - now
        assert len(limit) <= 3
    assert len(seen) == len(requests)


def test_refused_requests_do_not_move_the_window() -> None:
    now = 0.0
    limit = RateLimit(1.0, clock=lambda: now)
    assert limit.admit("a").accepted
    for step in range(1, 10):
        now = step / 10
        assert not limit.admit("a").accepted
    now = 1.0
    assert limit.admit("a").accepted


def test_whoever_was_let_through_long_ago_is_forgotten() -> None:
    now = 0.0
    limit = RateLimit(1.0, clock=lambda: now)
    for number in range(10_000):
        now = number / 100
        assert limit.admit(f"user {number}").accepted
        assert len(limit) <= 101


def test_of_many_threads_at_once_one_is_let_through_an_interval() -> None:
    now = 0.0
    seen: list[Admission] = []
    limit = RateLimit(1.0, clock=lambda: now, record=seen.append)
    for now in range(20):  # noqa: B007  the clock reads it
        start = threading.Barrier(16)

        def ask(start: threading.Barrier = start) -> None:
            start.wait()
            for _ in range(50):
                limit.admit("a")

        threads = [threading.Thread(target=ask) for _ in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [each.at for each in seen if each.accepted] == list(range(20))
    assert len(seen) == 20 * 16 * 50


def test_no_interval_is_no_limit() -> None:
    limit = RateLimit(0.0, clock=lambda: 5.0)
    assert all(limit.admit("a").accepted for _ in range(100))


def test_waits_are_whole_seconds_and_never_too_short() -> None:
    given_ = (0.001, 0.999, 1.0, 1.0001, 59.5)
    assert [retry_after(wait) for wait in given_] == ["1", "1", "1", "2", "60"]
