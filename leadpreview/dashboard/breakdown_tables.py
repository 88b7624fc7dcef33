"""A breakdown as a table: one list, or two axes that cross with the numbers on a colour scale."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from leadpreview.dashboard import downloads, figures
from leadpreview.dashboard.breakdown_file import breakdown_csv
from leadpreview.dashboard.breakdown_sheet import ALL, REST, Cell, Sheet, rest_name, within_name
from leadpreview.dashboard.colours import shade
from leadpreview.dashboard.figures import NEARLY
from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import plain, plural
from leadpreview.sizing import Figure, Kind, combined
from leadpreview.text import shortened

__all__ = ["crossed", "download", "further", "list_of", "title"]

_PEOPLE: Final = "People"
_SHARE: Final = "Share"
_FLAGGED: Final = "\N{WARNING SIGN}"
_TABLE: Final = "breakdown_table"
_NAME_WIDTH: Final = 165
_CELL_WIDTH: Final = 100
_BOUNDS_WIDTH: Final = 132
_LONGEST_NAMES: Final = 300
_LIST_WIDTHS: Final = (240, 110, 200)


def download(sheet: Sheet) -> None:
    """The file of it; below the table, whose own buttons float above it."""
    downloads.offer(
        "Download breakdown (CSV)",
        lambda: breakdown_csv(sheet),
        file_name="leadpreview-breakdown.csv",
        key="download_breakdown",
    )


def title(sheet: Sheet) -> None:
    """What the table is, and how much of it is shown."""
    margins = sheet.margins
    shown = (sheet.rows, sheet.columns)
    st.subheader(" by ".join(margin.axis.dimension.label for margin in margins), anchor=False)
    notes, unseen = [], list[str]()
    for margin, values, names in zip(margins, shown, sheet.names, strict=False):
        every = len(margin.axis.values)
        if len(values) < every:
            notes.append(
                f"{len(values)} of {plural(every, 'value')} of {margin.axis.dimension.label}"
            )
        unseen += [
            names[value]
            for value, figure in margin.figures.items()
            if value not in values and figure.kind is Kind.FAILED
        ]
    if notes:
        st.caption(f"Shown are {' and '.join(notes)}.")
    if unseen:
        names_shown = shortened(", ".join(unseen), _LONGEST_NAMES)
        st.caption(f":material/error: Not measured, and so left out: {plain(names_shown)}.")


def list_of(sheet: Sheet) -> None:
    """One axis: people and share, and the unknown rest as its own row."""
    margin = sheet.result.rows
    label = margin.axis.dimension.label
    known = margin.figures
    rows = [
        _list_row(sheet, label, sheet.names[0][value], known[value], (value, None))
        for value in sheet.rows
    ]
    below = further(sheet)
    if below is not None:
        rows.append(_list_row(sheet, label, *below))
    if not margin.is_all:
        rows.append(_list_row(sheet, label, rest_name(margin), margin.rest))
    whole = (
        "the total"
        if margin.whole.question == sheet.result.filters
        else within_name(margin.axis.dimension)
    )
    share = f"Share of {whole}"
    figures.table(
        rows,
        key=_TABLE,
        alt=f"People by {label}, with their share of {whole}",
        config={
            label: st.column_config.TextColumn(width=_LIST_WIDTHS[0]),
            _PEOPLE: st.column_config.Column(width=_LIST_WIDTHS[1]),
            _SHARE: st.column_config.ProgressColumn(
                share if sheet.exact else f"{NEARLY} {share}",
                format="percent",
                min_value=0.0,
                max_value=1.0,
                width=_LIST_WIDTHS[2],
            ),
        },
        height="content" if len(rows) <= 24 else 528,
        on_select=partial(_pick, sheet.rows, ()),
        selection_mode="single-cell",
    )


def crossed(sheet: Sheet) -> None:
    """Two axes: each cell's number on a colour scale, with the margins around them."""
    result = sheet.result
    assert result.columns is not None
    label = result.rows.axis.dimension.label
    names = sheet.names
    lines: list[str | None] = [None, *sheet.rows]
    rows: list[dict[str, Figure | str | float | None]] = []
    for r in lines:
        row: dict[str, Figure | str | float | None] = {
            label: ALL if r is None else _marked(sheet, names[0][r], (r, None)),
            ALL: sheet.figures[r, None],
        }
        row |= {names[1][c]: sheet.figures[r, c] for c in sheet.columns}
        if result.row_rests:
            row[REST] = result.row_rests[r]
        rows.append(row)
    if result.column_rests:
        rows.append(_others(sheet, label))
    waiting = any(figure.count is None for figure in sheet.figures.values())
    width = _BOUNDS_WIDTH if waiting else _CELL_WIDTH
    config = {
        label: st.column_config.TextColumn(width=_NAME_WIDTH, pinned=True),
        ALL: st.column_config.Column(width=_CELL_WIDTH),
        REST: st.column_config.Column(
            width=width, help="In none of the columns shown, or unknown."
        ),
    }
    for c in sheet.columns:
        config[names[1][c]] = st.column_config.Column(
            _marked(sheet, names[1][c], (None, c)), width=width
        )
    figures.table(
        rows,
        key=_TABLE,
        alt=f"People by {label} and {result.columns.axis.dimension.label}; "
        "the more people a cell has, the stronger its colour",
        config={name: each for name, each in config.items() if name in rows[0]},
        height="content" if len(rows) <= 17 else 633,
        look=_heat(sheet),
        on_select=partial(_pick, lines, {names[1][c]: c for c in sheet.columns}),
        selection_mode="single-cell",
    )


