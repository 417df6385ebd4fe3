"""Reads what the user names, and refuses what cannot be a page or a specification before anything parses it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reject_contract.errors import UsageFault

Format = Literal["markdown", "json", "yaml"]
KIB = 1024
LIMITS: dict[Format, int] = {"markdown": 128 * KIB, "yaml": 4096 * KIB, "json": 32 * 1024 * KIB}
"""Bytes. The operation's page has 2 KiB, the vendor's specification of the agent 490 KiB. A table of one line as
long as the limit takes the Markdown library about a second."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SPECIFICATION = re.compile(r"""^["']?(?:openapi|swagger)["']?[ \t]*:""", re.MULTILINE)
_HTML = re.compile(r"\s*(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body)\b", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Source:
    """A document's text."""

    name: str
    format: Format
    text: str


def read(path: Path) -> Source:
    """Read a file; a `UsageFault` says what makes it unreadable."""
    if not path.is_file():
        missing = "is a folder" if path.is_dir() else "is no ordinary file" if path.exists() else "does not exist"
        raise UsageFault(f"{path}: {missing}; give the page in Markdown, or the OpenAPI file")
    try:
        with path.open("rb") as file:
            raw = file.read(max(LIMITS.values()) + 1)
    except OSError as reason:
        raise UsageFault(f"{path}: cannot be read ({reason.strerror})") from None
    text = _decoded(path, raw)
    source = Source(str(path), _format(path, text), text)
    if len(raw) > LIMITS[source.format]:
        limit = LIMITS[source.format] // KIB
        raise UsageFault(f"{path}: is larger than {limit} KiB, the limit for {source.format}; is it the right file?")
    return source


def _decoded(path: Path, raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UsageFault(f"{path}: is UTF-16; save it as UTF-8")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        raise UsageFault(f"{path}, byte {reason.start}: is not UTF-8; save it as UTF-8") from None
    if match := _CONTROL.search(text):
        line = text.count("\n", 0, match.start()) + 1
        raise UsageFault(f"{path}, line {line}: holds the control character 0x{ord(match[0]):02x}; is it a text file?")
    if not text.strip():
        raise UsageFault(f"{path}: is empty")
    return text


def _format(path: Path, text: str) -> Format:
    """What the text is; its content decides, and the file's name only where that says nothing."""
    if text.lstrip().startswith("{"):
        return "json"
    if _HTML.match(text):
        raise UsageFault(f"{path}: is HTML; give the page's source, the Markdown file that the site is made of")
    suffix = path.suffix.lower()
    if suffix in (".yaml", ".yml", ".json"):
        return "json" if suffix == ".json" else "yaml"
    if suffix not in (".md", ".markdown", ".mdx") and _SPECIFICATION.search(text):
        return "yaml"
    return "markdown"
