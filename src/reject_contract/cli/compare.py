"""The verb `compare`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reject_contract.errors import UsageFault

DIFFERENT = 3


@click.command()
@click.argument("folders", metavar="[OLD] [NEW]", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--format", "style", type=click.Choice(["text", "markdown", "json", "html"]), default="text", show_default=True
)
@click.option(
    "--fail-on",
    type=click.Choice(["different", "newly-violated"]),
    default="different",
    show_default=True,
    help="What makes the exit code 3; what can no longer be judged counts as newly violated.",
)
def compare(folders: tuple[Path, ...], style: str, fail_on: str) -> None:
    """Compare two report folders, such as reports/acceptance of two releases.

    One folder is compared with the run before it; without any, that of the only target in reports/ is.

    Exit code: 0 the same, 3 different, 4 no report folder.
    """
    from reject_contract.compare import changes, past, render
    from reject_contract.verdict import register

    clauses = register.load()
    try:
        old, new = _two(folders)
        comparison = changes.compare(past.read(old, clauses), past.read(new, clauses))
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    click.echo(render.render(comparison, style), nl=False)
    sys.exit(DIFFERENT if (comparison.worse if fail_on == "newly-violated" else comparison.different) else 0)


def _two(folders: tuple[Path, ...]) -> tuple[Path, Path]:
    """The folders to compare, the older one first."""
    from reject_contract.reports import folder

    if len(folders) > 2:
        raise UsageFault(f"{folders[2]}: two folders are compared, and this is the third")
    if len(folders) == 2:
        return folders[0], folders[1]
    candidates = folders or [each.parent for each in sorted(Path("reports").glob("*/verdict.json"))]
    kept = [(before[0], each) for each in candidates if (before := folder.earlier(each))]
    if len(kept) == 1:
        return kept[0]
    known = f"each of {', '.join(str(each) for _, each in kept)} has one" if kept else "there is none"
    raise UsageFault(
        f"{folders[0] if folders else 'reports'}: the run before is to be compared, and {known}; name two folders"
    )
