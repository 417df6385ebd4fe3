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


def encode(
    properties: Mapping[str, Any], media_type: str, root: str, namespace: str = "", writing: str = "compact"
) -> bytes:
    """The properties as a body of the media type; parameters of the media type do not matter, the root does to XML.

    The writing is `compact`; XML may be `pretty`, each element on a line of its own, `padded`, have `comments`, or its
    values as `cdata`; values of XML or of a form may be written in `escapes`: each character as a reference, or by its
    octets.
    """
    bare = media_type.split(";")[0].strip().lower()
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in properties.items()}
    if bare in XML_TYPES:
        return _xml(texts, root, namespace, writing)
    if bare == FORM_TYPE and writing == "escapes":
        return "&".join(f"{name}={_octets(text)}" for name, text in texts.items()).encode()
    if bare == FORM_TYPE:
        return urlencode(texts).encode()
    return json.dumps(properties, ensure_ascii=False).encode()


def _xml(texts: Mapping[str, str], root: str, namespace: str, writing: str) -> bytes:
    """An un-namespaced or namespaced element; carriage returns survive as references."""
    where = f' xmlns="{namespace}"' if namespace else ""
    write = {"escapes": _references, "cdata": _cdata}.get(writing, _escaped)
    between = {"pretty": "\n  ", "comments": "<!-- <a/> & -->", "padded": "\n" + " " * 4000}.get(writing, "")
    inner = "".join(f"{between}<{name}>{write(text)}</{name}>" for name, text in texts.items())
    return f'<?xml version="1.0" encoding="utf-8"?><{root}{where}>{inner}{between}</{root}>'.encode()


def _escaped(text: str) -> str:
    return escape(text, {"\r": "&#13;"})


def _cdata(text: str) -> str:
    """A section; what would end it, and a carriage return, stands outside."""
    return f"<![CDATA[{text}]]>".replace("]]>", "]]]]><![CDATA[>", text.count("]]>")).replace("\r", "]]>&#13;<![CDATA[")


def _references(text: str) -> str:
    return "".join(f"&#x{ord(sign):x};" for sign in text)


def _octets(text: str) -> str:
    return "".join(f"%{octet:02x}" for octet in text.encode())
