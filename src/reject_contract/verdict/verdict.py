"""From the judgements of the tests to the outcome of each requirement, the verdict and the exit code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Literal

from reject_contract.http.violation import SOMETIMES
from reject_contract.verdict.outcomes import OUTCOMES, TABLE, Outcome
from reject_contract.verdict.register import Register, Requirement

VerdictName = Literal["conforms", "violates", "inconclusive"]


class Exit(IntEnum):
    """Exit codes of a run."""

    #: every must that applies is satisfied
    CONFORMS = 0
    #: some must is violated
    VIOLATES = 1
    #: stopped by the user
    INTERRUPTED = 2
    #: internal error in the suite
    SUITE_FAULT = 3
    #: bad target file, unknown option or requirement
    USAGE = 4
    #: nothing violated, but not all was judged
    INCONCLUSIVE = 5
    #: it conforms, but something that the run made could not be deleted
    NOT_CLEANED_UP = 6


NOT_SELECTED = "not selected for this run"
IN_PART = "some of its tests were not selected for this run"


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


@dataclass(frozen=True)
class Scope:
    """What of the contract a run was to judge.

    A planned test that cast no judgement leaves its requirements unjudged, and so does one that was not selected.
    """

    planned: Mapping[str, set[str]] = field(default_factory=dict)
    """The tests that were to be run, by requirement."""
    in_part: Collection[str] = ()
    """The requirements of which some test was not selected."""
    requirements: Collection[str] = ()
    """The only ones that the user asked for; none where all of them are wanted."""
    stopped: str = ""
    """Why the run ended before its end; empty where it did not."""


def findings(register: Register, judgements: Iterable[Judgement], scope: Scope) -> list[Finding]:
    """One finding for each requirement of the register."""
    by_requirement: dict[str, list[Judgement]] = {}
    for judgement in judgements:
        by_requirement.setdefault(judgement.requirement, []).append(judgement)
    for name, cast in by_requirement.items():  # tests run in random order; what is said has one: its own tests first
        own = scope.planned.get(name, set())
        cast.sort(key=lambda judgement: (judgement.test not in own, judgement.test))
    found = {
        requirement.id: _finding(requirement, by_requirement.get(requirement.id, []), scope)
        for requirement in register.requirements.values()
    }
    return [_attributed(finding, found, register) for finding in found.values()]


def verdict(
    found: Iterable[Finding], *, strict: bool = False, stale: bool = False, in_part: bool = False
) -> VerdictName:
    """The verdict on a target.

    `strict` makes a warned should a violation, `stale` deviations are never green, and a target of which the core was
    not judged is green only where the user asked for no more: by a selection, or `in_part`.
    """
    found = list(found)
    if any(fails(finding, strict=strict) for finding in found):
        return "violates"
    musts = [finding for finding in found if finding.requirement.level == "must"]
    if stale or any(finding.outcome == "unjudged" for finding in musts):
        return "inconclusive"
    if not any(TABLE[finding.outcome].judged for finding in found):
        return "inconclusive"
    if not in_part and any(finding.reason != NOT_SELECTED for finding in core_left_out(found)):
        return "inconclusive"
    return "conforms"


def core_left_out(found: Iterable[Finding]) -> list[Finding]:
    """What of the contract's core was not to be judged."""
    return [finding for finding in found if finding.requirement.core and finding.outcome == "omitted"]


def fails(finding: Finding, *, strict: bool) -> bool:
    """Whether the finding alone makes the target violate the contract."""
    return finding.outcome == "violated" or (strict and finding.outcome == "warned")


def exit_code(verdicts: Iterable[VerdictName], *, suite_fault: bool = False, left: int = 0) -> Exit:
    """The exit code of a run: the worst of its targets wins; `left` appointments could not be deleted."""
    verdicts = set(verdicts)
    if suite_fault:
        return Exit.SUITE_FAULT
    if "violates" in verdicts:
        return Exit.VIOLATES
    if "inconclusive" in verdicts or not verdicts:
        return Exit.INCONCLUSIVE
    return Exit.NOT_CLEANED_UP if left else Exit.CONFORMS


def _finding(requirement: Requirement, judgements: list[Judgement], scope: Scope) -> Finding:
    planned = scope.planned.get(requirement.id, set())
    silent = planned - {judgement.test for judgement in judgements}
    tests = tuple(sorted({judgement.test for judgement in judgements} | planned))
    failed = any(judgement.outcome in ("violated", "warned") for judgement in judgements)
    if not failed and scope.stopped and not scope.planned and not requirement.not_tested:
        return Finding(requirement, "unjudged", scope.stopped, tests, tuple(judgements))
    if silent and not failed:
        some = sorted(silent)[0]
        reason = f"{len(silent)} of its {len(tests)} tests did not come to an end, such as {some}"
        return Finding(requirement, "unjudged", reason, tests, tuple(judgements))
    if not judgements:
        return Finding(requirement, "omitted", requirement.not_tested or NOT_SELECTED)
    if not failed and requirement.id in scope.in_part and not any(each.outcome == "omitted" for each in judgements):
        if scope.requirements and requirement.id not in scope.requirements:
            return Finding(requirement, "omitted", NOT_SELECTED, tests, tuple(judgements))
        return Finding(requirement, "unjudged", IN_PART, tests, tuple(judgements))
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
