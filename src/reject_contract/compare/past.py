"""A run that was reported: its verdict.json, read back."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from reject_contract import files
from reject_contract.errors import UsageFault
from reject_contract.reports import bundle
from reject_contract.sanitize import shown
from reject_contract.verdict.fingerprint import FINGERPRINT
from reject_contract.verdict.outcomes import Outcome
from reject_contract.verdict.register import Register

NEEDED = ("target", "verdict", "requirements")


@dataclass(frozen=True)
class PastFinding:
    """The outcome of one requirement, as it was reported."""

    id: str
    title: str
    outcome: Outcome
    reason: str
    failures: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class PastRun:
    """What is known of a run; older files know less."""

    folder: Path
    target: str
    verdict: str
    suite_version: str
    release: str
    findings: dict[str, PastFinding] = field(repr=False)
    """By the id that a requirement has today."""
    accepted: frozenset[str] = frozenset()
    """The fingerprints that its deviations covered."""
    milliseconds: float | None = None
    """The median time of an answer to a judged request; None where it was not kept."""
    started: str = ""
    address: str = ""
    seconds: float = 0.0
    left_out: str = ""
    """How much was judged and why no more; empty where nothing of the core was left out."""


def read(folder: Path, register: Register) -> PastRun:
    """Read a target's folder below reports/; a `UsageFault` says why it is none."""
    path = folder / "verdict.json"
    if not path.is_file():
        below = sorted(each.parent.name for each in folder.glob("*/verdict.json"))
        hint = f"give one of the folders in it: {', '.join(below)}" if below else "give a folder such as reports/mock"
        raise UsageFault(f"{folder} is no report folder (it has no verdict.json); {hint}")
    try:
        raw = files.load_json(path, "report")
        missing = [key for key in NEEDED if key not in raw]
        if missing:
            raise ValueError(f"it has no {missing[0]}")
        findings = [_finding(each, register) for each in raw["requirements"]]
        return PastRun(
            folder,
            str(raw["target"]),
            str(raw["verdict"]),
            str(raw.get("suite_version", "")),
            str(raw.get("release") or ""),
            {finding.id: finding for finding in findings},
            frozenset(each["fingerprint"] for each in raw.get("deviations") or () if each["state"] == "used"),
            None if (median := raw.get("milliseconds")) is None else float(median),
            str(raw.get("started") or "").replace("T", " ").replace("+00:00", " UTC"),
            _address(folder / bundle.MANIFEST),
            float(raw.get("seconds", 0)),
            str(raw.get("left_out") or ""),
        )
    except (UsageFault, ValueError, TypeError, KeyError, AttributeError, OverflowError) as reason:
        raise UsageFault(f"{path} cannot be read as the report of a run ({reason or type(reason).__name__})") from None


def _finding(raw: dict[str, Any], register: Register) -> PastFinding:
    outcome = raw["outcome"]
    if outcome not in get_args(Outcome):
        raise ValueError(f"{shown(raw['id'])} has the outcome {shown(outcome)}, which is none")
    try:
        name = register.resolve(raw["id"]).id
    except UsageFault:
        name = shown(raw["id"])  # of a suite that knows other requirements
    failures = tuple(raw.get("failures") or ())
    if any("reason" not in each or not FINGERPRINT.fullmatch(each["fingerprint"]) for each in failures):
        raise ValueError(f"{name} has a failure that is none")
    return PastFinding(name, str(raw.get("title", "")), outcome, str(raw.get("reason", "")), failures)


def _address(path: Path) -> str:
    """The address of the target, which only the manifest has; empty where there is none."""
    return str(files.load_json(path, "manifest")["facts"]["Address"]) if path.is_file() else ""
