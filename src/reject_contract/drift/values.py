"""How the vendor's documents write types, thresholds and request lines."""

from __future__ import annotations

import re

from reject_contract.errors import UsageFault

NONE = "none"
"""The value of a list that is there and empty."""
MEDIA_TYPE = re.compile(r"[\w.+-]+/[\w.+*-]+")
SLOW = re.compile(r"NsApiSlow threshold:\s*(\d+)\s*ms\.?")
_REQUEST_LINE = re.compile(r"([A-Z]+)[ \t]+([^\s?]+)(?:\?(\S*))?(?:[ \t]+HTTP/[\d.]+)?[ \t]*")
_INTEGERS = {"integer": "", "int": "", "int32": "int32", "int64": "int64", "long": "int64"}
_OTHERS = {"string": "string", "bool": "boolean", "boolean": "boolean"}


def type_and_format(written: str) -> tuple[str, str]:
    """A type as the pages write it, as the type and the format of OpenAPI."""
    name = written.strip("` ").casefold()
    return ("integer", _INTEGERS[name]) if name in _INTEGERS else (_OTHERS.get(name, written or NONE), "")


def request_line(document: str, line: int, text: str) -> tuple[str, str, str]:
    """Method, path and query of a request line."""
    match = _REQUEST_LINE.fullmatch(text)
    if match is None:
        raise UsageFault(f"{document}, line {line}: {text[:80]!r} is no request line, such as POST /api/v1/...")
    return match[1], match[2], match[3] or ""
