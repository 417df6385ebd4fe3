"""The pytest plugin: hands each contract test its target, and collects what it says."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from reject_contract.errors import UsageFault
from reject_contract.plugin import masking, options
from reject_contract.plugin.allure_listener import AllureReports
from reject_contract.plugin.case_result import CASE_RESULT, CaseResult
from reject_contract.plugin.options import Options
from reject_contract.plugin.session import SESSION, Session
from reject_contract.plugin.test_items import plain_id, requirements_of, target_of
from reject_contract.reports import folder
from reject_contract.verdict import register

pytest_plugins = ["reject_contract.plugin.fixtures"]
FIRST = ("RJ-ANSWER-1", "RJ-REPEAT-5")
"""What the others rest on comes first, so that a server that fails at once is told by its first failure."""


def pytest_addoption(parser: pytest.Parser) -> None:
    options.add(parser)


def pytest_configure(config: pytest.Config) -> None:
    try:
        clauses = register.load()
        session = Session(config, clauses, Options.of(config, clauses))
        if not session.worker and not config.option.collectonly:
            for name in session.target_names:
                folder.renew(session.options.reports / name)
        AllureReports.install(config, session)
    except UsageFault as fault:
        raise pytest.UsageError(str(fault)) from None
    config.stash[SESSION] = session
    session.end_on_sigterm()
    config.pluginmanager.register(session, "contract-session")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    masking.install(session.config, session.config.stash[SESSION].redaction)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every contract test runs once on each target."""
    if "run" in metafunc.fixturenames or metafunc.definition.get_closest_marker("requirement"):
        if "run" not in metafunc.fixturenames:
            metafunc.fixturenames.append("run")
        names = metafunc.config.stash[SESSION].target_names
        metafunc.parametrize("run", names, ids=names, indirect=True, scope="session")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    session = config.stash[SESSION]
    chosen = [item for item in items if session.options.choose(requirements_of(item), generated=_generated(item))]
    if len(chosen) < len(items):
        kept = set(chosen)
        config.hook.pytest_deselected(items=[item for item in items if item not in kept])
        items[:] = chosen
    order = {name: place for place, name in enumerate(session.target_names)}
    contract = [item for item in items if requirements_of(item)]
    others = [item for item in items if not requirements_of(item)]
    seed = session.options.seed
    contract.sort(key=lambda item: (order[target_of(item)], _turn(item), _shuffled(item, seed)))
    items[:] = others + contract


def _turn(item: pytest.Item) -> int:
    return min((FIRST.index(each) for each in requirements_of(item) if each in FIRST), default=len(FIRST))


def _shuffled(item: pytest.Item, seed: int) -> int:
    """A place that looks random, and is the same in every run with the seed and on every target."""
    return zlib.crc32(f"{seed} {plain_id(item)}".encode())


def _generated(item: pytest.Item) -> bool:
    """Whether a test sends requests that Schemathesis and Hypothesis make."""
    return "properties" in getattr(item, "fixturenames", ())


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_setup(item: pytest.Item) -> Iterator[None]:
    requirements = requirements_of(item)
    if requirements:
        session = item.config.stash[SESSION]
        run = session.run(target_of(item))
        case_result = item.stash[CASE_RESULT] = CaseResult(
            session.register, requirements, run, plain_id(item), item.nodeid,
            session.options.seed, session.options.deviations_of(target_of(item)),
        )  # fmt: skip
        case_result.open()
    yield


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Any:
    report: pytest.CollectReport = yield
    masking.mask_report(report, collector.config.stash[SESSION].redaction)
    return report


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Any:
    case_result, excinfo = item.stash.get(CASE_RESULT, None), call.excinfo
    if case_result and (call.when == "call" or excinfo):
        case_result.count(excinfo.value if excinfo else None)
    told = case_result is not None and case_result.kind != "suite fault"
    if told:
        call.excinfo = None  # pytest would spend a tenth of a second on a traceback that nobody is shown
    report: pytest.TestReport = yield
    call.excinfo = excinfo
    masking.mask_report(report, case_result.run.redaction if case_result else item.config.stash[SESSION].redaction)
    if case_result is None or (call.when != "call" and excinfo is None):
        return report
    if told and excinfo:
        report.longrepr = case_result.message
        report.outcome = {"violated": "failed", "warned": "passed", "deviates": "passed"}.get(
            case_result.kind, "skipped"
        )  # type: ignore[assignment]
        if report.outcome == "skipped":
            report.longrepr = (str(item.path), 0, f"{case_result.kind}: {case_result.message}")
    report.contract = case_result.as_json()  # type: ignore[attr-defined]
    return report
