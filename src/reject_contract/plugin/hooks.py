"""The pytest plugin: all hooks are here, and hand on what pytest says to those who know what to do with it."""

from __future__ import annotations

import gc
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any

import pytest

from reject_contract.errors import UsageFault
from reject_contract.plugin import masking, options, selection, surroundings, terminal
from reject_contract.plugin.allure_listener import AllureReports
from reject_contract.plugin.case_result import CASE_RESULT, CaseResult
from reject_contract.plugin.conclusions import Conclusions
from reject_contract.plugin.interruption import Interruption
from reject_contract.plugin.second_look import SecondLook
from reject_contract.plugin.session import SESSION, Session
from reject_contract.plugin.test_items import (
    chosen,
    mark,
    markers,
    nothing_runs,
    ordered,
    plain_id,
    requirements_of,
    target_of,
    uses,
)
from reject_contract.reject import combinations, refused
from reject_contract.resources import TESTS
from reject_contract.stage.deferred_signals import deferred
from reject_contract.verdict import register
from reject_contract.verdict.outcomes import SUITE_FAULT, TABLE

pytest_plugins = ["reject_contract.plugin.fixtures"]


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    surroundings.prepare(config)
    try:
        selection.check(config)
        clauses = register.load()
        session = Session(clauses, options.read(config, clauses), getattr(config, "workerinput", {}))
    except UsageFault as fault:
        raise pytest.UsageError(str(fault)) from None
    config.stash[SESSION] = session
    for line in markers(clauses):
        config.addinivalue_line("markers", line)
    config.pluginmanager.register(Hooks(config, session), "contract")


