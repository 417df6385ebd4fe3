"""What the console says of a violation, without what differs from run to run."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

CHANGES = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"--target \S+\.yaml"), "--target TARGET.yaml"),
    (re.compile(r"\[reject-contract [0-9a-f]{8}\]"), "[reject-contract RUN]"),
    (re.compile(r"\b\d+ ms\b"), "N ms"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"), "DATE"),
]
"""Ports, places of files and times."""
NO_ID = r"(?:HTTP/1\.\d |status |after |or |actual    |Content-Length: )\d+"
"""Numbers that are not the id of an appointment, whatever ids there are."""

ROWS = 100
"""More rows than an invitation or a series has."""
UNKNOWN = range(2**31 - 10**6, 2**31)
"""Where the stage looks for an id that names nothing."""


def of(output: str, verdict: dict[str, Any], breaks: Sequence[str], masters: Collection[int]) -> str:
    """The text of the first of some requirements that a run shows as not kept; its first line names the aspect."""
    part = re.search(rf"^=+ {verdict['target']}: .*?^verdict: {verdict['target']} ", output, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"\n\n+", part[0] if part else "")
    found = {each["id"]: each for each in verdict["requirements"]}
    for name in breaks:
        block = next((each for each in blocks if re.match(rf"(?:violated|warned): {name}  ", each)), None)
        if block:
            first = min(found[name]["failures"], key=lambda failure: min(failure["tests"]))
            return f"aspect: {first['aspect']}\n\n{plain(block, masters)}\n"
    return ""


def made(folder: Path) -> set[int]:
    """The ids of the master rows that a run made on a target."""
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return {made for line in lines if (made := json.loads(line).get("made"))}


def plain(text: str, masters: Collection[int]) -> str:
    """The text with names for what changes."""
    for changing, name in CHANGES:
        text = changing.sub(name, text)
    rows = range(min(masters), max(masters) + ROWS)  # the mock counts up

    def named(match: re.Match[str]) -> str:
        if not match[0].isdigit():
            return match[0]
        number = int(match[0])
        if number in masters:
            return "MASTER"
        if number in rows:
            return "ID"
        return "WRAPPED" if number - 2**32 in rows else "UNKNOWN" if number in UNKNOWN else match[0]

    return re.sub(rf"{NO_ID}|(?<!\d)\d{{2,10}}(?!\d)", named, text)
