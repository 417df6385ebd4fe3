"""Many targets side by side: the verdict of each, where it fails, and what differs between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from reject_contract.compare import past
from reject_contract.compare.past import PastRun
from reject_contract.errors import UsageFault
from reject_contract.reports.render import html
from reject_contract.verdict.outcomes import OUTCOMES, Outcome
from reject_contract.verdict.register import Register

VERDICTS = ("violates", "inconclusive", "conforms")
"""The worst first."""
PAGE = "index.html"


@dataclass(frozen=True)
class Difference:
    """A requirement that has not the same outcome everywhere: the targets of each outcome, the worst first."""

    requirement: str
    title: str
    targets: dict[Outcome, list[str]]


@dataclass(frozen=True)
class Overview:
    """The last run on each of some targets."""

    register: Register
    runs: Sequence[PastRun]

    @property
    def verdicts(self) -> dict[str, int]:
        """How many targets have each verdict."""
        found = Counter(run.verdict for run in self.runs)
        return {verdict: found[verdict] for verdict in VERDICTS if found[verdict]}

    @property
    def worst(self) -> str:
        """The worst of the verdicts."""
        return next(iter(self.verdicts))

    @property
    def slowest(self) -> PastRun | None:
        """The run with the longest median; None where the times were not kept."""
        timed = [run for run in self.runs if run.milliseconds is not None]
        return max(timed, key=lambda run: run.milliseconds or 0.0, default=None)

    def cell(self, run: PastRun, part: str) -> tuple[Outcome, int] | None:
        """The worst outcome in a part of the contract, and how often; None where nothing in it was judged."""
        found = Counter(each.outcome for each in run.findings.values() if each.id.split("-")[1] == part)
        worst = next((outcome for outcome in OUTCOMES if found[outcome] and outcome != "omitted"), None)
        return (worst, found[worst]) if worst else None

    @cached_property
    def differences(self) -> list[Difference]:
        """What is not the same everywhere, in the order of the register."""
        found = []
        for requirement in self.register.requirements.values():
            targets: dict[Outcome, list[str]] = {}
            for run in self.runs:
                if each := run.findings.get(requirement.id):
                    targets.setdefault(each.outcome, []).append(run.target)
            if len(targets) > 1:
                ordered = {outcome: targets[outcome] for outcome in OUTCOMES if outcome in targets}
                found.append(Difference(requirement.id, requirement.title, ordered))
        return found


def of(folder: Path, register: Register) -> Overview:
    """The targets whose reports are in a folder, the worst first; a `UsageFault` says why there are none."""
    places = sorted(path.parent for path in folder.glob("*/verdict.json"))
    if not places:
        raise UsageFault(f"{folder} holds no reports: name the folder that has a folder for each target")
    runs = [past.read(place, register) for place in places]
    known = {verdict: at for at, verdict in enumerate(VERDICTS)}
    return Overview(register, sorted(runs, key=lambda run: (known.get(run.verdict, -1), run.target)))


def write(folder: Path, overview: Overview) -> Path:
    """Write the page beside the folders of the targets."""
    path = folder / PAGE
    path.write_text(html("overview.html.j2", overview=overview), encoding="utf-8")
    return path
