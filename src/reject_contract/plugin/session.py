"""A pytest session of the contract: its targets and runs, and what becomes of their judgements."""

from __future__ import annotations

import contextlib
import gc
import signal
import tempfile
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reject_contract.http.budget import SharedLedger
from reject_contract.http.exchange_log import ExchangeLog
from reject_contract.http.redaction import Redaction
from reject_contract.plugin import mock_process, plan, terminal
from reject_contract.plugin.mock_process import MOCK
from reject_contract.plugin.options import Options
from reject_contract.plugin.test_items import plain_id, requirements_of, target_of
from reject_contract.reports import all_reports, github
from reject_contract.run import sweep
from reject_contract.run.run import Run
from reject_contract.target.target_file import Target
from reject_contract.verdict.register import Register
from reject_contract.verdict.result import Counts, Evidence, Result
from reject_contract.verdict.verdict import Exit, Judgement, exit_code

SESSION = pytest.StashKey["Session"]()
"""Where pytest's configuration keeps the session."""


class Session:
    """Lives as long as pytest does, in the controlling process and in each worker of pytest-xdist."""

    def __init__(self, config: pytest.Config, register: Register, options: Options) -> None:
        self.config = config
        self.register = register
        self.options = options
        self.worker: str = getattr(config, "workerinput", {}).get("workerid", "")
        self._mocks: dict[str, mock_process.MockProcess] = {}
        self._ledgers: tempfile.TemporaryDirectory[str] | None = None
        self._runs: dict[str, Run] = {}
        self._results: dict[str, Result] = {}
        self._planned: dict[str, dict[str, set[str]]] = {}
        self._faults: list[str] = []
        self._counts: dict[str, Counts] = {}
        self._interrupted = False
        self.judged_nothing = False

    @property
    def target_names(self) -> list[str]:
        """The targets of this session, in the order given."""
        return list(self.options.targets) or [MOCK]

    @property
    def redaction(self) -> Redaction:
        """The secrets of all targets that the user named."""
        return Redaction.of(*self.options.targets.values())

    @property
    def results(self) -> list[Result]:
        """What is known of each target that was judged."""
        return list(self._results.values())

    def target(self, name: str) -> Target:
        """A target by name; without one it is the bundled mock, and for a plan the mock in its place."""
        if name not in self.options.targets:
            return self._mocked("onsite")
        target = self.options.targets[name]
        if not self.options.plan:
            return target
        return plan.twin(target, self._mocked(target.installation))

    def _no_writes(self, name: str) -> str:
        """Why nothing may be written on a target; empty where it may."""
        target = self.options.targets.get(name)
        return target.no_writes(allowed=self.options.allow_writes) if target else ""

    def _mocked(self, installation: str) -> Target:
        """The target file of a bundled mock, which is started when it is first asked for."""
        given = getattr(self.config, "workerinput", {}).get("mock_target")
        if given:
            return mock_process.load(given)
        if installation not in self._mocks:
            self._mocks[installation] = mock_process.MockProcess.start("--installation", installation)
        return mock_process.load(self._mocks[installation].target_file)

    def run(self, name: str) -> Run:
        """The run on a target; one for each process."""
        if name not in self._runs:
            folder = self.options.reports / name
            suffix = self.worker and f"-{self.worker}"
            log = ExchangeLog(folder / f"exchanges{suffix}.part", self.worker)
            shared = getattr(self.config, "workerinput", {}).get("ledgers")
            ledger = SharedLedger(Path(shared) / name) if shared else None
            self._runs[name] = Run.start(
                self.target(name),
                folder / f"journal{suffix}.jsonl",
                self.options.files.get(name, ""),
                ledger,
                log,
                no_writes=self._no_writes(name),
            )
        return self._runs[name]

    # ---- hooks of the controlling process and of the workers -------------------------------------------

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Workers of pytest-xdist share the budget, and the bundled mock of the controlling process."""
        self._ledgers = self._ledgers or tempfile.TemporaryDirectory(prefix="reject-contract-")
        node.workerinput["ledgers"] = self._ledgers.name
        if not self.options.targets:
            self._mocked("onsite")
            node.workerinput["mock_target"] = str(self._mocks["onsite"].target_file)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for each in requirements_of(item):
                self._planned.setdefault(target_of(item), {}).setdefault(each, set()).add(plain_id(item))
        gc.freeze()  # what was collected stays to the end; to look through it again and again takes long

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        contract = getattr(report, "contract", None)
        if contract is not None:
            result = self._result(contract["target"])
            result.judgements += [Judgement(**judgement) for judgement in contract["judgements"]]
            result.evidence += [Evidence(**contract["evidence"])] if contract["evidence"] else []
            if contract["details"]:
                result.details[contract["judgements"][0]["test"]] = contract["details"]
            elif contract["message"]:
                result.messages.setdefault(contract["kind"], []).append(contract["message"])
        if report.failed and (contract is None or contract["kind"] == "suite fault"):
            self._faults.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._faults.append(f"collection of {report.nodeid or 'a file of tests'}")

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # Pytest ends by an interruption of its own where tests cannot be collected.
        self._interrupted = not isinstance(excinfo.value, pytest.Session.Interrupted)

    def end_on_sigterm(self) -> None:
        """Let SIGTERM end the run as Ctrl-C does: with its clean-up and its reports."""
        if threading.current_thread() is threading.main_thread():
            before = signal.signal(signal.SIGTERM, signal.default_int_handler)
            self.config.add_cleanup(partial(_restore, before))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Take over what a worker counted."""
        output = getattr(node, "workeroutput", {}).get("contract")
        if output is None:
            self._faults.append(f"worker {node.gateway.id} died")
            return
        self._take(output)

    @pytest.hookimpl(trylast=True)  # after pytest-xdist has ended its workers
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        if self._ledgers:
            self._sweep_after_workers()
        for name, run in self._runs.items():
            with self._fault_of(f"clean-up on {name}"):
                run.close()
        counts = {name: run.counts() for name, run in self._runs.items()}
        planned = {name: {each: sorted(tests) for each, tests in plan.items()} for name, plan in self._planned.items()}
        output = {"counts": counts, "planned": planned}
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["contract"] = output
            return
        self._take(output)
        with self._fault_of("reports"):
            self._conclude()
        self._set_exit_code(session, exitstatus)

    def pytest_unconfigure(self) -> None:
        for mock in self._mocks.values():
            mock.stop()
        if self._ledgers:
            self._ledgers.cleanup()

    def _sweep_after_workers(self) -> None:
        """Delete what workers have left that came to a sudden end; those that ended well have left nothing."""
        for name in self.target_names:
            folder = self.options.reports / name
            if not self._no_writes(name) and sweep.journals(folder):
                sweep.quietly(self.run(name), folder)

    # ---- conclusions -----------------------------------------------------------------------------------

    def _take(self, output: dict[str, Any]) -> None:
        for name, counts in output["counts"].items():
            self._counts.setdefault(name, Counts()).add(Counts(**counts))
        for name, planned in output["planned"].items():
            for each, tests in planned.items():
                self._planned.setdefault(name, {}).setdefault(each, set()).update(tests)

    def _result(self, name: str) -> Result:
        if name not in self._results:
            self._results[name] = Result(
                self.target(name), self.register, self.options.strict, self.options.deviations_of(name)
            )
        return self._results[name]

    @contextlib.contextmanager
    def _fault_of(self, what: str) -> Iterator[None]:
        """Take what breaks outside the tests for a fault of the suite, and go on."""
        try:
            yield
        except Exception as reason:
            self._faults.append(f"{what}: {type(reason).__name__}: {reason}")

    def _conclude(self) -> None:
        """Draw the conclusions on each target, and write its reports."""
        if self.config.option.collectonly or (not self._planned and not self._wants_contract()):
            return
        self.judged_nothing = not self._planned
        for name in self._planned or self.options.targets:
            result = self._result(name)
            result.close(self._planned.get(name, {}), self._counts.get(name, Counts()))
            if self.options.plan:
                continue
            with self._fault_of(f"reports of {name}"):
                all_reports.write(result, self.options, self.config.rootpath, self._faults)

    def _set_exit_code(self, session: pytest.Session, exitstatus: int) -> None:
        """Set the suite's exit code; sessions without a test of the contract keep pytest's."""
        if self.config.option.collectonly or not (self._planned or self.judged_nothing):
            return
        if exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        if self._interrupted or (exitstatus == pytest.ExitCode.INTERRUPTED and not self._faults):
            session.exitstatus = Exit.INTERRUPTED
            return
        broken = bool(self._faults) or exitstatus == pytest.ExitCode.INTERNAL_ERROR
        if self.options.plan and not broken:
            session.exitstatus = Exit.CONFORMS
            return
        session.exitstatus = exit_code((result.verdict for result in self.results), suite_fault=broken)

    def _wants_contract(self) -> bool:
        contract = self.config.rootpath / "tests"
        return any((self.config.invocation_params.dir / arg.split("::")[0]).resolve().is_relative_to(contract)
                   for arg in self.config.args)  # fmt: skip

    # ---- the terminal ----------------------------------------------------------------------------------

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        contract = getattr(report, "contract", None)
        if contract is None or contract["kind"] == "suite fault":
            return None
        return terminal.status(contract["kind"], contract["judgements"])

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        if self.judged_nothing:
            terminalreporter.write_line("nothing was judged: no test of the contract was selected", yellow=True)
        if self.options.plan:
            for name, result in self._results.items():
                target = self.options.targets.get(name, result.target)
                for line in plan.lines(target, result):
                    terminalreporter.write_line(line)
            return
        with github.no_commands(terminalreporter.write_line):
            terminal.write(terminalreporter, self.results, self.options, self._faults)
        github.tell([each for each in self.results if each.findings], terminalreporter.write_line)


def _restore(handler: Any) -> None:
    signal.signal(signal.SIGTERM, handler)
