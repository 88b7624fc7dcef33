"""What every page has around it: the name, the way to the other pages, the audience."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from leadpreview.dashboard.address import parameters_of

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

__all__ = ["navigation"]


def navigation(pages: Sequence[StreamlitPage]) -> None:
    """Links to the pages; each carries the audience in its address."""
    with st.container(horizontal=True, vertical_alignment="center", key="navigation"):
        st.markdown(":material/groups: **leadpreview**", width="content")
        for page in pages:
            st.page_link(page, query_params=parameters_of(page.url_path), width="content")
