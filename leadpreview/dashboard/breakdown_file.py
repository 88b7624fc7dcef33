"""A breakdown as a file: every number with its receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from leadpreview.dashboard.breakdown_sheet import Sheet, rest_name
from leadpreview.exports import figures_csv
from leadpreview.sizing import Figure, share_of

__all__ = ["breakdown_csv"]

_CSV_COLUMNS: Final = ("measure", "rows", "row", "row_name", "columns", "column", "column_name")


def breakdown_csv(sheet: Sheet) -> bytes:
    """Every number with its receipt, the margins included, a line each."""
    return figures_csv((*_CSV_COLUMNS, "share"), _lines(sheet))


def _lines(sheet: Sheet) -> Iterable[tuple[Mapping[str, object], Figure]]:
    result = sheet.result
    base = {"rows": result.rows.axis.dimension.label}
    if result.columns is not None:
        base["columns"] = result.columns.axis.dimension.label

    def line(measure: str, figure: Figure, **more: object) -> tuple[Mapping[str, object], Figure]:
        share = share_of(figure, result.total)
        rounded = None if share is None else round(share, 6)
        return {**base, "measure": measure, "share": rounded, **more}, figure

    yield line("total", result.total)
    for side, margin in zip(("row", "column"), sheet.margins, strict=False):
        names = sheet.names[0 if side == "row" else 1]
        for value, figure in margin.figures.items():
            yield line(side, figure, **{side: value, f"{side}_name": names[value]})
        for measure, figure in (
            (f"{side}s: whole", margin.whole),
            (f"{side}s: any of them", margin.together),
            (f"{side}s: {rest_name(margin).lower()}", margin.rest),
            (f"{side}s: overlap", margin.overlap),
        ):
            yield line(measure, figure)
    for (r, c), figure in result.cells.items():
        named = {"row_name": sheet.names[0][r], "column_name": sheet.names[1][c]}
        yield line("cell", figure, row=r, column=c, **named)
