"""The folder of a target's reports."""

from __future__ import annotations

import shutil
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from reject_contract.errors import UsageFault
from reject_contract.http import har

FOLDERS = ("allure-results", "allure-report")
FILES = ("verdict.json", "junit.xml", "exchanges.har", "statement.html", "statement.md", "manifest.json")
"""What a run replaces; journals and the history of Allure stay."""


def claim(folder: Path) -> BaseFileLock:
    """Keep all other runs and sweeps out of a folder, until the lock is released or this process ends."""
    lock = FileLock(folder.with_name(f".{folder.name}.lock"), timeout=0)  # beside it: a bundle holds no such file
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
        return lock
    except Timeout:
        words = "is in use by another run or sweep; wait for its end, or choose another folder"
    except OSError as reason:
        words = f"cannot be written ({reason.strerror}); choose another folder"
    raise UsageFault(f"--reports: {folder} {words}")


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
