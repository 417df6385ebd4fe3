"""The verb `drift`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reject_contract.errors import UsageFault
from reject_contract.sanitize import shown

DRIFTED = 3
UNREADABLE = 4


@click.command()
@click.argument("documents", nargs=-1, required=True, metavar="PAGE_OR_SPEC...", type=click.Path(path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json", "readme"]), default="text", show_default=True
)
def drift(documents: tuple[Path, ...], style: str) -> None:
    """Compare the vendor's page (Markdown) or OpenAPI file with the contract.

    Exit code: 0 nothing but editorial differences, 3 drift, 4 a document cannot be read.
    """
    # Here and not above: the other verbs need no Markdown, and start sooner without it.
    from reject_contract.drift import check, readme, report

    found = []
    faults = 0
    for document in documents:
        try:
            found.append(check.drift(document))
        except UsageFault as fault:
            faults += 1
            click.echo(f"cannot read {shown(fault)}", err=True)
    click.echo(readme.readme(found) if style == "readme" else report.render(found, style), nl=False)
    sys.exit(UNREADABLE if faults else DRIFTED if any(each.drifted for each in found) else 0)
