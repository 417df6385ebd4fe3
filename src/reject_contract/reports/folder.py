"""The folder of a target's reports."""

from __future__ import annotations

import shutil
from pathlib import Path

from reject_contract.errors import UsageFault

WRITTEN = ("allure-results", "allure-report", "verdict.json", "junit.xml")
"""What a run writes anew; journals and the history of Allure stay."""


def renew(folder: Path) -> None:
    """Take away what an earlier run wrote, so that nothing stale is taken for new."""
    try:
        for name in WRITTEN:
            path = folder / name
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise UsageFault(f"--reports: {folder} cannot be written ({reason.strerror}); choose another folder") from None
