"""The documented endpoints that this server does not have (contract 5.3): each says so."""

from __future__ import annotations

from typing import Final

__all__ = ["ELSEWHERE", "ONLY_PREVIEWS"]

ONLY_PREVIEWS: Final = (
    "This server only previews: it searches, enriches, lists and stores nothing. "
    "Use POST /leads/advanced_search/preview."
)

ELSEWHERE: Final[dict[str, tuple[str, ...]]] = {
    "/accounts/bulk_enrich": ("POST",),
    "/accounts/company_stack": ("POST",),
    "/accounts/count_profiles": ("POST",),
    "/accounts/headcount": ("POST",),
    "/accounts/search": ("POST",),
    "/accounts/search/preview": ("POST",),
    "/accounts/single_enrich": ("POST",),
    "/contacts/bulk_enrich": ("POST",),
    # Its method is written nowhere.
    "/contacts/check_data_availability": ("GET", "POST"),
    "/contacts/single_enrich": ("POST",),
    "/contacts/{id}": ("GET",),
    "/intents/accounts/growth": ("POST",),
    "/intents/accounts/hiring": ("POST",),
    "/intents/accounts/lookalikes": ("POST",),
    "/intents/leads/comments": ("POST",),
    "/intents/leads/find_new_hires": ("POST",),
    "/intents/leads/posts": ("POST",),
    "/intents/leads/posts_engagers": ("POST",),
    "/intents/leads/reactions": ("POST",),
    "/intents/leads/track_job_changes": ("POST",),
    "/leads": ("POST",),
    "/leads/advanced_search": ("POST",),
    "/leads/bulk_enrich": ("POST",),
    "/leads/search": ("POST",),
    "/leads/single_enrich": ("POST",),
    "/lists": ("GET", "POST"),
    "/lists/{id}": ("GET", "PUT"),
    "/personas": ("GET",),
    "/personas/{id}": ("GET",),
    "/searches": ("GET",),
    "/searches/{id}": ("DELETE", "GET"),
}
"""Their paths, with the methods that the contract knows."""
