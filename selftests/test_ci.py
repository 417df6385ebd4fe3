"""What CI systems are told, and the pipeline files that come with the suite."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import ROOT, Contract, MakeTarget
from judging import TARGET
from reject_contract import sanitize
from reject_contract.reports import executor, github
from reject_contract.verdict.outcomes import Outcome
from reject_contract.verdict.register import Register, Requirement
from reject_contract.verdict.result import Result
from reject_contract.verdict.verdict import Finding

MUST = Requirement("RJ-A-1", "It | holds.", "must", "stated", "page", "A")
PIPELINES = sorted((ROOT / "ci").glob("*.yml"))
OWN = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
"""What checks the project itself."""


def result(*outcomes: Outcome, reason: str = "why", strict: bool = False, **more: Any) -> Result:
    """What is known of a target."""
    findings = [Finding(MUST, outcome, reason) for outcome in outcomes]
    return Result(TARGET, Register({MUST.id: MUST}, {}), strict, findings=findings, **more)


@pytest.mark.parametrize(
    ("outcome", "strict", "command"),
    [("violated", False, "error"), ("warned", False, "warning"), ("warned", True, "error")],
)
def test_failure_is_annotated(outcome: Outcome, strict: bool, command: str) -> None:
    """What makes the run red is an error, a should is a warning."""
    (line,) = github.commands([result(outcome, strict=strict, verdict="violates")])
    assert line == f"::{command} title=fake%3A RJ-A-1 {outcome}::It | holds.%0Awhy"


@pytest.mark.parametrize("outcome", ["satisfied", "observed", "omitted", "deviates"])
def test_what_is_green_is_not_annotated(outcome: Outcome) -> None:
    """Annotations are for what somebody must act on."""
    assert github.commands([result(outcome, verdict="conforms")]) == []


def test_inconclusive_run_is_annotated_once() -> None:
    """One warning for all that could not be judged, with the deviations to remove."""
    notes = ["the entry RJ-A-1 is no longer needed"]
    (line,) = github.commands([result("unjudged", "unjudged", verdict="inconclusive", notes=notes)])
    assert line.startswith("::warning title=fake%3A inconclusive::2 requirements are unjudged")
    assert line.endswith("%0Athe entry RJ-A-1 is no longer needed")


def test_answer_of_a_server_is_no_command() -> None:
    """Line breaks and per cent signs cannot end an annotation and begin a command."""
    (line,) = github.commands([result("violated", reason="100%\n::set-output name=x::y\r", verdict="violates")])
    assert line.endswith("%0A100%25%0A::set-output name=x::y%0D")
    assert len(line.splitlines()) == 1


def test_no_more_annotations_than_are_shown() -> None:
    """GitHub drops those beyond the tenth; the errors come first."""
    warned: list[Outcome] = ["warned"] * 15
    violated: list[Outcome] = ["violated"] * 15
    lines = github.commands([result(*warned, *violated, verdict="violates")])
    assert [line.split()[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10


def test_summary_has_verdict_counts_and_failures() -> None:
    """A table that nothing in an answer can break."""
    outcomes: list[Outcome] = ["violated", "deviates", "satisfied"]
    text = github.summary(result(*outcomes, reason="a | b", verdict="violates", release="10.5 | x", started=0.0))
    assert "violates with 1 deviation\n" in text
    assert rf"{TARGET.root}, 10.5 \| x, 1970-01-01 00:00:00 UTC" in text
    assert "3 requirements: 1 violated, 1 deviates, 1 satisfied" in text
    assert r"| violated | RJ-A-1 | It \| holds. | a \| b |" in text
    assert r"| deviates | RJ-A-1 | It \| holds. | a \| b |" in text


def test_long_summary_is_cut() -> None:
    """GitHub takes one mebibyte."""
    outcomes: list[Outcome] = ["violated"] * 130
    text = github.summary(result(*outcomes, reason="r" * 3000, verdict="violates"))
    assert "… and 30 more" in text
    assert len(text.encode()) < 2**19


def test_command_of_azure_devops_is_broken_up() -> None:
    """It is heeded wherever it stands in a log, so that a server could give one."""
    assert "##vso[" not in sanitize.shown("x ##vso[task.setvariable variable=a]b")


def test_run_on_github_is_annotated_and_summarised(
    contract: Contract, make_target: MakeTarget, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing in the log is taken for a command but what the suite itself says, after the verdict."""
    step = tmp_path / "summary.md"
    step.write_text("of another step\n", encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(step))
    target = make_target("faulty", faults=["nested_select_crashes"])
    outcome = contract("--target", target, "--no-allure", tests="tests/test_select.py")
    token = re.search(r"^::stop-commands::(\w{32})$", outcome.output, re.MULTILINE)
    assert token
    before, _, after = outcome.output.partition(f"::{token[1]}::")
    assert "verdict: faulty violates" in before
    assert "\n::error title=faulty%3A RJ-SELECT-3 violated::" in after
    assert step.read_text(encoding="utf-8").startswith("of another step\n### ❌ faulty violates\n")


