"""Markdown as sections of paragraphs, tables and code blocks, each with its line."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.front_matter import front_matter_plugin

from reject_contract.drift.source import Source
from reject_contract.errors import UsageFault

# Inline markup is not parsed: it holds no fact of a page, and long lines could be made expensive.
_PARSER = MarkdownIt("commonmark").enable("table").use(front_matter_plugin).disable("inline")

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True)
class TableRow:
    """A row of a table; `line` counts from 1."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table, its head apart."""

    head: TableRow
    rows: tuple[TableRow, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in lower case."""
        return tuple(cell.casefold() for cell in self.head.cells)


@dataclass(frozen=True)
class Text:
    """A paragraph, or the content of a code block."""

    line: int
    content: str


@dataclass
class Section:
    """A heading, and what stands below it."""

    heading: str
    line: int
    level: int = 0
    paragraphs: list[Text] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)
    code: list[Text] = field(default_factory=list)


@dataclass
class Page:
    """A whole document; its first section is what stands before the first heading."""

    name: str
    sections: list[Section]
    front_matter: Text | None
    lines: int
    ends_with_heading: bool


def parse(source: Source) -> Page:
    """Parse a document; a `UsageFault` says where it breaks off."""
    tokens = _PARSER.parse(source.text)
    lines = source.text.splitlines()
    page = Page(source.name, [Section("", 1)], None, len(lines), bool(tokens) and tokens[-1].type == "heading_close")
    for index, token in enumerate(tokens):
        line = token.map[0] + 1 if token.map else 0
        section = page.sections[-1]
        if token.type == "front_matter":
            page.front_matter = Text(line, token.content)
        elif token.type == "heading_open":
            page.sections.append(Section(_plain(tokens[index + 1].content), line, int(token.tag[1:])))
        elif token.type == "table_open":
            section.tables.append(_table(tokens, index))
        elif token.type == "fence":
            section.code.append(_closed(source, lines, token, line))
        elif token.type in ("code_block", "html_block"):
            section.paragraphs.append(Text(line, _plain(_COMMENT.sub("", token.content))))
        elif token.type == "paragraph_open":
            section.paragraphs.append(Text(line, _plain(tokens[index + 1].content)))
    last = lines[-1].strip()
    if last.startswith("|") and not last.endswith("|"):
        raise UsageFault(f"{source.name}, line {len(lines)}: breaks off in a row of a table; the page is truncated")
    return page


def _table(tokens: list[Token], start: int) -> Table:
    rows: list[TableRow] = []
    for index in range(start, len(tokens)):
        token = tokens[index]
        if token.type == "table_close":
            break
        if token.type == "tr_open":
            rows.append(TableRow(token.map[0] + 1 if token.map else 0, ()))
        elif token.type in ("th_open", "td_open"):
            rows[-1] = TableRow(rows[-1].line, (*rows[-1].cells, _plain(tokens[index + 1].content)))
    return Table(rows[0], tuple(rows[1:]))


def _closed(source: Source, lines: list[str], token: Token, line: int) -> Text:
    """The content of a code block that has an end."""
    last = lines[token.map[1] - 1].strip() if token.map else ""
    if not (last.startswith(token.markup) and not last.strip(token.markup[0])) or token.map == [line - 1, line]:
        raise UsageFault(f"{source.name}, line {line}: this code block has no end; the page is truncated")
    return Text(line, token.content)


def _plain(content: str) -> str:
    return html.unescape(content).strip()
