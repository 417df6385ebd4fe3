"""What the statement of conformance says, before it is written as HTML or Markdown."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reject_contract.http.har import Entry
from reject_contract.plugin import allure_listener
from reject_contract.verdict.deviations import Deviation, DeviationState
from reject_contract.verdict.register import Register, Requirement
from reject_contract.verdict.result import Evidence, Result
from reject_contract.verdict.verdict import NOT_SELECTED, OUTCOMES, Finding, Judgement, Outcome

OPERATION = "POST /api/v1/Agents/Appointment/Reject"
SENTENCES = {
    "conforms": "keeps the documented contract: every must that applies is satisfied.",
    "violates": "does not keep the documented contract: some must is violated.",
    "inconclusive": "could not be judged: nothing is violated, but not every must that applies was judged.",
}
STALE = "is not said to conform: its deviations file accepts what this run did not see again."
MEANINGS: dict[Outcome, str] = {
    "violated": "a must is not kept",
    "warned": "a should is not kept",
    "unjudged": "should have been judged and was not",
    "deviates": "not kept, and a deviation in force covers it",
    "satisfied": "kept",
    "observed": "recorded, since the documents are silent",
    "omitted": "not judged: it was not there to judge, or not asked for",
}
STATES: dict[DeviationState, str] = {
    "used": "in force: this run saw the failure",
    "no longer needed": "no longer needed: this run did not see the failure; the entry is to be removed",
    "other failure": "not in force: this run saw another failure",
    "not judged": "not judged in this run",
}
FILES = {
    "exchanges.har": "every request and answer, masked; opens in the network panel of a browser",
    "allure-report/index.html": "the tests with their steps and attachments",
    "verdict.json": "the same outcomes for programs",
    "junit.xml": "the same outcomes for CI systems",
}


@dataclass(frozen=True)
class Test:
    """A test behind an outcome, and where its evidence is; the texts are empty where there is none."""

    name: str
    link: str
    exchanges: str


@dataclass(frozen=True)
class Answer:
    """What the server did in one case that the documents leave open."""

    case: str
    seen: str


Accepted = dict[str, str]
"""What somebody accepts: reason, owner, expiry and the like, by name."""


@dataclass(frozen=True)
class Statement:
    """All that the statement of one target says; `entries` are those of exchanges.har."""

    result: Result
    facts: Mapping[str, str]
    entries: Sequence[Entry]
    folder: Path
    faults: Sequence[str]

    @property
    def headline(self) -> str:
        """The verdict, in the first line."""
        return f"{self.result.target.name} {self.result.verdict_in_words}"

    @property
    def sentence(self) -> str:
        """What the verdict means."""
        covered = len(self.having("deviates"))
        words = f" Deviations in force cover {covered} requirement(s) that are not kept." if covered else ""
        judged = all(each.requirement.level != "must" for each in self.having("unjudged"))
        stale = self.result.verdict == "inconclusive" and self.result.stale and judged
        return f"{self.facts['Address']} {STALE if stale else SENTENCES[self.result.verdict]}{words}"

    @property
    def register(self) -> Register:
        """The requirements that were judged."""
        return self.result.register

    def having(self, *outcomes: Outcome) -> list[Finding]:
        """The findings of some outcomes, the worst first."""
        return [finding for outcome in outcomes for finding in self.result.having(outcome)]

    def evidence(self, requirement: Requirement) -> list[Evidence]:
        """What a violation rests on, test by test."""
        return [each for each in self.result.evidence if requirement.id in each.requirements]

    @property
    def warnings(self) -> list[str]:
        """What the reader must know before the outcomes: the statement covers less than it might seem to."""
        said = []
        if left_out := sum(finding.reason == NOT_SELECTED for finding in self.result.findings):
            said.append(f"A partial run: {left_out} requirements were not selected, and nothing is said of them.")
        if self.faults:
            places = "; ".join(self.faults[:3])
            said.append(f"The suite itself broke in {len(self.faults)} place(s), so this is incomplete: {places}")
        return [*said, *self.result.notes]

    @property
    def parts(self) -> list[tuple[str, str, list[Finding]]]:
        """The parts of the contract: short name, title and findings."""
        return [
            (part, title, [finding for finding in self.result.findings if finding.requirement.part == part])
            for part, title in self.register.parts.items()
        ]

    @property
    def omitted(self) -> list[tuple[str, list[Finding]]]:
        """What the target has not got, by reason."""
        return _by_reason(finding for finding in self.having("omitted") if not _left_out(finding))

    @property
    def not_covered(self) -> list[tuple[str, list[Finding]]]:
        """What no test judges or this run did not ask for, by reason."""
        return _by_reason(finding for finding in self.having("omitted") if _left_out(finding))

    @property
    def unjudged(self) -> list[tuple[str, list[Finding]]]:
        """What should have been judged and was not, by reason."""
        return _by_reason(self.having("unjudged"))

    def tests(self, finding: Finding) -> list[Test]:
        """The tests behind an outcome, with links into the Allure report and the ids of their exchanges."""
        return [Test(name, self._link(name), self._exchanges.get(name, "")) for name in finding.tests]

    def answers(self, finding: Finding) -> list[Answer]:
        """What the server did where the documents leave it open; the same answer to several cases once."""
        cases: dict[str, list[str]] = {}
        for judgement in finding.judgements:
            if judgement.outcome == "observed":
                cases.setdefault(judgement.reason, []).append(_case(judgement))
        return [
            Answer(", ".join(name for name in sorted(names) if name and not _begins(seen, name)), seen)
            for seen, names in cases.items()
        ]

    @property
    def accepted(self) -> list[tuple[Finding, list[Accepted]]]:
        """The requirements of which somebody accepts a violation, each with what is accepted."""
        entries = self.result.entries
        found = [
            (finding, [_accepted(*entry) for entry in entries if entry[0].requirement == finding.requirement.id])
            for finding in self.result.findings
        ]
        return [(finding, accepted) for finding, accepted in found if accepted]

    def files(self) -> list[tuple[str, str]]:
        """The other files of the run that are there, and what each is for."""
        return [(name, what) for name, what in FILES.items() if (self.folder / name).exists()]

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """How many findings have each outcome; those that none has are not there."""
        return counted(self.result.findings)

    @cached_property
    def _exchanges(self) -> dict[str, str]:
        """The ids of the exchanges of each test: the first and the last."""
        ids: dict[str, list[str]] = {}
        for entry in self.entries:
            ids.setdefault(entry["_test"], []).append(entry["_id"])
        return {test: f"{found[0]}…{found[-1]}" if len(found) > 1 else found[0] for test, found in ids.items()}

    def _link(self, test: str) -> str:
        """The address of a test in the Allure report, which names each by the digest of its result's id."""
        if not (self.folder / "allure-report" / "index.html").exists():
            return ""
        digest = hashlib.md5(allure_listener.result_id(self.result.target.name, test).encode(), usedforsecurity=False)
        return f"allure-report/index.html#{digest.hexdigest()}"