def test_run_elsewhere_says_nothing_to_github(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """No command stands in the log."""
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    assert "\n::" not in contract("--no-allure", tests="tests/test_select.py").output


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        (
            {
                "GITHUB_ACTIONS": "true",
                "GITHUB_WORKFLOW": "contract",
                "GITHUB_RUN_NUMBER": "7",
                "GITHUB_RUN_ID": "99",
                "GITHUB_SERVER_URL": "https://git.example.com",
                "GITHUB_REPOSITORY": "desk/crm",
            },
            {
                "name": "GitHub Actions",
                "type": "github",
                "buildName": "contract #7",
                "buildOrder": 7,
                "buildUrl": "https://git.example.com/desk/crm/actions/runs/99",
            },
        ),
        (
            {"JENKINS_URL": "https://j.example.com/", "BUILD_NUMBER": "8"},
            {"name": "Jenkins", "type": "jenkins", "buildOrder": 8},
        ),
        ({"CI": "true"}, {}),
    ],
    ids=["GitHub", "Jenkins that says little", "unknown"],
)
def test_allure_is_told_who_ran_it(environment: dict[str, str], expected: dict[str, object]) -> None:
    """The system, the run and its page, as far as the system says so."""
    assert executor.of(environment) == expected


def uses(content: Any) -> list[str]:
    """Everything that a pipeline takes from others."""
    if isinstance(content, dict):
        own = [str(value) for key, value in content.items() if key in ("uses", "image")]
        return own + [each for value in content.values() for each in uses(value)]
    return [each for value in content for each in uses(value)] if isinstance(content, list) else []


@pytest.mark.parametrize("path", [ROOT / "action.yml", *PIPELINES, *OWN], ids=lambda path: path.name)
def test_what_a_pipeline_uses_is_pinned(path: Path) -> None:
    """Actions by full commit, images by full version."""
    for each in uses(yaml.safe_load(path.read_text(encoding="utf-8"))):
        assert each == "./" or re.search(r"@[0-9a-f]{40}$|:\d+\.\d+\.\d+-\w+$", each), each


@pytest.mark.parametrize("path", [*PIPELINES, *OWN], ids=lambda path: path.name)
def test_pipeline_has_a_time_limit(path: Path) -> None:
    """A server that hangs must not hold a runner."""
    assert re.search(r"timeout", path.read_text(encoding="utf-8"), re.IGNORECASE)


def test_each_system_has_a_pipeline() -> None:
    """GitHub, GitLab and Azure DevOps."""
    assert [path.stem for path in PIPELINES] == ["azure-pipelines", "github-many-targets", "github", "gitlab"]


def test_image_is_made_of_what_is_there() -> None:
    """Its base has a full version, what it copies exists and is not ignored, and it does not run as root."""
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    bases = [line.split()[1] for line in lines if line.startswith("FROM ")]
    assert bases and all(re.search(r":\d+\.\d+\.\d+-[\w-]+$", base) for base in bases)
    copied = {name for line in lines if re.match("COPY (?!--from)", line) for name in line.split()[1:-1]}
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {name for name in copied if not (ROOT / name).exists() or f"!{name}" not in allowed} == set()
    assert any(line.startswith("USER ") for line in lines)


def test_lock_of_a_run_is_a_part_of_the_other() -> None:
    """A pipeline judges with the very versions that the project was tested with, and no tool of development."""
    every, some = (
        set(re.findall(r"^(\S+==\S+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))
        for name in ("requirements.lock", "requirements-run.lock")
    )
    assert some < every
    assert {pin.split("==")[0] for pin in some}.isdisjoint({"mypy", "ruff", "mutmut", "pytest-randomly"})
