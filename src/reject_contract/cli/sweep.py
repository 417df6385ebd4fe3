"""The verb `sweep`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reject_contract.cli.examined import examined


@click.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--reports", default=Path("reports"), metavar="DIR", type=click.Path(path_type=Path), show_default=True)
@click.option("--allow-writes", is_flag=True, help="Delete; without it, a target on another machine is only shown.")
def sweep(path: Path, reports: Path, allow_writes: bool) -> None:
    """Delete the appointments that runs have left behind: those that their journals name, and no other.

    Exit code 0: nothing is left; 5: something is left; 4: the target file cannot be used.
    """
    from reject_contract.http.violation import Unjudged
    from reject_contract.run import sweep

    with examined(path, reports, allow_writes) as run:
        try:
            found = sweep.journals(reports / run.target.name)
            left = list(sweep.look(run, found))
            for each in left:
                click.echo(each.words)
            lost = [(title, journal.path) for journal in found for title in journal.lost]
            for title, path in lost:
                click.echo(f"{title}: may exist: its run was killed before the id was known; look for")
                click.echo(f"  this title in the organizer's calendar, then remove it from {path}")
            if run.no_writes and any(each.ours for each in left):
                click.echo(f"nothing is deleted: {run.no_writes}")
                sys.exit(5)
            done = sweep.delete(run, left)
        except Unjudged as reason:
            click.secho(run.redaction.mask(str(reason)), fg="red", err=True)
            sys.exit(5)
    remain = sum(each.title is not None for each in left) - done
    click.echo(f"{done} deleted, {remain} left" if left or lost else "nothing left to delete")
    sys.exit(5 if remain or lost else 0)
