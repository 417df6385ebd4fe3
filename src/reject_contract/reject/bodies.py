"""A reject as the bytes of each media type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from reject_contract.http import bodies
from reject_contract.http.bodies import DATA_CONTRACT, FORM_TYPE, JSON_TYPES, MEDIA_TYPES, XML_TYPES, namespaces

__all__ = [
    "DATA_CONTRACT", "FORM_TYPE", "JSON_TYPES", "MEDIA_TYPES", "XML_TYPES", "encode", "namespaces", "request",
]  # fmt: skip
ROOT = "RejectRequest"
"""The root element of a reject in XML."""


def request(appointment_id: Any, reason: Any = "Busy", mode: Any = "OnlyThis") -> dict[str, Any]:
    """The three properties of the page."""
    return {"AppointmentId": appointment_id, "RejectReason": reason, "UpdateMode": mode}


def encode(properties: Mapping[str, Any], media_type: str, namespace: str = "") -> bytes:
    """The properties as a body of the media type."""
    return bodies.encode(properties, media_type, ROOT, namespace)
