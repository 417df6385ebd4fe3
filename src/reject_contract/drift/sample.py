"""The samples of a page: a request and an answer as they would be seen on the wire."""

from __future__ import annotations

import json
import re

from reject_contract.drift.description import Description
from reject_contract.drift.markdown import Section, Text
from reject_contract.drift.values import request_line
from reject_contract.errors import UsageFault

_STATUS_LINE = re.compile(r"HTTP/[\d.]+\s+(\d{3})\b.*")


def request(section: Section, description: Description) -> None:
    """The sample request: its line, its headers, and the properties of its body."""
    for code in section.code[:1]:
        first, headers, body = _split(description, code)
        where = f"line {code.line + 1}"
        method, path, query = request_line(description.document, code.line + 1, first)
        description.add("sample request", value="shown", where=where)
        description.add("sample request", aspect="method", value=method, where=where)
        description.add("sample request", aspect="path", value=f"{path}?{query}" if query else path, where=where)
        for name, value in headers.items():
            # Of credentials only the scheme says anything; those of a sample are made up.
            shown = value.split(" ")[0] if name.casefold() == "authorization" else value
            description.add("sample header", name, "value", value=shown, where=where)
        _body(description, body, where)
    _rest(section, description)


def answer(section: Section, description: Description) -> None:
    """The sample answer: its status, its headers and its body."""
    for code in section.code[:1]:
        first, headers, body = _split(description, code)
        where = f"line {code.line + 1}"
        match = _STATUS_LINE.fullmatch(first)
        if match is None:
            raise UsageFault(f"{description.document}, {where}: {first[:80]!r} is no status line, such as HTTP/1.1 204")
        description.add("sample answer", value="shown", where=where)
        description.add("sample answer", aspect="status", value=match[1], where=where)
        description.add("sample answer", aspect="body", value=" ".join(body.split()), where=where)
        for name, value in headers.items():
            description.add("sample answer", aspect=f"header {name}", value=value, where=where)
    _rest(section, description)


def _body(description: Description, body: str, where: str) -> None:
    if not body.strip():
        return
    try:
        value = json.loads(body, object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        raise UsageFault(
            f"{description.document}, {where}: the body of this sample is not JSON, or names a property twice"
        ) from None
    if not isinstance(value, dict):
        description.add("sample request", aspect="body", value=json.dumps(value), where=where)
        return
    for name, inner in value.items():
        description.add("sample property", name, "value", value=json.dumps(inner, ensure_ascii=False), where=where)


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a property stands twice")
    return dict(pairs)


def _split(description: Description, code: Text) -> tuple[str, dict[str, str], str]:
    """First line, headers and body."""
    head, _, body = code.content.partition("\n\n")
    first, *lines = head.rstrip("\n").split("\n")
    headers: dict[str, str] = {}
    for offset, line in enumerate(lines, start=2):
        name, colon, value = line.partition(":")
        if not colon or not name.strip() or name in headers:
            where = f"line {code.line + offset}"
            raise UsageFault(f"{description.document}, {where}: {line[:80]!r} is no header, or stands twice")
        headers[name.strip()] = value.strip()
    return first, headers, body


def _rest(section: Section, description: Description) -> None:
    for text in (*section.paragraphs, *section.code[1:]):
        description.remark(text.content, f"line {text.line}")
    for table in section.tables:
        description.remark(f"table of {', '.join(table.head.cells)}", f"line {table.head.line}")
