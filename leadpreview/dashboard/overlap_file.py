"""The overlap as a file, in which every number says what kind it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from leadpreview.exports import figures_csv
from leadpreview.sizing import Figure
from leadpreview.sizing.members import Members
from leadpreview.sizing.overlap import Overlap
from leadpreview.sizing.sharing import Share

__all__ = ["as_csv"]

_ENDS: Final = ("", "_low", "_high")


def as_csv(found: Overlap, names: Sequence[str]) -> bytes:
    """Every number of an overlap, one a row, with its shares and everything about it.

    Args:
        found: The overlap.
        names: Of its audiences, in their order.
    """

    def of(members: Members) -> str:
        return "; ".join(names[place] for place in members)

    rows: list[tuple[Mapping[str, object], Figure]] = [
        (
            {
                "measure": "total" if len(members) == 1 else "shared",
                "scenarios": of(members),
                **(_cells(found.jaccard[members], "jaccard") if len(members) > 1 else {}),
            },
            figure,
        )
        for members, figure in found.shared.items()
    ]
    rows += [
        (
            {
                "measure": "in these only",
                "scenarios": of(members),
                **_cells(found.of_union(members), "share_of_union"),
            },
            figure,
        )
        for members, figure in found.regions.items()
    ]
    rows.append(({"measure": "union", "scenarios": "; ".join(names)}, found.union))
    shares = [f"{what}{end}" for what in ("share_of_union", "jaccard") for end in _ENDS]
    return figures_csv(("measure", "scenarios", *shares), rows)


def _cells(share: Share, what: str) -> dict[str, object]:
    ends = zip(_ENDS, (share.value, share.low, share.high), strict=True)
    return {f"{what}{end}": None if part is None else round(part, 6) for end, part in ends}
