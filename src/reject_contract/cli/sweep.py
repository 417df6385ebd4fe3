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
    from reject_contract.run import doctor, sweep
    from reject_contract.stage.clean_up import CleanUp

    with examined(path, reports, allow_writes) as run, run.transport.budget.cleaning():
        try:
            found = sweep.journals(reports / run.target.name)
            failure = doctor.first_failure(run) if found else None
            if failure:
                click.secho(f"nothing is swept: {run.redaction.mask(failure.words)}", fg="red", err=True)
                sys.exit(5)
            done = 0
            for journal in found:
                work = CleanUp(run.stage, journal)
                left = list(work.look())
                for each in left:
                    click.echo(run.redaction.mask(each.words))
                done += 0 if run.no_writes else work.delete(left)
                journal.close()
                for made in journal.lost:
                    click.echo(f"{made.title}: may have been made, and its id is not known; look for this title in the")
                    click.echo(f"  organizer's calendar ({made.server or 'where is not known'}), from {made.start}")
        except Unjudged as reason:
            click.secho(run.redaction.mask(str(reason)), fg="red", err=True)
            sys.exit(5)
    remain = sum(journal.count for journal in found)
    if remain and run.no_writes:
        click.echo(f"nothing is deleted: {run.no_writes}")
    if found:
        click.echo(
            f"{done} deleted, {remain} left" + (f"; they stand in {reports / run.target.name}" if remain else "")
        )
    else:
        click.echo(f"no journal in {(reports / run.target.name).resolve()} names anything that is left")
    sys.exit(5 if remain else 0)
