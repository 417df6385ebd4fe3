"""The verb `doctor`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import get_args

import click

from reject_contract.cli.examined import examined


@click.command()
@click.option("--target", "path", required=True, metavar="FILE", type=click.Path(path_type=Path), help="Target file.")
@click.option("--allow-writes", is_flag=True, help="Examine as for a run with --allow-writes.")
def doctor(path: Path, allow_writes: bool) -> None:
    """Check a target without changing anything, and say why it cannot be judged.

    Exit code 0: ready; 5: not ready; 4: the target file cannot be used.
    """
    from reject_contract.http.violation import TargetGone
    from reject_contract.run import doctor
    from reject_contract.target.target_file import CredentialKind

    failed = accepted = False
    with examined(path, Path("reports"), allow_writes) as run:
        try:
            for check in doctor.examine(run):
                colour = {"ok": "green", "note": "yellow", "failed": "red"}[check.state]
                click.secho(f"{check.state:<7} {run.redaction.mask(check.words)}", fg=colour)
                failed = failed or check.state == "failed"
                kind = check.name.partition(" ")[0]
                accepted = accepted or (check.state == "ok" and kind in get_args(CredentialKind))
            if run.target.provisions and run.target.invitations == "provision" and not (failed or accepted):
                click.secho("failed  credentials: none could be checked, so nothing can be made", fg="red")
                failed = True
        except TargetGone as reason:
            click.secho(f"failed  {run.redaction.mask(str(reason))}", fg="red")
            failed = True
        name = run.target.name
    click.echo(f"{name} is not ready" if failed else f"{name} is ready to be judged")
    sys.exit(5 if failed else 0)
