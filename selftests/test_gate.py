"""What sets the exit code where a pipeline asks for no new violation, or for enough that was judged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from harness import Contract, MakeTarget
from reject_contract.errors import UsageFault
from reject_contract.verdict import gate

TESTS = "tests/test_select.py"
CRASHES = "nested_select_crashes"
REFUSES = "select_refused"
NEW = ("--fail-on", "newly-violated", "--baseline")


@pytest.mark.parametrize(
    ("before", "now", "code", "said"),
    [
        ([CRASHES], [CRASHES], 0, "newly violated since before: nothing; as before: RJ-SELECT-3"),
        ([], [CRASHES], 1, "newly violated since before: RJ-SELECT-3"),
        pytest.param([REFUSES], [CRASHES], 1, "newly violated since before: RJ-SELECT-3", marks=pytest.mark.slow),
        ([CRASHES], [], 0, "newly violated since before: nothing; as before: nothing"),
    ],
    ids=["as-before", "new", "in-another-way", "mended"],
)
def test_only_a_new_violation_fails_the_gate(
    contract: Contract, make_target: MakeTarget, tmp_path: Path, before: list[str], now: list[str], code: int, said: str
) -> None:
    """The verdict stays what it is; the exit code follows what the baseline lacks."""
    made = contract("--target", make_target("shop", faults=before), tests=TESTS)
    (made.reports / "shop").rename(tmp_path / "before")
    (tmp_path / "shop.yaml").unlink()
    again = contract("--target", make_target("shop", faults=now), *NEW, tmp_path / "before", tests=TESTS)
    assert again.exit_code == code, again.output
    assert again.verdict("shop")["verdict"] == ("violates" if now else "conforms")
    assert said.replace("before:", f"{tmp_path / 'before'}:", 1) in again.output


@pytest.mark.slow
def test_baseline_may_be_the_reports_that_the_run_replaces(contract: Contract, make_target: MakeTarget) -> None:
    """It is read before they are put aside; the folder of all targets will do, with several workers as well."""
    target = make_target("shop", faults=[CRASHES])
    made = contract("--target", target, tests=TESTS)
    assert made.exit_code == 1
    assert contract("--target", target, "-n", "2", *NEW, made.reports, tests=TESTS).exit_code == 0


def test_too_little_that_was_judged_is_inconclusive(contract: Contract, make_target: MakeTarget) -> None:
    """A gate can ask for a number of requirements."""
    target = make_target("shop")
    few = contract("--target", target, "--minimum-judged", "500", tests=TESTS)
    assert few.exit_code == 5
    assert "requirements were judged, and --minimum-judged asks for 500" in few.output
    assert contract("--target", target, "--minimum-judged", "3", tests=TESTS).exit_code == 0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--fail-on", "newly-violated"], "neither means anything without the other"),
        (["--baseline", "reports"], "neither means anything without the other"),
        (["--minimum-judged", "-1"], "--minimum-judged -1: must be 0 or more"),
        ([*NEW, "nowhere"], "--baseline nowhere: it holds no verdict.json of mock"),
    ],
    ids=["no-baseline", "no-fail-on", "negative", "no-such-folder"],
)
def test_options_that_cannot_be_used_are_named(contract: Contract, options: list[str], words: str) -> None:
    """Wrong usage ends before anything is sent."""
    ended = contract(*options, tests=TESTS)
    assert (ended.exit_code, words in ended.output) == (4, True), ended.output


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ({"target": "other", "requirements": []}, "it is of other, and shop is to be judged"),
        ({"target": "shop"}, "is not what a run writes"),
        ([], "is not what a run writes"),
        ({"target": "shop", "requirements": [{"failures": ["x"]}]}, "is not what a run writes"),
    ],
    ids=["another-target", "no-requirements", "list", "odd-failure"],
)
def test_baseline_that_is_none_is_named(tmp_path: Path, content: object, words: str) -> None:
    """As the user wrote it."""
    (tmp_path / "verdict.json").write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(UsageFault, match=f"--baseline verdict.json: .*{words}"):
        gate.load("verdict.json", tmp_path, "shop")
