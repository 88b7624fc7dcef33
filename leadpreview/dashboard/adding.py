"""Adding many titles or companies: find them among all that the database holds, or paste."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import streamlit as st

from leadpreview.dashboard import opening
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import number, plain, plural
from leadpreview.dashboard.visit import refuse, show_reason, visit
from leadpreview.errors import InvalidFiltersError
from leadpreview.fields import FIELDS, ValueKind
from leadpreview.imports import Column, read_column
from leadpreview.people.index import PeopleIndex

__all__ = ["GROUPS", "button", "draw", "name_of"]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "Role": ("job_titles", "past_titles"),
    "Company": ("included_companies", "past_companies"),
    "Exclude": ("excluded_job_titles", "excluded_past_titles", "excluded_companies"),
}
"""The fields that take any text, by their group of the sidebar."""

_FOUND: Final = 40
_UNKNOWN: Final = 12
_LIST: Final = 260
"""Pixels that the list of what was found may take; more of it scrolls, and nothing moves."""


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What would be added, by what the dialog's widgets hold.

    Attributes:
        field: Where to.
        values: What is added; nothing that is chosen already.
        column: What was pasted.
        fresh: What of that is not chosen already.
        unknown: What of that nobody in the database has; `None` where that cannot be known.
    """

    field: str
    values: tuple[str, ...]
    column: Column
    fresh: tuple[str, ...]
    unknown: tuple[str, ...] | None

    @property
    def words(self) -> str:
        """`3 titles`."""
        return _counted(len(self.values), self.field)


def name_of(group: str) -> str:
    """The name of the dialog of a group."""
    return f"add_{group}"


def button(group: str) -> None:
    """A button that opens the dialog for the text fields of a group."""
    opening.opener(name_of(group), "Find or paste many", ":material/playlist_add:")


def draw(group: str, answering: Answering) -> None:
    """Draw what is in the dialog of a group."""
    field = st.selectbox(
        "Add to",
        _fields(group, answering),
        format_func=lambda name: FIELDS[name].label,
        key=_key(group, "field"),
    )
    index = _suggesting(field, answering)
    find, paste = st.tabs([":material/search: Find", ":material/content_paste: Paste"])
    with find:
        if index is None:
            st.caption(
                "There is no list to search here: the service publishes none. Paste instead."
            )
        else:
            _find(group, field, index)
    with paste:
        _paste(group, field, answering)
    chosen = _chosen(group, answering)
    st.button(
        f"Add {chosen.words}" if chosen.values else "Add",
        on_click=_apply,
        args=(group, answering),
        width="stretch",
        key=_key(group, "apply"),
    )
    # Below the button: above, what was read would push the button from under a press.
    if not chosen.values:
        show_reason()
    _report(chosen)


def _find(group: str, field: str, index: PeopleIndex) -> None:
    what = _what(field)
    text = st.text_input(
        f"Part of a {what}",
        type="search",
        live="200ms",
        key=_key(group, "text"),
        placeholder="Type to search all that the embedded database holds",
    )
    titles = FIELDS[field].kind is ValueKind.TITLE
    suggest = index.suggest_titles if titles else index.suggest_companies
    people = visit().suggested
    suggestions = suggest(text, _FOUND)
    people |= {item.value: item.people for item in suggestions}
    found = [item.value for item in suggestions]
    # What was picked stays picked, and in sight, while something else is searched.
    key = _key(group, what)
    earlier = [value for value in st.session_state.get(key) or () if value not in found]
    with st.container(height=_LIST, border=False):
        if not found:
            st.caption(f"No {what} in the database contains “{plain(text)}”.")
        st.pills(
            f"{len(found)} with most people first; the number is people",
            [*earlier, *found],
            selection_mode="multi",
            format_func=lambda value: f"{plain(value)} · {number(people.get(value, 0))}",
            key=key,
        )


def _paste(group: str, field: str, answering: Answering) -> None:
    st.text_area(
        "A column from a sheet",
        key=_key(group, "pasted"),
        height=180,
        placeholder=f"One {_what(field)} a line; tabs work too, and commas when all is one line.",
    )
    if _counting(answering) is not None:
        st.checkbox("Add also what nobody here has", key=_key(group, "unknown"), value=True)


def _report(chosen: _Chosen) -> None:
    column = chosen.column
    if not column.values:
        return
    read = (
        f"**{plural(len(column.values) + column.repeated, 'value')}** read · "
        f"{column.repeated} repeated · {len(column.values) - len(chosen.fresh)} already chosen"
    )
    if chosen.unknown is None:
        st.markdown(f"{read} · whether the service knows them is not known")
        return
    st.markdown(f"{read} · {len(chosen.unknown)} that nobody here has")
    if chosen.unknown:
        more = "…" if chosen.unknown[_UNKNOWN:] else ""
        st.caption("Nobody here: " + plain(", ".join(chosen.unknown[:_UNKNOWN])) + more)


def _chosen(group: str, answering: Answering) -> _Chosen:
    """What the widgets of the dialog hold, as they stand in the browser."""
    state = st.session_state
    field = state.get(_key(group, "field")) or _fields(group, answering)[0]
    held = {value.casefold() for value in session().audience.values(field)}
    column = read_column(state.get(_key(group, "pasted")) or "")
    fresh = tuple(value for value in column.values if value.casefold() not in held)
    index = _counting(answering)
    unknown = None if index is None else _unknown(fresh, field, index)
    left_out = set() if state.get(_key(group, "unknown"), True) else set(unknown or ())
    picked = state.get(_key(group, _what(field))) or ()
    values = dict.fromkeys(value for value in picked if value.casefold() not in held)
    values |= dict.fromkeys(value for value in fresh if value not in left_out)
    return _Chosen(field, tuple(values), column, fresh, unknown)


def _apply(group: str, answering: Answering) -> None:
    name = name_of(group)
    if opening.current() != name:
        return
    chosen = _chosen(group, answering)
    if not chosen.values:
        all_there = chosen.column.values and not chosen.fresh
        refuse(
            "All of these are chosen already."
            if all_there
            else "There is nothing to add yet: pick from the list or paste a column."
        )
        return
    audience = session().audience
    try:
        change(audience.with_(chosen.field, [*audience.values(chosen.field), *chosen.values]))
    except InvalidFiltersError as error:
        refuse(str(error))
        return
    session().note = f"Added {chosen.words} to {FIELDS[chosen.field].label}."
    opening.close(name)


def _unknown(values: Sequence[str], field: str, index: PeopleIndex) -> tuple[str, ...]:
    titles = FIELDS[field].kind is ValueKind.TITLE
    known = index.known_titles(values) if titles else index.known_companies(values)
    return tuple(value for value in values if value not in known)


def _fields(group: str, answering: Answering) -> list[str]:
    return [name for name in GROUPS[group] if name in answering.info.fields]


def _suggesting(field: str, answering: Answering) -> PeopleIndex | None:
    """Who suggests values. The companies are invented, so only the sample itself suggests them."""
    titles = FIELDS[field].kind is ValueKind.TITLE
    return answering.index if titles or answering.info.exact else None


def _counting(answering: Answering) -> PeopleIndex | None:
    """Who knows whether somebody has a value."""
    return answering.index if answering.info.exact else None


def _what(field: str) -> str:
    return "title" if FIELDS[field].kind is ValueKind.TITLE else "company"


def _counted(count: int, field: str) -> str:
    return plural(count, _what(field), "titles" if _what(field) == "title" else "companies")


def _key(group: str, widget: str) -> str:
    return f"adding_{group}_{widget}"
