"""A file that is asked for arrives, whatever is drawn meanwhile.

These tests fail when Streamlit is no longer what `file_guard` was written for.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from leadpreview.dashboard import file_guard

PATCHED = (
    (MediaFileManager, "_remove_orphaned_deferred_callables"),
    (MediaFileManager, "_get_inactive_file_ids"),
    (ForwardMsgQueue, "clear"),
)


@pytest.fixture(autouse=True)
def installed() -> Iterator[None]:
    """The guard in place, as `app.py` puts it there; taken away again."""
    before = [vars(owner)[name] for owner, name in PATCHED]
    file_guard.install()
    yield
    for (owner, name), own in zip(PATCHED, before, strict=True):
        setattr(owner, name, own)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Monotonic seconds, which only the test makes pass."""
    now = [100.0]
    monkeypatch.setattr("leadpreview.dashboard.file_guard.monotonic", lambda: now[0])
    return now


@pytest.fixture
def files(monkeypatch: pytest.MonkeyPatch, clock: list[float]) -> MediaFileManager:
    """What a server keeps for its tabs, before anything is drawn in the one of the test."""
    monkeypatch.setattr("streamlit.runtime.media_file_manager._get_session_id", lambda: "a tab")
    return MediaFileManager(MemoryMediaFileStorage("/media"))


def drawn(files: MediaFileManager, text: str = "leads") -> str:
    """The page is drawn, with a button for a file; the id of that drawing."""
    files.clear_session_refs("a tab")
    file = files.add_deferred(text.encode, "text/csv", "0", element_id="leads")
    files.remove_orphaned_files()
    return file


def test_a_file_is_given_though_its_button_was_drawn_again_since(files: MediaFileManager) -> None:
    buttons = [drawn(files, str(number)) for number in range(40)]
    assert files.execute_deferred(buttons[-1])
    assert files.execute_deferred(buttons[-10])
    assert len(files._deferred_callables) == file_guard._OLD_DRAWINGS


def test_a_tab_that_is_being_drawn_keeps_its_files_though_another_tab_ends_its_run(
    files: MediaFileManager,
) -> None:
    button = drawn(files)
    files.clear_session_refs("a tab")
    files.remove_orphaned_files()
    assert files.execute_deferred(button)


def test_what_a_closed_tab_could_download_is_forgotten_after_a_while(
    files: MediaFileManager, clock: list[float]
) -> None:
    drawn(files)
    files.clear_session_refs("a tab")
    files.remove_orphaned_files()
    clock[0] += 59.0
    files.remove_orphaned_files()
    assert files._deferred_callables
    clock[0] += 2.0
    files.remove_orphaned_files()
    assert not files._deferred_callables


def test_a_file_is_there_to_be_fetched_however_often_pages_are_drawn(
    files: MediaFileManager, clock: list[float]
) -> None:
    files.execute_deferred(drawn(files))
    (name,) = files._file_metadata
    for _ in range(5):
        drawn(files)
        clock[0] += 10.0
    assert name in files._file_metadata, "it is fetched while other pages are drawn"
    clock[0] += 60.0
    for _ in range(2):
        drawn(files)
    assert not files._file_metadata


def test_a_file_of_the_same_content_that_is_made_again_has_its_own_time(
    files: MediaFileManager, clock: list[float]
) -> None:
    files.execute_deferred(drawn(files))
    drawn(files)
    clock[0] += 61.0
    files.execute_deferred(drawn(files))
    for _ in range(3):
        drawn(files)
    assert files._file_metadata


def test_an_answer_is_sent_though_the_page_is_drawn_again_before() -> None:
    queue = ForwardMsgQueue()
    answer, old, begun = ForwardMsg(), ForwardMsg(), ForwardMsg()
    answer.backend_operation_response.request_id = "a file"
    old.delta.new_element.markdown.body = "old"
    begun.new_session.name = "a run"
    for message in (begun, old, answer):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True)
    assert queue.flush() == [begun, answer]


def test_an_answer_is_sent_once_though_a_part_is_drawn_again_before() -> None:
    queue = ForwardMsgQueue()
    answer, other = ForwardMsg(), ForwardMsg()
    answer.backend_operation_response.request_id = "a file"
    other.delta.fragment_id = "another pane"
    for message in (answer, other):
        queue.enqueue(message)
    queue.clear(retain_lifecycle_msgs=True, fragment_ids_this_run=["a pane"])
    assert queue.flush() == [answer, other]
    assert queue.flush() == []


def test_streamlit_s_own_names_are_what_the_guard_builds_on() -> None:
    removes = inspect.getsource(MediaFileManager.remove_orphaned_files)
    assert "_remove_orphaned_deferred_callables()" in removes
    assert "_get_inactive_file_ids()" in removes
    assert "self._browser_queue.clear(" in inspect.getsource(AppSession._clear_queue)
