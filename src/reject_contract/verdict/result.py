"""What a session knows of one target: judgements, findings, verdict and counts."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from reject_contract.target.target_file import Target
from reject_contract.verdict import deviations as deviation_files
from reject_contract.verdict import verdict as verdicts
from reject_contract.verdict.deviations import NONE, Deviation, Deviations, DeviationState
from reject_contract.verdict.gate import OPEN, Gate
from reject_contract.verdict.outcomes import TABLE, Outcome
from reject_contract.verdict.register import Register
from reject_contract.verdict.verdict import NOT_SELECTED, Finding, Judgement, Scope, VerdictName, core_left_out

KEPT_CANCELLED = (
    "invitations that were seen stay as cancelled in the diaries of those who were invited,"
    " until they dismiss them there"
)


@dataclass
class Counts:
    """What was sent to one target, and what is known of it.

    Requests, writes, requests by kind, when the first began and the last ended (seconds since the epoch), what
    the server says of itself, how many appointments are left to be deleted, and whether cancelled invitations stay.
    """

    requests: int = 0
    writes: int = 0
    first: float = 0.0
    last: float = 0.0
    kinds: dict[str, int] = field(default_factory=dict)
    release: str = ""
    left: int = 0
    kept_cancelled: bool = False

    def add(self, other: Counts) -> None:
        """Take in what another process counted."""
        self.requests += other.requests
        self.writes += other.writes
        self.first = min(filter(None, (self.first, other.first)), default=0.0)
        self.last = max(self.last, other.last)
        self.kinds = dict(Counter(self.kinds) + Counter(other.kinds))
        self.release = self.release or other.release
        self.left += other.left
        self.kept_cancelled |= other.kept_cancelled


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
    details: str = ""
    """What a person reads of it, whichever requirement is read."""


@dataclass
class Result:
    """Filled while the tests run, complete after `close`."""

    target: Target
    register: Register
    strict: bool
    deviations: Deviations = NONE
    gate: Gate = OPEN
    quick: bool = False
    """Whether the most telling tests alone were run."""
    started: float = field(default_factory=time.time)
    judgements: list[Judgement] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    """Why tests were left unjudged."""
    looked_again: list[str] = field(default_factory=list)
    """What a gateway answered to tests that were then run again."""
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
    left: int = 0
    """How many appointments of the run could not be deleted, or not be seen to be gone."""

    @property
    def left_in_words(self) -> str:
        """What is to be said of them."""
        name = self.target.name
        return (
            f"clean-up failed: {self.left} appointment(s) of the run may still be on {name}; the journals in its folder"
            " of reports name them, and reject-contract sweep tries again"
        )

    def close(self, scope: Scope, counts: Counts) -> None:
        """Draw the conclusions."""
        self.findings = verdicts.findings(self.register, self.judgements, scope)
        self.entries = deviation_files.states(self.deviations, self.findings)
        self.notes += filter(None, (self.deviations.error(entry, state) for entry, state in self.entries))
        self.verdict = self._verdict(self.findings)
        self.notes += filter(None, [self.left_out])
        if scope.stopped and self.verdict == "conforms":
            self.verdict = "inconclusive"
        self.notes += [scope.stopped] * bool(scope.stopped)
        failed = [each for each in self.findings if verdicts.fails(each, strict=self.strict)]
        self.notes += self.gate.in_words(self._judged, failed)
        self.requests, self.writes = counts.requests, counts.writes
        self.kinds, self.release = counts.kinds, counts.release
        self.left = counts.left
        if counts.kept_cancelled:
            self.notes.append(KEPT_CANCELLED)
        if again := len(self.looked_again):
            tests = "1 test was" if again == 1 else f"{again} tests were"
            self.notes.append(f"sometimes a gateway answered ({self.looked_again[0]}): {tests} run again")
        if self.left:
            self.notes.append(self.left_in_words)
        self.started = counts.first or self.started
        self.seconds = counts.last - counts.first

    def _verdict(self, findings: Iterable[Finding]) -> VerdictName:
        return verdicts.verdict(findings, strict=self.strict, stale=self.stale, in_part=self.target.in_part)

    @property
    def passes_as(self) -> VerdictName:
        """The verdict that the exit code follows: what failed in the gate's baseline too does not count."""
        verdict = self._verdict(self.gate.counted(self.findings)) if self.verdict == "violates" else self.verdict
        return "inconclusive" if verdict == "conforms" and not self.gate.has_enough(self._judged) else verdict

    @property
    def stale(self) -> bool:
        """Whether a violation is accepted that the run did not see again."""
        return any(state == "no longer needed" for _, state in self.entries)

    @property
    def verdict_in_words(self) -> str:
        """The verdict, with how much was judged where it is a part, and the number of accepted failures."""
        count = len(self.having("deviates"))
        part = f" in part: {self._share}" * self.in_part
        quick = ", quick" * self.quick
        return self.verdict + part + (f" with {count} deviation{'s' * (count > 1)}" if count else "") + quick

    @property
    def in_part(self) -> bool:
        """Whether the target conforms, and not all of the contract's core was judged."""
        return self.verdict == "conforms" and bool(core_left_out(self.findings))

    @property
    def left_out(self) -> str:
        """How much was judged and why no more; empty where all of the contract's core was, and all was selected."""
        core = core_left_out(self.findings)
        if not (core or self.quick) and all(finding.reason != NOT_SELECTED for finding in self.findings):
            return ""
        reasons = Counter(each.reason for each in self.having("omitted") if not each.requirement.not_tested)
        why = "; ".join(f"{reason} ({count})" for reason, count in reasons.most_common())
        asked = self.target.in_part or all(finding.reason == NOT_SELECTED for finding in core)
        ways = "" if asked else ". The contract's core is among it; scope: refusals in the target file asks for less"
        quick = "a quick run, by the most telling tests alone: " * self.quick
        return f"{quick}{self._share} were judged. Left out: {why}{ways}"

    @property
    def why(self) -> list[str]:
        """Why the verdict is no better, each reason once: what was not judged, and what was noted."""
        unjudged = Counter(each.reason for each in self.having("unjudged"))
        return [*(f"{count} unjudged: {reason}" for reason, count in unjudged.most_common()), *self.notes]

    @property
    def _judged(self) -> int:
        return sum(TABLE[finding.outcome].judged for finding in self.findings)

    @property
    def _share(self) -> str:
        return f"{self._judged} of {len(self.findings)} requirements"

    def failing(self, finding: Finding) -> list[str]:
        """The tests by which a requirement failed."""
        cast = (judgement for judgement in finding.judgements if judgement.outcome in ("violated", "warned"))
        return list(dict.fromkeys(judgement.test for judgement in cast))

    def details(self, finding: Finding) -> str:
        """What a person reads of a requirement that failed, as its first failing test saw it."""
        of_it = (each for each in self.evidence if finding.requirement.id in each.requirements)
        return next((each.details for each in of_it if each.test in self.failing(finding)[:1]), "")

    def having(self, outcome: Outcome) -> list[Finding]:
        """The findings of one outcome."""
        return [finding for finding in self.findings if finding.outcome == outcome]
