"""What a session knows of one target: votes, findings, verdict and counts."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from reject_contract import verdict as verdicts
from reject_contract.register import Register
from reject_contract.target import Target
from reject_contract.verdict import Finding, VerdictName, Vote


@dataclass
class Counts:
    """Requests and writes on one target, and when the first began and the last ended (seconds since the epoch)."""

    requests: int = 0
    writes: int = 0
    first: float = 0.0
    last: float = 0.0

    def add(self, other: Counts) -> None:
        """Take in what another process counted."""
        self.requests += other.requests
        self.writes += other.writes
        self.first = min(filter(None, (self.first, other.first)), default=0.0)
        self.last = max(self.last, other.last)


@dataclass
class Result:
    """Filled while the tests run, complete after `close`."""

    target: Target
    register: Register
    strict: bool
    started: float = field(default_factory=time.time)
    votes: list[Vote] = field(default_factory=list)
    details: dict[str, str] = field(default_factory=dict)
    """What is to be read of each test that found a violation."""
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    verdict: VerdictName = "inconclusive"
    seconds: float = 0.0
    requests: int = 0
    writes: int = 0

    def close(self, planned: Mapping[str, set[str]], counts: Counts) -> None:
        """Draw the conclusions."""
        self.findings = verdicts.findings(self.register, self.votes, planned)
        self.verdict = verdicts.verdict(self.findings, strict=self.strict)
        self.requests, self.writes = counts.requests, counts.writes
        self.started = counts.first or self.started
        self.seconds = counts.last - counts.first

    def having(self, outcome: verdicts.Outcome) -> list[Finding]:
        """The findings of one outcome."""
        return [finding for finding in self.findings if finding.outcome == outcome]
