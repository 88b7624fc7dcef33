"""The sidebar: every filter that the source can answer, as a choice from a list by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import streamlit as st

from leadpreview import catalog
from leadpreview.dashboard import adding
from leadpreview.dashboard.helptexts import HELP
from leadpreview.dashboard.state import Session, change, redo, session, undo, update, widget_key
from leadpreview.dashboard.text import plural
from leadpreview.errors import KeywordSyntaxError
from leadpreview.fields import FIELDS, FilterField, ValueKind
from leadpreview.filters import LeadFilters, listing_of
from leadpreview.keyword import parse_keyword
from leadpreview.sources.people import PeopleSource

__all__ = ["show"]

_GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "Role": ("job_titles", "seniority_levels", "functions", "past_titles"),
    "Company": (
        "included_industries",
        "company_size",
        "company_headquarters",
        "company_type",
        "included_companies",
        "past_companies",
    ),
    "Location": ("included_locations",),
    "Tenure": ("years_in_current_position", "years_at_current_company", "years_of_experience"),
    "Keyword": ("keyword",),
    "Exclude": (
        "excluded_job_titles",
        "excluded_past_titles",
        "excluded_industries",
        "excluded_companies",
        "excluded_locations",
    ),
}
_ICONS: Final = {
    "Role": ":material/badge:",
    "Company": ":material/apartment:",
    "Location": ":material/location_on:",
    "Tenure": ":material/schedule:",
    "Keyword": ":material/search:",
    "Exclude": ":material/block:",
}
_SUGGESTED: Final = 1_000


def show(source: PeopleSource) -> None:
    """Draw the sidebar and take over what is chosen in it."""
    state = session()
    with st.sidebar:
        _tools(state)
        for group, names in _GROUPS.items():
            fields = [FIELDS[name] for name in names if name in source.info.fields]
            chosen = sum(len(state.audience.values(field.name)) for field in fields)
            label = f"{group} · {chosen}" if chosen else group
            with st.expander(
                label, key=f"group_{group}", icon=_ICONS[group], expanded=group == "Role"
            ):
                for field in fields:
                    _widget(field, state, source)
                if group in ("Role", "Company", "Exclude"):
                    adding.button(group, fields, source)
                _clear_group(state.audience, fields, chosen, group)
    state.reseed = False


def _tools(state: Session) -> None:
    count = sum(len(state.audience.values(name)) for name in state.audience.active)
    st.subheader(f"Audience · {plural(count, 'choice')}" if count else "Audience", anchor=False)
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Undo",
            icon=":material/undo:",
            on_click=undo,
            disabled=not state.undo,
            type="tertiary",
            key="undo",
        )
        st.button(
            "Redo",
            icon=":material/redo:",
            on_click=redo,
            disabled=not state.redo,
            type="tertiary",
            key="redo",
        )
        st.button(
            "Clear all",
            icon=":material/close:",
            on_click=change,
            args=(LeadFilters(live=state.audience.live),),
            disabled=not count,
            type="tertiary",
            key="clear_all",
        )


def _clear_group(
    audience: LeadFilters, fields: Sequence[FilterField], chosen: int, group: str
) -> None:
    if chosen:
        st.button(
            f"Clear {group.lower()}",
            icon=":material/close:",
            on_click=change,
            args=(audience.without(*(field.name for field in fields)),),
            type="tertiary",
            key=f"clear_{group}",
        )


def _widget(field: FilterField, state: Session, source: PeopleSource) -> None:
    key = widget_key(field.name)
    values = state.audience.values(field.name)
    if state.reseed or key not in st.session_state:
        keyword = field.kind is ValueKind.KEYWORD
        st.session_state[key] = "".join(values) if keyword else list(values)
    label = field.label.removeprefix("Excluded ").capitalize() if field.excludes else field.label
    if field.kind is ValueKind.KEYWORD:
        _keyword(field, label, key)
        return
    options, shown = _options(field, values, source)
    st.multiselect(
        label,
        options,
        format_func=shown,
        key=key,
        help=HELP[field.name],
        placeholder=_placeholder(field),
        accept_new_options=field.kind in (ValueKind.TITLE, ValueKind.COMPANY),
        filter_mode="contains",
        select_all=False,
        on_change=update,
        args=(field.name, lambda: st.session_state[key]),
    )


def _options(
    field: FilterField, values: Sequence[str], source: PeopleSource
) -> tuple[list[str], Callable[[str], str]]:
    if field.kind in (ValueKind.TITLE, ValueKind.COMPANY):
        return suggestions(source.info.version, field.kind.value, source), str
    listing = listing_of(field.name)
    assert listing is not None
    unknown = [value for value in values if value not in listing]
    if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY, ValueKind.LOOSE):
        return [*listing.ids, *unknown], partial(_described, field.name)
    if field.name == "functions":
        return list(listing.ids), catalog.functions.describe
    return list(listing.ids), listing.label


@lru_cache(maxsize=8_192)
def _described(field: str, value: str) -> str:
    listing = listing_of(field)
    assert listing is not None
    return listing.describe(value)


@st.cache_data(show_spinner=False, max_entries=8)
def suggestions(version: str, kind: str, _source: PeopleSource) -> list[str]:
    """The commonest titles or companies of one version of the database, most people first."""
    index = _source.index
    found = index.suggest_titles if kind == ValueKind.TITLE.value else index.suggest_companies
    return [suggestion.value for suggestion in found("", _SUGGESTED)]


def _placeholder(field: FilterField) -> str:
    if field.kind is ValueKind.TITLE:
        return "Choose or type a title"
    if field.kind is ValueKind.COMPANY:
        return "Choose or type a company"
    return "Any"


def _keyword(field: FilterField, label: str, key: str) -> None:
    st.text_input(
        label,
        key=key,
        help=HELP[field.name],
        placeholder='saas AND ("demand generation" OR growth)',
        on_change=update,
        args=(field.name, lambda: st.session_state[key]),
    )
    typed: str = st.session_state[key]
    if not typed.strip():
        st.caption("AND, OR, NOT in capitals; quotes for words in a row; parentheses to group.")
        return
    try:
        parse_keyword(typed.strip())
    except KeywordSyntaxError as error:
        st.error(str(error), icon=":material/error:")
        pointer = " " * error.position + "^"
        st.code(f"{error.keyword}\n{pointer}", language=None, wrap_lines=False)
