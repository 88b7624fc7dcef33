"""The table of fields is the API's (contract 3.2 and 3.4), and fit to be shown."""

from __future__ import annotations

import pytest

from leadpreview import catalog
from leadpreview.dashboard.helptexts import help_for
from leadpreview.fields import FIELDS, GRAPH, IGNORED_KEYS, LISTS, UNKNOWABLE, ValueKind
from leadpreview.filters import LeadFilters, listing_of
from leadpreview.preview import SourceInfo

# Contract 3.2, written out: field and what it takes.
CONTRACT = {
    "job_titles": "free text",
    "excluded_job_titles": "free text",
    "past_titles": "free text",
    "excluded_past_titles": "free text",
    "included_locations": "location ids",
    "excluded_locations": "location ids",
    "included_industries": "industry ids",
    "excluded_industries": "industry ids",
    "functions": "closed",
    "seniority_levels": "closed",
    "company_size": "closed",
    "years_in_current_position": "closed",
    "years_at_current_company": "closed",
    "years_of_experience": "closed",
    "company_headquarters": "location ids",
    "company_type": "unknown list",
    "included_companies": "free text",
    "excluded_companies": "free text",
    "past_companies": "free text",
    "included_account_lists": "unknown list",
    "excluded_account_lists": "unknown list",
    "included_lead_lists": "unknown list",
    "excluded_lead_lists": "unknown list",
    "connections_of_profile": "unknown list",
    "relationship": "unknown list",
    "follows_your_company": "toggle",
    "viewed_your_profile": "toggle",
    "with_shared_experiences": "toggle",
    "posted_on_linkedin": "toggle",
    "past_colleague": "toggle",
}
KINDS = {
    "free text": {ValueKind.TITLE, ValueKind.COMPANY, ValueKind.TEXT},
    "location ids": {ValueKind.LOCATION},
    "industry ids": {ValueKind.INDUSTRY},
    "closed": {ValueKind.CLOSED},
    "unknown list": {ValueKind.LOOSE},
    "toggle": {ValueKind.TOGGLE},
}


def test_the_fields_are_the_thirty_of_the_contract_and_the_keyword() -> None:
    assert len(CONTRACT) == 30
    assert set(FIELDS) == {*CONTRACT, "keyword"}


def test_the_filter_object_has_those_fields_and_the_mode() -> None:
    assert set(LeadFilters.model_fields) == {*CONTRACT, "keyword", "live"}


@pytest.mark.parametrize(("name", "takes"), CONTRACT.items())
def test_a_field_takes_what_the_contract_says(name: str, takes: str) -> None:
    assert FIELDS[name].kind in KINDS[takes]


def test_the_graph_filters_are_the_seven_that_need_a_live_search() -> None:
    """Contract 3.4."""
    assert {
        "connections_of_profile",
        "relationship",
        "follows_your_company",
        "viewed_your_profile",
        "with_shared_experiences",
        "posted_on_linkedin",
        "past_colleague",
    } == GRAPH


def test_no_database_knows_the_graph_or_somebody_s_lists() -> None:
    assert {name for name in CONTRACT if name.endswith("_lists")} == LISTS
    assert UNKNOWABLE == GRAPH | LISTS
    assert len(UNKNOWABLE) == 11


def test_the_keys_without_effect_are_no_fields() -> None:
    """Contract 2.1."""
    assert {"webhook_url", "name", "limit", "streaming", "scale", "custom"} == IGNORED_KEYS
    assert not IGNORED_KEYS & set(FIELDS)


def test_a_field_excludes_exactly_when_its_name_says_so() -> None:
    for name, field in FIELDS.items():
        assert field.name == name
        assert field.excludes == name.startswith("excluded_")


def test_every_field_has_a_label_of_its_own_in_sentence_case() -> None:
    labels = [field.label for field in FIELDS.values()]
    assert len(set(labels)) == len(labels)
    assert all(label[0].isupper() and "_" not in label for label in labels)


def test_every_list_that_a_field_names_is_in_the_catalogue() -> None:
    for field in FIELDS.values():
        if field.listing is None:
            assert listing_of(field.name) is None
            assert field.kind not in (ValueKind.CLOSED, ValueKind.LOCATION, ValueKind.INDUSTRY)
        else:
            assert listing_of(field.name) is getattr(catalog, field.listing)


def _info(*, exact: bool) -> SourceInfo:
    fields = frozenset(FIELDS) - UNKNOWABLE if exact else frozenset(FIELDS)
    return SourceInfo("x", exact, exact, exact, fields, None, "1")


@pytest.mark.parametrize("exact", [True, False])
def test_every_field_that_a_source_answers_has_a_help_text(exact: bool) -> None:
    info = _info(exact=exact)
    texts = {name: help_for(name, info) for name in info.fields}
    assert all(text.endswith(".") for text in texts.values())


def test_over_the_api_a_help_text_says_what_is_documented_and_what_is_not_known() -> None:
    """Contract 3.2 and 3.3: what our own database does is no promise of the service's."""
    info = _info(exact=False)
    for name in info.fields - LISTS:
        text = help_for(name, info)
        assert "ocumented" in text or "Not known" in text, name
    assert "live mode only" in help_for("posted_on_linkedin", info)
    assert "sub-industries" not in help_for("included_industries", info).partition("Not known")[0]
