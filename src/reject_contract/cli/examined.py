"""A run in which nothing is judged, for the verbs that examine a target."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reject_contract.run.run import Run


@contextlib.contextmanager
def examined(path: Path, reports: Path, allow_writes: bool) -> Iterator[Run]:
    """A run on a target in which nothing is judged."""
    from reject_contract.errors import UsageFault
    from reject_contract.run.run import Run
    from reject_contract.target import target_file

    try:
        loaded = target_file.load(path)
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    journal = reports / loaded.name / "journal.jsonl"
    with Run.start(loaded, journal, no_writes=loaded.no_writes(allowed=allow_writes)) as run:
        run.recorder.quiet = True
        yield run
