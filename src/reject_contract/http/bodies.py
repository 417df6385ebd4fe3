"""A request as the bytes of each media type."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from xml.sax.saxutils import escape

JSON_TYPES = ("application/json", "text/json", "application/json-patch+json", "application/merge-patch+json")
XML_TYPES = ("application/xml", "text/xml")
FORM_TYPE = "application/x-www-form-urlencoded"
MEDIA_TYPES = (*JSON_TYPES, *XML_TYPES, FORM_TYPE)
"""The seven media types of the page."""

REJECT = "RejectRequest"
"""The root element of a reject in XML."""

DATA_CONTRACT = "http://schemas.datacontract.org/2004/07/SuperOffice.WebApi.v1.Carriers.AppointmentCarriers"
"""The namespace that .NET would give the request; whether a server wants it is not documented."""


def request(appointment_id: Any, reason: Any = "Busy", mode: Any = "OnlyThis") -> dict[str, Any]:
    """The three properties of the page."""
    return {"AppointmentId": appointment_id, "RejectReason": reason, "UpdateMode": mode}


def encode(properties: Mapping[str, Any], media_type: str, namespace: str = "", root: str = REJECT) -> bytes:
    """The properties as a body of the media type; parameters of the media type do not matter, the root does to XML."""
    bare = media_type.split(";")[0].strip().lower()
    if bare in XML_TYPES:
        return xml(properties, namespace, root)
    if bare == FORM_TYPE:
        return urlencode({name: _text(value) for name, value in properties.items()}).encode()
    return json.dumps(properties, ensure_ascii=False).encode()


def namespaces(media_type: str | None) -> tuple[str, ...]:
    """The namespaces that a server may want in a request of the media type; none at all comes first."""
    bare = (media_type or "").split(";")[0]
    return ("", DATA_CONTRACT) if bare in XML_TYPES else ("",)


def xml(properties: Mapping[str, Any], namespace: str = "", root: str = REJECT) -> bytes:
    """An un-namespaced or namespaced element; carriage returns survive as references."""
    where = f' xmlns="{namespace}"' if namespace else ""
    inner = "".join(
        f"<{name}>{escape(_text(value), {chr(13): '&#13;'})}</{name}>" for name, value in properties.items()
    )
    return f'<?xml version="1.0" encoding="utf-8"?><{root}{where}>{inner}</{root}>'.encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
