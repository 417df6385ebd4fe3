"""What GitHub shows of a run beside its log: a summary of the step, and an annotation for each failure."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from reject_contract.reports.run_details import moment
from reject_contract.sanitize import cell, columns
from reject_contract.verdict.outcomes import OUTCOMES
from reject_contract.verdict.result import Result
from reject_contract.verdict.verdict import Finding, fails

SHOWN = 10
"""GitHub shows no more annotations of one step."""
MOST = 100
"""Rows of a table; the reports list all of them."""
MARKS = {"conforms": "✅", "violates": "❌", "inconclusive": "⚠️"}

Say = Callable[[str], object]


@contextlib.contextmanager
def no_commands(say: Say) -> Iterator[None]:
    """Let nothing that a server answered be taken for a command of the workflow, such as `::set-env`."""
    if not _here():
        yield
        return
    token = secrets.token_hex(16)
    say(f"::stop-commands::{token}")
    try:
        yield
    finally:
        say(f"::{token}::")


def tell(results: list[Result], say: Say) -> None:
    """Annotate the run, and add to the summary of the step, where there is one."""
    if _here():
        for line in commands(results):
            say(line)
    if path := os.environ.get("GITHUB_STEP_SUMMARY"):
        try:
            if Path(path).is_fifo():
                raise OSError(errno.ESPIPE, "it is a pipe")  # on which somebody might wait
            with Path(path).open("a", encoding="utf-8") as file:
                file.write("\n".join(map(summary, results)))
        except OSError as reason:
            say(f"no summary of the step: GITHUB_STEP_SUMMARY cannot be written ({reason.strerror})")


def commands(results: list[Result]) -> list[str]:
    """An error for each violation and a warning for what is not green besides, the errors first."""
    errors, warnings = [], []
    for result in results:
        name = result.target.name
        for finding in result.findings:
            requirement = finding.requirement
            line = _command(f"{name}: {requirement.id} {finding.outcome}", f"{requirement.title}\n{finding.reason}")
            if fails(finding, strict=result.strict):
                errors.append(f"::error {line}")
            elif finding.outcome == "warned":
                warnings.append(f"::warning {line}")
        if result.verdict == "inconclusive":
            count = len(result.having("unjudged"))
            notes = "\n".join([f"{count} requirements are unjudged; see the log", *result.notes])
            warnings.insert(0, f"::warning {_command(f'{name}: inconclusive', notes)}")
    return errors[:SHOWN] + warnings[:SHOWN]


def summary(result: Result) -> str:
    """One target in Markdown."""
    counts = Counter(finding.outcome for finding in result.findings)
    words = ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])
    lines = [f"### {MARKS[result.verdict]} {result.target.name} {result.verdict_in_words}", ""]
    where = (result.target.root, cell(result.release), moment(result.started))
    lines += [", ".join(filter(None, where)), ""]
    lines += [f"{len(result.findings)} requirements: {words}", ""]
    shown = [*result.having("violated"), *result.having("warned"), *result.having("deviates")]
    lines += _table(shown, "why")
    if result.verdict == "inconclusive":
        lines += _table(result.having("unjudged"), "why not judged")
    lines += [f"- {note}" for note in result.notes]
    return "\n".join([*lines, ""])


def _table(findings: list[Finding], why: str) -> list[str]:
    rows = [(each.outcome, each.requirement.id, each.requirement.title, each.reason) for each in findings[:MOST]]
    lines = columns(("outcome", "requirement", "what it says", why), rows) if rows else []
    hidden = len(findings) - len(rows)
    return [*lines, *([f"\n… and {hidden} more"] if hidden else []), ""] if lines else []


def _command(title: str, message: str) -> str:
    """A workflow command's title and message, escaped as GitHub wants it."""
    return f"title={_escaped(title).replace(':', '%3A').replace(',', '%2C')}::{_escaped(message)}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _here() -> bool:
    return os.environ.get("GITHUB_ACTIONS") == "true"
