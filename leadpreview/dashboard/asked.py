"""Which question is being asked, in the words of the audience that it is about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from leadpreview.dashboard.text import filter_name, said
from leadpreview.filters import LeadFilters
from leadpreview.text import shortened

__all__ = ["now_asked"]

_SHOWN: Final = 60
_SPELT_OUT: Final = 2


def now_asked(audience: LeadFilters, remaining: Sequence[LeadFilters]) -> str:
    """What the next question is about, in words."""
    for question in remaining[:1]:
        if question == audience:
            return "now the total and its first leads"
        lifted = [name for name in audience.active if name not in question.active]
        changed = [
            name
            for name in question.active
            if name in audience.active and question.values(name) != audience.values(name)
        ]
        added = [name for name in question.active if name not in audience.active]
        if len(question.active) == 1:
            return f"now {filter_name(question, question.active[0])} alone"
        if lifted and not changed and not added:
            one = len(lifted) == 1
            without = filter_name(audience, lifted[0])
            return f"now without {without}" if one else "now a step of the drop-off"
        if not lifted and len(changed) + len(added) <= _SPELT_OUT:
            named = [filter_name(question, name) for name in (*changed, *added)]
            return f"now with {' and '.join(named)}"
        words = said(question)
        return f"now {shortened(words[0].lower() + words[1:], _SHOWN)}"
    return "nothing"
