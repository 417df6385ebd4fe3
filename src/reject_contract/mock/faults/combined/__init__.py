"""Faults that show only where two or three things come together, each of which alone is in order."""

from reject_contract.mock.faults.combined import (
    crashes,
    headers_and_query,
    history,
    json_forms,
    media_types,
    modes_and_places,
    nearly_right,
    others_rows,
    reasons,
    refusals,
    refused_credentials,
    rights,
    strangers,
    times_and_ids,
    two_credentials,
    wire,
)

__all__ = [
    "crashes",
    "headers_and_query",
    "history",
    "json_forms",
    "media_types",
    "modes_and_places",
    "nearly_right",
    "others_rows",
    "reasons",
    "refusals",
    "refused_credentials",
    "rights",
    "strangers",
    "times_and_ids",
    "two_credentials",
    "wire",
]
