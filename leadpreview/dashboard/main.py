"""The dashboard's entry: settings of the page, the address, the pages and the way between them."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard import browser, dialogs, service, sidebar
from leadpreview.dashboard.address import sync_address
from leadpreview.dashboard.frame import navigation
from leadpreview.dashboard.visit import visit
from leadpreview.launch import home

st.set_page_config(
    page_title="leadpreview", page_icon="🎯", layout="wide", initial_sidebar_state=340
)

browser.style()

_folder = home() / "pages"
_pages = [
    st.Page(_folder / "size.py", title="Size", icon=":material/straighten:", default=True),
    st.Page(
        _folder / "breakdown.py",
        title="Breakdown",
        icon=":material/table_chart:",
        url_path="breakdown",
    ),
    st.Page(
        _folder / "compare.py",
        title="Compare",
        icon=":material/compare_arrows:",
        url_path="compare",
    ),
    st.Page(_folder / "goal.py", title="Goal", icon=":material/flag:", url_path="goal"),
    st.Page(
        _folder / "connection.py",
        title="Connection",
        icon=":material/cable:",
        url_path="connection",
    ),
    st.Page(_folder / "data.py", title="Data", icon=":material/database:", url_path="data"),
]
_page = st.navigation(_pages, position="hidden")
sync_address(_page.url_path)
navigation(_pages)
visit()
_answering = service.ready()
if _answering is not None:
    # Not by the pages: what is drawn here stays the same from page to page, and presses on it count
    # while one opens.
    dialogs.show(_answering)
    sidebar.show(_answering)
if _answering is not None or _page.url_path == "connection":
    _page.run()
else:
    service.preparing()
with st.sidebar:
    browser.listen()
