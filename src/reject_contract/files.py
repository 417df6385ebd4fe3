"""Reads the files that a user hands over: a stranger may have made them, so neither kind, size nor shape is trusted."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import yaml

from reject_contract.errors import UsageFault

KIB = 1024
WRITTEN = 256 * KIB
"""Bytes of a file that a person writes."""
RECORDED = 512 * 1024 * KIB
"""Bytes of a file that a run writes: the archive of a large run has some 50 MB."""
DEEPEST = 100
"""Mappings and lists within one another."""
YAML: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The safe loader, in its quick form where PyYAML was built with it."""


def content(path: Path, what: str, most: int) -> bytes:
    """The bytes of an ordinary file; a `UsageFault` says why it cannot be read."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UsageFault(f"{what} {path}: {'is a folder' if path.is_dir() else 'is no ordinary file'}")
        with path.open("rb") as file:
            raw = file.read(most + 1)
    except (OSError, ValueError) as reason:
        plain = getattr(reason, "strerror", None) or str(reason)
        raise UsageFault(f"{what} {path}: cannot be read ({plain})") from None
    if len(raw) > most:
        raise UsageFault(f"{what} {path}: is larger than {most // KIB} KiB; is it the right file?")
    return raw


def load_yaml(path: Path, what: str) -> Any:
    """What a YAML file holds."""
    try:
        text = content(path, what, WRITTEN).decode("utf-8-sig")
        if problem := yaml_problem(text, aliases=0):
            raise UsageFault(f"{what} {path}, {problem}")
        return yaml.load(text, Loader=YAML)
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError) as reason:  # such as a day that is none
        mark = getattr(reason, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageFault(f"{what} {path}{where}: is not YAML ({getattr(reason, 'problem', None) or reason})") from None


def load_json(path: Path, what: str) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(content(path, what, RECORDED).decode("utf-8-sig"))
    except RecursionError:
        raise UsageFault(f"{what} {path}: is nested too deeply") from None
    except ValueError as reason:
        raise UsageFault(f"{what} {path}: is not JSON ({reason})") from None


def yaml_problem(text: str, aliases: int) -> str:
    """What would exhaust the loader, which recurses, or whoever walks its result; empty where nothing would."""
    depth = seen = 0
    collections: set[str] = set()
    for event in yaml.parse(text, Loader=YAML):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            collections.add(event.anchor or "")
        depth -= isinstance(event, yaml.CollectionEndEvent)
        seen += isinstance(event, yaml.AliasEvent) and event.anchor in collections
        line = event.start_mark.line + 1 if event.start_mark else 1
        if depth > DEEPEST:
            return f"line {line}: is nested too deeply"
        if seen > aliases:
            several = f"holds more than {aliases} aliases"
            return f"line {line}: {several if aliases else 'holds an alias of a list or a mapping; write it out'}"
    return ""
