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
from leadpreview.dashboard.text import plain
from leadpreview.sizing import Figure, Kind

__all__ = ["LEGEND", "legend", "rounded", "shown", "signed_figure", "table"]

_NEARLY: Final = "\N{ALMOST EQUAL TO}"
_MINUS: Final = "\N{MINUS SIGN}"

LEGEND: Final[Mapping[Kind, tuple[str, str]]] = {
    Kind.EXACT: ("12,438", "Exact: counted one by one."),
    Kind.ESTIMATED: (f"{_NEARLY} 12,438", "Estimated: what the service says, all its digits."),
    Kind.WORKED_OUT: ("= 12,438", "Worked out: from exact counts, and as exact as they are."),
    Kind.ABOUT: ("about 12,000", "About: worked out from estimates; two digits mean something."),
    Kind.BETWEEN: (
        "3,100 to 12,438",
        "Between: not counted yet, but other counts leave no more room; with about in front, "
        "those were estimates.",
    ),
    Kind.MODELLED: ("modelled 12,000", "Modelled: a prediction, until it is counted."),
    Kind.OLD: (f"{_NEARLY} 12,438 (old)", "Old: counted more than a quarter of an hour ago."),
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
        return _between(figure)
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
        text = f"{_NEARLY} {text}"
    return f"{text} (old)" if kind is Kind.OLD else text


def signed_figure(figure: Figure) -> str:
    """A difference as a person reads it, with its sign."""
    return shown(figure, signed=True)


def legend(kinds: Iterable[Kind], *, key: str) -> None:
    """Say what the kinds of number on this page mean; nothing when all are plainly exact."""
    occurring = set(kinds)
    used = [kind for kind in LEGEND if kind in occurring]
    if not set(used) - {Kind.EXACT, Kind.WAITING}:
        return
    lines = [f"- **{plain(LEGEND[kind][0])}** {LEGEND[kind][1]}" for kind in used]
    with st.expander("What kinds of number these are", icon=":material/help:", key=key):
        st.markdown("\n".join(lines))


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

    A column in which every figure has a number sorts as numbers; one with gaps is text.

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
        numbers = [cell.count if isinstance(cell, Figure) else None for cell in cells]
        if any(number is None for number in numbers):
            data[name] = list(written)
            settings[name] = st.column_config.TextColumn(alignment="right")
        else:
            data[name], texts[name] = list(numbers), written
            settings[name] = st.column_config.NumberColumn()
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


def _text(text: str, _: object) -> str:
    return text


def _digits(count: int, signed: bool) -> str:
    sign = _MINUS if count < 0 else "+" if signed and count > 0 else ""
    return f"{sign}{abs(count):,}"


def _between(figure: Figure) -> str:
    low, high = figure.low or 0, figure.high
    if not figure.exact:
        low, high = rounded(low), None if high is None else rounded(high)
    about = "" if figure.exact else "about "
    if high is None:
        return f"{about}{_digits(low, False)} or more"
    return f"{about}{_digits(low, False)} to {_digits(high, False)}"
