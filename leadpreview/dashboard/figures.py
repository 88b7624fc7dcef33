"""How every kind of number looks: one way to write it, one legend, one kind of table.

A kind is told by words and signs, never by colour alone, so that it reads the same in both themes,
in print and aloud.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler
from streamlit.elements.lib.column_types import ColumnConfig

from leadpreview.dashboard.state import session
from leadpreview.dashboard.text import percent, plain
from leadpreview.sizing import Figure, Kind, share_of

__all__ = [
    "LEGEND",
    "NEARLY",
    "contradictions",
    "legend",
    "percent_of",
    "rough_percent",
    "rounded",
    "shown",
    "shown_share",
    "signed_figure",
    "table",
]

NEARLY: Final = "\N{ALMOST EQUAL TO}"
_MINUS: Final = "\N{MINUS SIGN}"
_FACTS: Final = frozenset({Kind.EXACT, Kind.WORKED_OUT})
_NARROWEST: Final = 96
_CELL_PADDING: Final = 20
_DIGIT: Final = 8
"""Pixels of a digit in a table."""

LEGEND: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.EXACT: ("12,438", "Exact: counted one by one."),
    Kind.ESTIMATED: (f"{NEARLY} 12,438", "Estimated: what the service says, all its digits."),
    Kind.WORKED_OUT: (
        "= 12,438 or +3,120",
        "Worked out: from exact counts, and as exact as they are; a sign in front makes it a "
        "difference.",
    ),
    Kind.ABOUT: ("about 12,000", "About: worked out from estimates; two digits mean something."),
    Kind.BETWEEN: (
        "3,100 to 12,438",
        "Between: not counted yet, but other counts leave no more room; with about in front, "
        "those were estimates.",
    ),
    Kind.MODELLED: ("modelled 12,000", "Modelled: a prediction, until it is counted."),
    Kind.OLD: (f"{NEARLY} 12,438 (old)", "Old: counted more than a quarter of an hour ago."),
    Kind.FAILED: ("not measured", "Failed: asked, and not answered; never a zero."),
    Kind.CANNOT_BE_ASKED: ("cannot be asked", "The source has no such question."),
    Kind.WAITING: ("counting…", "On its way; not asked while counting is paused."),
}
"""How each kind is written, and what that means."""


def rounded(count: float) -> int:
    """`count` with two significant digits."""
    if not count:
        return 0
    step = 10.0 ** max(math.floor(math.log10(abs(count))) - 1, 0)
    return round(round(count / step) * step)


def shown(figure: Figure, *, signed: bool = False) -> str:
    """A figure as a person reads it, its kind included.

    Args:
        figure: What to write.
        signed: Whether it is a difference, which has its sign in front.
    """
    kind, count = figure.kind, figure.count
    if kind is Kind.BETWEEN:
        return _between(figure, signed)
    if count is None:
        if kind is Kind.WAITING:
            return "not asked" if session().held else "counting…"
        return LEGEND[kind][0] if kind is not Kind.OLD else "not measured"
    if kind is Kind.ABOUT:
        return f"about {_digits(rounded(count), signed)}"
    if kind is Kind.MODELLED:
        return f"modelled {_digits(rounded(count), signed)}"
    text = _digits(round(count), signed)
    if kind is Kind.WORKED_OUT and not signed:
        return f"= {text}"
    if not figure.exact:
        text = f"{NEARLY} {text}"
    return f"{text} (old)" if kind is Kind.OLD else text


def signed_figure(figure: Figure) -> str:
    """A difference as a person reads it, with its sign."""
    return shown(figure, signed=True)


def shown_share(part: Figure, whole: Figure) -> str:
    """A share as a person reads it; of estimates it is "about", with two digits; else empty."""
    share = share_of(part, whole)
    if share is None:
        return ""
    if part.exact and whole.exact:
        return percent(share)
    modelled = Kind.MODELLED in (part.kind, whole.kind)
    return f"{'modelled' if modelled else 'about'} {rough_percent(share)}"


def rough_percent(share: float) -> str:
    """A share with two significant digits, `1.2 %`; what is not nothing never reads 0 %."""
    if share and abs(share) < 0.0001:
        return "< 0.01 %"
    return f"{float(f'{share * 100:.2g}'):,.10g} %"


def percent_of(share: float, *, exact: bool) -> str:
    """A share in as many digits as it is worth: three of facts, two of estimates."""
    return percent(share) if exact else rough_percent(share)


def legend(kinds: Iterable[Kind], *, key: str) -> None:
    """Say what the kinds of number on this page mean; nothing when all are plainly exact."""
    occurring = set(kinds)
    used = [kind for kind in LEGEND if kind in occurring]
    if not set(used) - {Kind.EXACT, Kind.WAITING}:
        return
    lines = [f"- **{plain(LEGEND[kind][0])}** {LEGEND[kind][1]}" for kind in used]
    with st.expander("What kinds of number these are", icon=":material/help:", key=key):
        st.markdown("\n".join(lines))


def contradictions(clauses: Sequence[str]) -> None:
    """Say which estimates contradict each other, where bounds are shown for that; else nothing."""
    if clauses:
        st.warning(
            "\n".join(f"- {plain(each)}." for each in clauses),
            title="Estimates contradict each other here, so bounds are shown instead",
            icon=":material/rule:",
        )


def table(
    rows: Sequence[Mapping[str, Figure | str | float | None]],
    *,
    key: str,
    alt: str,
    config: Mapping[str, ColumnConfig] | None = None,
    signed: Iterable[str] = (),
    look: Callable[[Styler], Styler] | None = None,
    **options: Any,
) -> Any:
    """A table whose columns may hold figures, each written as its kind.

    A column of numbers of one kind sorts as numbers. A screen reader reads the bare numbers of
    such a column, so what they are worth stands in its head, too, and what has two digits that
    mean something is rounded. A column with gaps, or of several kinds, is text.

    Args:
        rows: Column names with figures, text or numbers; every row has the same columns.
        key: The widget's key.
        alt: What it shows, for a screen reader.
        config: Further settings of columns, by name.
        signed: Columns whose figures are differences.
        look: Gives cells a colour, of a table whose numbers say the same.
        options: As `st.dataframe` takes them.
    """
    differences = set(signed)
    settings: dict[str, ColumnConfig] = {}
    data: dict[str, list[object]] = {}
    texts: dict[str, list[str]] = {}
    for name in rows[0] if rows else ():
        cells = [row[name] for row in rows]
        if not any(isinstance(cell, Figure) for cell in cells):
            data[name] = list(cells)
            continue
        written = [
            shown(cell, signed=name in differences) if isinstance(cell, Figure) else ""
            for cell in cells
        ]
        head = _head(name, cells)
        width = _width([head or name, *written])
        if head is None:
            data[name] = list(written)
            settings[name] = st.column_config.TextColumn(alignment="right", width=width)
        else:
            data[name], texts[name] = [_bare(cell) for cell in cells], written
            settings[name] = st.column_config.NumberColumn(head, width=width)
    frame = pd.DataFrame(data)
    styled = _written(frame, texts)
    if look is not None:
        styled = look(styled)
    for name, more in (config or {}).items():
        own = {k: v for k, v in more.items() if v is not None and k != "type_config"}
        settings[name] = {**settings[name], **own} if name in settings else more  # type: ignore[typeddict-item]  # only what both kinds of column share is taken
    return st.dataframe(
        styled if texts or look is not None else frame,
        hide_index=True,
        placeholder="–",
        alt=alt,
        column_config=settings,
        key=key,
        **options,
    )


def _written(frame: pd.DataFrame, texts: Mapping[str, Sequence[str]]) -> Styler:
    """The frame with its numbers written as their kinds.

    A whole column at once, which is fast; cell by cell only where one number has two kinds.
    """
    usual: dict[Any, str | Callable[[object], str] | None] = {}
    odd: list[tuple[int, str, str]] = []
    for name, written in texts.items():
        by_number: dict[object, str] = {}
        for place, (number, text) in enumerate(zip(frame[name], written, strict=True)):
            if by_number.setdefault(number, text) != text:
                odd.append((place, name, text))
        usual[name] = by_number.__getitem__
    styled = frame.style.format(usual)
    for place, name, text in odd:
        styled = styled.format(partial(_text, text), subset=(place, name))
    return styled


def _head(name: str, cells: Iterable[object]) -> str | None:
    """The head of a column of numbers of one kind; `None` when it has to be a column of text."""
    given = list(cells)
    figures = [cell for cell in given if isinstance(cell, Figure)]
    kinds = {figure.kind for figure in figures}
    if len(figures) < len(given) or not all(figure.known for figure in figures):
        return None
    if kinds <= _FACTS:
        return name
    (kind, *others) = kinds
    if others:
        return None
    return f"{NEARLY} {name}" if kind is Kind.ESTIMATED else f"{name} ({kind.value})"


def _bare(cell: object) -> int | None:
    """The number of a figure as far as its digits mean something."""
    if not isinstance(cell, Figure) or cell.count is None:
        return None
    rough = cell.kind in (Kind.ABOUT, Kind.MODELLED)
    return rounded(cell.count) if rough else round(cell.count)


def _width(written: Sequence[str]) -> int:
    """Pixels that the longest text of a column needs; never fewer, so that nothing is cut off.

    A column whose numbers are still short keeps room for what is usually there, so that the table
    does not move as counts arrive.
    """
    return max(_NARROWEST, _CELL_PADDING + _DIGIT * max(map(len, written), default=0))


def _text(text: str, _: object) -> str:
    return text


def _digits(count: int, signed: bool) -> str:
    sign = _MINUS if count < 0 else "+" if signed and count > 0 else ""
    return f"{sign}{abs(count):,}"


def _between(figure: Figure, signed: bool) -> str:
    low, high = figure.low or 0, figure.high
    if not figure.exact:
        low, high = rounded(low), None if high is None else rounded(high)
    about = "" if figure.exact else "about "
    if high is None:
        return f"{about}{_digits(low, signed)} or more"
    return f"{about}{_digits(low, signed)} to {_digits(high, signed)}"
