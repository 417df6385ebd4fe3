"""The folder of a target's reports."""

from __future__ import annotations

import shutil
from pathlib import Path

from reject_contract.errors import UsageFault
from reject_contract.http import har

FOLDERS = ("allure-results", "allure-report")
FILES = ("verdict.json", "junit.xml", "exchanges.har", "statement.html", "statement.md", "manifest.json")
"""What a run replaces; journals and the history of Allure stay."""


def renew(folder: Path) -> None:
    """Delete what an earlier run wrote, so that nothing stale passes for new."""
    try:
        for name in FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        for part in folder.glob(har.PARTS):
            part.unlink()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise UsageFault(f"--reports: {folder} cannot be written ({reason.strerror}); choose another folder") from None
