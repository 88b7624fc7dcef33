"""A list whose entries lie inside one another."""

from __future__ import annotations

from collections.abc import Iterable

from leadpreview.catalog.entry import Entry
from leadpreview.catalog.listing import Listing

__all__ = ["Tree"]


class Tree(Listing):
    """A listing with a hierarchy.

    Attributes:
        roots: Ids without a parent, in file order.
    """

    def __init__(self, name: str, noun: str, entries: Iterable[Entry]) -> None:
        """Take the entries and link them.

        Raises:
            ValueError: An id occurs twice, a parent does not exist, or the parents form a cycle.
        """
        super().__init__(name, noun, entries)
        below: dict[str, list[str]] = {}
        for entry in self.entries:
            if entry.parent_id is None:
                continue
            if entry.parent_id not in self:
                raise ValueError(f"{name}: {entry.id} has the unknown parent {entry.parent_id}")
            below.setdefault(entry.parent_id, []).append(entry.id)
        self.roots: tuple[str, ...] = tuple(e.id for e in self.entries if e.parent_id is None)
        self._below: dict[str, tuple[str, ...]] = {
            entry_id: tuple(ids) for entry_id, ids in below.items()
        }
        self._descendants: dict[str, frozenset[str]] = {}
        reached = sum(1 for root in self.roots for _ in self._walk(root))
        if reached != len(self.entries):
            raise ValueError(f"{name}: parents form a cycle")

    def parent(self, entry_id: str) -> str | None:
        """The id above `entry_id`, or `None` for a root.

        Raises:
            KeyError: The list has no such id.
        """
        return self[entry_id].parent_id

    def children(self, entry_id: str) -> tuple[str, ...]:
        """Ids directly below `entry_id`, in file order.

        Raises:
            KeyError: The list has no such id.
        """
        return self._below.get(self[entry_id].id, ())

    def ancestors(self, entry_id: str) -> tuple[str, ...]:
        """Ids above `entry_id`, nearest first.

        Raises:
            KeyError: The list has no such id.
        """
        above = []
        parent = self[entry_id].parent_id
        while parent is not None:
            above.append(parent)
            parent = self[parent].parent_id
        return tuple(above)

    def descendants(self, entry_id: str) -> frozenset[str]:
        """`entry_id` itself and every id below it.

        Raises:
            KeyError: The list has no such id.
        """
        found = self._descendants.get(entry_id)
        if found is None:
            found = self._descendants[entry_id] = frozenset(self._walk(self[entry_id].id))
        return found

    def context(self, entry_id: str) -> str:
        """The root that `entry_id` belongs to ("in Technology, Information and Media").

        A root says how many industries it holds, with itself; an unknown id has no context.
        """
        entry = self.get(entry_id)
        if entry is None:
            return ""
        if entry.parent_id is None:
            below = len(self.descendants(entry_id)) - 1
            return f"sector of {below + 1} industries" if below else "sector"
        return f"in {self.label(self.ancestors(entry_id)[-1])}"

    def _place(self, entry: Entry) -> tuple[str, ...]:
        return () if entry.parent_id is None else (self.context(entry.id),)

    def _breadth(self, entry: Entry) -> int:
        return len(self.ancestors(entry.id))

    def _walk(self, entry_id: str) -> Iterable[str]:
        waiting = [entry_id]
        while waiting:
            current = waiting.pop()
            yield current
            waiting.extend(self._below.get(current, ()))
