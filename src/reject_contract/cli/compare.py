"""The verb `compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reject_contract.errors import UsageFault

DIFFERENT = 3


@click.command()
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json", "html"]), default="text", show_default=True
)
def compare(old: Path, new: Path, style: str) -> None:
    """Compare two report folders, such as reports/acceptance of two releases.

    Exit code: 0 the same, 3 different, 4 no report folder.
    """
    from reject_contract.compare import changes, past, render
    from reject_contract.verdict import register

    clauses = register.load()
    try:
        comparison = changes.compare(past.read(old, clauses), past.read(new, clauses))
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    click.echo(render.render(comparison, style), nl=False)
    sys.exit(DIFFERENT if comparison.different else 0)
