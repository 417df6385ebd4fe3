"""The verb `invite`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reject_contract.cli.examined import examined

if TYPE_CHECKING:
    from reject_contract.run.run import Run

MOST = 52


@click.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--occurrences", default=1, type=click.IntRange(1, MOST), help="Make a daily series of so many.")
@click.option(
    "--row-of",
    "role",
    default="invitee",
    show_default=True,
    type=click.Choice(["invitee", "bystander", "organizer"]),
    help="Whose ids are printed; each who takes part has one.",
)
@click.option("--reports", default=Path("reports"), metavar="DIR", type=click.Path(path_type=Path), show_default=True)
@click.option("--allow-writes", is_flag=True, help="Needed for a target on another machine.")
def invite(path: Path, occurrences: int, role: str, reports: Path, allow_writes: bool) -> None:
    """Make a pending invitation, to try something by hand, and print its id, or those of its occurrences.

    It stays until `reject-contract sweep` deletes it. Exit code 0: it is made; 5: it is not; 4: the target file or
    the folder cannot be used.
    """
    from reject_contract.errors import UsageFault
    from reject_contract.http.violation import Unjudged
    from reject_contract.reports.folder import claim
    from reject_contract.run import doctor

    with examined(path, reports, allow_writes, keeps=True) as run:
        try:
            with claim(run.stage.journal.path.parent):
                if role not in run.clients:
                    raise UsageFault(f"--row-of: the target file has no {role}")
                if failure := doctor.first_failure(run):
                    raise Unjudged(f"nothing is made: {failure.words}")
                if why := run.makes_none:
                    raise Unjudged(f"nothing is made: {why}")
                click.echo(" ".join(map(str, _made(run, occurrences, role))))
        except UsageFault as fault:
            raise click.UsageError(str(fault)) from None
        except Unjudged as reason:
            click.secho(run.redaction.mask(str(reason)), fg="red", err=True)
            sys.exit(5)


def _made(run: Run, occurrences: int, role: str) -> list[int]:
    """The ids of the rows of one who takes part, in the order of their times."""
    stage, owner = run.stage, run.clients[role].account.associate_id
    if occurrences > 1:
        stage.series(occurrences)
    else:
        stage.new_invitation()
    owned = (row for row in stage.listed if stage.proved[row].associate_id == owner)
    return sorted(owned, key=lambda row: stage.proved[row].number)
