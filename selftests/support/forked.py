"""Runs a Python module as a command, in a process that is forked from one with all libraries in it.

Half of a short run would be the loading of them.
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from _pytest.assertion.rewrite import AssertionRewritingHook

LIBRARIES = [
    "pytest", "requests", "yaml", "pydantic", "jinja2", "hypothesis", "schemathesis", "reject_contract.run.run",
    "reject_contract.reports.render", "reject_contract.compare.overview", "reject_contract.drift.compare",
]  # fmt: skip
"""What a run needs; the suite's plugin is not among them, since pytest rewrites its assertions."""
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(LIBRARIES)


def run(
    module: str,
    arguments: Sequence[str | Path],
    *,
    cwd: Path | None = None,
    timeout: float,
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """What `python -m module` leaves: its exit code, and what it printed."""
    environment = dict(os.environ if environment is None else environment)
    with tempfile.TemporaryDirectory() as folder:
        printed = [Path(folder, name) for name in ("stdout", "stderr")]
        for path in printed:
            path.touch()
        words = [module, *map(str, arguments)]
        process = _context.Process(target=_main, args=(words, str(cwd or Path.cwd()), environment, printed))
        process.start()
        process.join(timeout)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(words, timeout)
        stdout, stderr = (path.read_text("utf-8") for path in printed)
        return subprocess.CompletedProcess(words, process.exitcode, stdout, stderr)


def _main(words: Sequence[str], cwd: str, environment: Mapping[str, str], printed: Sequence[Path]) -> None:
    for descriptor, path in enumerate(printed, start=1):
        os.dup2(os.open(path, os.O_WRONLY), descriptor)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    sys.argv = [*words]
    sys.path.insert(0, cwd)  # as `python -m` does
    # The assertions of a library that is loaded already are not rewritten, and pytest would say so of each.
    AssertionRewritingHook._warn_already_imported = lambda *_: None  # type: ignore[method-assign]
    runpy.run_module(words[0], run_name="__main__", alter_sys=True)
