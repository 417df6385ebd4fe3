"""Puts the words of strangers into terminals and tables, where nothing in them may steer anything."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

LONGEST = 400
"""Characters of a value that are shown."""


COMMAND = ("##vso[", "##vso?[")
"""What Azure DevOps takes for a command to itself, wherever it stands in a log."""


def shown(value: object, longest: int = LONGEST, ending: str = "...") -> str:
    """A value in one line, without anything that steers a terminal."""
    line = "".join(letter if letter.isprintable() else "?" for letter in str(value)).replace(*COMMAND)
    return line if len(line) <= longest else line[: longest - len(ending)] + ending


def columns(head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> list[str]:
    """The lines of a Markdown table."""
    lines = [head, tuple("---" for _ in head), *rows]
    return ["| " + " | ".join(cell(value) for value in line) + " |" for line in lines]


def cell(value: object) -> str:
    """A value as text of a Markdown table: nothing in it makes a tag, a column, a link or code."""
    return re.sub(r"([\\|`\[])", r"\\\1", html.escape(shown(value), quote=False))
