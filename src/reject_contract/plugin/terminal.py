"""What a run says on the terminal: a letter for each test, and the verdict at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reject_contract.plugin import failure_text
from reject_contract.plugin.options import Options
from reject_contract.verdict.result import Result
from reject_contract.verdict.verdict import NOT_SELECTED, OUTCOMES, Finding, Outcome

LETTERS = {"satisfied": ".", "violated": "F", "warned": "w", "deviates": "d", "omitted": "-", "unjudged": "?"}
CATEGORIES = {"satisfied": "passed", "omitted": "skipped"}
COLOURS = {"conforms": "green", "violates": "red", "inconclusive": "yellow"}
SHOWN = 12
"""Violated requirements that are shown in full; the reports have them all."""


def status(kind: str, judgements: Iterable[Mapping[str, Any]]) -> tuple[str, str, str]:
    """Pytest's category, letter and word for a test.

    Tests that pass or are skipped keep pytest's categories: tools that read its last line look for "passed".
    """
    if kind == "satisfied" and judgements and all(judgement["outcome"] == "observed" for judgement in judgements):
        return "passed", "o", "OBSERVED"
    return CATEGORIES.get(kind, kind), LETTERS[kind], kind.upper()


def write(terminal: pytest.TerminalReporter, results: list[Result], options: Options, faults: list[str]) -> None:
    """Write the verdict of each target, its violations, and where the reports are."""
    for result in results:
        if result.findings:
            _write_target(terminal, result, options)
    if faults and results:
        terminal.write_line("")
        terminal.write_line(
            f"The suite itself broke in {len(faults)} place(s); this says nothing of the server:", red=True
        )
        for fault in list(dict.fromkeys(faults))[:SHOWN]:
            terminal.write_line(f"  {fault}")


def _write_target(terminal: pytest.TerminalReporter, result: Result, options: Options) -> None:
    colour = {COLOURS[result.verdict]: True}
    terminal.section(f"{result.target.name}: {result.verdict_in_words}", sep="=", bold=True, **colour)
    terminal.write_line(f"{result.target.root} ({result.target.installation})")
    for finding in result.having("violated")[:SHOWN]:
        _write_finding(terminal, finding, result, red=True)
    hidden = len(result.having("violated")) - SHOWN
    if hidden > 0:
        terminal.write_line(f"\n... and {hidden} violated requirements more; see the reports.", red=True)
    for finding in result.having("warned")[:SHOWN]:
        _write_finding(terminal, finding, result, yellow=True)
    for finding in result.having("deviates"):
        terminal.write_line(f"\ndeviates: {failure_text.heading(finding.requirement)}", bold=True, yellow=True)
        terminal.write_line(failure_text.reason(finding.reason))
    _write_reasons(terminal, result, "unjudged")
    if not any(result.having(each) for each in ("satisfied", "violated", "warned", "observed", "unjudged")):
        for reason in dict.fromkeys(result.messages.get("unjudged", ())):
            terminal.write_line(f"\n{reason}", yellow=True)
        _write_reasons(terminal, result, "omitted")
    counts = Counter(finding.outcome for finding in result.findings)
    words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
    terminal.write_line(f"\n{len(result.findings)} requirements: {words}")
    terminal.write_line(
        f"{result.requests} requests, {result.writes} of them writes, in {result.seconds:.1f} s; seed {options.seed}"
    )
    left_out = sum(finding.reason == NOT_SELECTED for finding in result.findings)
    if left_out:
        terminal.write_line(f"a partial run: {left_out} requirements were not selected", yellow=True)
    for note in result.notes:
        terminal.write_line(note)
    folder = options.reports / result.target.name
    page = folder / "allure-report" / "index.html"
    allure = page if page.exists() else folder / "allure-results"
    for path in (folder / "statement.html", folder / "verdict.json", allure):
        if path.exists():
            terminal.write_line(f"report: {_relative(path)}")
    terminal.write_line(f"verdict: {result.target.name} {result.verdict_in_words}", bold=True, **colour)


def _write_finding(terminal: pytest.TerminalReporter, finding: Finding, result: Result, **colour: bool) -> None:
    """A requirement that is not kept, as the first of its failing tests saw it; the others are counted."""
    failing = sorted(
        {judgement.test for judgement in finding.judgements if judgement.outcome in ("violated", "warned")}
    )
    terminal.write_line("")
    terminal.write_line(f"{finding.outcome}: {failure_text.heading(finding.requirement)}", bold=True, **colour)
    terminal.write_line(failure_text.where(finding.requirement))
    if len(failing) > 1:
        terminal.write_line(f"  also in   {len(failing) - 1} more of its tests")
    terminal.write_line(result.details[failing[0]])


def _write_reasons(terminal: pytest.TerminalReporter, result: Result, outcome: Outcome) -> None:
    """Each reason for an outcome once, with the number of its requirements."""
    reasons = Counter(finding.reason for finding in result.having(outcome))
    for reason, count in reasons.most_common(SHOWN):
        terminal.write_line("")
        terminal.write_line(f"{outcome}: {count} requirement(s): {reason}", yellow=True)


def _relative(path: Path) -> Path:
    """The path from here, where that is shorter."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
