"""The size band: what a number of people means for a campaign, where it speaks of a market."""

from __future__ import annotations

import streamlit as st

from leadpreview.dashboard.service import settings
from leadpreview.dashboard.text import plain
from leadpreview.preview import SourceInfo
from leadpreview.sizing import Figure, Judged, band_of

__all__ = ["metric", "sentence", "text"]


def text(total: Figure, info: SourceInfo) -> str:
    """The size band in words, or why there is none."""
    if info.synthetic:
        return "synthetic: not a market size"
    if total.count is None:
        return ""
    judged = _judged(total.count, exact=total.exact)
    return judged.band.name + (f", near the edge of {judged.near.name}" if judged.near else "")


def metric(total: Figure, info: SourceInfo) -> None:
    """The band in a word."""
    if info.synthetic:
        st.metric(
            "Size band",
            "Synthetic",
            delta="not a market size",
            delta_color="off",
            delta_arrow="off",
            border=True,
            height="stretch",
            help=(
                "A size band judges a market's number. These people are invented, so their number "
                "says how the filters work together and nothing about a market."
            ),
        )
        return
    if total.count is None:
        st.metric("Size band", "–", border=True, height="stretch")
        return
    judged = _judged(total.count, exact=total.exact)
    st.metric(
        "Size band",
        judged.band.brief,
        delta=f"near {judged.near.brief}" if judged.near else None,
        delta_color="off",
        delta_arrow="off",
        border=True,
        height="stretch",
        help=(
            "The bands are a convention that your team can set, and not the service's, whose total "
            "is an estimate of everybody who matches."
        ),
    )


def sentence(total: Figure, info: SourceInfo) -> None:
    """What the band means; nothing where there is none."""
    if info.synthetic or total.count is None:
        return
    judged = _judged(total.count, exact=total.exact)
    edge = f" An estimate this near the edge may be {judged.near.name}." if judged.near else ""
    st.caption(plain(f"{judged.band.name}. {judged.band.sentence}{edge}"))


def _judged(count: float, *, exact: bool) -> Judged:
    return band_of(count, settings().bands, exact=exact)
