"""What a run of the contract must not take from where it is started."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Generator, Iterator, MutableMapping, Sequence
from typing import Any

import pytest

from reject_contract.resources import INSTALLED, PYTEST_TOML, ROOT
from reject_contract.verdict.verdict import Exit

IGNORED = {
    "PYTEST_ADDOPTS": "give its options to `reject-contract verify`",
    "PYTEST_PLUGINS": "use -p",
    "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "the suite needs its plugins",
}
"""Variables that make pytest another program, and what to do instead."""
OPTIMIZED = "PYTHONOPTIMIZE or -O takes away the assertions that the suite relies on: run it without"


FORKED = "--forked runs each test in a process of its own, and what that makes nobody deletes: use -n 2"
NO_TERMINAL = "a plugin took away the terminal, where the verdict is told (--tap-stream does): use --tap-files"
SILENT = "-p no:terminal takes away where the verdict is told: leave it out, or send the output to a file"


def refusal(arguments: Sequence[str] = ()) -> str:
    """Why nothing can be judged here, or with these arguments; empty where it can."""
    if any(each.removeprefix("-p").strip() == "no:terminal" for each in arguments):
        return SILENT
    return OPTIMIZED if sys.flags.optimize else ""


def forget(environment: MutableMapping[str, str] = os.environ) -> Iterator[str]:
    """Take away the variables that are ignored, and name each."""
    for name, instead in IGNORED.items():
        if environment.pop(name, ""):
            yield f"{name} is ignored: {instead}"


def prepare(config: pytest.Config) -> None:
    """Refuse what cannot be used, and write nothing beside an installed contract."""
    if reason := refusal() or (SILENT if config.pluginmanager.is_blocked("terminal") else ""):
        raise pytest.UsageError(reason)
    if config.getoption("forked", False):
        raise pytest.UsageError(FORKED)
    if not INSTALLED and config.inipath not in (None, PYTEST_TOML):
        raise pytest.UsageError(
            f"{config.inipath} replaces the suite's configuration: use `reject-contract verify`, or -c {PYTEST_TOML}"
        )
    config.addinivalue_line("markers", "requirement(*ids): the requirements of the register that the test judges")
    caches = str(ROOT / ".hypothesis")
    if INSTALLED:
        sys.dont_write_bytecode = True
        folder = tempfile.TemporaryDirectory(prefix="reject-contract-")
        config.add_cleanup(folder.cleanup)
        caches = folder.name
    os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", caches)  # it would be .hypothesis/ of the current folder


def demand_terminal(config: pytest.Config) -> None:
    """Refuse to run where another plugin has taken the terminal away; a worker of pytest-xdist has none."""
    if not hasattr(config, "workerinput") and not config.pluginmanager.has_plugin("terminalreporter"):
        raise pytest.UsageError(NO_TERMINAL)


class Watch:
    """Notes whether the run began, and whether it was the suite that set the exit status, and not pytest alone."""

    begun = decided = False

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self) -> None:
        """No plugin has ended it before."""
        self.begun = True

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Generator[None, Any, Any]:
        """See what all the others make of it."""
        result = yield
        self.decided = isinstance(session.exitstatus, Exit)
        return result
