"""The verb `sweep`."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reject_contract.cli.examined import examined

if TYPE_CHECKING:
    from reject_contract.run.run import Run
    from reject_contract.stage.journal import Journal


@click.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--reports", default=Path("reports"), metavar="DIR", type=click.Path(path_type=Path), show_default=True)
@click.option("--allow-writes", is_flag=True, help="Delete; without it, a target on another machine is only shown.")
def sweep(path: Path, reports: Path, allow_writes: bool) -> None:
    """Delete the appointments that runs have left behind: those that their journals name, and no other.

    Exit code 0: nothing is left; 5: something is left; 4: the target file or the folder cannot be used.
    """
    from reject_contract.errors import UsageFault
    from reject_contract.http.violation import Unjudged
    from reject_contract.reports.folder import AGAIN, claim
    from reject_contract.run import doctor
    from reject_contract.run.sweep import files, invited, journals

    with examined(path, reports, allow_writes) as run, run.transport.budget.cleaning():
        folder, again = reports / run.target.name, reports / AGAIN / run.target.name
        all_of_them = folder, again, invited(folder)
        try:
            if not files(*all_of_them):
                raise Unjudged(f"there is no journal in {folder.resolve()}: name the folder of the runs with --reports")
            if not journals(*all_of_them):
                click.echo(f"no journal in {folder.resolve()} names anything that is left")
                return
            with claim(folder), claim(again) if again.is_dir() else nullcontext():
                found = journals(*all_of_them)  # once more, now that no run writes them
                if failure := doctor.first_failure(run):
                    raise Unjudged(f"nothing is swept: {failure.words}")
                counts = [_swept(run, journal) for journal in found]
        except UsageFault as fault:
            raise click.UsageError(str(fault)) from None
        except Unjudged as reason:
            click.secho(run.redaction.mask(str(reason)), fg="red", err=True)
            sys.exit(5)
    done = sum(deleted for deleted, _ in counts)
    remain = sum(journal.count for journal in found)
    if remain and run.no_writes:
        click.echo(f"nothing is deleted: {run.no_writes}")
    click.echo(f"{done} deleted, {remain} left" + (f"; they stand in {found[-1].path.parent}" if remain else ""))
    if any(deleted and not cleared for deleted, cleared in counts):
        click.echo(
            "those who were invited may still have what they had seen of it, as cancelled, until they dismiss it"
        )
    sys.exit(5 if remain else 0)


def _swept(run: Run, journal: Journal) -> tuple[int, bool]:
    """Tell what a journal names, and delete of it what is ours: how much was deleted, and whether with nothing left."""
    from reject_contract.stage.clean_up import CleanUp

    work = CleanUp(run.stage, journal)
    left = list(work.look())
    for each in left:
        click.echo(run.redaction.mask(each.words))
    done = 0 if run.no_writes else work.delete(left)
    cleared = bool(done) and work.clear()
    journal.close()
    for made in journal.lost:
        click.echo(f"{made.title}: may have been made, and its id is not known; look for this title in the")
        click.echo(f"  organizer's calendar ({made.server or 'where is not known'}), from {made.start}")
    return done, cleared
