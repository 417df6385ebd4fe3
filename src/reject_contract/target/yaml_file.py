"""Reads the YAML files that a user writes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from reject_contract.errors import UsageFault


def read(path: Path, what: str) -> Any:
    """The content of a file; a `UsageFault` says why it cannot be read, and names the line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        plain = getattr(reason, "strerror", None) or str(reason)
        raise UsageFault(f"{what} {path}: cannot be read ({plain}); give the path of a YAML file") from None
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as reason:  # such as a day that is none
        mark = getattr(reason, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark else ""
        raise UsageFault(f"{what} {path}{where}: is not YAML ({getattr(reason, 'problem', reason)})") from None
