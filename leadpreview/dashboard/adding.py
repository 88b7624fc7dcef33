"""Adding many titles or companies: find them among all that the database holds, or paste."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import change, session
from leadpreview.dashboard.text import number, plain, plural
from leadpreview.fields import FIELDS, FilterField, ValueKind
from leadpreview.imports import read_column
from leadpreview.people.index import PeopleIndex, Suggestion

__all__ = ["button"]

_FOUND = 40


def button(group: str, fields: Sequence[FilterField], answering: Answering) -> None:
    """A button that opens the dialog for the text fields of a group."""
    names = [field.name for field in fields if field.kind in (ValueKind.TITLE, ValueKind.COMPANY)]
    if st.button("Find or paste many", icon=":material/playlist_add:", key=f"add_{group}"):
        _dialog(names, answering)


@st.dialog("Find or paste many", width="medium", icon=":material/playlist_add:")
def _dialog(names: Sequence[str], answering: Answering) -> None:
    name = st.selectbox(
        "Add to", names, format_func=lambda field: FIELDS[field].label, key="adding_field"
    )
    titles = FIELDS[name].kind is ValueKind.TITLE
    what = "title" if titles else "company"
    find, paste = st.tabs([":material/search: Find", ":material/content_paste: Paste"])
    with find:
        if answering.index is None or (not titles and not answering.info.exact):
            st.caption(
                "There is no list to search here: the service publishes none. Paste instead."
            )
            found: list[str] = []
        else:
            found = _find(what, answering.index, titles=titles)
    with paste:
        pasted = _paste(what, titles, name, answering)
    added = list(dict.fromkeys([*found, *pasted]))
    noun = plural(len(added), what, "titles" if titles else "companies")
    label = f"Add {noun}" if added else "Nothing to add yet"
    if st.button(label, disabled=not added, width="stretch", key="adding_apply"):
        audience = session().audience
        change(audience.with_(name, [*audience.values(name), *added]))
        st.rerun()


def _find(what: str, index: PeopleIndex, *, titles: bool) -> list[str]:
    text = st.text_input(
        f"Part of a {what}",
        type="search",
        live="200ms",
        key="adding_text",
        placeholder="Type to search all that the embedded database holds",
    )
    suggest = index.suggest_titles if titles else index.suggest_companies
    found = suggest(text, _FOUND)
    if not found:
        st.caption(f"No {what} in the database contains “{plain(text)}”.")
        return []
    people = {item.value: item for item in found}

    def shown(value: str) -> str:
        item: Suggestion | None = people.get(value)
        return plain(value) if item is None else f"{plain(value)} · {number(item.people)}"

    return list(
        st.pills(
            f"{len(found)} with most people first; the number is people",
            list(people),
            selection_mode="multi",
            format_func=shown,
            key=f"adding_found_{what}_{text}",
        )
    )


def _paste(what: str, titles: bool, name: str, answering: Answering) -> list[str]:
    text = st.text_area(
        "A column from a sheet",
        key="adding_pasted",
        height=180,
        placeholder=f"One {what} a line; tabs work too, and commas when all is on one line.",
    )
    column = read_column(text)
    if not column.values:
        return []
    held = {value.casefold() for value in session().audience.values(name)}
    fresh = [value for value in column.values if value.casefold() not in held]
    read = (
        f"**{plural(len(column.values) + column.repeated, 'value')}** read · "
        f"{column.repeated} repeated · {len(column.values) - len(fresh)} already chosen"
    )
    index = answering.index
    if index is None or not answering.info.exact:
        st.markdown(f"{read} · whether the service knows them is not known")
        return fresh
    known = index.known_titles(fresh) if titles else index.known_companies(fresh)
    unknown = [value for value in fresh if value not in known]
    st.markdown(f"{read} · {len(unknown)} that nobody here has")
    if unknown:
        st.caption("Nobody here: " + plain(", ".join(unknown[:12])) + ("…" if unknown[12:] else ""))
        if not st.checkbox("Add those too", key="adding_unknown", value=True):
            return [value for value in fresh if value in known]
    return fresh
