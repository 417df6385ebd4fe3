"""manifest.json: the SHA-256 of every file of a run's folder, and what the run was made with."""

from __future__ import annotations

import json
import platform
from importlib import metadata
from pathlib import Path
from typing import Any

from reject_contract.plugin.options import Options
from reject_contract.reports import bundle, run_details, volatile
from reject_contract.verdict.result import Result

TOOLS = ("pytest", "schemathesis", "hypothesis", "requests", "urllib3", "allure-pytest")
"""Packages whose version bears on what is sent or how it is read."""


def write(result: Result, options: Options, folder: Path) -> None:
    """Write the manifest of all the other files in the target's folder."""
    content: dict[str, Any] = {
        "target": result.target.name,
        "verdict": result.verdict,
        "facts": run_details.of(result, options),
        "seed": options.seed,
        "versions": versions(),
        "hashes": run_details.digests(),
        "volatile": {name: each.meaning for name, each in volatile.FIELDS.items()},
        "files": bundle.digests(folder),
    }
    (folder / bundle.MANIFEST).write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def versions() -> dict[str, str]:
    """What the run was made with."""
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in TOOLS}}
