"""Text as Markdown, so that it reads as it was: no sign of it means anything to Markdown."""

from __future__ import annotations

import re


def plain(text: str) -> str:
    """The project's own text, with the signs that Markdown would take for its own escaped."""
    return re.sub(r"([\\`*_<\[\]])", r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """Text in code, in one line."""
    text = " ".join(text.split())
    if not text:
        return ""
    ticks = "`" * (_longest(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def fence(text: str) -> str:
    """Text in a block of code."""
    ticks = "`" * max(3, _longest(text) + 1)
    return f"{ticks}text\n{text}\n{ticks}"


def _longest(text: str) -> int:
    """The longest row of backticks in a text."""
    return max(map(len, re.findall("`+", text)), default=0)
