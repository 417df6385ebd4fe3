"""Faults of the Reject operation, by what they are about; importing a module registers its faults."""

from reject_contract.mock.faults import (
    authentication,
    effect,
    errors,
    framing,
    intruders,
    malformed,
    media_types,
    methods,
    order,
    properties,
    reason,
    rights,
    select,
    series,
    status,
    update_mode,
)

__all__ = [
    "authentication",
    "effect",
    "errors",
    "framing",
    "intruders",
    "malformed",
    "media_types",
    "methods",
    "order",
    "properties",
    "reason",
    "rights",
    "select",
    "series",
    "status",
    "update_mode",
]
