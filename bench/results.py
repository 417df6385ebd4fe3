"""results.json: what was measured, part by part, so that one part can be measured anew."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import HERE

PATH = HERE / "results.json"
Results = dict[str, Any]


def load(path: Path = PATH) -> Results:
    """What is there, or nothing yet."""
    found: Results = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def save(results: Results, path: Path = PATH) -> None:
    """Write it whole or not at all; each run has a line of its own, so that changes can be read."""
    scratch = path.with_suffix(".part")
    scratch.write_text(dump(results) + "\n", encoding="utf-8")
    scratch.replace(path)


def dump(value: Any, depth: int = 0) -> str:
    """JSON in which the innermost objects and lists stand on one line."""
    if isinstance(value, Mapping) and any(isinstance(each, Mapping | list) for each in value.values()) and depth < 4:
        pad = " " * (depth + 1)
        lines = (f"{pad}{json.dumps(str(key))}: {dump(each, depth + 1)}" for key, each in value.items())
        return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"
    return json.dumps(value, ensure_ascii=False)


def stamp() -> dict[str, Any]:
    """When and on what something was measured."""
    return {
        "date": datetime.now(UTC).strftime("%Y-%m-%d"),
        "python": platform.python_version(),
        "cores": os.cpu_count(),
    }


def merge_runs(results: Results, tool: str, about: Mapping[str, Any], runs: Mapping[str, Mapping[str, Any]]) -> None:
    """Put new runs of a tool in the place of its old ones."""
    entry = results.setdefault("tools", {}).setdefault(tool, {"runs": {}})
    entry.update(about)
    entry["runs"] = {**entry["runs"], **runs}


def set_corpus(results: Results, corpus: Mapping[str, Mapping[str, Any]]) -> None:
    """Take over the catalogue; runs on what is gone, or is something else now, are dropped."""
    before = results.get("corpus", {})
    results["corpus"] = dict(corpus)

    def same(name: str) -> bool:
        return name in corpus and (before.get(name, {}).get("kind"), before.get(name, {}).get("installation")) == (
            corpus[name]["kind"],
            corpus[name]["installation"],
        )

    for entry in results.get("tools", {}).values():
        entry["runs"] = {name: run for name, run in entry["runs"].items() if same(name)}
