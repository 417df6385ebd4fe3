"""verdict.json: the outcome of every requirement, for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from reject_contract import __version__
from reject_contract.http.har import Entry
from reject_contract.verdict.result import Result
from reject_contract.verdict.verdict import Finding


def content(result: Result, entries: Sequence[Entry]) -> dict[str, Any]:
    """The document, as openapi/verdict.schema.json describes it; `entries` are those of exchanges.har."""
    judged = {each.name for each in result.register.operations.values()}
    times = [float(each["time"]) for each in entries if each["operation"] in judged]
    return {
        "target": result.target.name,
        "verdict": result.verdict,
        "suite_version": __version__,
        "release": result.release,
        "started": datetime.fromtimestamp(result.started, UTC).isoformat(timespec="seconds"),
        "seconds": round(result.seconds, 3),
        "milliseconds": median(times) if times else None,
        "requests": result.requests,
        "writes": result.writes,
        "left": result.left,
        "left_out": result.left_out,
        "deviations": [
            {
                "requirement": entry.requirement,
                "fingerprint": entry.fingerprint,
                "reason": entry.reason,
                "owner": entry.owner,
                "link": entry.link,
                "expires": entry.expires.isoformat(),
                "state": state,
            }
            for entry, state in result.entries
        ],
        "requirements": [
            {
                "id": finding.requirement.id,
                "title": finding.requirement.title,
                "level": finding.requirement.level,
                "basis": finding.requirement.basis,
                "outcome": finding.outcome,
                "reason": finding.reason,
                "tests": list(finding.tests),
                "failures": _failures(finding),
            }
            for finding in result.findings
        ],
    }


def _failures(finding: Finding) -> list[dict[str, Any]]:
    """The ways in which a requirement failed, each with the tests that saw it."""
    found: dict[str, dict[str, Any]] = {}
    for judgement in sorted(finding.judgements, key=lambda each: each.test):
        if judgement.fingerprint:
            new = {
                "fingerprint": judgement.fingerprint,
                "aspect": judgement.aspect,
                "reason": judgement.reason,
                "tests": [],
            }
            found.setdefault(judgement.fingerprint, new)["tests"].append(judgement.test)
    return list(found.values())


def write(result: Result, entries: Sequence[Entry], folder: Path) -> None:
    """Write verdict.json into the target's folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content(result, entries), indent=1, ensure_ascii=False)
    (folder / "verdict.json").write_text(text + "\n", encoding="utf-8")
