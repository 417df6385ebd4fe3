"""What a pipeline asks of a run beyond its verdict: no failure that is new, and enough that was judged."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reject_contract import files
from reject_contract.errors import UsageFault
from reject_contract.verdict.verdict import Finding

FAILED = ("violated", "warned")


@dataclass(frozen=True)
class Baseline:
    """The failures that an earlier run saw; `path` as the user wrote it."""

    path: str
    fingerprints: frozenset[str]

    def has(self, finding: Finding) -> bool:
        """Whether the requirement fails, and only in ways in which it failed then."""
        failed = [each.fingerprint for each in finding.judgements if each.outcome in FAILED]
        return bool(failed) and self.fingerprints.issuperset(failed)

    def without(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings, with what failed then taken for accepted."""
        return [replace(each, outcome="deviates") if self.has(each) else each for each in findings]


@dataclass(frozen=True)
class Gate:
    """What sets the exit code: without a baseline every violation counts."""

    baseline: Baseline | None = None
    minimum_judged: int = 0

    def counted(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that the exit code follows."""
        return self.baseline.without(findings) if self.baseline else [*findings]

    def has_enough(self, judged: int) -> bool:
        """Whether as many requirements were judged as were asked for."""
        return judged >= self.minimum_judged

    def in_words(self, judged: int, failed: Collection[Finding]) -> Iterator[str]:
        """What it says of a run."""
        if self.baseline:
            new = ", ".join(each.requirement.id for each in failed if not self.baseline.has(each))
            known = ", ".join(each.requirement.id for each in failed if self.baseline.has(each))
            yield f"newly violated since {self.baseline.path}: {new or 'nothing'}; as before: {known or 'nothing'}"
        if not self.has_enough(judged):
            yield f"{judged} requirements were judged, and --minimum-judged asks for {self.minimum_judged}"


OPEN = Gate()


def load(written: str, folder: Path, target: str) -> Baseline:
    """Read the verdict.json of a target: the file itself, its folder, or the folder of reports above."""
    given = folder / written
    places = [given] if given.is_file() else [given / "verdict.json", given / target / "verdict.json"]
    path = next((each for each in places if each.is_file()), None)
    if path is None:
        raise UsageFault(
            f"--baseline {written}: it holds no verdict.json of {target}; give the reports of an earlier run"
        )
    raw = files.load_json(path, "--baseline")
    try:
        if raw["target"] != target:
            raise UsageFault(f"--baseline {written}: it is of {raw['target']}, and {target} is to be judged")
        return Baseline(written, frozenset(_fingerprints(raw)))
    except (KeyError, TypeError, AttributeError):
        raise UsageFault(f"--baseline {written}: {path.name} is not what a run writes as verdict.json") from None


def _fingerprints(raw: dict[str, Any]) -> Iterator[str]:
    for requirement in raw["requirements"]:
        for failure in requirement["failures"]:
            yield str(failure["fingerprint"])
