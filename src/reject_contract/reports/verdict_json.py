"""verdict.json: the outcome of every requirement, for programs."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reject_contract import __version__
from reject_contract.result import Result


def content(result: Result) -> dict[str, Any]:
    """The document, as openapi/verdict.schema.json describes it."""
    return {
        "target": result.target.name,
        "verdict": result.verdict,
        "suite_version": __version__,
        "started": datetime.fromtimestamp(result.started, UTC).isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "requests": result.requests,
        "writes": result.writes,
        "requirements": [
            {
                "id": finding.requirement.id,
                "title": finding.requirement.title,
                "level": finding.requirement.level,
                "basis": finding.requirement.basis,
                "outcome": finding.outcome,
                "reason": finding.reason,
                "tests": list(finding.tests),
            }
            for finding in result.findings
        ],
    }


def write(result: Result, folder: Path) -> None:
    """Write verdict.json into the target's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content(result), indent=1, ensure_ascii=False)
    (folder / "verdict.json").write_text(text + "\n", encoding="utf-8")
