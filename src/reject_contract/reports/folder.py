"""The folder of a target's reports, and those of the runs before."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout

from reject_contract.errors import UsageFault
from reject_contract.http import har

FOLDERS = ("allure-results", "allure-report")
FILES = ("verdict.json", "junit.xml", "exchanges.har", "statement.html", "statement.md", "manifest.json")
"""What a run replaces; journals and the history of Allure stay."""
AGAIN = "again"
"""Where among the reports those of single tests go: what the whole contract said before stays where it is."""
KEPT = 5
"""Earlier runs that are kept."""


def earlier(folder: Path) -> list[Path]:
    """The folders of the runs before the one in a target's folder, the newest first."""
    return sorted(_beside(folder).glob("*Z"), reverse=True)


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
    """Put what an earlier run wrote beside the folder, so that nothing stale passes for new, and nothing is lost."""
    try:
        if (folder / "verdict.json").is_file():
            _keep(folder)
        for name in FOLDERS:
            shutil.rmtree(folder / name, ignore_errors=True)
        for name in FILES:
            (folder / name).unlink(missing_ok=True)
        for part in folder.glob(har.PARTS):
            part.unlink()
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise UsageFault(f"--reports: {folder} cannot be written ({reason.strerror}); choose another folder") from None


def _keep(folder: Path) -> None:
    ended = datetime.fromtimestamp((folder / "verdict.json").stat().st_mtime, UTC)
    kept = _beside(folder) / ended.strftime("%Y-%m-%dT%H-%M-%SZ")
    kept.mkdir(parents=True, exist_ok=True)
    for path in [*folder.iterdir()]:
        if path.name in (*FOLDERS, *FILES):
            path.replace(kept / path.name)
        elif path.is_file():
            shutil.copy2(path, kept)  # the manifest names it
    for old in earlier(folder)[KEPT:]:
        shutil.rmtree(old, ignore_errors=True)


def _beside(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.earlier")