def counted(findings: Sequence[Finding]) -> dict[Outcome, int]:
    """How many findings have each outcome, the worst first."""
    counts = Counter(finding.outcome for finding in findings)
    return {outcome: counts[outcome] for outcome in OUTCOMES if counts[outcome]}


def _by_reason(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """The findings of each reason, the most frequent first."""
    found: dict[str, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.reason, []).append(finding)
    return sorted(found.items(), key=lambda pair: -len(pair[1]))


def _accepted(deviation: Deviation, state: DeviationState) -> Accepted:
    words = {
        "reason": deviation.reason,
        "owner": deviation.owner,
        "expires": deviation.expires.isoformat(),
        "link": deviation.link,
        "failure": deviation.fingerprint,
        "state": STATES[state],
    }
    return {name: word for name, word in words.items() if word}


def _left_out(finding: Finding) -> bool:
    """Whether the suite or the user left it out, and not the target."""
    return finding.reason in (finding.requirement.not_tested, NOT_SELECTED)


def _begins(seen: str, case: str) -> bool:
    """Whether what was seen names the case already."""
    return seen.casefold().startswith(case.casefold().replace("-", " "))


def _case(judgement: Judgement) -> str:
    """The case that a test was about."""
    return judgement.test.partition("[")[2].removesuffix("]")
