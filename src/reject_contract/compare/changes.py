"""What is different between two runs, one requirement after the other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from reject_contract.compare.past import PastFinding, PastRun
from reject_contract.verdict.fingerprint import normalized
from reject_contract.verdict.outcomes import Outcome

ChangeKind = Literal[
    "newly violated", "newly warned", "newly accepted", "no longer judged", "changed level", "changed reason",
    "changed observation", "newly judged", "fixed", "same",
]  # fmt: skip
KINDS: tuple[ChangeKind, ...] = (
    "newly violated", "newly warned", "newly accepted", "no longer judged", "changed level", "changed reason",
    "changed observation", "newly judged", "fixed",
)  # fmt: skip
"""The worst first."""
BROKEN = ("violated", "warned", "deviates")
UNKNOWN = ("omitted", "unjudged")
BECAME: dict[Outcome, ChangeKind] = {
    "violated": "newly violated",
    "warned": "newly warned",
    "deviates": "newly accepted",
    "omitted": "no longer judged",
    "unjudged": "no longer judged",
}
VIOLATED_OTHERWISE = ("changed reason", "violated")
SLOWER, SLOWER_MS = 2.0, 50.0
"""Slower is what takes this many times as long, and so many milliseconds more: networks differ from day to day."""


@dataclass(frozen=True)
class Change:
    """What became of one requirement; an absent side is empty."""

    kind: ChangeKind
    requirement: str
    title: str
    before: str
    after: str
    was: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """Two runs, and all that changed from one to the other."""

    old: PastRun
    new: PastRun
    changes: tuple[Change, ...]
    slower: bool

    @property
    def different(self) -> bool:
        """Whether anything changed in what the server does; the release that it names is no behaviour."""
        return bool(self.changes) or self.slower or self.old.verdict != self.new.verdict

    @property
    def worse(self) -> bool:
        """Whether something is violated that was not, or not in this way, or can no longer be judged."""
        return any(
            change.kind in ("newly violated", "no longer judged") or (change.kind, change.after) == VIOLATED_OTHERWISE
            for change in self.changes
        )

    def counts(self) -> dict[ChangeKind, int]:
        """How many changes there are of each kind that occurs, the worst first."""
        found = Counter(change.kind for change in self.changes)
        return {kind: found[kind] for kind in KINDS if found[kind]}


def compare(old: PastRun, new: PastRun) -> Comparison:
    """All that is different, the worst first."""
    changes = sorted(_changes(old, new), key=lambda change: KINDS.index(change.kind))
    before, after = old.milliseconds, new.milliseconds
    slower = before is not None and after is not None and after > max(before * SLOWER, before + SLOWER_MS)
    return Comparison(old, new, tuple(changes), slower)


def _changes(old: PastRun, new: PastRun) -> Iterator[Change]:
    for name in dict.fromkeys([*new.findings, *old.findings]):
        before, after = old.findings.get(name), new.findings.get(name)
        kind = transition(before, after)
        known = after or before
        if kind != "same" and known:
            yield Change(
                kind, name, known.title,
                before.outcome if before else "", after.outcome if after else "",
                before.reason if before else "", after.reason if after else "",
            )  # fmt: skip


def transition(before: PastFinding | None, after: PastFinding | None) -> ChangeKind:
    """What it means that an outcome follows another; a requirement that one run does not know was not judged in it."""
    was = before.outcome if before else "omitted"
    now = after.outcome if after else "omitted"
    if was == now or (was in UNKNOWN and now in UNKNOWN):
        return _reason(before, after)
    if was in ("violated", "warned") and now == "warned":
        return "changed level"
    if now in BECAME:
        return BECAME[now]
    if was in UNKNOWN:
        return "newly judged"
    return "fixed" if was in BROKEN and now == "satisfied" else "changed level"


def _reason(before: PastFinding | None, after: PastFinding | None) -> ChangeKind:
    """Whether only the reason changed."""
    if before is None or after is None or _essence(before) == _essence(after):
        return "same"
    return "changed observation" if after.outcome == "observed" else "changed reason"


def _essence(finding: PastFinding) -> tuple[str, frozenset[str]]:
    """What stays the same where nothing changed: neither numbers nor the order of the tests matter."""
    if finding.outcome in ("satisfied", "deviates"):
        # Words of the owner, who may reword them; what deviates is known by its fingerprint.
        return finding.outcome, frozenset(each["fingerprint"] for each in finding.failures)
    return finding.outcome, frozenset(map(normalized, finding.reason.split("; ")))
