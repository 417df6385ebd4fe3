"""What a session knows of one target: judgements, findings, verdict and counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from reject_contract.target.target_file import Target
from reject_contract.verdict import deviations as deviation_files
from reject_contract.verdict import verdict as verdicts
from reject_contract.verdict.deviations import NONE, Deviation, Deviations, DeviationState
from reject_contract.verdict.register import Register
from reject_contract.verdict.verdict import Finding, Judgement, VerdictName


@dataclass
class Counts:
    """What was sent to one target, and what is known of it.

    Requests, writes, requests by kind, when the first began and the last ended (seconds since the epoch), what
    the server says of itself, and how many appointments are left to be deleted.
    """

    requests: int = 0
    writes: int = 0
    first: float = 0.0
    last: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    release: str = ""
    left: int = 0

    def add(self, other: Counts) -> None:
        """Take in what another process counted."""
        self.requests += other.requests
        self.writes += other.writes
        self.first = min(filter(None, (self.first, other.first)), default=0.0)
        self.last = max(self.last, other.last)
        self.kinds = dict(Counter(self.kinds) + Counter(other.kinds))
        self.release = self.release or other.release
        self.left += other.left


@dataclass(frozen=True)
class Evidence:
    """What a violation rests on; `entry` is the id of the exchange in exchanges.har. Secrets are masked."""

    requirements: tuple[str, ...]
    test: str
    expected: str
    actual: str
    again: str
    exchange: str = ""
    curl: str = ""
    entry: str = ""


@dataclass
class Result:
    """Filled while the tests run, complete after `close`."""

    target: Target
    register: Register
    strict: bool
    deviations: Deviations = NONE
    started: float = field(default_factory=time.time)
    judgements: list[Judgement] = field(default_factory=list)
    messages: dict[str, list[str]] = field(default_factory=dict)
    """Why tests did not judge, by kind."""
    details: dict[str, str] = field(default_factory=dict)
    """What is to be read of each test that found a violation."""
    evidence: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    entries: list[tuple[Deviation, DeviationState]] = field(default_factory=list)
    """The deviations of the target, and what became of each."""
    verdict: VerdictName = "inconclusive"
    seconds: float = 0.0
    requests: int = 0
    writes: int = 0
    kinds: dict[str, int] = field(default_factory=dict)
    release: str = ""
    """What the server says of itself on GET /api."""

    def close(self, planned: Mapping[str, set[str]], counts: Counts) -> None:
        """Draw the conclusions."""
        self.findings = verdicts.findings(self.register, self.judgements, planned)
        self.entries = deviation_files.states(self.deviations, self.findings)
        self.notes += filter(None, (self.deviations.error(entry, state) for entry, state in self.entries))
        self.verdict = verdicts.verdict(self.findings, strict=self.strict, stale=self.stale)
        self.requests, self.writes = counts.requests, counts.writes
        self.kinds, self.release = counts.kinds, counts.release
        if counts.left:
            self.notes.append(f"{counts.left} appointments could not be deleted; reject-contract sweep tries again")
        self.started = counts.first or self.started
        self.seconds = counts.last - counts.first

    @property
    def stale(self) -> bool:
        """Whether a violation is accepted that the run did not see again."""
        return any(state == "no longer needed" for _, state in self.entries)

    @property
    def verdict_in_words(self) -> str:
        """The verdict, with the number of requirements that are not kept and accepted."""
        count = len(self.having("deviates"))
        return self.verdict + (f" with {count} deviation{'s' * (count > 1)}" if count else "")

    def having(self, outcome: verdicts.Outcome) -> list[Finding]:
        """The findings of one outcome."""
        return [finding for finding in self.findings if finding.outcome == outcome]
