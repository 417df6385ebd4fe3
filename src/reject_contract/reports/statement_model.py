"""What the statement of conformance says, before it is written as HTML or Markdown."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reject_contract.http.har import Entry
from reject_contract.reports import allure_html
from reject_contract.verdict.deviations import Deviation, DeviationState
from reject_contract.verdict.outcomes import OUTCOMES, Outcome
from reject_contract.verdict.register import Register, Requirement
from reject_contract.verdict.result import Evidence, Result
from reject_contract.verdict.verdict import NOT_SELECTED, Finding, Judgement, fails

SENTENCES = {
    "conforms": "meets the documented contract: every required clause that applies holds.",
    "quick": "keeps every required clause as far as a quick run looks: few tests of each, and hardly any combinations.",
    "in part": "meets the part of the documented contract that was judged: every required clause in it holds.",
    "violates": "violates the documented contract: {failed} of {required} required clauses failed.",
    "inconclusive": "could not be judged: no required clause failed, but not all that apply were judged.",
}
STALE = "does not count as conforming: its deviations file accepts a failure that this run did not see."
STATES: dict[DeviationState, str] = {
    "used": "in force: this run saw the failure",
    "no longer needed": "no longer needed: this run did not see the failure; remove the entry",
    "other failure": "not in force: this run saw another failure",
    "not judged": "not judged in this run",
}
GAP = 0.12
"""Between the pieces of a bar, in requirements."""
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
class Observation:
    """What the server did in one case that the documents leave open."""

    case: str
    seen: str


@dataclass(frozen=True)
class Part:
    """A part of the contract: its short name, its title, and the findings on it."""

    name: str
    title: str
    findings: list[Finding]

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many findings have each outcome."""
        return counted(self.findings)

    @property
    def bar(self) -> list[tuple[Outcome, int, float]]:
        """The pieces of a bar: outcome, left edge and width, in requirements."""
        widths = list(self.counts.values())
        return [(outcome, sum(widths[:at]), count - GAP) for at, (outcome, count) in enumerate(self.counts.items())]


Accepted = dict[str, str]
"""An accepted failure: reason, owner, expiry and the like, by name."""


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
        words = f" Accepted deviations cover {covered} failed clause{'s' * (covered > 1)}." if covered else ""
        judged = all(each.requirement.level != "must" for each in self.having("unjudged"))
        stale = self.result.verdict == "inconclusive" and self.result.stale and judged
        levels = ("must", "should") if self.result.strict else ("must",)
        required = [each for each in self.result.findings if each.requirement.level in levels]
        failed = sum(fails(each, strict=self.result.strict) for each in required)
        limit = "in part" if self.result.in_part else "quick" if self.result.quick else ""
        kind = limit if limit and self.result.verdict == "conforms" else self.result.verdict
        sentence = STALE if stale else SENTENCES[kind].format(failed=failed, required=len(required))
        return f"{self.facts['Address']} {sentence}{words}"

    @property
    def register(self) -> Register:
        """The requirements that were judged."""
        return self.result.register

    def having(self, *outcomes: Outcome) -> list[Finding]:
        """The findings of some outcomes, the worst first."""
        return [finding for outcome in outcomes for finding in self.result.having(outcome)]

    def evidence(self, requirement: Requirement) -> list[Evidence]:
        """The evidence of a violation, test by test."""
        return [each for each in self.result.evidence if requirement.id in each.requirements]

    @property
    def warnings(self) -> list[str]:
        """What the reader must know first: where the statement covers less than it seems to."""
        said = []
        if self.faults:
            places = "; ".join(self.faults[:3])
            said.append(f"Internal error in the suite ({len(self.faults)}); this statement is incomplete: {places}")
        return [*said, *self.result.notes]

    @property
    def parts(self) -> list[Part]:
        """The parts of the contract that have requirements."""
        parts = [
            Part(part, title, [finding for finding in self.result.findings if finding.requirement.part == part])
            for part, title in self.register.parts.items()
        ]
        return [part for part in parts if part.findings]

    @property
    def widest(self) -> int:
        """The most requirements that a part has."""
        return max(len(part.findings) for part in self.parts)

    @property
    def omitted(self) -> list[tuple[str, list[Finding]]]:
        """What the target lacks, by reason."""
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

    def answers(self, finding: Finding) -> list[Observation]:
        """What the server did where the documents leave it open; the same answer to several cases once."""
        cases: dict[str, list[str]] = {}
        for judgement in finding.judgements:
            if judgement.outcome == "observed":
                cases.setdefault(judgement.reason, []).append(_case(judgement))
        return [
            Observation(", ".join(name for name in sorted(names) if name and not _begins(seen, name)), seen)
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
        digest = hashlib.md5(allure_html.result_id(self.result.target.name, test).encode(), usedforsecurity=False)
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
    """Whether the suite or the user left it out, rather than the target."""
    return finding.reason in (finding.requirement.not_tested, NOT_SELECTED)


def _begins(seen: str, case: str) -> bool:
    """Whether what was seen names the case already."""
    return seen.casefold().startswith(case.casefold().replace("-", " "))


def _case(judgement: Judgement) -> str:
    """The case that a test was about."""
    return judgement.test.partition("[")[2].removesuffix("]")
