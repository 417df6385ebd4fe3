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
from reject_contract.plugin.options import QUICK
from reject_contract.verdict import register

AT_A_TIME = 8
"""Mocks that one run judges."""
CONFORMING = {name: {"installation": name} for name in INSTALLATIONS}
Wanted = dict[str, set[str]]
"""The tests that do for something: judge a requirement of an installation, or kill a fault."""


def run(*, choose: bool) -> None:
    """Choose the tests anew where that is asked for, and measure what they catch."""
    if choose:
        costs, judging = _conforming()
        QUICK.write_text("\n".join(sorted(chosen(costs, {**judging, **_kills()}))) + "\n", encoding="utf-8")
    found: dict[str, Any] = {**store.stamp(), "tests": len(QUICK.read_text(encoding="utf-8").splitlines())}
    for verdict, _ in _judged(CONFORMING, "--quick"):
        found[verdict["target"]] = {key: verdict[key] for key in ("verdict", "requests", "writes")}
    found["caught"] = {}
    for kind in ("single", "combined"):
        verdicts = [
            verdict["verdict"] for some in _batches(kind) for verdict, _ in _judged(some, "--quick", "--strict")
        ]
        found["caught"][kind] = [verdicts.count("violates"), len(verdicts)]
        print(f"quick: {found['caught']}", flush=True)
    store.save({**store.load(), "quick": found})


def render(found: Mapping[str, Any]) -> str:
    """The chapter of RESULTS.md."""
    rows = [(name, found[name]["requests"], found[name]["writes"]) for name in INSTALLATIONS]
    caught = {kind: "{} of {}".format(*counts) for kind, counts in found["caught"].items()}
    return "\n\n".join(
        [
            "## A quick run",
            f"Measured {found['date']}. `--quick` runs {found['tests']} tests: as few as judge each must and should,"
            " but for generated requests, and as each bundled fault of one thing needs to fail one. At each step the"
            " test was taken that does the most of this for its requests.",
            table(("installation of the mock", "requests", "writes"), rows),
            f"Of the bundled faults it catches {caught['single']} that need one thing, and {caught['combined']} that"
            " need two or three at once.",
        ]
    )


def chosen(costs: Mapping[str, int], wanted: Wanted) -> set[str]:
    """Tests of which one at least does for everything: at each step the one that does the most for its requests."""
    found: set[str] = set()
    left = {name: tests for name, tests in wanted.items() if tests}
    while left:
        gains = Counter(test for tests in left.values() for test in tests)
        best = max(gains, key=lambda test: (gains[test] / (1 + costs.get(test, 0)), test))
        found.add(best)
        left = {name: tests for name, tests in left.items() if best not in tests}
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
    """The tests, but for combinations, that each fault of one thing fails.

    Where others rest on a requirement, a test must say that it fails: else they are all told as violated.
    """
    found: Wanted = {}
    base = {each for one in register.load().requirements.values() for each in one.depends_on}
    for some in _batches("single"):
        for verdict, _ in _judged(some, "--examples", "0", "-k", "not combinations"):
            failing = {
                one["id"]: {test for each in one["failures"] for test in each["tests"]}
                for one in verdict["requirements"]
            }
            violated = [one["id"] for one in verdict["requirements"] if one["outcome"] == "violated"]
            found[verdict["target"]] = set().union(*(failing[each] for each in violated or failing))
            found |= {f"{verdict['target']} {each}": failing[each] for each in base & failing.keys()}
        print(f"quick: {len(found)} of {len(_names('single'))} faults", flush=True)
    return found


def _batches(kind: str) -> Iterator[dict[str, dict[str, Any]]]:
    names = _names(kind)
    for first in range(0, len(names), AT_A_TIME):
        yield {name.replace("_", "-"): {"faults": [name]} for name in names[first : first + AT_A_TIME]}


def _names(kind: str) -> list[str]:
    return [name for name, fault in FAULTS.items() if fault.combined == (kind == "combined")]


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
