"""The table of the first leads: which columns, how wide, and that no cell runs in a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from leadpreview.preview import Lead
from leadpreview.spreadsheet import neutralise

__all__ = ["COLUMNS", "config", "frame", "show"]

COLUMNS: Final[Mapping[str, str]] = {
    "full_name": "Name",
    "current_title": "Title",
    "current_company": "Company",
    "headline": "Headline",
    "linkedin_id": "Id",
    "profile_url": "Profile",
}
"""What each part of a lead is called, in the order of the columns."""


def frame(leads: Sequence[Lead]) -> pd.DataFrame:
    """The leads, one a row."""
    rows = [
        {name: neutralise(value or "") for name, value in lead.model_dump().items()}
        for lead in leads
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS)).rename(columns=COLUMNS)


def config() -> dict[str, ColumnConfig | None]:
    """How the columns look."""
    return {
        "Name": st.column_config.TextColumn(width=145),
        "Title": st.column_config.TextColumn(width=190),
        "Company": st.column_config.TextColumn(width=170),
        "Headline": st.column_config.TextColumn(width=300),
        "Profile": st.column_config.LinkColumn(width=90, display_text="Open profile"),
        "Id": None,
    }


def show(leads: Sequence[Lead]) -> None:
    """Draw the leads to read."""
    st.dataframe(
        frame(leads),
        hide_index=True,
        alt="The first people who match",
        column_config=config(),
        height="content",
        key="leads",
    )
