"""A quick run: each must and should is judged by few tests, and every report says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bench import quick
from harness import MakeTarget, Outcome, Verify, run_verify
from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import INSTALLATIONS
from reject_contract.plugin.options import QUICK
from reject_contract.verdict.verdict import NOT_SELECTED

pytestmark = pytest.mark.xdist_group("quick")  # one worker makes the run, once


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outcome]:
    """A quick run on the mock of each installation."""
    folder = tmp_path_factory.mktemp("quick")
    words: list[str | Path] = []
    servers = [MockServer(build_app(name)) for name in INSTALLATIONS]
    for name, server in zip(INSTALLATIONS, servers, strict=True):
        words += ["--target", server.start().write_target(folder / f"{name}.yaml", name=name)]
    yield run_verify(folder, "--quick", "--no-allure", *words)
    for server in servers:
        server.stop()


def requirements(outcome: Outcome) -> list[dict[str, Any]]:
    """What it says of every requirement of both."""
    return [each for name in INSTALLATIONS for each in outcome.verdict(name)["requirements"]]


def test_each_must_and_should_is_judged(outcome: Outcome) -> None:
    """Nothing but observations is left to the whole run."""
    assert outcome.exit_code == 0, outcome.output[-2000:]
    skipped = [each for each in requirements(outcome) if each["reason"] == NOT_SELECTED and each["level"] != "observe"]
    assert {each["id"].split("-")[1] for each in skipped} <= {"PROPERTY", "STATE"}, "what is made up alone is left out"


def test_each_test_of_the_choice_is_there(outcome: Outcome) -> None:
    """A test that was renamed would be left out without a word."""
    ran = {test for each in requirements(outcome) for test in each["tests"]}
    assert set(QUICK.read_text(encoding="utf-8").splitlines()) <= ran


def test_every_report_says_that_it_was_quick(outcome: Outcome) -> None:
    """Nobody takes it for the whole."""
    for name in INSTALLATIONS:
        assert f" {name}: conforms, quick " in outcome.output
        assert outcome.verdict(name)["left_out"].startswith("a quick run, by the most telling tests alone: ")
        statement = (outcome.reports / name / "statement.md").read_text(encoding="utf-8")
        assert statement.splitlines()[0].endswith("conforms, quick")
        assert "as far as a quick run looks" in statement
        assert "meets the documented contract" not in statement


def test_quick_run_is_a_fraction_of_the_whole(outcome: Outcome) -> None:
    """Of the requests, and of the writes."""
    for name in INSTALLATIONS:
        verdict = outcome.verdict(name)
        assert verdict["requests"] < 1400
        assert verdict["writes"] < 600


def test_quick_run_sees_a_fault(verify: Verify, make_target: MakeTarget) -> None:
    """And what it prints repeats the test as it was."""
    outcome = verify("--quick", "--no-allure", "--target", make_target("faulty", faults=["nested_select_crashes"]))
    assert outcome.exit_code == 1
    assert "verdict: faulty violates, quick" in outcome.output
    assert "--quick" not in next(line for line in outcome.output.splitlines() if line.startswith("  again"))


def test_what_all_rests_on_is_told_once(verify: Verify, make_target: MakeTarget) -> None:
    """A server without the effect has one violation in a quick run too, and not one of each requirement."""
    outcome = verify("--quick", "--no-allure", "--target", make_target("faulty", faults=["no_effect"]))
    assert outcome.ids("violated", "faulty") == {"RJ-EFFECT-1"}


@pytest.mark.parametrize("option", ["--examples", "--strength"])
def test_quick_run_makes_its_own_choice(verify: Verify, option: str) -> None:
    """Wrong usage, and not one of the two forgotten."""
    outcome = verify("--quick", option, "2")
    assert outcome.exit_code == 4
    assert f"--quick and {option} 2: a quick run has a choice of its own" in outcome.output


def test_choice_does_all_for_the_fewest_requests() -> None:
    """What two things want is taken before what costs less and does for one; nothing is taken twice."""
    costs = {"a": 3, "b": 4, "c": 40}
    wanted = {"RJ-A-1": {"a", "b"}, "RJ-A-2": {"c"}, "one": {"b"}, "two": {"b", "a"}, "three": set[str]()}
    assert quick.chosen(costs, wanted) == {"b", "c"}
