"""Companies of the sample that were chosen before the preview API answered."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from leadpreview.dashboard.service import Answering
from leadpreview.dashboard.text import plain, values_of
from leadpreview.fields import FilterField, ValueKind
from leadpreview.filters import LeadFilters

__all__ = ["warn"]


def warn(fields: Sequence[FilterField], audience: LeadFilters, answering: Answering) -> None:
    """Say which chosen companies exist only in the sample, when something else answers."""
    if answering.info.exact or answering.index is None:
        return
    for field in fields:
        if field.kind is not ValueKind.COMPANY:
            continue
        chosen = audience.values(field.name)
        known = answering.index.known_companies(chosen)
        kept = [value for value in chosen if value in known]
        if kept:
            names = plain(values_of(kept, field.name))
            st.warning(f"Invented, from the sample: {names}", icon=":material/science:")
