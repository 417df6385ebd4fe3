"""A session of pytest: its targets, and the run on each."""

from __future__ import annotations

import tempfile
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest
from filelock import BaseFileLock

from reject_contract.http.budget import SharedLedger
from reject_contract.http.exchange_log import ExchangeLog
from reject_contract.http.redaction import Redaction
from reject_contract.http.route import Route
from reject_contract.plugin import mock_process, plan
from reject_contract.plugin.mock_process import MOCK
from reject_contract.reject import occurrences
from reject_contract.reject.client import RejectClient
from reject_contract.reports import folder
from reject_contract.run import sweep
from reject_contract.run.options import Options
from reject_contract.run.run import Run
from reject_contract.target.target_file import Target
from reject_contract.verdict.register import Register

SESSION = pytest.StashKey["Session"]()
"""Where pytest's configuration keeps the session."""


class Session:
    """Lives as long as pytest does, in the controlling process and in each worker of pytest-xdist.

    `given` is what a worker was given by the controlling process: its name, and what all of them share.
    """

    def __init__(self, register: Register, options: Options, given: dict[str, Any]) -> None:
        for target in options.targets.values():
            Route(target).proxy  # noqa: B018 - a `UsageFault` where its address is none
        self.register = register
        self.options = options
        self.given = given
        self.worker: str = given.get("workerid", "")
        self.runs: dict[str, Run] = {}
        self._mocks: dict[str, mock_process.MockProcess] = {}
        self.has_sentinels = False
        """Whether a test looks at sentinels, so that they are to be made."""
        self._renewed = False
        self._locks: list[BaseFileLock] = []
        """On the folders of reports."""
        self._ledgers: tempfile.TemporaryDirectory[str] | None = None

    @property
    def target_names(self) -> list[str]:
        """The targets of this session, in the order given."""
        return list(self.options.targets) or [MOCK]

    @cached_property
    def redaction(self) -> Redaction:
        """The secrets of all targets that the user named."""
        return Redaction.of(*self.options.targets.values())

    def target(self, name: str) -> Target:
        """A target by name; without one it is the bundled mock, and for a plan the mock in its place."""
        if name not in self.options.targets:
            return self._mocked("onsite")
        target = self.options.targets[name]
        if not self.options.plan:
            return target
        return plan.twin(target, self._mocked(target.installation))

    def run(self, name: str) -> Run:
        """The run on a target; one for each process."""
        if name not in self.runs:
            folder = self.options.reports / name
            suffix = self.worker and f"-{self.worker}"
            shared = self.given.get("ledgers") or (self._ledgers and self._ledgers.name)
            run = self.runs[name] = Run.start(
                self.target(name),
                folder / f"journal{suffix}.jsonl",
                self.options.naming(name),
                self.options.repeating(),
                SharedLedger(Path(shared) / name) if shared else None,
                ExchangeLog(folder / f"exchanges{suffix}.part", self.worker),
                no_writes=self._no_writes(name),
                shared=Path(shared) / f"{name}.given" if shared else None,
            )
            if run.stage.makes:
                run.stage.supply.serves = partial(occurrences.serve, RejectClient.of(run.clients["invitee"]))
        return self.runs[name]

    def renew_reports(self) -> None:
        """Take away what an earlier run wrote; once, before the first test of the contract."""
        for name in () if self._renewed else self.target_names:
            self._locks.append(folder.claim(self.options.reports / name))
            folder.renew(self.options.reports / name)
        self._renewed = True

    def equip(self, worker: dict[str, Any]) -> None:
        """Give a worker of pytest-xdist what all of them share: the budget, and the bundled mock."""
        self._ledgers = self._ledgers or tempfile.TemporaryDirectory(prefix="reject-contract-")
        worker["ledgers"] = self._ledgers.name
        if not self.options.targets:
            self._mocked("onsite")
            worker["mock_target"] = str(self._mocks["onsite"].target_file)

    def sweep_after_workers(self) -> dict[str, int]:
        """Delete what workers have left that came to a sudden end; how many appointments remain, by target."""
        left = {}
        for name in self.target_names if self._ledgers else ():
            folder = self.options.reports / name
            if sweep.journals(folder):
                left[name] = sweep.quietly(self.run(name), folder)
        return left

    def close(self) -> None:
        """End what was started."""
        for mock in self._mocks.values():
            mock.stop()
        if self._ledgers:
            self._ledgers.cleanup()
        for lock in self._locks:
            lock.release()

    def _no_writes(self, name: str) -> str:
        """Why nothing may be written on a target; empty where it may."""
        target = self.options.targets.get(name)
        return target.no_writes(allowed=self.options.allow_writes) if target else ""

    def _mocked(self, installation: str) -> Target:
        """The target file of a bundled mock, which is started when it is first asked for."""
        if given := self.given.get("mock_target"):
            return mock_process.load(given)
        if installation not in self._mocks:
            self._mocks[installation] = mock_process.MockProcess.start("--installation", installation)
        return mock_process.load(self._mocks[installation].target_file)
