"""The vendor's generated documentation page of an operation, as a description."""

from __future__ import annotations

from collections.abc import Callable

from reject_contract.drift import markdown, sample, tables
from reject_contract.drift.description import Description, Subject
from reject_contract.drift.markdown import Page, Section
from reject_contract.drift.source import Source
from reject_contract.drift.tree import Tree
from reject_contract.drift.values import SLOW, request_line
from reject_contract.drift.words import significant
from reject_contract.errors import UsageFault

Reader = Callable[[Section, Description], None]
# Of two headings that begin alike the longer comes first.
READERS: dict[str, Reader] = {
    "query string parameters": tables.query,
    "request headers": tables.headers,
    "request body": tables.request_body,
    "response body": tables.response_body,
    "response": tables.response,
    "sample request": sample.request,
    "sample response": sample.answer,
}


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
