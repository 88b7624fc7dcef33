"""What each filter means, exactly in the embedded database, as far as is known over the API."""

from __future__ import annotations

from typing import Final

from leadpreview.fields import FIELDS, GRAPH, LISTS, ValueKind
from leadpreview.preview import SourceInfo

__all__ = ["help_for"]

_TITLE = (
    "Words that must all occur in the title, as whole words, in any order; case and accents do "
    'not count. Put quotes around it ("head of sales") for exactly this order. '
    "Several titles: any of them."
)
_COMPANY = "The whole company name; case, accents and punctuation do not count. Any of them."
_PLACE = (
    "A place holds everything inside it: a region its countries, a metro area its cities. "
    "Places can overlap. Any of them."
)
_UNKNOWN_KEPT = " People for whom it is not known stay in."
_UNKNOWN_OUT = " People for whom it is not known are not found."

_EMBEDDED: Final[dict[str, str]] = {
    "job_titles": _TITLE,
    "excluded_job_titles": f"Removes people. {_TITLE}{_UNKNOWN_KEPT}",
    "past_titles": f"A title in an earlier position. {_TITLE}",
    "excluded_past_titles": f"Removes people who ever had it before. {_TITLE}",
    "seniority_levels": f"The level of the current position. Any of them.{_UNKNOWN_OUT}",
    "functions": f"The kind of work of the current position. Any of them.{_UNKNOWN_OUT}",
    "included_industries": (
        "The industry of the current company. An industry holds all its sub-industries. "
        f"Any of them.{_UNKNOWN_OUT}"
    ),
    "excluded_industries": (
        "Removes people whose company is in the industry or one of its sub-industries."
        f"{_UNKNOWN_KEPT}"
    ),
    "company_size": f"How many people work at the current company. Any of them.{_UNKNOWN_OUT}",
    "company_type": f"The legal kind of the current company. Any of them.{_UNKNOWN_OUT}",
    "company_headquarters": f"Where the current company has its headquarters. {_PLACE}",
    "included_companies": f"The current company. {_COMPANY}",
    "excluded_companies": f"Removes people at the company. {_COMPANY}{_UNKNOWN_KEPT}",
    "past_companies": f"A company of an earlier position. {_COMPANY}",
    "included_locations": f"Where the person is. {_PLACE}{_UNKNOWN_OUT}",
    "excluded_locations": f"Removes people who are there. {_PLACE}{_UNKNOWN_KEPT}",
    "years_in_current_position": f"Time in the current position. Any of them.{_UNKNOWN_OUT}",
    "years_at_current_company": f"Time at the current company. Any of them.{_UNKNOWN_OUT}",
    "years_of_experience": f"Time since the first position. Any of them.{_UNKNOWN_OUT}",
    "keyword": (
        "Looks in headline, title and company. Words side by side must all occur. "
        'AND, OR and NOT in capitals, "quotes" for words in a row, parentheses to group: '
        'saas AND ("demand generation" OR growth) NOT intern.'
    ),
}

_EXCLUDES = "Documented: removes matching people."
_BY_KIND: Final[dict[ValueKind, str]] = {
    ValueKind.TITLE: (
        "Documented: free text. Not known: whether words are matched whole, in order, or by "
        "meaning."
    ),
    ValueKind.COMPANY: (
        "Not known: whether the service takes ids, addresses or names of companies."
    ),
    ValueKind.LOCATION: (
        "Documented: ids of places, sent for the name that you choose. Not known: which places "
        "the service puts into a region or a metro area."
    ),
    ValueKind.INDUSTRY: (
        "Documented: ids of industries, several are alternatives. Not known: whether an industry "
        "holds its sub-industries."
    ),
    ValueKind.CLOSED: "Documented: a closed list; an id outside of it is refused.",
    ValueKind.KEYWORD: (
        "Documented: free text, and spelling is corrected when it is set. Not known: which "
        "fields it looks in, and whether AND, OR, NOT and quotes work."
    ),
    ValueKind.LOOSE: "Documented by name. Not known: which values the service takes.",
    ValueKind.TOGGLE: "Documented by name; taken to be a switch, as in Sales Navigator.",
}
_LIST = "Ids of lists kept with the service or in Sales Navigator. Not known: their form."
_LIVE_ONLY = " Works in live mode only."


def help_for(field: str, info: SourceInfo) -> str:
    """What one filter means to the source that answers."""
    if info.exact:
        return _EMBEDDED[field]
    if field in LISTS:
        return _LIST
    known = _BY_KIND[FIELDS[field].kind]
    if FIELDS[field].excludes:
        known = f"{_EXCLUDES} {known.removeprefix('Documented: ')}"
    return known + (_LIVE_ONLY if field in GRAPH else "")
