"""Tables in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bench.chart import Bar
from bench.corpus import CONFORMING, FAULT
from bench.peers.tool import BROKEN, CLEAN, TIME_OUT
from bench.verdicts import CAUGHT, FALSE_ALARM, NOT_RUN, WARNED, count, outcomes

Results = Mapping[str, Any]


def table(header: Sequence[str], rows: Iterable[Sequence[object]], numbers: int = 0) -> str:
    """A table; the last so many columns are flushed right."""
    rule = ["---"] * (len(header) - numbers) + ["--:"] * numbers
    lines = [header, rule, *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def found_by(results: Results) -> dict[str, dict[str, str]]:
    """The outcome of every tool on every mock."""
    return {name: outcomes(results["corpus"], tool["runs"]) for name, tool in ordered(results).items()}


def ordered(results: Results) -> dict[str, Any]:
    """The tools; those that caught most come first."""
    tools = results.get("tools", {})
    caught = {
        name: count(results["corpus"], outcomes(results["corpus"], tool["runs"]), faults=True, wanted=CAUGHT)
        for name, tool in tools.items()
    }
    return dict(sorted(tools.items(), key=lambda each: -caught[each[0]]))


def headline(results: Results) -> str:
    """A row for each tool."""
    rows = [_row(results, name, found) for name, found in found_by(results).items()]
    header = ["tool", "version", "faults caught", "false alarms", "requests", "seconds"]
    return table(header, rows, numbers=4)


def _row(results: Results, name: str, found: Mapping[str, str]) -> list[object]:
    requests, seconds = cheapness(results, name)
    return [name, results["tools"][name]["version"], _of(results, found, True, CAUGHT),
            _of(results, found, False, FALSE_ALARM), f"{requests:.0f}", f"{seconds:.1f}"]  # fmt: skip


def cheapness(results: Results, name: str) -> tuple[float, float]:
    """Requests and seconds of a tool's run on the conforming mock; the median of the installations."""
    runs = results["tools"][name]["runs"]
    found = [run for key, run in runs.items() if results["corpus"][key]["kind"] == CONFORMING]
    if not found:
        return 0.0, 0.0
    return statistics.median(run["requests"] for run in found), statistics.median(run["seconds"] for run in found)


def _of(results: Results, found: Mapping[str, str], faults: bool, wanted: str) -> str:
    return f"{count(results['corpus'], found, faults, wanted)} of {_judged(results, found, faults)}"


def _judged(results: Results, found: Mapping[str, str], faults: bool) -> int:
    """How many faults, or mocks that conform, a tool was run on."""
    whole = [name for name, subject in results["corpus"].items() if (subject["kind"] == FAULT) is faults]
    return sum(found[name] != NOT_RUN for name in whole)


def bars(results: Results) -> list[Bar]:
    """The headline for the picture."""
    found = []
    for name, outcome in found_by(results).items():
        share = {
            faults: 100 * count(results["corpus"], outcome, faults, wanted) / (_judged(results, outcome, faults) or 1)
            for faults, wanted in ((True, CAUGHT), (False, FALSE_ALARM))
        }
        found.append(Bar(name, share[True], share[False]))
    return found


def otherwise(results: Results) -> str:
    """What else became of the runs: warnings, broken tools, time-outs, and mocks that were not run."""
    rows = []
    for name, found in found_by(results).items():
        counts = [sum(each == wanted for each in found.values()) for wanted in (WARNED, BROKEN, TIME_OUT, NOT_RUN)]
        if any(counts):
            rows.append([name, *counts])
    return table(["tool", "only warned", "broke", "time-outs", "not run"], rows, numbers=4) if rows else ""


SIGNS = {CAUGHT: "●", FALSE_ALARM: "✗", CLEAN: "·", WARNED: "w", BROKEN: "b", TIME_OUT: "t", NOT_RUN: " "}
"""Missed, and clean, are shown as a dot."""


def matrix(results: Results, faults: bool) -> str:
    """Fault by fault, or variant by variant: a sign for each tool."""
    found = found_by(results)
    rows = []
    for name, subject in results["corpus"].items():
        if (subject["kind"] == FAULT) is not faults or all(each[name] == NOT_RUN for each in found.values()):
            continue
        rows.append([f"`{name}`", *(SIGNS.get(each[name], "·") for each in found.values())])
    return table(["mock", *found], rows)


def wins(results: Results, own: str) -> dict[str, list[str]]:
    """The faults that a tool caught and this suite did not, by tool."""
    found = found_by(results)
    mine = found.get(own, {})
    return {
        name: [
            mock
            for mock, outcome in each.items()
            if outcome == CAUGHT and mine.get(mock, NOT_RUN) not in (CAUGHT, NOT_RUN)
        ]
        for name, each in found.items()
        if name != own
    }
