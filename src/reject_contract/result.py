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
class Result:
    """Filled while the tests run, complete after `close`."""

    target: Target
    register: Register
    strict: bool
    started: float
    votes: list[Vote] = field(default_factory=list)
    messages: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    verdict: VerdictName = "inconclusive"
    seconds: float = 0.0
    requests: int = 0
    writes: int = 0

    def close(self, planned: Mapping[str, set[str]], counts: Mapping[str, int]) -> None:
        """Draw the conclusions."""
        self.findings = verdicts.findings(self.register, self.votes, planned)
        self.verdict = verdicts.verdict(self.findings, strict=self.strict)
        self.seconds = time.time() - self.started
        self.requests, self.writes = counts.get("requests", 0), counts.get("writes", 0)

    def having(self, outcome: verdicts.Outcome) -> list[Finding]:
        """The findings of one outcome."""
        return [finding for finding in self.findings if finding.outcome == outcome]
