"""All reports of a run tell the same, whatever the run was like; `matrix.py` asserts it for every fault besides."""

from __future__ import annotations

from pathlib import Path

import pytest

from agreement import agree
from harness import WORKERS, Contract, MakeTarget, broken_test
from reject_contract.mock import FAULTS

FEW = ["nested_select_crashes", "no_challenge", "stack_trace_in_error", "answers_200_null"]


@pytest.mark.slow
@WORKERS
def test_reports_of_a_conforming_run_agree(contract: Contract, workers: tuple[str, ...]) -> None:
    """Terminal, verdict.json, JUnit, Allure, statement and HAR: the same counts, ids and outcomes."""
    outcome = contract(*workers)
    assert outcome.exit_code == 0, outcome.output[-2000:]
    agree(outcome.reports / "mock", console=outcome.output)
    assert list((outcome.reports / "mock").glob("*.part")) == []


@WORKERS
def test_reports_of_several_targets_agree(
    contract: Contract, make_target: MakeTarget, workers: tuple[str, ...]
) -> None:
    """Each target's reports agree, and nothing of one is found in those of another."""
    assert set(FEW) <= set(FAULTS)
    targets = {"good": make_target("good"), "faulty": make_target("faulty", faults=FEW)}
    arguments = [argument for path in targets.values() for argument in ("--target", path)]
    outcome = contract(*arguments, *workers, tests="tests/test_select.py tests/test_authentication.py")
    assert outcome.exit_code == 1, outcome.output[-2000:]
    for name in targets:
        agree(outcome.reports / name, console=outcome.output)
        addresses = (outcome.reports / name / "exchanges.har").read_text(encoding="utf-8")
        other = next(other for other in targets if other != name)
        assert f"tests/test_select.py::{other}" not in addresses
    assert outcome.verdict("good")["verdict"] == "conforms"


def test_reports_agree_where_a_should_counts(contract: Contract, make_target: MakeTarget) -> None:
    """With --strict a warned should is a failure in JUnit too."""
    slow = make_target(
        "slow", change=lambda content: content["limits"].update(slow_ms=1), variants=["a_little_latency"]
    )
    outcome = contract("--target", slow, "--requirement", "RJ-TIME-1", "--strict")
    assert outcome.ids("warned", "slow") == {"RJ-TIME-1"}
    agree(outcome.reports / "slow", console=outcome.output, strict=True)


def test_reports_agree_where_the_suite_breaks(contract: Contract, tmp_path: Path) -> None:
    """A fault of the suite is an error in JUnit, and the statement says that it is incomplete."""
    broken = broken_test(tmp_path, "RJ-SELECT-1")
    outcome = contract(tests=f"tests/test_select.py {broken}")
    assert outcome.exit_code == 3
    agree(outcome.reports / "mock", console=outcome.output)
    assert "<error" in (outcome.reports / "mock" / "junit.xml").read_text(encoding="utf-8")
    for name in ("statement.html", "statement.md"):
        assert "Internal error in the suite (1)" in (outcome.reports / "mock" / name).read_text(encoding="utf-8")


def test_reports_agree_where_the_target_is_gone(contract: Contract, make_target: MakeTarget) -> None:
    """A server that does not answer leaves everything unjudged, in every report."""
    gone = make_target("gone", change=lambda content: content.update(base_url="http://127.0.0.1:9"))
    outcome = contract("--target", gone, tests="tests/test_select.py")
    assert outcome.exit_code == 5, outcome.output[-2000:]
    agree(outcome.reports / "gone", console=outcome.output)
