"""Which tests `--quick` runs: chosen by what kills the bundled faults, for the fewest requests; and what they catch."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from bench import ROOT
from bench import results as store
from bench.cost import LIMIT, scratch, suite_command
from bench.peers.tool import run as run_process
from bench.tables import table
from reject_contract.mock import FAULTS, MockServer, build_app
from reject_contract.mock.accounts import INSTALLATIONS
from reject_contract.resources import OPENAPI

CHOICE = OPENAPI / "quick.txt"
AT_A_TIME = 8
"""Mocks that one run judges."""
WORTH = 40
"""Requests that a combination may cost for each fault that nothing before it kills."""
CONFORMING = {name: {"installation": name} for name in INSTALLATIONS}
Wanted = dict[str, set[str]]
"""The tests that do for something: judge a requirement of an installation, or kill a fault."""


def run(*, choose: bool) -> None:
    """Choose the tests anew where that is asked for, and measure what they catch."""
    if choose:
        costs, judging = _conforming()
        CHOICE.write_text("\n".join(sorted(chosen(costs, judging, _kills()))) + "\n", encoding="utf-8")
    found: dict[str, Any] = {**store.stamp(), "tests": len(CHOICE.read_text(encoding="utf-8").splitlines())}
    for verdict, _ in _judged(CONFORMING, "--quick"):
        found[verdict["target"]] = {key: verdict[key] for key in ("verdict", "requests", "writes")}
    caught = Counter(dict.fromkeys(("single", "combined"), 0))
    for kind, some in _batches():
        caught[kind] += sum(verdict["verdict"] == "violates" for verdict, _ in _judged(some, "--quick"))
        print(f"quick: {dict(caught)} caught", flush=True)
    found["caught"] = {kind: [count, len(_names(kind))] for kind, count in caught.items()}
    store.save({**store.load(), "quick": found})


def render(found: Mapping[str, Any]) -> str:
    """The chapter of RESULTS.md."""
    rows = [(name, found[name]["requests"], found[name]["writes"]) for name in INSTALLATIONS]
    caught = {kind: "{} of {}".format(*counts) for kind, counts in found["caught"].items()}
    return "\n\n".join(
        [
            "## A quick run",
            f"Measured {found['date']}. `--quick` runs {found['tests']} tests. They judge every must and should, but"
            " for generated requests, and `make bench` chose them: at each step the test that judges the most that"
            " is not judged yet, and fails on the most faults that nothing fails on yet, for the requests it sends."
            f" A test that is there for faults alone may send {WORTH} requests for each.",
            table(("installation of the mock", "requests", "writes"), rows),
            f"Of the bundled faults it catches {caught['single']} that need one thing, and {caught['combined']} that"
            " need two or three at once.",
        ]
    )


def chosen(costs: Mapping[str, int], judging: Wanted, kills: Wanted) -> set[str]:
    """Tests that judge all that is to be judged, and kill what tests can kill that are worth their requests."""
    found: set[str] = set()
    open_ones = {name: tests for name, tests in {**judging, **kills}.items() if tests}
    while open_ones:
        gains = Counter(test for tests in open_ones.values() for test in tests)
        best = max(gains, key=lambda test: (gains[test] / (1 + costs.get(test, 0)), test))
        needed = any(best in tests for name, tests in open_ones.items() if name in judging)
        if needed or costs.get(best, 0) <= WORTH * gains[best]:
            found.add(best)
            open_ones = {name: tests for name, tests in open_ones.items() if best not in tests}
        else:
            rest = {name: tests - {best} for name, tests in open_ones.items()}
            open_ones = {name: tests for name, tests in rest.items() if tests}
    return found


def _conforming() -> tuple[dict[str, int], Wanted]:
    """The requests of each test, and the tests that judge each must and should, on the mocks as they are."""
    costs: Counter[str] = Counter()
    judging: Wanted = {}
    for verdict, sent in _judged(CONFORMING, "--examples", "0"):
        costs |= sent  # the dearer of the two
        for each in verdict["requirements"]:
            if each["level"] != "observe" and each["outcome"] == "satisfied":
                judging[f"{verdict['target']} {each['id']}"] = set(each["tests"])
    return dict(costs), judging


def _kills() -> Wanted:
    """The tests that each fault fails; those of single things without combinations."""
    found: Wanted = {}
    for kind, some in _batches():
        for verdict, _ in _judged(some, "--examples", "0", "--strength", "1" if kind == "single" else "2"):
            failures = (each for one in verdict["requirements"] for each in one["failures"])
            tests = {test for each in failures for test in each["tests"]}
            found[verdict["target"]] = {test for test in tests if kind == "combined" or "combination" not in test}
        print(f"quick: {len(found)} of {len(FAULTS)} faults", flush=True)
    return found


def _batches() -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    for kind in ("single", "combined"):
        names = _names(kind)
        for first in range(0, len(names), AT_A_TIME):
            some = names[first : first + AT_A_TIME]
            yield kind, {name.replace("_", "-"): {"faults": [name]} for name in some}


def _names(kind: str) -> list[str]:
    return [name for name, fault in FAULTS.items() if bool(fault.combined) == (kind == "combined")]


def _judged(mocks: Mapping[str, dict[str, Any]], *options: str) -> list[tuple[dict[str, Any], Counter[str]]]:
    """The verdict on each mock, and the requests of each test."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        servers = {name: stack.enter_context(MockServer(build_app(**about))) for name, about in mocks.items()}
        files = [str(server.write_target(folder / f"{name}.yaml", name=name)) for name, server in servers.items()]
        done = run_process([*suite_command(folder, files), "--no-allure", *options], ROOT, limit=LIMIT)
        if done.code not in (0, 1, 5):
            raise ValueError(f"the run on {', '.join(mocks)} ended with {done.code}:\n{done.output[-2000:]}")
        return [(_json(folder, name, "verdict.json"), _sent(folder, name)) for name in mocks]


def _sent(folder: Path, name: str) -> Counter[str]:
    entries = _json(folder, name, "exchanges.har")["log"]["entries"]
    return Counter(each.get("_test", "") for each in entries)


def _json(folder: Path, name: str, file: str) -> Any:
    return json.loads((folder / "reports" / name / file).read_text(encoding="utf-8"))
