"""Known violations that somebody has accepted: for a reason, by name, and until a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from reject_contract import files
from reject_contract.errors import UsageFault
from reject_contract.verdict.fingerprint import FINGERPRINT, fingerprint
from reject_contract.verdict.register import Register, Requirement
from reject_contract.verdict.verdict import Finding

DeviationState = Literal["used", "no longer needed", "other failure", "not judged"]
KEYS = ("requirement", "fingerprint", "reason", "owner", "link", "expires")
NEEDED = {
    "requirement": "the id of the requirement that failed",
    "fingerprint": "what was observed, as `reject-contract deviations REPORTS/TARGET` prints it",
    "reason": "why the violation is accepted",
    "owner": "who answers for it",
    "expires": "the last day on which it is accepted, such as 2027-03-31",
}
WILD = re.compile(r"[*?%\[\]|^$]|\.[+*]|\A(?:any|all|everything)\Z", re.IGNORECASE)
"""What somebody writes who wants to accept more than one failure of one requirement."""


@dataclass(frozen=True)
class Deviation:
    """One accepted violation: this requirement, failing in this way."""

    requirement: str
    fingerprint: str
    reason: str
    owner: str
    link: str
    expires: date

    def __str__(self) -> str:
        link = f", {self.link}" if self.link else ""
        return f"accepted until {self.expires} by {self.owner}: {self.reason}{link}"


@dataclass(frozen=True)
class Deviations:
    """What is accepted of one target; `file` as the user wrote it."""

    file: str = ""
    accepted: tuple[Deviation, ...] = ()

    def of(self, requirement: Requirement, aspect: str, reason: str) -> Deviation | None:
        """The deviation that covers a failure; it was written under the requirement's id, or a former one."""
        names = (requirement.id, *requirement.former_ids)
        known = {fingerprint(name, aspect, reason) for name in names}
        return next((each for each in self.on(requirement.id) if each.fingerprint in known), None)

    def on(self, requirement: str) -> list[Deviation]:
        """All deviations of a requirement."""
        return [each for each in self.accepted if each.requirement == requirement]

    def error(self, deviation: Deviation, state: DeviationState) -> str:
        """What is wrong with an entry after a run, and what to do; empty where nothing is."""
        entry = f"deviations file {self.file}: the entry {deviation.requirement} {deviation.fingerprint}"
        if state == "no longer needed":
            return f"{entry} is no longer needed: the run did not see this failure again; remove the entry"
        if state == "other failure":
            return f"{entry} covers another failure than the one that the run saw; fix it, or add an entry for it"
        return ""


NONE = Deviations()


def load(path: Path, register: Register, today: date | None = None) -> Deviations:
    """Read a deviations file; a `UsageFault` names every entry that cannot be used, one a line."""
    raw = files.load_yaml(path, "deviations file")
    entries = raw.get("deviations") if isinstance(raw, dict) and set(raw) == {"deviations"} else None
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise UsageFault(f"deviations file {path}: must hold one key, deviations, with a list of entries")
    found: list[Deviation] = []
    faults: list[str] = []
    for number, entry in enumerate(entries, start=1):
        where = f"deviations file {path}, entry {number} ({entry.get('requirement') or 'without a requirement'})"
        wrong = [f"{where}: {fault}" for fault in _faults(entry, register, today or datetime.now(UTC).date())]
        faults += wrong
        if wrong:
            continue
        deviation = _deviation(entry, register)
        if (deviation.requirement, deviation.fingerprint) in {(each.requirement, each.fingerprint) for each in found}:
            faults.append(f"{where}: stands twice; remove one of the two")
        found.append(deviation)
    if faults:
        raise UsageFault("\n".join(faults))
    return Deviations(str(path), tuple(found))


def _faults(entry: dict[Any, Any], register: Register, today: date) -> Iterator[str]:
    """What is wrong with an entry."""
    for key in entry:
        if key not in KEYS:
            yield f"{key} is not a known key; known here: {', '.join(KEYS)}"
    for key, meaning in NEEDED.items():
        if not str(entry.get(key) or "").strip():
            yield f"{key} is missing; give {meaning}"
    yield from _broad_or_unknown(entry, register)
    link = entry.get("link")
    if link and not re.match(r"https?://\S+\Z", str(link)):
        yield f"link {link} is no http(s) address"
    if entry.get("expires"):
        expires = _day(entry["expires"])
        if expires is None:
            yield f"expires {entry['expires']} is not a day such as 2027-03-31"
        elif expires < today:
            yield f"expired on {expires}; mend the server, or have the owner accept it until a later day"


def _broad_or_unknown(entry: dict[Any, Any], register: Register) -> Iterator[str]:
    """Whether the entry names one failure of one requirement."""
    for key in ("requirement", "fingerprint"):
        value = entry.get(key)
        if value and (not isinstance(value, str) or WILD.search(value.strip())):
            yield f"{key} {value} is over-broad: an entry accepts one failure of one requirement; name it in full"
            return
    written, mark = entry.get("requirement"), entry.get("fingerprint")
    if written:
        try:
            requirement = register.resolve(written)
        except UsageFault as fault:
            yield str(fault)
            return
        if requirement.level == "observe":
            yield f"{requirement.id} is only observed and never held against a server; remove the entry"
    if mark and not FINGERPRINT.fullmatch(mark.strip()):
        yield f"fingerprint {mark} is none; `reject-contract deviations REPORTS/TARGET` prints them (fp-…)"


def _deviation(entry: dict[str, Any], register: Register) -> Deviation:
    words = {key: str(entry.get(key) or "").strip() for key in ("fingerprint", "reason", "owner", "link")}
    day = _day(entry["expires"])
    assert day is not None  # _faults has looked
    return Deviation(register.resolve(entry["requirement"]).id, expires=day, **words)


def _day(value: object) -> date | None:
    """YAML reads most days as dates; one in quotes is a text."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(value.strip()) if isinstance(value, str) else None
    except ValueError:
        return None


def states(deviations: Deviations, findings: Iterable[Finding]) -> list[tuple[Deviation, DeviationState]]:
    """What became of each entry in a run."""
    by_requirement = {finding.requirement.id: finding for finding in findings}
    return [(each, _state(each, by_requirement[each.requirement])) for each in deviations.accepted]


def _state(deviation: Deviation, finding: Finding) -> DeviationState:
    if any(
        judgement.outcome == "deviates" and judgement.fingerprint == deviation.fingerprint
        for judgement in finding.judgements
    ):
        return "used"
    if any(judgement.outcome in ("violated", "warned") for judgement in finding.judgements):
        return "other failure"
    return "no longer needed" if finding.outcome in ("satisfied", "deviates") else "not judged"
