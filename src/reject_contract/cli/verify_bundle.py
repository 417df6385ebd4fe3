"""The verb `verify-bundle`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reject_contract.reports.bundle import MANIFEST, changes, digest_of


@click.command("verify-bundle")
@click.argument("folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, path_type=Path))
def verify_bundle(folder: Path) -> None:
    """Compare the files of a run with its manifest.

    DIR is a target's folder of reports. Exit code 0: untouched, 1: files were changed, taken away or added, 4: DIR is
    no such folder. Whoever can change a file can write a new manifest too: note the digest of the manifest, which is
    printed, in another place.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise click.UsageError(f"{folder} holds no {MANIFEST}; give a target's folder below reports/")
    try:
        found = changes(folder)
    except ValueError as reason:
        found = [f"changed: {MANIFEST} ({reason})"]
    for line in found:
        click.echo(line)
    click.echo(f"{MANIFEST} sha256:{digest_of(path)}")
    click.echo(f"{folder}: {'tampered with' if found else 'untouched'}")
    sys.exit(1 if found else 0)
