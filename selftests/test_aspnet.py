"""What the suite says of servers on the vendor's own framework, built as teams build them."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

import aspnet
from aspnet import Build
from harness import run_contract

CAREFUL = Build("careful")
BUILDS = [
    CAREFUL,
    Build("careful", installation="online"),
    *(Build("careful", (option,)) for option in aspnet.OPTIONS),
    Build("vendorlike"),
    Build("default"),
]

READS_WHAT_IS_MALFORMED = {"RJ-MODE-16", "RJ-MODE-17", "RJ-BODY-5"}
"""Without a model filter what cannot be read becomes the default of its type, and the reject is carried out."""
VIOLATIONS = {
    Build("careful", ("authorize",)): {"RJ-AUTH-2"},
    Build("vendorlike"): READS_WHAT_IS_MALFORMED,
    Build("default"): READS_WHAT_IS_MALFORMED | {
        # a request that could not be read at all is null, and the action trips over it
        "RJ-BODY-1", "RJ-BODY-2", "RJ-BODY-3", "RJ-BODY-4", "RJ-BODY-19", "RJ-BODY-22", "RJ-TYPE-16", "RJ-TYPE-17",
        # an id that is not there, or could not be read and is 0, is an exception that nobody catches
        "RJ-BODY-6", "RJ-BODY-7", "RJ-BODY-8", "RJ-BODY-11", "RJ-BODY-26", "RJ-BODY-30", "RJ-BODY-31",
        "RJ-REPEAT-9", "RJ-REPEAT-10",
        "RJ-AUTH-27", "RJ-AUTH-28", "RJ-TYPE-20", "RJ-COMBINE-9",
        # details for callers on the same machine
        "RJ-REFUSAL-1",
    },
}  # fmt: skip
"""What is really wrong with a build; interop/README.md says on which document each rests."""

NOT_COMPARED = ("PROPERTY", "STATE", "TIME")
"""Generated requests meet what they happen to meet, and times depend on the machine."""


@pytest.fixture(scope="session")
def server() -> Path:
    """The compiled server."""
    return aspnet.ready_server()


def failing(verdict: dict[str, Any]) -> set[str]:
    """The requirements at which a test failed, also those that rest on another that is violated."""
    return {
        each["id"]
        for each in verdict["requirements"]
        if each["level"] != "observe" and each.get("failures") and each["id"].split("-")[1] not in NOT_COMPARED
    }


@pytest.mark.slow
@pytest.mark.parametrize("build", BUILDS, ids=str)
def test_suite_finds_what_is_wrong(server: Path, build: Build, tmp_path: Path) -> None:
    """The suite finds what a build really violates, and nothing besides: the careful one in full, by two processes."""
    in_full = ("--strength", "2", "-n", "2") if build == CAREFUL else ()
    with aspnet.running(server, build, tmp_path) as target:
        outcome = run_contract(
            tmp_path / "reports", "--target", target, "--allow-writes", "--no-allure", "--examples", "2", *in_full
        )
    verdict = outcome.verdict(build.name)
    wanted = VIOLATIONS.get(build, set())
    assert failing(verdict) == wanted, outcome.output
    expected = "violates" if outcome.ids("violated", build.name) else "conforms"
    assert verdict["verdict"] == expected, outcome.output


def test_server_says_how_it_is_used(server: Path) -> None:
    """An option that is not known ends the server with words about it."""
    command = ["mono", str(server), "--option", "lenient"]
    run = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert run.returncode == 4
    assert "lenient is none of bound-select" in run.stderr
    assert "usage" in run.stderr


@pytest.mark.parametrize(("ci", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)])
def test_missing_packages_are_named(monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]) -> None:
    """Where Mono is missing the tests above are skipped, on a CI system they fail, and both say what to install."""
    monkeypatch.setenv("CI", ci)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(outcome, match=f"mono-mcs mono-runtime {' '.join(aspnet.LIBRARIES.values())}"):
        aspnet.ready_server()
