"""The page before any filter is chosen: how big the database is, and audiences worth a click."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard.state import change
from leadpreview.dashboard.text import number, plain, said
from leadpreview.filters import LeadFilters
from leadpreview.people.sample.presets import PRESETS
from leadpreview.preview import SourceInfo

__all__ = ["show"]


def show(info: SourceInfo) -> None:
    """Draw the size of the database and the presets."""
    st.markdown("#### Choose filters in the sidebar, or begin with one of these audiences.")
    if info.people is not None:
        st.metric("People in the database", number(info.people), border=True, width="content")
    with st.grid("auto", min_column_width=270):
        for position, preset in enumerate(PRESETS):
            filters = LeadFilters.from_request(preset.request)
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{plain(preset.name)}**")
                st.caption(plain(said(filters)))
                st.space("stretch")
                st.button(
                    "Size it",
                    icon=":material/arrow_forward:",
                    on_click=change,
                    args=(filters,),
                    key=f"preset_{position}",
                    help=preset.name,
                )
