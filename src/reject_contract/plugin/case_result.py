"""Turns what happened in a test into judgements, and into the words that a person reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from reject_contract.http.violation import Omitted, TargetGone, Unjudged, Violation
from reject_contract.plugin import failure_text
from reject_contract.run.preflight import preflight
from reject_contract.run.run import Run
from reject_contract.verdict.deviations import NONE, Deviations
from reject_contract.verdict.fingerprint import fingerprint
from reject_contract.verdict.register import Register
from reject_contract.verdict.result import Evidence
from reject_contract.verdict.verdict import Judgement, Outcome

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
    accepted: list[Judgement] = field(default_factory=list)
    """On what the test met beside what it is about, and could pass by."""
    message: str = ""
    details: str = ""
    """Of a violation: what the message says of it, whichever requirement is read."""
    kind: Outcome | str = "satisfied"
    evidence: Evidence | None = None

    def open(self) -> None:
        """Decide what can be judged: `Omitted` where the target lacks what the test is about."""
        reasons = {each: self.run.missing(self.register[each]) for each in self.requirements}
        self.absent = {each: reason for each, reason in reasons.items() if reason}
        self.run.begin(preflight)
        self.run.recorder.accepts = self.accepts
        if self.requirements[0] in self.absent:
            raise Omitted(self.absent[self.requirements[0]])
        self.run.about(self.test, self.requirements)

    def observe(self, requirement: str, what: str) -> None:
        """Note what the server does where the documents leave it open."""
        if requirement not in self.requirements or self.register[requirement].level != "observe":
            raise ValueError(f"{requirement} is not an observe requirement of this test")
        self.observations.setdefault(requirement, []).append(self.run.redaction.mask(what))

    def accepts(self, violation: Violation) -> bool:
        """Note a violation beside what the test is about, where a deviation covers it; the test then goes on."""
        if violation.requirement is None:
            return False
        judgement = self._against(violation.requirement, violation.aspect, self._reason(violation))
        if judgement.outcome == "deviates" and judgement not in self.accepted:
            self.accepted.append(judgement)
        return judgement.outcome == "deviates"

    def count(self, raised: BaseException | None) -> None:
        """Cast the judgements, given what the test raised; the first call decides."""
        if self.kind != "satisfied":
            return
        raised = _inner(raised)
        match raised:
            case None:
                self.judgements = [self._satisfied(each) for each in self.requirements]
            case Violation() if broken := self._broken(raised):
                self._count_violation(raised, broken)
            case Omitted():
                self._all("omitted", str(raised))
            case Unjudged():
                if isinstance(raised, TargetGone):
                    self.run.give_up(raised)
                self._all("unjudged", self.run.redaction.mask(str(raised)))
            case _:
                self._all("unjudged", f"suite fault in {self.test}: {type(raised).__name__}")
                self.kind = "suite fault"
        self.judgements = [self._unless_absent(judgement) for judgement in self.judgements] + self.accepted

    def _unless_absent(self, judgement: Judgement) -> Judgement:
        if judgement.requirement not in self.absent:
            return judgement
        return Judgement(judgement.requirement, "omitted", self.test, self.absent[judgement.requirement])

    def _satisfied(self, requirement: str) -> Judgement:
        if self.register[requirement].level != "observe":
            return Judgement(requirement, "satisfied", self.test)
        seen = "; ".join(self.observations.get(requirement, ())) or "nothing of note"
        return Judgement(requirement, "observed", self.test, seen)

    def _broken(self, violation: Violation) -> list[str]:
        """The requirements that are not kept; a test that only observes has none, and must not judge."""
        if violation.requirement:
            return [violation.requirement]
        return [each for each in self.requirements if self.register[each].level != "observe"]

    def _count_violation(self, violation: Violation, broken: list[str]) -> None:
        self.evidence = _evidence(violation, broken, self.test, self.nodeid, self.run)
        self.details = failure_text.details(violation, self.run, self.nodeid, self.seed)
        heads = [
            line
            for each in broken
            for line in (failure_text.heading(self.register[each]), failure_text.where(self.register[each]))
        ]
        self.message = "\n".join([*heads, self.details])
        reason = self._reason(violation)
        for each in self.requirements:
            if self.register[each].level == "observe" and each in self.observations:
                self.judgements.append(self._satisfied(each))
        self.judgements += [self._against(each, violation.aspect, reason) for each in broken]
        rest = [
            each for each in self.requirements if each not in {judgement.requirement for judgement in self.judgements}
        ]
        self.judgements += [Judgement(each, "unjudged", self.test, f"the test ended at {broken[0]}") for each in rest]
        cast = {judgement.outcome for judgement in self.judgements}
        self.kind = next(each for each in ("violated", "warned", "deviates") if each in cast)

    def _reason(self, violation: Violation) -> str:
        return self.run.redaction.mask(f"expected {violation.expected}; actual: {violation.actual}")

    def _against(self, requirement: str, aspect: str, reason: str) -> Judgement:
        """The judgement on a requirement that is not kept."""
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
        self.message, self.kind = reason, outcome

    def as_json(self) -> dict[str, Any]:
        """What the controlling process needs to know; it may be another process."""
        return {
            "target": self.run.target.name,
            "kind": self.kind,
            "message": self.message,
            "details": self.details,
            "judgements": [vars(judgement) for judgement in self.judgements],
            "evidence": vars(self.evidence) if self.evidence else None,
        }


def _inner(raised: BaseException | None) -> BaseException | None:
    """What matters of a group: Hypothesis wraps failures that it could not repeat."""
    if not isinstance(raised, BaseExceptionGroup):
        return raised
    for kind in (Violation, Unjudged):
        group = raised.subgroup(kind)
        while group is not None:
            first = group.exceptions[0]
            if not isinstance(first, BaseExceptionGroup):
                return first
            group = first
    return raised


def _evidence(violation: Violation, broken: list[str], test: str, nodeid: str, run: Run) -> Evidence:
    """What a violation rests on, with every secret masked."""
    exchange, mask = violation.exchange, run.redaction.mask
    return Evidence(
        tuple(broken),
        test,
        mask(violation.expected),
        mask(violation.actual),
        mask(failure_text.again(run, nodeid)),
        exchange.text() if exchange else "",
        mask(exchange.curl()) if exchange else "",
        run.recorder.entry_of(exchange) if exchange else "",
    )
