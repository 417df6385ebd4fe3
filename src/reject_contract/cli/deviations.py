"""The verb `deviations`: the first draft of a deviations file, from a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from reject_contract.compare import past
from reject_contract.compare.past import PastFinding
from reject_contract.errors import UsageFault
from reject_contract.sanitize import shown

HEAD = """\
# Violations that are known and accepted; `deviations:` in the target file names this file. An entry accepts one
# failure of one requirement until a day, and is an error without reason, owner and day. Take out what is not accepted.
"""


@click.command()
@click.argument("reports", type=click.Path(path_type=Path), metavar="REPORTS/TARGET")
def deviations(reports: Path) -> None:
    """Print a deviations file for the violations of a run; fill in reason, owner and expires."""
    from reject_contract.verdict import register

    try:
        run = past.read(reports, register.load())
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    entries = [line for finding in run.findings.values() for line in _entries(finding, run.accepted)]
    click.echo(HEAD + ("deviations:\n" + "\n".join(entries) if entries else "deviations: []"))
    if not entries and run.verdict == "violates":
        raise click.UsageError(f"{reports} was written by an older version, without fingerprints; run it again")


def _entries(finding: PastFinding, accepted: frozenset[str]) -> Iterator[str]:
    """An entry for each failure that is not accepted yet, also where it was put down to another requirement."""
    for failure in finding.failures:
        if failure["fingerprint"] in accepted:
            continue
        yield f"  # {shown(finding.title)}"
        yield f"  # {shown(failure['reason'])}"
        if finding.outcome == "unjudged":
            yield f"  # {shown(finding.reason)}"
        yield f"  - requirement: {finding.id}"
        yield f"    fingerprint: {failure['fingerprint']}"
        yield "    reason:"
        yield "    owner:"
        yield "    link:"
        yield "    expires:"
