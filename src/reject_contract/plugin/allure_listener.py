"""Allure results: one folder for each target, secrets masked, labels from the register."""

from __future__ import annotations

import hashlib
import json
from functools import partial
from pathlib import Path

import allure_commons
import attr
import pytest
from allure_commons.model2 import Label, Link, Parameter, StatusDetails, TestResult
from allure_pytest.listener import AllureListener

from reject_contract.plugin.case_result import CaseResult
from reject_contract.reports.allure_html import result_id
from reject_contract.reports.markdown import code
from reject_contract.sanitize import harmless
from reject_contract.verdict.outcomes import SUITE_FAULT, TABLE

SEVERITY = {"must": "critical", "should": "normal", "observe": "trivial"}


class AllureReports:
    """Receives what allure-pytest would write, and writes it where the target's reports are."""

    def __init__(self, reports: Path) -> None:
        self.reports = reports
        self.case_result: CaseResult | None = None
        """Of the test under way, or of the one that has just ended; None for a test that is none of the contract's."""

    def install(self, config: pytest.Config) -> None:
        """Replace --alluredir."""
        listener = AllureListener(config)
        config.pluginmanager.register(listener, "allure_listener")
        for plugin in (listener, self):
            allure_commons.plugin_manager.register(plugin)
            config.add_cleanup(partial(allure_commons.plugin_manager.unregister, plugin))

    @allure_commons.hookimpl
    def report_result(self, result: TestResult) -> None:
        """Write the result of one test."""
        case_result = self.case_result
        if case_result is None:
            return
        _label(result, case_result)
        data = attr.asdict(result, filter=lambda _, value: bool(value) or value is False)
        text = case_result.run.redaction.replace(json.dumps(data, ensure_ascii=False))
        (self._folder(case_result) / f"{result.uuid}-result.json").write_text(text, encoding="utf-8")

    @allure_commons.hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        """Write an attachment."""
        if case_result := self.case_result:
            text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
            masked = harmless(case_result.run.redaction.mask(text), kept="\n\t")
            (self._folder(case_result) / file_name).write_text(masked, encoding="utf-8")

    def _folder(self, case_result: CaseResult) -> Path:
        folder = self.reports / case_result.run.target.name / "allure-results"
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def _label(result: TestResult, case_result: CaseResult) -> None:
    """Label the test in Allure's terms."""
    target = case_result.run.target.name
    first = case_result.register[case_result.requirements[0]]
    result.labels = [label for label in result.labels if label.name in ("host", "thread", "framework", "language")]
    values = {
        "parentSuite": target,
        "suite": case_result.register.parts[first.part],
        "subSuite": f"{first.id} {first.title}",
        "epic": f"Contract of POST {case_result.register.operation_of(first).short}",
        "feature": case_result.register.parts[first.part],
        "severity": SEVERITY[first.level],
    }
    result.labels += [Label(name, value) for name, value in values.items()]
    for each in case_result.requirements:
        requirement = case_result.register[each]
        result.labels += [Label("story", f"{each} {requirement.title}"), Label("tag", requirement.level)]
        if clause := case_result.register.clause(requirement):
            result.links.append(Link("link", clause, f"{each}: {requirement.source}"))
    result.name = _sentence(case_result.test)
    result.fullName = case_result.test
    result.uuid = result_id(target, case_result.test)
    result.testCaseId = _digest(case_result.test.split("[")[0])
    result.historyId = _digest(f"{target} {case_result.test}")
    case = case_result.test.partition("[")[2].rstrip("]")
    result.parameters = [Parameter("target", target)] + ([Parameter("case", case)] if case else [])
    _show_outcome(result, case_result)


def _show_outcome(result: TestResult, case_result: CaseResult) -> None:
    """Show the outcome of the test, and its clauses with their sources."""
    row = TABLE[case_result.kind]
    if case_result.kind != "satisfied":
        result.status = row.allure
    if case_result.kind not in ("satisfied", SUITE_FAULT):
        result.statusDetails = StatusDetails(message=f"{row.noun}: {case_result.message}")
    clauses = [case_result.register[each] for each in case_result.requirements]
    basis = "\n".join(f"- {each.id} ({each.level}, {each.basis}): {each.source}" for each in clauses)
    result.description = f"{result.description or ''}\n\n{basis}"
    seen = [judgement for judgement in case_result.judgements if judgement.outcome == "observed"]
    result.description += "".join(
        f"\n\n**Observed** {judgement.requirement}: {code(judgement.reason)}" for judgement in seen
    )


def _sentence(test: str) -> str:
    """The test's name as words."""
    name, _, case = test.rpartition("::")[2].partition("[")
    words = name.removeprefix("test_").replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}" + (f" [{case}" if case else "")


def _digest(text: str) -> str:
    """Allure's ids are digests; this one only names, and guards nothing."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
