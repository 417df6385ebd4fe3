"""What the console says of a violation, without what differs from run to run."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

CHANGES = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"(AppointmentId\W{1,7})\d{3,7}\b"), r"\1ID"),
    (re.compile(r"--target \S+\.yaml"), "--target TARGET.yaml"),
    (re.compile(r"(?<=[{ ])\d{3,7}(?=: (?:State|\())"), "ID"),
    (re.compile(r"\b(invitation|appointment|occurrence) \d{3,7}\b"), r"\1 ID"),
    (re.compile(r"\b\d+ ms\b"), "N ms"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"), "DATE"),
]
"""Ports, ids, places of files and times."""


def of(output: str, verdict: dict[str, Any], breaks: Sequence[str]) -> str:
    """The text of the first of some requirements that a run shows as not kept; its first line names the aspect."""
    part = re.search(rf"^=+ {verdict['target']}: .*?^verdict: {verdict['target']} ", output, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"\n\n+", part[0] if part else "")
    found = {each["id"]: each for each in verdict["requirements"]}
    for name in breaks:
        block = next((each for each in blocks if re.match(rf"(?:violated|warned): {name}  ", each)), None)
        if block:
            first = min(found[name]["failures"], key=lambda failure: min(failure["tests"]))
            return f"aspect: {first['aspect']}\n\n{plain(block)}\n"
    return ""


def plain(text: str) -> str:
    """The text with names for what changes."""
    for changing, name in CHANGES:
        text = changing.sub(name, text)
    return text
