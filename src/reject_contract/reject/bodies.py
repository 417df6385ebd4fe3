"""A reject as the bytes of each media type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from reject_contract.http import bodies
from reject_contract.http.bodies import FORM_TYPE, JSON_TYPES, MEDIA_TYPES, XML_TYPES

__all__ = ["FORM_TYPE", "JSON_TYPES", "MEDIA_TYPES", "XML_TYPES", "encode", "request", "shapes"]
ROOT = "RejectRequest"
"""The root element of a reject in XML."""
DATA_CONTRACT = "http://schemas.datacontract.org/2004/07/SuperOffice.WebApi.v1.Carriers.AppointmentCarriers"
"""The namespace that .NET would give the request; whether a server wants it is not documented."""


class Shape(NamedTuple):
    """The root element of a reject in XML, and its namespace."""

    root: str = ROOT
    namespace: str = ""


PLAIN = Shape()
SHAPES = (
    PLAIN,
    Shape(ROOT, DATA_CONTRACT),
    Shape("AppointmentCarriers.RejectRequest", DATA_CONTRACT.rpartition(".")[0]),
)
"""What a server may want: plain, or as .NET writes a class of its own, or one that is nested in another."""


def request(appointment_id: Any, reason: Any = "Busy", mode: Any = "OnlyThis") -> dict[str, Any]:
    """The three properties of the page."""
    return {"AppointmentId": appointment_id, "RejectReason": reason, "UpdateMode": mode}


def encode(properties: Mapping[str, Any], media_type: str, shape: Shape = PLAIN, writing: str = "compact") -> bytes:
    """The properties as a body of the media type."""
    return bodies.encode(properties, media_type, shape.root, shape.namespace, writing)


def shapes(media_type: str | None, known: Shape | None = None) -> tuple[Shape, ...]:
    """The shapes that a server may want in a request of the media type; the known one alone, where there is one."""
    if (media_type or "").split(";")[0].strip().lower() not in XML_TYPES:
        return (PLAIN,)
    return (known,) if known else SHAPES
