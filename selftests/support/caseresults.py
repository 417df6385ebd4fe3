"""A register of five requirements, and what becomes of a test that judges them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

from judging import TARGET, came
from reject_contract.http.exchange import Exchange
from reject_contract.http.recorder import Recorder
from reject_contract.http.redaction import Redaction
from reject_contract.http.violation import TargetGone, Violation
from reject_contract.plugin.case_result import CaseResult
from reject_contract.run.run import Run
from reject_contract.target.target_file import Target
from reject_contract.verdict.deviations import NONE, Deviation, Deviations
from reject_contract.verdict.fingerprint import fingerprint
from reject_contract.verdict.register import Register, Requirement

MUST, SHOULD, OBSERVE = "RJ-A-1", "RJ-A-2", "RJ-A-3"
TITLES = {MUST: "A must.", SHOULD: "A should.", OBSERVE: "Open.", "RJ-A-4": "Another must.", "RJ-A-5": "Open too."}
LEVELS = {MUST: "must", SHOULD: "should", OBSERVE: "observe", "RJ-A-4": "must", "RJ-A-5": "observe"}
REGISTER = Register(
    {each: Requirement(each, TITLES[each], LEVELS[each], "stated", "page", "A") for each in TITLES},  # type: ignore[arg-type]
    {"A": "All"},
)


@dataclass
class Begun:
    """What a case_result asks of a run, and tells it."""

    lacking: dict[str, str] = field(default_factory=dict)
    naming: tuple[str, ...] = ()
    repeating: tuple[str, ...] = ()
    stage: object = field(default_factory=lambda: SimpleNamespace(proved={}))
    begun: list[object] = field(default_factory=list)
    given_up: TargetGone | None = None
    target: Target = TARGET
    recorder: Recorder = field(default_factory=Recorder)
    redaction: Redaction = field(default_factory=lambda: Redaction({"s3cret-7": "INVITEE_PASSWORD"}))
    said: tuple[str, tuple[str, ...]] | None = None

    @property
    def hopeless(self) -> bool:
        """Whether nothing more is judged."""
        return self.given_up is not None

    def missing(self, requirement: Requirement) -> str | None:
        """Why the target cannot be judged on it."""
        return self.lacking.get(requirement.id)

    def begin(self, preflight: object) -> None:
        """The test begins."""
        self.begun.append(preflight)

    def about(self, test: str, requirements: tuple[str, ...]) -> None:
        """What the requests to come are sent for."""
        self.said = test, requirements

    def give_up(self, reason: TargetGone) -> None:
        """Nothing more is judged."""
        self.given_up = reason


def case_result(*requirements: str, accepted: Deviations = NONE, **run: Any) -> CaseResult:
    """The case_result of a test that judges these requirements."""
    begun = cast("Run", Begun(**run))
    return CaseResult(REGISTER, requirements, begun, "tests/test_x.py::test_it", "test_it[fake-1 2]", 7, accepted)


def accepting(requirement: str, reason: str) -> Deviations:
    """Deviations that accept one failure."""
    mark = fingerprint(requirement, "status", reason)
    return Deviations("known.yaml", (Deviation(requirement, mark, "known", "desk", "", date(2099, 1, 1)),))


def counted(raised: BaseException | None, *requirements: str, seen: str = "", **run: Any) -> CaseResult:
    """The case_result after the test; it noted what was seen under OBSERVE."""
    found = case_result(*requirements, **run)
    found.open()
    if seen:
        found.observe(OBSERVE, seen)
    found.count(raised)
    return found


def judgements(found: CaseResult) -> list[tuple[str, str, str, str]]:
    """The judgements without the test's name, which all of them have."""
    assert {judgement.test for judgement in found.judgements} == {"tests/test_x.py::test_it"}
    return [
        (judgement.requirement, judgement.outcome, judgement.reason, judgement.aspect) for judgement in found.judgements
    ]


def beside(found: CaseResult, exchange: Exchange | None = None, actual: str = "500 s3cret-7") -> None:
    """The test meets a violation of RJ-A-4, which it is not about."""
    exchange = replace(exchange or came(500), side_findings=found.run.recorder.side_findings)
    exchange.note("RJ-A-4", "status", "204", actual)


def details(found: CaseResult) -> list[str]:
    """The lines of its one failure."""
    (evidence,) = found.evidence
    return evidence.details.splitlines()


def violated(**more: Any) -> Violation:
    """A server that says 500 where 204 was expected."""
    return Violation("204", "500 s3cret-7", aspect="status", **more)


REASON = "expected 204; actual: 500 [INVITEE_PASSWORD]"
