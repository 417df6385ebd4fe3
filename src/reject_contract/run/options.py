"""What a run was asked for: which targets, which requirements, how many examples, where the reports go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from reject_contract.target.target_file import Target
from reject_contract.verdict.deviations import NONE, Deviations
from reject_contract.verdict.gate import OPEN, Gate

EXAMPLES = 10
"""Generated requests for each property, unless another number is asked for."""
STRENGTH = 2
"""How many values at a time the combinations hold, unless another number is asked for."""


@dataclass(frozen=True)
class Options:
    """The options, read and checked; `files` are the target files as the user wrote them."""

    targets: dict[str, Target]
    files: dict[str, str]
    requirements: frozenset[str]
    strict: bool
    quick: frozenset[str]
    """The tests of a quick run; none where all are wanted."""
    examples: int
    seed: int
    strength: int
    allow_writes: bool
    plan: bool
    reports: Path
    allure: bool
    html: bool
    deviations: dict[str, Deviations]
    gates: dict[str, Gate]

    def deviations_of(self, target: str) -> Deviations:
        """The violations of a target that its owner accepts."""
        return self.deviations.get(target, NONE)

    def gate_of(self, target: str) -> Gate:
        """What the exit code asks of a target beyond its verdict."""
        return self.gates.get(target, OPEN)

    def naming(self, target: str) -> tuple[str, ...]:
        """The options that name a target, from the same folder."""
        file = self.files.get(target)
        return (*(("--target", file) if file else ()), *(("--allow-writes",) if self.allow_writes else ()))

    def repeating(self) -> tuple[str, ...]:
        """The other options with which a test is repeated as it was."""
        return (
            *(("--examples", str(self.examples)) if self.examples not in (0, EXAMPLES) else ()),
            *(("--strength", str(self.strength)) if self.strength != STRENGTH else ()),
            "--contract-seed",
            str(self.seed),
        )

    def choose(self, requirements: Collection[str], *, generated: bool) -> bool:
        """Whether a test of these requirements was asked for."""
        if generated and not self.examples:
            return False
        return not self.requirements or not self.requirements.isdisjoint(requirements)
