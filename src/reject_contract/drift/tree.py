"""Loads JSON and YAML that may be hostile, and walks them without trusting their shape."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

import yaml

from reject_contract.drift.source import Source
from reject_contract.errors import UsageFault

DEEPEST = 100
ALIASES = 1000
HOPS = 20
Mapping = dict[str, Any]

_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _Loader(_Base):  # type: ignore[misc]  # the base is chosen at run time
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
        _check_events(source)
        return yaml.load(source.text, Loader=_Loader)
    except yaml.MarkedYAMLError as reason:
        line = f", line {reason.problem_mark.line + 1}" if reason.problem_mark else ""
        raise UsageFault(f"{source.name}{line}: is not YAML ({reason.problem})") from None
    except (yaml.YAMLError, ValueError, TypeError) as reason:
        first = re.split(r"[\r\n]", str(reason))[0]
        raise UsageFault(f"{source.name}: is not YAML ({first})") from None


def _check_events(source: Source) -> None:
    """Refuse what would exhaust the loader, which recurses; the parser does not."""
    depth = aliases = 0
    for event in yaml.parse(source.text, Loader=_Base):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        elif isinstance(event, yaml.AliasEvent):
            aliases += 1
        if depth > DEEPEST or aliases > ALIASES:
            what = "is nested too deeply" if depth > DEEPEST else f"holds more than {ALIASES} aliases"
            line = event.start_mark.line + 1 if event.start_mark else 1
            raise UsageFault(f"{source.name}, line {line}: {what} to be a specification")


def _called(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a text", bool: "a boolean", type(None): "empty"}
    return names.get(type(value), "a number" if isinstance(value, (int, float)) else type(value).__name__)
