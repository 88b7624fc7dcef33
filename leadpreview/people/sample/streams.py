"""One number for every question put to chance; a new question gets a new number at the end."""

from __future__ import annotations

from enum import IntEnum, auto

__all__ = ["PAST_STRIDE", "Stream"]

PAST_STRIDE = 1000
"""Past position k draws from the streams of the present one, moved by (k + 1) of these."""


class Stream(IntEnum):
    """What is asked of `Draws`; the order is part of the recipe and must not change."""

    COUNTRY = auto()
    PLACE = auto()
    NAME_GROUP = auto()
    GIVEN = auto()
    FAMILY = auto()
    INITIAL = auto()
    INITIAL_LETTER = auto()
    LETTERS = auto()
    LETTERS_WHICH = auto()
    HEADCOUNT = auto()
    ABROAD = auto()
    EMPLOYER_COUNTRY = auto()
    EMPLOYER = auto()
    SENIORITY = auto()
    FUNCTION = auto()
    LANGUAGE = auto()
    TITLE_PATTERN = auto()
    TITLE_SPECIALITY = auto()
    TITLE_QUALIFIER = auto()
    TITLE_PRACTITIONER = auto()
    TITLE_REGION = auto()
    EXPERIENCE = auto()
    AT_COMPANY = auto()
    IN_POSITION = auto()
    HEADLINE_FORM = auto()
    HEADLINE_OPENING = auto()
    HEADLINE_CLOSING = auto()
    PAST_COUNT = auto()
    PAST_SAME_COMPANY = auto()
    PAST_STEP = auto()
    PAST_SAME_FUNCTION = auto()
    NO_SENIORITY = auto()
    NO_FUNCTION = auto()
    NO_COMPANY = auto()
    NO_TITLE = auto()
    NO_LOCATION = auto()
    NO_EXPERIENCE = auto()
    NO_AT_COMPANY = auto()
    NO_IN_POSITION = auto()
    COMPANY_INDUSTRY = auto()
    COMPANY_TYPE = auto()
    COMPANY_HEADQUARTERS = auto()
    COMPANY_START = auto()
    COMPANY_MIDDLE = auto()
    COMPANY_END = auto()
    COMPANY_TRADE = auto()
    COMPANY_TRADE_FORM = auto()
    COMPANY_LEGAL = auto()
    NO_INDUSTRY = auto()
    NO_HEADCOUNT = auto()
    NO_TYPE = auto()
    NO_HEADQUARTERS = auto()
    SECOND_FAMILY = auto()
    SECOND_FAMILY_WHICH = auto()
