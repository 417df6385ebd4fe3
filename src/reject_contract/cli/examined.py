"""A run in which nothing is judged, for the verbs that examine a target."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reject_contract.run.run import Run


@contextlib.contextmanager
def examined(
    path: Path, reports: Path, allow_writes: bool, folder: Callable[[Path], Path] | None = None
) -> Iterator[Run]:
    """A run on a target in which nothing is judged; with a folder for its journal, what it makes stays."""
    from reject_contract.errors import UsageFault
    from reject_contract.run.run import Run
    from reject_contract.target import target_file

    try:
        loaded = target_file.load(path)
    except UsageFault as fault:
        raise click.UsageError(str(fault)) from None
    usual = reports / loaded.name
    journal = (folder(usual) if folder else usual) / "journal.jsonl"
    run = Run.start(loaded, journal, no_writes=loaded.no_writes(allowed=allow_writes))
    run.recorder.quiet = True
    try:
        yield run
    finally:
        (run.leave if folder else run.close)()
