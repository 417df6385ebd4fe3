"""Which lines of the suite are reached: by a run of the contract on the bundled mock, and by the quick selftests.

Quick are the files of selftests/ that start no run of their own; the others would take longer than all else here.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import ROOT
from bench import results as store
from bench.tables import table

STARTS_A_RUN = re.compile(r"\b(contract: Contract|verify: Verify|matrix: Matrix|run_contract|run_verify|subprocess)\b")
KINDS = ("lines", "branches")
LIMIT = 900
TESTS_FAILED = 1


def quick() -> list[Path]:
    """The selftests that start no run."""
    files = sorted((ROOT / "selftests").glob("test_*.py"))
    return [path for path in files if not STARTS_A_RUN.search(path.read_text(encoding="utf-8"))]


def run() -> None:
    """Measure, and keep the figures of each package."""
    begin = time.monotonic()
    chosen = quick()
    with tempfile.TemporaryDirectory() as scratch:
        _covered(scratch, "reject_contract", "verify", "-q", "--no-allure-report", "--reports", scratch)
        _covered(scratch, "pytest", "-q", "--no-header", "-p", "no:cacheprovider", *map(str, chosen))
        _coverage(scratch, "combine", "--quiet")
        _coverage(scratch, "json", "--quiet", "-o", f"{scratch}/coverage.json")
        found = json.loads(Path(scratch, "coverage.json").read_text(encoding="utf-8"))
    figures = {"version": found["meta"]["version"], "files": len(chosen), "packages": packages(found["files"])}
    store.save({**store.load(), "reach": {**store.stamp(), "seconds": round(time.monotonic() - begin), **figures}})


def _covered(scratch: str, *command: str) -> None:
    _coverage(scratch, "run", "-m", *command)


def _coverage(scratch: str, *words: str) -> None:
    variables = {**os.environ, "COVERAGE_FILE": f"{scratch}/.coverage"}
    done = subprocess.run(
        [sys.executable, "-m", "coverage", *words], cwd=ROOT, env=variables, timeout=LIMIT, check=False
    )
    if done.returncode not in (0, TESTS_FAILED):  # a failing test has reached its lines as well
        raise ValueError(f"coverage {words[0]} ended with {done.returncode}; see above")


def packages(files: Mapping[str, Any]) -> dict[str, dict[str, list[int]]]:
    """Lines and branches that are reached, and how many there are, by package; from coverage's own report."""
    found: dict[str, dict[str, list[int]]] = {}
    for path, file in files.items():
        room = path.partition("reject_contract/")[2].rpartition("/")[0].partition("/")[0] or "others"
        counts = found.setdefault(room, {kind: [0, 0] for kind in KINDS})
        summary = file["summary"]
        _add(counts["lines"], summary["covered_lines"], summary["num_statements"])
        _add(counts["branches"], summary["covered_branches"], summary["num_branches"])
    return {room: found[room] for room in sorted(found)}


def _add(counts: list[int], reached: int, there: int) -> None:
    counts[0] += reached
    counts[1] += there


def render(found: Mapping[str, Any]) -> list[str]:
    """The chapter of RESULTS.md."""
    rooms: dict[str, dict[str, list[int]]] = found["packages"]
    everything = {kind: [sum(each[kind][at] for each in rooms.values()) for at in (0, 1)] for kind in KINDS}
    rows = [_row(f"`{name}`", counts) for name, counts in rooms.items()] + [_row("all", everything)]
    return [
        "## Coverage",
        "Which lines and branches of the suite, the mock apart, are reached by a run of the contract on the bundled"
        f" mock and by the {found['files']} files of selftests that start no run of their own. Those that do, which run"
        " the contract on faulty servers and break runs on purpose, are not counted."
        f" Measured {found['date']} with coverage {found['version']}, in {found['seconds']} s.",
        table(["package", "lines", "reached", "branches", "reached"], rows, numbers=4),
    ]


def _row(name: str, counts: Mapping[str, list[int]]) -> list[object]:
    cells: list[object] = [name]
    for reached, there in (counts[kind] for kind in KINDS):
        cells += [there, f"{100 * reached / there:.1f} %" if there else "-"]
    return cells
