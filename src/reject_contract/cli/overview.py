"""The verb `overview`."""

from __future__ import annotations

from pathlib import Path

import click

from reject_contract.errors import UsageFault


@click.command()
@click.argument("reports", default=Path("reports"), type=click.Path(path_type=Path))
def overview(reports: Path) -> None:
    """Write a page that shows all targets in a folder of reports (default: reports) side by side.

    The reports may come from several runs, or machines. Exit code: 0 written, 4 no reports.
    """
    from reject_contract.compare import overview as page
    from reject_contract.verdict import register

    try:
        found = page.of(reports, register.load())
        path = page.write(reports, found)
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    except OSError as reason:
        raise click.UsageError(f"{reports / page.PAGE} cannot be written ({reason.strerror})") from None
    click.echo(f"{', '.join(f'{count} {verdict}' for verdict, count in found.verdicts.items())}: {path}")
