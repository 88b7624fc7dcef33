"""A file that a person asks for arrives, whatever is drawn meanwhile.

Streamlit 1.67 loses some of them:

- A file that is made on demand belongs to one drawing of its button. The browser may still show the
  drawing before.
- The answer that says where the file lies is thrown away with what a page had drawn, when the page
  is drawn again before it was sent.
- The file is deleted when any two runs of the server have ended, fetched or not.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from time import monotonic
from typing import Final, Generic, TypeVar
from weakref import WeakKeyDictionary

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind

__all__ = ["install"]

Name = TypeVar("Name", bound=Hashable)

_OLD_DRAWINGS: Final = 16
"""Drawings of a tab's download button that still give their file."""

_UNUSED_FOR: Final = 60.0
"""Seconds for which what nothing shows any more is kept."""


def install() -> None:
    """Make this process keep files and their answers; call it before the first page is opened."""
    # None of these can be given to Streamlit in another way.
    setattr(MediaFileManager, "_remove_orphaned_deferred_callables", _remove_old_callables)  # noqa: B010  mypy
    setattr(MediaFileManager, "_get_inactive_file_ids", _old_files)  # noqa: B010  mypy
    setattr(ForwardMsgQueue, "clear", _clear)  # noqa: B010  mypy


class _Unused(Generic[Name]):
    """Since when things have been unused, in one server."""

    def __init__(self) -> None:
        self._since: dict[Name, float] = {}

    def old(self, unused: Iterable[Name]) -> set[Name]:
        """Of what is unused now, what has been so for long."""
        now = monotonic()
        self._since = {name: self._since.get(name, now) for name in unused}
        return {name for name, began in self._since.items() if now - began >= _UNUSED_FOR}


_files: WeakKeyDictionary[MediaFileManager, _Unused[tuple[str, int]]] = WeakKeyDictionary()
_callables: WeakKeyDictionary[MediaFileManager, _Unused[str]] = WeakKeyDictionary()
_inactive_files = MediaFileManager._get_inactive_file_ids
_clear_queue = ForwardMsgQueue.clear


def _old_files(files: MediaFileManager) -> set[str]:
    """Files that can be deleted: a browser has had the time to fetch them."""
    inactive = _inactive_files(files)
    # A file of the same content has the same name, and another record each time it is made.
    made = {
        (name, id(record))
        for name, record in files._file_metadata.items()
        if name in inactive and record.kind == MediaFileKind.DOWNLOADABLE
    }
    old = {name for name, _ in _files.setdefault(files, _Unused()).old(made)}
    return inactive - {name for name, _ in made} | old


def _remove_old_callables(files: MediaFileManager) -> None:
    """Forget what makes the files of drawings that no browser shows any more."""
    shown = {
        file for of_tab in files._files_by_session_and_coord.values() for file in of_tab.values()
    }
    of_button: dict[tuple[str, str], list[str]] = {}
    for file, entry in files._deferred_callables.items():
        of_button.setdefault((entry["session_id"], entry["element_id"]), []).append(file)
    many = {file for drawn in of_button.values() for file in drawn[:-_OLD_DRAWINGS]}
    # A tab that is being drawn shows nothing, just like one that is closed.
    unused = files._deferred_callables.keys() - shown
    old = _callables.setdefault(files, _Unused()).old(unused)
    for file in (many | old) - shown:
        files._drop_deferred_id(file)


def _clear(
    queue: ForwardMsgQueue,
    retain_lifecycle_msgs: bool = False,
    fragment_ids_this_run: list[str] | None = None,
) -> None:
    """Forget what a page had drawn, and not what its browser has asked for beside that."""
    answers = [message for message in queue._queue if _is_answer(message)]
    _clear_queue(queue, retain_lifecycle_msgs, fragment_ids_this_run)
    if retain_lifecycle_msgs:
        kept = {id(message) for message in queue._queue}
        queue._queue += [message for message in answers if id(message) not in kept]


def _is_answer(message: ForwardMsg) -> bool:
    return message.WhichOneof("type") == "backend_operation_response"
