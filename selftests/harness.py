"""Types and places that the selftests share."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MakeTarget = Callable[..., Path]


@dataclass
class Outcome:
    """What a run of the contract left behind."""

    exit_code: int
    output: str
    reports: Path

    def verdict(self, target: str = "mock") -> dict[str, Any]:
        """The verdict.json of a target."""
        found: dict[str, Any] = json.loads((self.reports / target / "verdict.json").read_text(encoding="utf-8"))
        return found

    def ids(self, outcome: str, target: str = "mock") -> set[str]:
        """The requirements of one outcome."""
        return {each["id"] for each in self.verdict(target)["requirements"] if each["outcome"] == outcome}


Contract = Callable[..., Outcome]
Golden = Callable[[str, str], None]
