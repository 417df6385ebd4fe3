"""Where the suite's own time goes, package by package, as cProfile sees it."""

from __future__ import annotations

import pstats
import re
from collections import Counter
from pathlib import Path
from typing import Any

from bench import ROOT
from bench.mocks import CountedMock
from bench.peers.tool import run as run_process
from reject_contract.mock import build_app

GROUPS = {
    "requests": "HTTP client", "urllib3": "HTTP client", "http": "HTTP client", "email": "HTTP client",
    "socket": "HTTP client", "selectors": "HTTP client",
    "schemathesis": "Schemathesis and Hypothesis", "hypothesis": "Schemathesis and Hypothesis",
    "jsonschema_rs": "Schemathesis and Hypothesis",
    "_pytest": "pytest", "pluggy": "pytest", "pytest_randomly": "pytest", "pytest_timeout": "pytest",
    "allure_pytest": "Allure", "allure_commons": "Allure", "allure": "Allure",
    "reject_contract": "the suite", "tests": "the suite",
}  # fmt: skip
OTHER = "everything else"
PLACES = (r"site-packages/([^/.]+)", r"/src/([^/.]+)", r"/python3\.\d+/([^/.]+)")
"""Where the name of a package stands in a path."""

Function = tuple[str, int, str]


def by_package() -> dict[str, float]:
    """Shares of the time in Python, in percent, of a run under cProfile without the HTML report."""
    from bench.cost import LIMIT, NO_HTML, scratch, suite_command

    with scratch() as folder, CountedMock(build_app()) as mock:
        target = str(mock.server.write_target(folder / "target.yaml"))
        path = folder / "profile"
        command = suite_command(folder, [target], "-m", "cProfile", "-o", str(path))
        # cProfile takes a module with -m of its own.
        done = run_process([*command, NO_HTML], ROOT, limit=LIMIT)
        if not path.exists():
            raise ValueError(f"no profile was written: {done.last_words}")
        return shares(pstats.Stats(str(path)).stats)  # type: ignore[attr-defined]


def shares(stats: dict[Function, Any]) -> dict[str, float]:
    """Time by group, in percent; what is built into Python counts for whoever called it."""
    seconds: Counter[str] = Counter()
    for function, (_, _, own, _, callers) in stats.items():
        if function[0] != "~" or not callers:
            seconds[group_of(function)] += own
            continue
        for caller, (_, _, part, _) in callers.items():
            seconds[group_of(caller)] += part
    whole = sum(seconds.values()) or 1.0
    return {name: round(100 * value / whole, 1) for name, value in seconds.most_common()}


def group_of(function: Function) -> str:
    """The group of the file that a function is in."""
    path = Path(function[0]).as_posix()
    if "importlib" in path:
        return "imports"
    if path.startswith((ROOT / "tests").as_posix()):
        return "the suite"
    found = next(filter(None, (re.search(place, path) for place in PLACES)), None)
    return GROUPS.get(found[1], OTHER) if found else OTHER
