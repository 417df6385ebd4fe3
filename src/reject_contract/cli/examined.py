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
def examined(path: Path, reports: Path, allow_writes: bool, *, keeps: bool = False) -> Iterator[Run]:
    """A run on a target in which nothing is judged; it may keep what it makes, with a journal beside the reports."""
    from reject_contract.errors import UsageFault
    from reject_contract.run.run import Run
    from reject_contract.run.sweep import invited
    from reject_contract.target import target_file

    try:
        loaded = target_file.load(path)
        folder = reports / loaded.name
        place = invited(folder) if keeps else folder
        run = Run.start(loaded, place / "journal.jsonl", no_writes=loaded.no_writes(allowed=allow_writes))
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    run.recorder.quiet = True
    try:
        yield run
    finally:
        (run.leave if keeps else run.close)()
