"""What a run says on the terminal: a letter for each test, and the verdict at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from reject_contract.compare import overview
from reject_contract.plugin import failure_text, plan
from reject_contract.plugin.conclusions import Conclusions
from reject_contract.reports import github
from reject_contract.run.options import Options
from reject_contract.verdict.outcomes import OUTCOMES, TABLE, Outcome
from reject_contract.verdict.result import KEPT_CANCELLED, Result
from reject_contract.verdict.verdict import Finding

COLOURS = {"conforms": "green", "violates": "red", "inconclusive": "yellow"}
SHOWN = 12
"""Violated requirements that are shown in full; the reports list all of them."""


def show_letters_only(config: pytest.Config) -> None:
    """Name no files beside the letters: in random order each test would begin a line of its own; -v names tests."""
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and config.get_verbosity() <= 0:
        reporter.showfspath = False


def status(kind: str, judgements: Iterable[Mapping[str, Any]]) -> tuple[str, str, str]:
    """Pytest's category, letter and word for a test."""
    if kind == "satisfied" and judgements and all(judgement["outcome"] == "observed" for judgement in judgements):
        kind = "observed"
    return TABLE[kind].category, TABLE[kind].letter, kind.upper()


def tell(config: pytest.Config, text: str) -> None:
    """Say what takes long, at once; workers of pytest-xdist have nowhere to say it."""
    if reporter := config.pluginmanager.get_plugin("terminalreporter"):
        reporter.write_line(text)


def conclude(terminal: pytest.TerminalReporter, conclusions: Conclusions, options: Options) -> None:
    """Write all that a run says at its end, here and where GitHub shows it."""
    results = list(conclusions.results.values())
    if conclusions.nothing_selected:
        terminal.write_line("nothing was judged: no test of the contract was selected", yellow=True)
    if options.plan:
        for result in results:
            for line in plan.lines(options.targets.get(result.target.name, result.target), result):
                terminal.write_line(line)
        return
    with github.no_commands(terminal.write_line):
        _write(terminal, results, options, conclusions.faults)
    github.tell([each for each in results if each.findings], terminal.write_line)


def _write(terminal: pytest.TerminalReporter, results: list[Result], options: Options, faults: list[str]) -> None:
    """Write the verdict of each target, its violations, and where the reports are."""
    for result in results:
        if result.findings:
            _write_target(terminal, result, options)
    page = options.reports / overview.PAGE
    if len(results) > 1 and page.exists():
        terminal.write_line(f"\nreport: {_relative(page)}, all targets side by side")
    if faults and results:
        terminal.write_line("")
        terminal.write_line(f"internal error in the suite ({len(faults)}); no conclusion about the server:", red=True)
        for fault in list(dict.fromkeys(faults))[:SHOWN]:
            terminal.write_line(f"  {fault}")
    for result in results:
        if KEPT_CANCELLED in result.notes:
            terminal.write_line(f"{result.target.name}: {KEPT_CANCELLED}", yellow=True)
        if result.left:
            terminal.write_line(result.left_in_words, red=True)


def _write_target(terminal: pytest.TerminalReporter, result: Result, options: Options) -> None:
    colour = {COLOURS[result.verdict]: True}
    terminal.section(f"{result.target.name}: {result.verdict_in_words}", sep="=", bold=True, **colour)
    terminal.write_line(f"{result.target.root} ({result.target.installation})")
    for finding in result.having("violated")[:SHOWN]:
        _write_finding(terminal, finding, result)
    hidden = len(result.having("violated")) - SHOWN
    if hidden > 0:
        terminal.write_line(f"\n... and {hidden} violated requirements more; see the reports.", red=True)
    for finding in result.having("warned")[:SHOWN]:
        _write_finding(terminal, finding, result)
    for finding in result.having("deviates"):
        terminal.write_line(f"\ndeviates: {failure_text.heading(finding.requirement)}", bold=True, yellow=True)
        terminal.write_line(failure_text.reason(finding.reason))
    _write_reasons(terminal, result, "unjudged")
    if not any(result.having(each) for each in ("satisfied", "violated", "warned", "observed", "unjudged")):
        for reason in dict.fromkeys(result.reasons):
            terminal.write_line(f"\n{reason}", yellow=True)
        _write_reasons(terminal, result, "omitted")
    counts = Counter(finding.outcome for finding in result.findings)
    words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
    terminal.write_line(f"\n{len(result.findings)} requirements: {words}")
    terminal.write_line(
        f"{result.requests} requests, {result.writes} of them writes, in {result.seconds:.1f} s; seed {options.seed}"
    )
    for note in result.notes:
        if note != result.left_in_words:  # it is the last that is said
            terminal.write_line(note)
    folder = options.reports / result.target.name
    page = folder / "allure-report" / "index.html"
    allure = page if page.exists() else folder / "allure-results"
    for path in (folder / "statement.html", folder / "verdict.json", allure):
        if path.exists():
            terminal.write_line(f"report: {_relative(path)}")
    terminal.write_line(f"verdict: {result.target.name} {result.verdict_in_words}", bold=True, **colour)


def _write_finding(terminal: pytest.TerminalReporter, finding: Finding, result: Result) -> None:
    """A requirement that failed, as its first failing test saw it; the others are counted."""
    failing = result.failing(finding)
    terminal.write_line("")
    colour = {TABLE[finding.outcome].colour: True}
    terminal.write_line(f"{finding.outcome}: {failure_text.heading(finding.requirement)}", bold=True, **colour)
    terminal.write_line(failure_text.where(finding.requirement))
    if len(failing) > 1:
        terminal.write_line(f"  also in   {len(failing) - 1} more test{'s' * (len(failing) > 2)}")
    terminal.write_line(result.details(finding))


def _write_reasons(terminal: pytest.TerminalReporter, result: Result, outcome: Outcome) -> None:
    """Each reason for an outcome once, with the number of its requirements."""
    reasons = Counter(finding.reason for finding in result.having(outcome))
    for reason, count in reasons.most_common(SHOWN):
        terminal.write_line("")
        terminal.write_line(f"{outcome}: {count} requirement(s): {reason}", yellow=True)


def _relative(path: Path) -> Path:
    """The path from here, where that is shorter."""
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
