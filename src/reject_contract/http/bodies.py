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


def encode(properties: Mapping[str, Any], media_type: str, root: str, namespace: str = "") -> bytes:
    """The properties as a body of the media type; parameters of the media type do not matter, the root does to XML."""
    bare = media_type.split(";")[0].strip().lower()
    if bare in XML_TYPES:
        return xml(properties, root, namespace)
    if bare == FORM_TYPE:
        return urlencode({name: _text(value) for name, value in properties.items()}).encode()
    return json.dumps(properties, ensure_ascii=False).encode()


def xml(properties: Mapping[str, Any], root: str, namespace: str = "") -> bytes:
    """An un-namespaced or namespaced element; carriage returns survive as references."""
    where = f' xmlns="{namespace}"' if namespace else ""
    inner = "".join(
        f"<{name}>{escape(_text(value), {chr(13): '&#13;'})}</{name}>" for name, value in properties.items()
    )
    return f'<?xml version="1.0" encoding="utf-8"?><{root}{where}>{inner}</{root}>'.encode()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