class Hooks:
    """What is done when; lives in the controlling process and in each worker of pytest-xdist."""

    def __init__(self, config: pytest.Config, session: Session) -> None:
        self.config = config
        self.session = session
        self.options = session.options
        self.conclusions = Conclusions(session.register, session.options, session.target)
        self.allure = AllureReports(session.options.reports)
        self.second_look = SecondLook()
        self.interruption = Interruption()
        self.interruption.install(config)
        self.collected: list[pytest.Item] = []
        """Tests of the contract, before any of them was deselected."""
        if session.options.allure and not (config.option.allure_report_dir or nothing_runs(config)):
            self.allure.install(config)

    # ---- collection ------------------------------------------------------------------------------------

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionstart(self) -> None:
        surroundings.demand_terminal(self.config)
        masking.install(self.config, self.session.redaction)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        if self._contract_wanted():
            self._renew_reports()
        self.session.equip(node.workerinput)

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """Every contract test runs once on each target; one with combinations once for each, or for each scene."""
        if "run" in metafunc.fixturenames or metafunc.definition.get_closest_marker("requirement"):
            if "run" not in metafunc.fixturenames:
                metafunc.fixturenames.append("run")
            names = self.session.target_names
            metafunc.parametrize("run", names, ids=names, indirect=True, scope="session")
        strength = self.options.strength
        if "combination" in metafunc.fixturenames:
            if strength > 2:
                terminal.tell(self.config, "drawing every triple of values takes about a minute ...")
            drawn = combinations.drawn("valid", strength)
            metafunc.parametrize("combination", drawn, ids=[each.id for each in drawn])
        if "combinations_of_a_scene" in metafunc.fixturenames:
            scenes = refused.groups(combinations.drawn("refused", strength))
            metafunc.parametrize("combinations_of_a_scene", [*scenes.values()], ids=[*scenes])

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_make_collect_report(self) -> Generator[None, Any, Any]:
        report: pytest.CollectReport = yield
        masking.mask_report(report, self.session.redaction)
        return report

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.conclusions.faults.append(f"collection of {report.nodeid or 'a file of tests'}")

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Generator[None, None, None]:
        self.collected = [item for item in items if requirements_of(item)]
        mark(self.collected, self.session.register)
        if self.collected:
            terminal.show_letters_only(self.config)
        yield
        kept = chosen(items, self.options)
        if left_out := set(items).difference(kept):
            self.config.hook.pytest_deselected(items=list(left_out))
        self.session.has_sentinels = any(uses(item, "sentinels") for item in kept)
        items[:] = ordered(kept, self.session.target_names, self.session.register.first, self.options.seed)

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        kept = [item for item in session.items if requirements_of(item)]
        for item in kept:
            self.conclusions.plan(target_of(item), plain_id(item), requirements_of(item))
        if kept:
            self.conclusions.in_part = selection.judged_in_part(self.collected, kept, self.options, self.config, TESTS)
            if not (self.session.worker or nothing_runs(self.config)):
                self._renew_reports()
        gc.freeze()  # what was collected stays to the end; to look through it again and again takes long

    # ---- a test ----------------------------------------------------------------------------------------

    def pytest_runtest_logstart(self) -> None:
        self.interruption.check()

    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if not requirements_of(item):
            return None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        self.second_look.run(item, nextitem)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        return True

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        self.allure.case_result = None
        if (requirements := requirements_of(item)) and not nothing_runs(self.config):
            name = target_of(item)
            earlier = item.stash.get(CASE_RESULT, None)
            case_result = item.stash[CASE_RESULT] = CaseResult(
                self.session.register, requirements, self.session.run(name), plain_id(item), item.nodeid,
                self.options.seed, self.options.deviations_of(name), before=earlier.gateway_answer if earlier else "",
            )  # fmt: skip
            self.allure.case_result = case_result
            case_result.open()
        yield

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, Any, Any]:
        case_result, excinfo = item.stash.get(CASE_RESULT, None), call.excinfo
        if case_result and (call.when == "call" or excinfo):
            case_result.count(excinfo.value if excinfo else None)
        told = case_result is not None and case_result.kind != SUITE_FAULT
        if told:
            call.excinfo = None  # pytest would spend a tenth of a second on a traceback that nobody is shown
        report: pytest.TestReport = yield
        call.excinfo = excinfo
        masking.mask_report(report, case_result.run.redaction if case_result else self.session.redaction)
        if case_result is None or (call.when != "call" and excinfo is None):
            return report
        if told and case_result.kind != "satisfied":
            report.longrepr, report.outcome = case_result.message, TABLE[case_result.kind].pytest
            if report.outcome == "skipped":
                report.longrepr = (str(item.path), 0, f"{case_result.kind}: {case_result.message}")
        report.contract = case_result.as_json()  # type: ignore[attr-defined]
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.conclusions.hear(report)

    def pytest_report_teststatus(self, report: Any) -> tuple[str, str, str] | None:
        contract = getattr(report, "contract", None)
        if contract is None or contract["kind"] == SUITE_FAULT:
            return None
        return terminal.status(contract["kind"], contract["judgements"])

    # ---- the end ---------------------------------------------------------------------------------------

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # Pytest ends by an interruption of its own where tests cannot be collected.
        # Pytest-xdist has one of the same name for --maxfail.
        self.conclusions.interrupted = type(excinfo.value).__name__ != "Interrupted"

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        output = getattr(node, "workeroutput", {}).get("contract")
        if output is None:
            self.conclusions.faults.append(f"worker {node.gateway.id} died")
        else:
            self.conclusions.take(output)

    @pytest.hookimpl(trylast=True)  # after pytest-xdist has ended its workers
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        left: dict[str, int] = {}
        with suppress(KeyboardInterrupt), deferred():  # the run has ended; what it made is cleared away first
            left = self.session.sweep_after_workers()
            for name, run in self.session.runs.items():
                with self.conclusions.fault_of(f"clean-up on {name}"):
                    run.close()
        output = self.conclusions.output(self.session.runs)
        if hasattr(self.config, "workeroutput"):
            self.config.workeroutput["contract"] = output
            return
        self.conclusions.take(output)
        self.conclusions.remain(left)
        if nothing_runs(self.config) or exitstatus == pytest.ExitCode.USAGE_ERROR:
            return
        with self.conclusions.fault_of("reports"):
            self.conclusions.conclude(self.config.rootpath, contract_wanted=self._contract_wanted())
        session.exitstatus = self.conclusions.exit_status(exitstatus)

    def _renew_reports(self) -> None:
        try:
            self.session.renew_reports()
        except UsageFault as fault:
            raise pytest.UsageError(str(fault)) from None

    def _contract_wanted(self) -> bool:
        """Whether tests of the contract were named."""
        contract, here = self.config.rootpath / "tests", self.config.invocation_params.dir
        return any((here / each.split("::")[0]).resolve().is_relative_to(contract) for each in self.config.args)

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        terminal.conclude(terminalreporter, self.conclusions, self.options)

    def pytest_unconfigure(self) -> None:
        self.session.close()
