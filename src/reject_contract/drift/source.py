"""Reads the documents that the user names; they may be hostile, so nothing trusts their size or shape."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote

import yaml

from reject_contract import files
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


ALIASES = 1000
HOPS = 20
Mapping = dict[str, Any]


class _Loader(files.YAML):  # type: ignore[misc]  # the base is chosen at run time
    """YAML as OpenAPI wants it: without merge keys, which a few lines can blow up to millions of entries."""

    def flatten_mapping(self, node: yaml.MappingNode) -> None:
        """Leave `<<` alone."""


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_str)


class Tree:
    """A document of mappings and lists; every look into it says where it fails."""

    def __init__(self, source: Source) -> None:
        self.name = source.name
        self.schemas = 0
        self.root = self.mapping(_json(source) if source.format == "json" else _yaml(source), "the document")

    def fault(self, where: str, what: str) -> UsageFault:
        """The error for something that is not as it should be."""
        return UsageFault(f"{self.name}, {where}: {what}")

    def mapping(self, value: Any, where: str) -> Mapping:
        """A mapping, its references followed; keys become texts, so that a status may be a number."""
        for _ in range(HOPS):
            if not isinstance(value, dict):
                raise self.fault(where, f"must be an object, and is {_called(value)}")
            if "$ref" not in value:
                return {str(key): inner for key, inner in value.items()}
            value = self._target(value["$ref"], where)
        raise self.fault(where, "its references go round in a circle, or further than this tool follows")

    def inner(self, outer: Mapping, key: str, where: str) -> Mapping:
        """The mapping under a key; an empty one where the key is missing."""
        return self.mapping(outer[key], f"{where}/{key}") if outer.get(key) is not None else {}

    def items(self, outer: Mapping, key: str, where: str) -> list[Any]:
        """The list under a key; an empty one where the key is missing."""
        value = outer.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fault(f"{where}/{key}", f"must be a list, and is {_called(value)}")
        return value

    def text(self, outer: Mapping, key: str, where: str) -> str:
        """The text under a key; an empty one where the key is missing."""
        value = outer.get(key, "")
        if not isinstance(value, str):
            raise self.fault(f"{where}/{key}", f"must be a text, and is {_called(value)}")
        return value

    def _target(self, reference: Any, where: str) -> Any:
        if not isinstance(reference, str) or not reference.startswith("#/"):
            raise self.fault(where, f"refers to {str(reference)[:80]}, outside of this file; give the bundled file")
        value: Any = self.root
        for step in reference[2:].split("/"):
            key = unquote(step).replace("~1", "/").replace("~0", "~")
            if not isinstance(value, dict) or key not in value:
                raise self.fault(where, f"refers to {reference[:120]}, which is not there")
            value = value[key]
        return value


def _json(source: Source) -> Any:
    try:
        return json.loads(source.text)
    except json.JSONDecodeError as reason:
        raise UsageFault(f"{source.name}, line {reason.lineno}: is not JSON ({reason.msg}); is it truncated?") from None
    except RecursionError:
        raise UsageFault(f"{source.name}: is nested too deeply to be a specification") from None
    except ValueError as reason:
        raise UsageFault(f"{source.name}: is not JSON ({reason})") from None


def _yaml(source: Source) -> Any:
    try:
        if problem := files.yaml_problem(source.text, ALIASES):
            raise UsageFault(f"{source.name}, {problem} to be a specification")
        return yaml.load(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as reason:
        line = f", line {reason.problem_mark.line + 1}" if reason.problem_mark else ""
        raise UsageFault(f"{source.name}{line}: is not YAML ({reason.problem})") from None
    except (yaml.YAMLError, ValueError, TypeError) as reason:
        first = re.split(r"[\r\n]", str(reason))[0]
        raise UsageFault(f"{source.name}: is not YAML ({first})") from None


def _called(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "empty"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)
