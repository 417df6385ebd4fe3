"""Puts the words of strangers into terminals and tables, where nothing in them may steer anything."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

LONGEST = 400
"""Characters of a value that are shown."""


COMMAND = re.compile(r"##(vso)?\[")
"""What Azure DevOps takes for a command to itself, wherever it stands in a log."""


def harmless(text: str, kept: str = "") -> str:
    """A text without anything that steers a terminal or a pipeline; in one line, unless line breaks are kept."""
    odd = {letter for letter in set(text) if not letter.isprintable() and letter not in kept}
    return COMMAND.sub(r"##\1?[", text.translate(dict.fromkeys(map(ord, odd), "?")) if odd else text)


def shown(value: object, longest: int = LONGEST, ending: str = "...") -> str:
    """A value in one line that steers nothing, cut where it is long."""
    line = harmless(str(value))
    return line if len(line) <= longest else line[: longest - len(ending)] + ending


def quoted(text: str) -> str:
    """A text in quotation marks: line breaks are shown, and so is what cannot be seen."""
    letters = (
        letter if letter.isprintable() else "⏎" if letter == "\n" else f"<U+{ord(letter):04X}>" for letter in text
    )
    return f"“{''.join(letters)}”"


def columns(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell(value) for value in line) + " |" for line in lines]


def cell(value: object) -> str:
    """A value as text of a Markdown table: nothing in it makes a tag, a column, a link or code."""
    return re.sub(r"([\\|`\[])", r"\\\1", html.escape(shown(value), quote=False))
