"""Starts the bundled mock as a process of its own, and stops it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reject_contract.target import target_file
from reject_contract.target.target_file import Target

MOCK = "mock"
NEEDED = {"PATH", "HOME", "LANG", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "USERPROFILE", "LD_LIBRARY_PATH"}


@dataclass
class MockProcess:
    """A running mock."""

    process: subprocess.Popen[str]
    target_file: Path

    @classmethod
    def start(cls, *arguments: str) -> MockProcess:
        """Start it on a free port; it ends when its standard input closes, so it never outlives the run."""
        process = subprocess.Popen(
            [sys.executable, "-m", "reject_contract", "mock", "--port", "0", "--until-eof", *arguments],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=dict(_environment()),
        )  # fmt: skip
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise RuntimeError(f"the bundled mock did not start (exit code {process.wait()})")
        return cls(process, Path(json.loads(line)["target"]))

    def stop(self) -> None:
        """Close its standard input and wait."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        try:
            self.process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()


def _environment() -> Iterator[tuple[str, str]]:
    """What a process needs to start Python, and nothing that could be a secret."""
    for name, value in os.environ.items():
        if name.upper().startswith(("PYTHON", "LC_", "COV")) or name.upper() in NEEDED:
            yield name, value


def load(path: str | Path) -> Target:
    """The target file that a mock has written."""
    return target_file.load(Path(path))
