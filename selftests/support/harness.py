"""Types and places that the selftests share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import forked

WORKERS = pytest.mark.parametrize(
    "workers",
    [pytest.param((), id="one-process"), pytest.param(("-n", "2"), id="two-workers", marks=pytest.mark.slow)],
)
"""A run in one process, and one spread over two."""
EVERYTHING = os.environ.get("SELFTESTS") == "everything"
"""Whether all is wanted, as `make test-all` does, or a sample, as `make test` does."""
EXTENTS = ("--strength", "--quick")
"""Options that say how many combinations are run."""
CHOICES = ("--requirement", "--examples", "-k", "-m")
"""Options that choose what is run, and do not go with --quick."""
ROOT = Path(__file__).resolve().parents[2]
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
Verify = Callable[..., Outcome]
Golden = Callable[[str, str], None]


def run_contract(reports: Path, *arguments: str | Path, tests: str = "tests", **environment: str) -> Outcome:
    """Run the contract in a process of its own: as little as does, unless the arguments or the tests ask for more."""
    chosen = EVERYTHING or tests != "tests" or not set(CHOICES).isdisjoint(arguments)
    extent = ["--strength", "1"] if chosen else ["--quick"]
    words: list[str | Path] = [*tests.split(), "-q", "--no-header", "-p", "no:cacheprovider", "--reports", reports,
             *(extent if set(EXTENTS).isdisjoint(arguments) else ()), *arguments]  # fmt: skip
    return _run("pytest", words, ROOT, environment, reports)


def run_sweep(target: Path, reports: Path, *arguments: str) -> tuple[int, str]:
    """Exit code and words of a sweep, which never ends in a traceback."""
    given: list[str | Path] = ["sweep", "--target", target, "--reports", reports, *arguments]
    done = forked.run("reject_contract", given, timeout=120)
    words = done.stdout + done.stderr
    assert "Traceback" not in words
    return done.returncode, words


def run_verify(folder: Path, *arguments: str | Path, python: str = sys.executable, **environment: str) -> Outcome:
    """Run `reject-contract verify` in a folder, in a process of its own."""
    return _run("reject_contract", ["verify", "-q", *arguments], folder, environment, folder / "reports", python)


def _run(
    module: str,
    words: Sequence[str | Path],
    folder: Path,
    environment: Mapping[str, str],
    reports: Path,
    python: str = sys.executable,
) -> Outcome:
    """A run in a process of its own; in a new one where an environment of its own may matter to its very start."""
    if environment or python != sys.executable:
        done = subprocess.run(
            [python, "-m", module, *words],
            cwd=folder, capture_output=True, text=True, timeout=280, check=False,
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "", **environment},
        )  # fmt: skip
    else:
        done = forked.run(module, words, cwd=folder, timeout=280)
    return Outcome(done.returncode, done.stdout + done.stderr, reports)


def broken_test(folder: Path, requirement: str, body: str = "def test_breaks(invitee):\n    1 / 0") -> Path:
    """A file with a test of the contract that breaks by itself."""
    path = folder / "test_broken.py"
    path.write_text(f'import pytest\n\n\n@pytest.mark.requirement("{requirement}")\n{body}\n', encoding="utf-8")
    return path