def _list_row(
    sheet: Sheet,
    label: str,
    name: str,
    figure: Figure,
    cell: Cell | None = None,
) -> dict[str, Figure | str | float | None]:
    share = None if figure.contradicts else sheet.result.rows.share(figure)
    if share is not None and not sheet.exact:
        share = float(f"{share:.2g}")
    return {
        label: name if cell is None else _marked(sheet, name, cell),
        _PEOPLE: figure,
        # A bar has an end: what exceeds its whole is flagged, and the bar is full.
        _SHARE: None if share is None else min(share, 1.0),
    }


def _marked(sheet: Sheet, name: str, cell: Cell) -> str:
    return f"{_FLAGGED} {name}" if cell in sheet.flagged else name


def _others(sheet: Sheet, label: str) -> dict[str, Figure | str | float | None]:
    """The last row: who of each column is in none of the rows that are shown."""
    rests, names = sheet.result.column_rests, sheet.names[1]
    row: dict[str, Figure | str | float | None] = {label: REST, ALL: rests[None]}
    row |= {names[c]: rests[c] for c in sheet.columns}
    if sheet.result.row_rests:
        row[REST] = ""
    return row


def further(sheet: Sheet) -> tuple[str, Figure] | None:
    """The values below the table's limit, together, where a person has only one of them."""
    margin = sheet.result.rows
    left = [v for v in margin.axis.values if v not in set(sheet.result.shown_rows)]
    if not left or not margin.axis.single:
        return None
    how = "the values that are not shown, added up"
    known = margin.figures
    return f"{plural(len(left), 'further value')}", combined([(1, known[v]) for v in left], how)


def _heat(sheet: Sheet) -> Callable[[Styler], Styler]:
    counts = [sheet.figures[r, c].count or 0 for r in sheet.rows for c in sheet.columns]
    largest = max(counts, default=0)
    dark = st.context.theme.type == "dark"

    def look(styled: Styler) -> Styler:
        frame: Any = styled.data  # type: ignore[attr-defined]  # the stubs leave it out
        colours = pd.DataFrame("", index=frame.index, columns=frame.columns)
        for place, r in enumerate(sheet.rows, 1):
            for c in sheet.columns:
                count = sheet.figures[r, c].count
                if count and largest:
                    name = sheet.names[1][c]
                    colours.loc[place, name] = shade(count / largest, dark=dark)
        return styled.apply(lambda _: colours, axis=None)

    return look


def _pick(rows: Sequence[str | None], columns: Mapping[str, str] | Sequence[str]) -> None:
    """Take over the cell that was clicked: its row, and its column where that is one."""
    cells = st.session_state[_TABLE].selection.cells
    if not cells:
        return
    place, name = cells[0]
    row = rows[place] if place < len(rows) else None
    column = columns.get(name) if isinstance(columns, Mapping) else None
    session().looked_at = (row or "", column or "")
