"""The sections of a page that hold tables: parameters, headers, properties and responses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl

from reject_contract.drift.description import Description, Part, Subject
from reject_contract.drift.markdown import Section, Text
from reject_contract.drift.values import MEDIA_TYPE, NONE, request_line, type_and_format
from reject_contract.drift.words import significant
from reject_contract.errors import UsageFault

_QUOTED = re.compile(r"['\u2018\u2019]([^'\u2018\u2019]+)['\u2018\u2019]")
_REQUIRED = re.compile(r"\*\*Required\*\*", re.IGNORECASE)
_YES = ("yes", "true", "required", "x")
_KNOWN_COLUMNS = ("parameter name", "property name", "response", "type", "description", "required")


class Cells(dict[str, str]):
    """The cells of a row by the names of their columns, and where the row is."""

    where: str = ""


def query(section: Section, description: Description) -> None:
    """Query parameters, and the request line that shows one of them."""
    for row in _rows(section, description, "parameter name"):
        name = row["parameter name"]
        kind, _ = type_and_format(row["type"])
        description.add("query parameter", name, value=row["type"] or NONE, where=row.where)
        description.add("query parameter", name, "type", value=kind, where=row.where)
        _wording(row, "query parameter", name, description)
    for code in section.code:
        line = code.line + 1
        first, _, rest = code.content.partition("\n")
        method, path, shown = request_line(description.document, line, first)
        operation = description.facts.get(Subject("operation"))
        if operation and operation.value != f"{method} {path}":
            description.remark(f"example of another operation: {method} {path}", f"line {line}")
        description.remark(rest, f"line {line + 1}")
        for name, value in _parameters(description, line, shown):
            description.add("query parameter", name, "example", value=value, where=f"line {line}")
    _remarks(section.paragraphs, description)


def headers(section: Section, description: Description) -> None:
    """Request headers, with the schemes and the media types that their descriptions list."""
    for row in _rows(section, description, "parameter name"):
        name, text = row["parameter name"], row["description"]
        types = MEDIA_TYPE.findall(text)
        description.add("header", name, value="described", where=row.where)
        match name.casefold():
            case "authorization":
                for scheme in _QUOTED.findall(text):
                    description.add("scheme", scheme, value="supported", where=row.where)
            case "content-type":
                for media_type in types:
                    description.add("media type", media_type, value="accepted", where=row.where)
            case "accept":
                listed = ", ".join(sorted(types)) or NONE
                description.add("header", name, "types", value=listed, where=row.where)
                continue  # the rest of this row comes and goes with the template
        row["description"] = MEDIA_TYPE.sub("", _QUOTED.sub("", text))
        _wording(row, "header", name, description)
    _remarks([*section.paragraphs, *section.code], description)


def request_body(section: Section, description: Description) -> None:
    """The properties of the request; the line that lists their names again is not news."""
    names = set()
    for row in _rows(section, description, "property name"):
        name = row["property name"]
        names.add(name)
        kind, length = type_and_format(row["type"])
        description.add("property", name, value=row["type"] or NONE, where=row.where)
        description.add("property", name, "type", value=kind, where=row.where)
        if length:
            description.add("property", name, "format", value=length, where=row.where)
        _wording(row, "property", name, description)
    listed = [text for text in section.paragraphs if set(re.split(r"[,\s]+", text.content)) != names]
    _remarks([*listed, *section.code], description)


def response(section: Section, description: Description) -> None:
    """The statuses, whose descriptions stand above the table as well."""
    known = {"Response body:"}
    for row in _rows(section, description, "response"):
        known.add(row["description"])
        description.add("status", row["response"], value=row["description"] or "described", where=row.where)
        _wording(row, "status", row["response"], description)
    _remarks([text for text in [*section.paragraphs, *section.code] if text.content not in known], description)


def response_body(section: Section, description: Description) -> None:
    """The name in the heading, which the template leaves over, and a table, which it does not."""
    kind = section.heading.partition(":")[2].strip() or NONE
    description.add("response body heading", aspect="type", value=kind, where=f"line {section.line}")
    for row in _rows(section, description, "property name"):
        description.add("answer property", row["property name"], value=row["type"] or NONE, where=row.where)
    _remarks([*section.paragraphs, *section.code], description)


def note_tables(section: Section, description: Description) -> None:
    """Note tables where no section of the page has any."""
    _remarks([Text(each.head.line, f"table of {', '.join(each.head.cells)}") for each in section.tables], description)


def _rows(section: Section, description: Description, named_by: str) -> Iterator[Cells]:
    """The rows of a section's first table, whose columns may be in any order; the one with the names must be there."""
    note_tables(Section(section.heading, section.line, tables=section.tables[1:]), description)
    for table in section.tables[:1]:
        if named_by not in table.columns:
            raise UsageFault(
                f"{description.document}, line {table.head.line}: the table under {section.heading!r} has no column "
                f"{named_by.title()!r}; it has {', '.join(table.head.cells)}"
            )
        for row in table.rows:
            cells = Cells({"type": "", "description": "", **dict(zip(table.columns, row.cells, strict=False))})
            cells.where = f"line {row.line}"
            cells[named_by] = cells[named_by].strip("`* ")
            if not cells[named_by]:
                raise UsageFault(f"{description.document}, {cells.where}: this row has no {named_by.title()}")
            yield cells


def _wording(row: Cells, part: Part, name: str, description: Description) -> None:
    """Note what a row says in words, in further columns too, and whether it says "required"."""
    text = row["description"]
    if _REQUIRED.search(text) or row.get("required", "").casefold() in _YES:
        description.add(part, name, "required", value="yes", where=row.where)
    more = " ".join(f"{column} {cell}" for column, cell in row.items() if column not in _KNOWN_COLUMNS and cell)
    description.add(part, name, "wording", value=significant(f"{_REQUIRED.sub('', text)} {more}"), where=row.where)


def _parameters(description: Description, line: int, shown: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(shown, keep_blank_values=True, max_num_fields=100)
    except ValueError as reason:
        raise UsageFault(f"{description.document}, line {line}: this query cannot be read ({reason})") from None


def _remarks(texts: Iterable[Text], description: Description) -> None:
    for text in texts:
        description.remark(text.content, f"line {text.line}")
