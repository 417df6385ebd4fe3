"""Turns what happened in a test into judgements, and into the words that a person reads."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from reject_contract.http.exchange import ELSEWHERE, SideFinding
from reject_contract.http.violation import Omitted, TargetGone, Unjudged, Violation
from reject_contract.plugin import failure_text
from reject_contract.run import reproduction
from reject_contract.run.doctor import preflight
from reject_contract.run.run import Run
from reject_contract.verdict.deviations import NONE, Deviations
from reject_contract.verdict.fingerprint import fingerprint
from reject_contract.verdict.outcomes import SUITE_FAULT, Outcome
from reject_contract.verdict.register import Register
from reject_contract.verdict.result import Evidence
from reject_contract.verdict.verdict import Judgement

Observe = Callable[[str, str], None]
"""Notes what the server does where the documents leave it open: requirement id, and what was seen."""

CASE_RESULT = pytest.StashKey["CaseResult"]()


@dataclass
class CaseResult:
    """The judgements of one test on one target."""

    register: Register
    requirements: tuple[str, ...]
    run: Run
    test: str
    nodeid: str
    seed: int = 0
    deviations: Deviations = NONE
    absent: dict[str, str] = field(default_factory=dict)
    observations: dict[str, list[str]] = field(default_factory=dict)
    judgements: list[Judgement] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    """One for each failure: what ended the test, and what it met beside what it is about."""
    reason: str = ""
    """Why the test judged nothing."""
    kind: Outcome | str = "satisfied"
    before: str = ""
    """What a gateway answered, so that the test is run again."""
    counts_gateways: bool = False
    """Whether such an answer is the very violation, as where one of two requests at once is turned away."""

    def open(self) -> None:
        """Decide what can be judged: `Omitted` where the target lacks what the test is about."""
        try:
            self.run.begin(preflight)
        finally:
            reasons = {each: self.run.missing(self.register[each]) for each in self.requirements}
            self.absent = {each: reason for each, reason in reasons.items() if reason}
        if self.requirements[0] in self.absent:
            raise Omitted(self.absent[self.requirements[0]])
        self.run.about(self.test, self.requirements)

    def observe(self, requirement: str, what: str) -> None:
        """Note what the server does where the documents leave it open."""
        if requirement not in self.requirements or self.register[requirement].level != "observe":
            raise ValueError(f"{requirement} is not an observe requirement of this test")
        self.observations.setdefault(requirement, []).append(self.run.redaction.mask(what))

    def count(self, raised: BaseException | None) -> None:
        """Judge, given what the test raised; only the first call counts."""
        if self.kind != "satisfied":
            return
        raised, self.judgements, self.evidence = _inner(raised), [], []
        match raised:
            case None:
                self.judgements = [self._satisfied(each) for each in self.requirements]
            case Violation() if broken := [each for each in self.requirements if self._judges(each)]:
                self._count_violation(raised, broken)
            case Omitted():
                self._all("omitted", str(raised))
            case Unjudged():
                if isinstance(raised, TargetGone):
                    self.run.give_up(raised)
                self._all("unjudged", self.run.redaction.mask(str(raised)))
            case _:
                self._all("unjudged", f"{SUITE_FAULT} in {self.test}: {type(raised).__name__}")
                self.kind = SUITE_FAULT
        self.judgements = [self._unless_absent(judgement) for judgement in self.judgements]
        self._count_side_findings()
        cast = {judgement.outcome for judgement in self.judgements}
        if self.kind != SUITE_FAULT:
            self.kind = next((each for each in ("violated", "warned") if each in cast), self.kind)

    def _unless_absent(self, judgement: Judgement) -> Judgement:
        if judgement.requirement not in self.absent:
            return judgement
        return Judgement(judgement.requirement, "omitted", self.test, self.absent[judgement.requirement])

    def _satisfied(self, requirement: str) -> Judgement:
        if self._judges(requirement):
            return Judgement(requirement, "satisfied", self.test)
        seen = "; ".join(self.observations.get(requirement, ())) or "nothing of note"
        return Judgement(requirement, "observed", self.test, seen)

    def _judges(self, requirement: str) -> bool:
        """Whether the test may find the requirement violated; what is only observed it may not."""
        return self.register[requirement].level != "observe"

    def _count_violation(self, violation: Violation, broken: list[str]) -> None:
        self.kind = "deviates"  # unless a judgement is worse
        self.counts_gateways = violation.exchange is not None and violation.exchange.status in ELSEWHERE
        self.evidence.append(self._evidence(violation, broken))
        reason = self._reason(violation)
        open_ones = [each for each in self.requirements if not self._judges(each)]
        self.judgements += [self._satisfied(each) for each in open_ones if each in self.observations]
        self.judgements += [self._against(each, violation.aspect, reason) for each in broken]
        self.judgements += [
            Judgement(each, "unjudged", self.test, f"the test ended at {broken[0]}")
            for each in open_ones
            if each not in self.observations
        ]

    def _count_side_findings(self) -> None:
        """Judge what the test met beside what it is about, each way of failing once."""
        found: dict[tuple[str, str], Judgement] = {}
        for each in self.run.recorder.side_findings:
            judgement = self._against(each.requirement, each.aspect, self._reason(each))
            if found.setdefault((each.requirement, judgement.fingerprint), judgement) is judgement:
                self.evidence.append(self._evidence(each, [each.requirement]))
        broken = {requirement for requirement, _ in found}
        kept = [each for each in self.judgements if each.outcome != "satisfied" or each.requirement not in broken]
        self.judgements = [*kept, *found.values()]

    def _reason(self, violation: Violation | SideFinding) -> str:
        return self.run.redaction.mask(f"expected {violation.expected}; actual: {violation.actual}")

    def _against(self, requirement: str, aspect: str, reason: str) -> Judgement:
        """The judgement on a requirement that failed."""
        clause = self.register[requirement]
        if accepted := self.deviations.of(clause, aspect, reason):
            return Judgement(requirement, "deviates", self.test, f"{accepted}: {reason}", aspect, accepted.fingerprint)
        mark = fingerprint(requirement, aspect, reason)
        if others := self.deviations.on(requirement):
            reason += f" (the deviation {others[0].fingerprint} covers another failure)"
        return Judgement(
            requirement, "violated" if clause.level == "must" else "warned", self.test, reason, aspect, mark
        )

    def _all(self, outcome: Outcome, reason: str) -> None:
        self.judgements = [Judgement(each, outcome, self.test, reason) for each in self.requirements]
        self.reason, self.kind = reason, outcome

    def _evidence(self, violation: Violation | SideFinding, broken: list[str]) -> Evidence:
        """The evidence of a violation, with every secret masked."""
        exchange, mask = violation.exchange, self.run.redaction.mask
        commands = mask(reproduction.script(self.run, exchange)) if exchange else ""
        return Evidence(
            tuple(broken),
            self.test,
            mask(violation.expected),
            mask(violation.actual),
            mask(failure_text.again(self.run, self.nodeid)),
            exchange.text() if exchange else "",
            commands,
            self.run.recorder.entry_of(exchange) if exchange else "",
            failure_text.details(violation, self.run, self.nodeid, self.seed, commands),
        )

    @property
    def gateway_answer(self) -> str:
        """What a gateway answered in place of the server, where the test came to nothing good for it."""
        if self.kind not in ("violated", "warned", "unjudged") or self.run.hopeless or self.counts_gateways:
            return ""
        return next((each.summary() for each in self.run.recorder.exchanges if each.status in ELSEWHERE), "")

    @property
    def message(self) -> str:
        """All that a person reads of the test: its failures, and why it judged nothing."""
        return "\n\n".join([*map(self._text, self.evidence), *filter(None, [self.reason])])

    def _text(self, evidence: Evidence) -> str:
        clauses = [self.register[each] for each in evidence.requirements]
        heads = [line for each in clauses for line in (failure_text.heading(each), failure_text.where(each))]
        return "\n".join([*heads, evidence.details])

    def as_json(self) -> dict[str, Any]:
        """What the controlling process needs to know; it may be another process."""
        return {
            "target": self.run.target.name,
            "kind": self.kind,
            "reason": self.reason,
            "before": "" if self.gateway_answer else self.before,
            "judgements": [vars(judgement) for judgement in self.judgements],
            "evidence": [vars(evidence) for evidence in self.evidence],
        }


def _inner(raised: BaseException | None) -> BaseException | None:
    """What matters of a group: Hypothesis wraps failures that it could not repeat."""
    if not isinstance(raised, BaseExceptionGroup):
        again = "the server did something else when the same requests were sent again"
        hypothesis = sys.modules.get("hypothesis.errors")  # it is slow to import, and most runs need nothing of it
        return Unjudged(again) if hypothesis and isinstance(raised, hypothesis.Flaky) else raised
    for kind in (Violation, Unjudged):
        group = raised.subgroup(kind)
        while group is not None:
            first = group.exceptions[0]
            if not isinstance(first, BaseExceptionGroup):
                return first
            group = first
    return raised
