"""From the judgements of the tests to the outcome of each requirement, the verdict and the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Literal

from reject_contract.http.violation import SOMETIMES
from reject_contract.verdict.register import Register, Requirement

Outcome = Literal["satisfied", "violated", "warned", "observed", "deviates", "omitted", "unjudged"]
VerdictName = Literal["conforms", "violates", "inconclusive"]
OUTCOMES: tuple[Outcome, ...] = ("violated", "warned", "unjudged", "deviates", "satisfied", "observed", "omitted")
"""The worst first: where the tests of a requirement disagree, the first of these that occurs is its outcome."""


class Exit(IntEnum):
    """Exit codes of a run."""

    #: every must that applies is satisfied
    CONFORMS = 0
    #: some must is violated
    VIOLATES = 1
    #: stopped by the user
    INTERRUPTED = 2
    #: the suite itself broke
    SUITE_FAULT = 3
    #: bad target file, unknown option or requirement
    USAGE = 4
    #: nothing violated, but not all was judged
    INCONCLUSIVE = 5


NOT_SELECTED = "not selected for this run"


@dataclass(frozen=True)
class Judgement:
    """What one test says of one requirement."""

    requirement: str
    outcome: Outcome
    test: str
    reason: str = ""
    aspect: str = ""
    fingerprint: str = ""
    """Names the failure, where it is one, in the same way in every run."""


@dataclass(frozen=True)
class Finding:
    """The outcome of one requirement in a run on one target."""

    requirement: Requirement
    outcome: Outcome
    reason: str
    tests: tuple[str, ...] = ()
    judgements: tuple[Judgement, ...] = field(default=(), repr=False)


def findings(register: Register, judgements: Iterable[Judgement], planned: Mapping[str, set[str]]) -> list[Finding]:
    """One finding for each requirement of the register.

    `planned` names the tests that were to be run, by requirement: one that cast no judgement leaves its
    requirement unjudged.
    """
    by_requirement: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_requirement.setdefault(judgement.requirement, []).append(judgement)
    for cast in by_requirement.values():
        cast.sort(key=lambda judgement: judgement.test)  # tests run in random order; what is said of them has one
    found = {
        requirement.id: _finding(
            requirement, by_requirement.get(requirement.id, []), planned.get(requirement.id, set())
        )
        for requirement in register.requirements.values()
    }
    return [_attributed(finding, found, register) for finding in found.values()]


def verdict(found: Iterable[Finding], *, strict: bool = False, stale: bool = False) -> VerdictName:
    """The verdict on a target; `strict` makes a warned should a violation, `stale` deviations are never green."""
    found = list(found)
    if any(fails(finding, strict=strict) for finding in found):
        return "violates"
    musts = [finding for finding in found if finding.requirement.level == "must"]
    if stale or any(finding.outcome == "unjudged" for finding in musts):
        return "inconclusive"
    if not {finding.outcome for finding in found} & {"satisfied", "warned", "observed", "deviates"}:
        return "inconclusive"
    return "conforms"


def fails(finding: Finding, *, strict: bool) -> bool:
    """Whether the finding alone makes the target violate the contract."""
    return finding.outcome == "violated" or (strict and finding.outcome == "warned")


def exit_code(verdicts: Iterable[VerdictName], *, suite_fault: bool = False) -> Exit:
    """The exit code of a run: the worst of its targets wins."""
    verdicts = set(verdicts)
    if suite_fault:
        return Exit.SUITE_FAULT
    if "violates" in verdicts:
        return Exit.VIOLATES
    if "inconclusive" in verdicts or not verdicts:
        return Exit.INCONCLUSIVE
    return Exit.CONFORMS


def _finding(requirement: Requirement, judgements: list[Judgement], planned: set[str]) -> Finding:
    silent = planned - {judgement.test for judgement in judgements}
    tests = tuple(sorted({judgement.test for judgement in judgements} | planned))
    if silent and not any(judgement.outcome in ("violated", "warned") for judgement in judgements):
        some = sorted(silent)[0]
        reason = f"{len(silent)} of its {len(tests)} tests did not come to an end, such as {some}"
        return Finding(requirement, "unjudged", reason, tests, tuple(judgements))
    if not judgements:
        return Finding(requirement, "omitted", requirement.not_tested or NOT_SELECTED)
    outcome = min((judgement.outcome for judgement in judgements), key=OUTCOMES.index)
    reasons = dict.fromkeys(
        judgement.reason for judgement in judgements if judgement.outcome == outcome and judgement.reason
    )
    return Finding(requirement, outcome, "; ".join(reasons), tests, tuple(judgements))


def _attributed(finding: Finding, found: Mapping[str, Finding], register: Register) -> Finding:
    """Leave a requirement unjudged that only fails because one that it rests on fails in the same way."""
    if finding.outcome not in ("violated", "warned"):
        return finding
    own = _aspects(finding)
    how = ", ".join(sorted(own))
    for other in found.values():
        if other.requirement.pervasive and own <= _sometimes(other):
            reason = f"{other.requirement.id} is violated: now and then any request fails in this way ({how})"
            return replace(finding, outcome="unjudged", reason=reason)
    for base in sorted(register.bases(finding.requirement.id)):
        if found[base].outcome in ("violated", "deviates") and own <= _aspects(found[base]):
            verb = "deviates" if found[base].outcome == "deviates" else "is violated"
            reason = f"depends on {base}, which {verb} in the same way ({how})"
            return replace(finding, outcome="unjudged", reason=reason)
    return finding


def _sometimes(base: Finding) -> set[str]:
    """The aspects in which a requirement fails, but not every time."""
    return {each.removeprefix(SOMETIMES) for each in _aspects(base) if each.startswith(SOMETIMES)}


def _aspects(finding: Finding) -> set[str]:
    return {
        judgement.aspect for judgement in finding.judgements if judgement.outcome in ("violated", "warned", "deviates")
    }
