"""The vendor's generated documentation page of an operation, as a description."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

from reject_contract.drift import markdown, tables
from reject_contract.drift.description import Description, Subject
from reject_contract.drift.markdown import Page, Section, Text
from reject_contract.drift.source import Source, Tree
from reject_contract.drift.values import SLOW, request_line, significant
from reject_contract.errors import UsageFault


def describe(source: Source) -> Description:
    """Read a page; a `UsageFault` says what it lacks."""
    page = markdown.parse(source)
    if page.ends_with_heading:
        raise UsageFault(
            f"{page.name}, line {page.sections[-1].line}: nothing follows this heading; the page is truncated"
        )
    description = Description(page.name, "page")
    _front_matter(page, description)
    for section in page.sections:
        _reader(section)(section, description)
    _check_whole(page, description)
    return description


def _reader(section: Section) -> Reader:
    if section.level <= 1:
        return _head
    heading = section.heading.casefold()
    return next((reader for start, reader in READERS.items() if heading.startswith(start)), _unknown)


def _check_whole(page: Page, description: Description) -> None:
    """A page without request line or answer is no page of an operation, or the first part of one."""
    if Subject("operation", aspect="method") not in description.facts:
        raise UsageFault(f"{page.name}: no code block at its top shows method and path; is it a page of the API?")
    if not any(description.of("status")):
        have = ", ".join(section.heading for section in page.sections if section.heading)[:200] or "no heading at all"
        raise UsageFault(
            f"{page.name}: has no table of responses (its headings: {have}); it is no page of an operation, "
            f"or truncated at line {page.lines}"
        )


def _front_matter(page: Page, description: Description) -> None:
    if page.front_matter is None or not page.front_matter.content.strip():
        return
    for key, value in Tree(Source(page.name, "yaml", page.front_matter.content)).root.items():
        shown = "..." if isinstance(value, (dict, list)) else str(value)
        description.add("front matter", key, "value", value=shown, where=f"line {page.front_matter.line}")


def _head(section: Section, description: Description) -> None:
    """What stands above the first section: title, request line, summary and remarks."""
    if section.heading:
        description.add("operation", aspect="heading", value=section.heading, where=f"line {section.line}")
    for code in section.code:
        where = f"line {code.line + 1}"
        first, _, rest = code.content.partition("\n")
        method, path, _ = request_line(description.document, code.line + 1, first)
        description.remark(rest, where)
        description.add("operation", value=f"{method} {path}", where=where)
        description.add("operation", aspect="method", value=method, where=where)
        description.add("operation", aspect="path", value=path, where=where)
    for paragraph in section.paragraphs:
        text, where = paragraph.content, f"line {paragraph.line}"
        if match := SLOW.search(text):
            description.add("operation", aspect="slow threshold", value=match[1], where=where)
            text = SLOW.sub("", text)
        if Subject("operation", aspect="summary") in description.facts:
            description.remark(text, where)
        elif text.strip():
            description.add("operation", aspect="summary", value=significant(text), where=where)
    tables.note_tables(section, description)


def _unknown(section: Section, description: Description) -> None:
    description.remark(f"section {section.heading}", f"line {section.line}")


_STATUS_LINE = re.compile(r"HTTP/[\d.]+\s+(\d{3})\b.*")


def sample_request(section: Section, description: Description) -> None:
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


def sample_answer(section: Section, description: Description) -> None:
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


Reader = Callable[[Section, Description], None]
# Of two headings that begin alike the longer comes first.
READERS: dict[str, Reader] = {
    "query string parameters": tables.query,
    "request headers": tables.headers,
    "request body": tables.request_body,
    "response body": tables.response_body,
    "response": tables.response,
    "sample request": sample_request,
    "sample response": sample_answer,
}
