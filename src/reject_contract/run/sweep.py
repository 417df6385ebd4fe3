"""Deletes what runs have left behind: exactly what their journals name, once it reads back as just that."""

from __future__ import annotations

from pathlib import Path

from reject_contract.run import doctor
from reject_contract.run.run import Run
from reject_contract.stage import clean_up
from reject_contract.stage.journal import Journal


def journals(*folders: Path) -> list[Journal]:
    """The journals in some folders, those with something left."""
    return [journal for journal in map(Journal.read, files(*folders)) if journal.count]


def files(*folders: Path) -> list[Path]:
    """The files of all journals in some folders; a run leaves one, also where nothing is left of what it made."""
    return [path for folder in folders for path in sorted(folder.glob("journal*.jsonl"))]


def invited(folder: Path) -> Path:
    """Where the journal of what was made by hand is, beside a target's folder: nothing is added to its reports."""
    return folder.with_name(f"{folder.name}.invited")


def quietly(run: Run, folder: Path) -> int:
    """Delete what processes of this run have left that came to a sudden end; how many appointments remain."""
    with run.recorder.summarised(), run.transport.budget.cleaning():
        if not doctor.first_failure(run) and not run.no_writes:
            for journal in journals(folder):
                clean_up.quietly(run.stage, journal)
    return sum(journal.count for journal in journals(folder))
