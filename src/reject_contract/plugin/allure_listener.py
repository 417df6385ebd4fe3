"""Allure results: one folder for each target, secrets masked, labels from the register."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import allure_commons
import attr
import pytest
from allure_commons.model2 import Label, Link, Parameter, TestResult
from allure_pytest.listener import AllureListener

from reject_contract.plugin.case_result import CASE_RESULT, CaseResult
from reject_contract.reports.markdown import code

if TYPE_CHECKING:
    from reject_contract.plugin.session import Session

SEVERITY = {"must": "critical", "should": "normal", "observe": "trivial"}
STATUS = {
    "violated": "failed",
    "warned": "broken",
    "deviates": "broken",
    "suite fault": "broken",
    "omitted": "skipped",
    "unjudged": "skipped",
}
CATEGORIES = [
    {"name": "Violations: a must is not kept", "matchedStatuses": ["failed"]},
    {"name": "Warnings: a should is not kept", "matchedStatuses": ["broken"], "messageRegex": r"^warning[\s\S]*$"},
    {"name": "Deviations: known and accepted", "matchedStatuses": ["broken"], "messageRegex": r"^deviation[\s\S]*$"},
    {
        "name": "Suite faults: the suite itself broke",
        "matchedStatuses": ["broken"],
        "messageRegex": r"^(?!warning|deviation)[\s\S]*$",
    },
    {"name": "Unjudged: could not be judged", "matchedStatuses": ["skipped"], "messageRegex": r"^unjudged[\s\S]*$"},
    {"name": "Omitted: the target has not got it", "matchedStatuses": ["skipped"], "messageRegex": r"^omitted[\s\S]*$"},
]


class AllureReports:
    """Receives what allure-pytest would write, and writes it where the target's reports are."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.item: pytest.Item | None = None

    @classmethod
    def install(cls, config: pytest.Config, session: Session) -> None:
        """Stand in for --alluredir, unless the user gave it or wants no results."""
        if config.option.allure_report_dir or config.option.collectonly or not session.options.allure:
            return
        for name in session.target_names:
            (session.options.reports / name / "allure-results").mkdir(parents=True, exist_ok=True)
        listener = AllureListener(config)
        reports = cls(session)
        config.pluginmanager.register(listener, "allure_listener")
        config.pluginmanager.register(reports, "contract-allure")
        for plugin in (listener, reports):
            allure_commons.plugin_manager.register(plugin)
            config.add_cleanup(partial(allure_commons.plugin_manager.unregister, plugin))

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        """Remember whose results are written; the listener writes one after its test has ended."""
        self.item = item
        try:
            return (yield)
        finally:
            self.item = None

    @allure_commons.hookimpl
    def report_result(self, result: TestResult) -> None:
        """Write the result of one test."""
        case_result = self._case_result()
        if case_result is None:
            return
        self._label(result, case_result)
        data = attr.asdict(result, filter=lambda _, value: bool(value) or value is False)
        text = case_result.run.redaction.mask(json.dumps(data, ensure_ascii=False))
        (self._folder(case_result) / f"{result.uuid}-result.json").write_text(text, encoding="utf-8")

    @allure_commons.hookimpl
    def report_attached_data(self, body: str | bytes, file_name: str) -> None:
        """Write an attachment."""
        case_result = self._case_result()
        if case_result is not None:
            text = body if isinstance(body, str) else body.decode("utf-8", errors="replace")
            (self._folder(case_result) / file_name).write_text(case_result.run.redaction.mask(text), encoding="utf-8")

    def _case_result(self) -> CaseResult | None:
        return self.item.stash.get(CASE_RESULT, None) if self.item else None

    def _folder(self, case_result: CaseResult) -> Path:
        return self.session.options.reports / case_result.run.target.name / "allure-results"

    def _label(self, result: TestResult, case_result: CaseResult) -> None:
        """Say in the field's words what the test is about."""
        target = case_result.run.target.name
        first = case_result.register[case_result.requirements[0]]
        result.labels = [label for label in result.labels if label.name in ("host", "thread", "framework", "language")]
        values = {
            "parentSuite": target,
            "suite": case_result.register.parts[first.part],
            "subSuite": f"{first.id} {first.title}",
            "epic": "Contract of POST Agents/Appointment/Reject",
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
        if case_result.kind in STATUS:
            word = {"warned": "warning", "violated": "violation", "deviates": "deviation"}.get(
                case_result.kind, case_result.kind
            )
            result.status = STATUS[case_result.kind]
            if case_result.kind != "suite fault" and result.statusDetails:
                result.statusDetails.message = f"{word}: {case_result.message}"
                result.statusDetails.trace = None
        clauses = [case_result.register[each] for each in case_result.requirements]
        basis = "\n".join(f"- {each.id} ({each.level}, {each.basis}): {each.source}" for each in clauses)
        result.description = f"{result.description or ''}\n\n{basis}"
        seen = [judgement for judgement in case_result.judgements if judgement.outcome == "observed"]
        result.description += "".join(
            f"\n\n**Observed** {judgement.requirement}: {code(judgement.reason)}" for judgement in seen
        )


def write_context(folder: Path, environment: Mapping[str, str]) -> None:
    """Write what Allure shows beside the results: environment and categories."""
    lines = [f"{name.replace(' ', '_')}={value}" for name, value in environment.items()]
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(CATEGORIES, indent=1), encoding="utf-8")


def result_id(target: str, test: str) -> str:
    """The id of a test's result: the same in every run, so that other reports can point to it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{target} {test}"))


def _sentence(test: str) -> str:
    """The test's name as words."""
    name, _, case = test.rpartition("::")[2].partition("[")
    words = name.removeprefix("test_").replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}" + (f" [{case}" if case else "")


def _digest(text: str) -> str:
    """Allure's ids are digests; this one only names, and guards nothing."""
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
