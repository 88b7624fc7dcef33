"""The sidebar: every filter that the source can answer, as a choice from a list by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from typing import Final

import streamlit as st

from leadpreview import catalog
from leadpreview.dashboard import adding, invented, places
from leadpreview.dashboard.helptexts import help_for
from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.state import Session, clear, redo, session, undo, update, widget
from leadpreview.dashboard.text import plural
from leadpreview.errors import KeywordSyntaxError
from leadpreview.fields import FIELDS, FilterField, ValueKind
from leadpreview.filters import listing_of
from leadpreview.keyword import parse_keyword
from leadpreview.people.index import PeopleIndex

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
    "Network": (
        "relationship",
        "connections_of_profile",
        "follows_your_company",
        "viewed_your_profile",
        "with_shared_experiences",
        "posted_on_linkedin",
        "past_colleague",
    ),
    "Lists": ("included_account_lists", "included_lead_lists"),
    "Exclude": (
        "excluded_job_titles",
        "excluded_past_titles",
        "excluded_industries",
        "excluded_companies",
        "excluded_locations",
        "excluded_account_lists",
        "excluded_lead_lists",
    ),
}
_ICONS: Final = {
    "Role": ":material/badge:",
    "Company": ":material/apartment:",
    "Location": ":material/location_on:",
    "Tenure": ":material/schedule:",
    "Keyword": ":material/search:",
    "Network": ":material/hub:",
    "Lists": ":material/list_alt:",
    "Exclude": ":material/block:",
}
_SUGGESTED: Final = 1_000
_TYPED: Final = (ValueKind.TITLE, ValueKind.COMPANY)


def show(answering: Answering) -> None:
    """Draw the sidebar and take over what is chosen in it."""
    state = session()
    info = answering.info
    with st.sidebar:
        _tools(state)
        if not info.exact:
            with st.container(key="field_live"):
                _live()
        for group, names in _GROUPS.items():
            fields = [FIELDS[name] for name in names if name in info.fields]
            if not fields:
                continue
            chosen = sum(len(state.audience.values(field.name)) for field in fields)
            label = f"{group} · {chosen}" if chosen else group
            with st.expander(
                label, key=f"group_{group}", icon=_ICONS[group], expanded=group == "Role"
            ):
                for field in fields:
                    with st.container(key=f"field_{field.name}"):
                        _widget(field, state, answering)
                if group in adding.GROUPS:
                    adding.button(group)
                if group == "Location":
                    places.button(answering)
                invented.warn(fields, state.audience, answering)
                _clear_group(fields, group)


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
            on_click=clear,
            disabled=not count and not state.unfinished,
            type="tertiary",
            key="clear_all",
        )


def _clear_group(fields: Sequence[FilterField], group: str) -> None:
    """Always there, so that nothing below it moves when the first value is chosen."""
    names = [field.name for field in fields]
    state = session()
    st.button(
        f"Clear {group.lower()}",
        icon=":material/close:",
        on_click=clear,
        args=names,
        disabled=not any(state.audience.values(name) or name in state.unfinished for name in names),
        type="tertiary",
        key=f"clear_{group}",
    )


def _live() -> None:
    key, start = widget("live")
    st.toggle(
        "Live",
        start,
        key=key,
        help=(
            "On: real time through Sales Navigator, which has to be connected. Off: the service's "
            "own people database; filters of the Network group are refused there. Documented."
        ),
        on_change=_switch_live,
        args=(key,),
    )


def _switch_live(key: str) -> None:
    state = session()
    if state.service is not None:
        # A key that needs an integration in one mode may need none in the other.
        state.service.resume()
    update("live", key)


def _widget(field: FilterField, state: Session, answering: Answering) -> None:
    key, start = widget(field.name)
    values = state.audience.values(field.name)
    help_text = help_for(field.name, answering.info)
    label = field.label.removeprefix("Excluded ").capitalize() if field.excludes else field.label
    changed = partial(update, field.name, key)
    if field.kind is ValueKind.KEYWORD:
        _keyword(label, key, start, help_text, changed, exact=answering.info.exact)
        return
    if field.kind is ValueKind.TOGGLE:
        st.checkbox(label, start, key=key, help=help_text, on_change=changed)
        return
    options, shown = _options(field, values, answering)
    # Not in the list: what was typed, and a place that was taken out again.
    listed = set(options)
    options += [value for value in start if value not in listed]
    st.multiselect(
        label,
        options,
        start,
        format_func=shown,
        key=key,
        help=help_text,
        placeholder=_placeholder(field),
        accept_new_options=field.kind in _TYPED or field.listing is None,
        filter_mode="contains",
        select_all=False,
        on_change=changed,
    )


def _options(
    field: FilterField, values: Sequence[str], answering: Answering
) -> tuple[list[str], Callable[[str], str]]:
    if field.kind in _TYPED:
        return list(suggestions(field.kind, answering)), str
    listing = listing_of(field.name)
    if listing is None:
        return [], str
    unknown = [value for value in values if value not in listing]
    if field.kind in (ValueKind.LOCATION, ValueKind.INDUSTRY, ValueKind.LOOSE):
        return [*listing.ids, *unknown], partial(_named, field.name)
    if field.name == "functions":
        return list(listing.ids), catalog.functions.describe
    return list(listing.ids), listing.label


def _named(field: str, value: str) -> str:
    learned = session().names.get(value)
    return _described(field, value) if learned is None else learned


@lru_cache(maxsize=8_192)
def _described(field: str, value: str) -> str:
    listing = listing_of(field)
    assert listing is not None
    return listing.describe(value)


def suggestions(kind: ValueKind, answering: Answering) -> tuple[str, ...]:
    """The commonest titles or companies, most people first.

    The companies of the sample are invented, so only the sample itself suggests them.
    """
    index = answering.index
    if index is None or (kind is ValueKind.COMPANY and not answering.info.exact):
        return ()
    return _commonest(index.fingerprint, kind.value, index)


@st.cache_data(show_spinner=False, max_entries=8)
def _commonest(version: str, kind: str, _index: PeopleIndex) -> tuple[str, ...]:
    titles = kind == ValueKind.TITLE.value
    found = _index.suggest_titles if titles else _index.suggest_companies
    return tuple(suggestion.value for suggestion in found("", _SUGGESTED))


def _placeholder(field: FilterField) -> str:
    if field.kind is ValueKind.TITLE:
        return "Choose or type a title"
    if field.kind is ValueKind.COMPANY:
        return "Choose or type a company"
    return "Any" if field.listing is not None else "Type one and press Enter"


def _keyword(
    label: str, key: str, start: str, help_text: str, changed: Callable[[], None], *, exact: bool
) -> None:
    st.text_input(
        label,
        start,
        key=key,
        help=help_text,
        placeholder='saas AND ("demand generation" OR growth)',
        on_change=changed,
    )
    typed: str = st.session_state[key]
    if not exact:
        return
    if not typed.strip():
        st.caption("AND, OR, NOT in capitals; quotes for words in a row; parentheses to group.")
        return
    try:
        parse_keyword(typed.strip())
    except KeywordSyntaxError as error:
        st.error(str(error), icon=":material/error:")
        pointer = " " * error.position + "^"
        st.code(f"{error.keyword}\n{pointer}", language=None, wrap_lines=False)
