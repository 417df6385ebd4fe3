"""Runs of the contract, from the command line to the exit code."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from agreement import agree
from harness import ROOT, WORKERS, Contract, MakeTarget, broken_test
from recording import recorded
from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import Account

FAST = ("tests/test_success.py", "tests/test_authentication.py")


def test_bundled_mock_conforms_and_keeps_every_must(contract: Contract) -> None:
    """Plain pytest judges the bundled mock: no must is left unjudged, none is violated."""
    outcome = contract("--strength", "1")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    verdict = outcome.verdict()
    assert verdict["verdict"] == "conforms"
    open_musts = {
        each["id"]: each["reason"]
        for each in verdict["requirements"]
        if each["level"] == "must" and each["outcome"] != "satisfied"
    }
    assert set(open_musts.values()) <= {"the installation is onsite"}, open_musts


@pytest.mark.slow
def test_what_lets_a_bad_credential_through_is_named(contract: Contract, make_target: MakeTarget) -> None:
    """Of a dozen values that were combined the text names the two without which it would have been refused."""
    target = make_target("faulty", faults=["forged_ticket_with_select_answered_204"])
    outcome = contract("--target", target, "--requirement", "RJ-COMBINE-7", "--no-allure", "--strength", "2")
    assert outcome.exit_code == 1, outcome.output[-3000:]
    (reason,) = (each["reason"] for each in outcome.verdict("faulty")["requirements"] if each["id"] == "RJ-COMBINE-7")
    named = re.findall("also for ([^;]+);", reason)
    assert named and all(re.fullmatch("(ticket|token)-[a-z-]+ with select-(one|empty)", each) for each in named), reason


@pytest.mark.slow
def test_password_may_be_of_any_letters(
    contract: Contract, make_target: MakeTarget, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 7617 takes passwords in UTF-8, and what is made of one to be refused must fit into a header all the same."""
    monkeypatch.setattr(Account, "password", property(lambda self: f"Пароль-ø-{self.name}-7f3a"))
    outcome = contract("--target", make_target(), "--no-allure", "--examples", "0", "--strength", "1",
                       tests="tests/test_authentication.py tests/test_combinations.py")  # fmt: skip
    assert outcome.exit_code == 0, outcome.output[-3000:]


def test_last_line_counts_tests_in_the_words_of_pytest(contract: Contract) -> None:
    """Tools that look for "N passed" in pytest's last line find it."""
    last = contract(tests="tests/test_methods.py").output.rstrip().splitlines()[-1]
    assert re.search(r"\b[1-9]\d* passed\b", last), last


def test_online_mock_conforms_and_keeps_every_must(contract: Contract, make_target: MakeTarget) -> None:
    """An online installation is judged on what it has."""
    outcome = contract("--target", make_target("online", installation="online"), "--strength", "1")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    for each in outcome.verdict("online")["requirements"]:
        if each["level"] == "must" and each["outcome"] != "satisfied":
            assert "online" in each["reason"] or "basic" in each["reason"], each


@pytest.mark.slow
def test_workers_give_the_same_outcomes(contract: Contract) -> None:
    """With -n 2 every requirement has the outcome, and the tests, that it has without."""
    alone, shared = contract(), contract("-n", "2")
    assert shared.exit_code == alone.exit_code == 0, shared.output[-3000:]

    def key(verdict: dict[str, Any]) -> list[Any]:
        return [(each["id"], each["outcome"], each["tests"]) for each in verdict["requirements"]]

    assert key(shared.verdict()) == key(alone.verdict())
    assert shared.verdict()["requests"] > 0


@WORKERS
def test_each_target_has_its_own_verdict(contract: Contract, make_target: MakeTarget, workers: tuple[str, ...]) -> None:
    """Several targets in one run are judged and reported apart; the worst decides the exit code."""
    good, bad = make_target("good"), make_target("bad", faults=["answers_200_null"])
    outcome = contract("--target", good, "--target", bad, *workers, tests=" ".join(FAST))
    assert outcome.exit_code == 1
    assert outcome.verdict("good")["verdict"] == "conforms"
    assert outcome.verdict("bad")["verdict"] == "violates"
    assert "RJ-ANSWER-1" in outcome.ids("violated", "bad")


def test_unreachable_server_is_inconclusive(contract: Contract, make_target: MakeTarget) -> None:
    """Nobody listens: one message, exit code 5, and nothing green."""

    def nowhere(content: dict[str, Any]) -> None:
        content["base_url"] = "http://127.0.0.1:9"

    outcome = contract("--target", make_target("gone", change=nowhere))
    assert outcome.exit_code == 5
    assert outcome.verdict("gone")["verdict"] == "inconclusive"
    assert outcome.ids("satisfied", "gone") == outcome.ids("violated", "gone") == set()
    assert outcome.output.count("does not answer") == 1, outcome.output[-2000:]


@pytest.mark.parametrize("role", ["organizer", "invitee"])
def test_refused_good_credential_is_inconclusive(contract: Contract, make_target: MakeTarget, role: str) -> None:
    """A credential of the target file that does not open anything is named once, and nothing is judged."""

    def spoil(content: dict[str, Any]) -> None:
        content["accounts"][role]["basic"]["password"] = "out-of-date-password"

    outcome = contract("--target", make_target("refused", change=spoil), tests=" ".join(FAST))
    assert outcome.exit_code == 5
    assert outcome.output.count(f"the basic credential of the {role} is refused") == 1
    assert "out-of-date-password" not in outcome.output


def test_expired_second_credential_is_not_held_against_the_server(contract: Contract, make_target: MakeTarget) -> None:
    """A bearer token that no operation takes leaves the bearer requirement unjudged."""

    def spoil(content: dict[str, Any]) -> None:
        content["accounts"]["invitee"]["bearer"] = "8A:Cust12345.expired-token-0000"

    outcome = contract("--target", make_target("expired", change=spoil), tests="tests/test_authentication.py")
    assert outcome.exit_code == 5
    assert "RJ-AUTH-5" in outcome.ids("unjudged", "expired")
    assert outcome.ids("violated", "expired") == set()


@pytest.mark.parametrize(
    ("change", "code", "reason"),
    [
        ({"invitations": "none"}, 5, "the target file says invitations: none"),
        ({"consent": {"writes": False}}, 5, "the target file does not consent to writes (consent.writes)"),
        ({"scope": "refusals"}, 0, "the target file says scope: refusals"),
        ({"scope": "refusals", "invitations": "none"}, 0, "the target file says invitations: none"),
    ],
    ids=["no invitations", "no writes", "refusals wanted", "refusals wanted, no invitations"],
)
def test_part_of_the_contract_conforms_only_where_a_part_was_wanted(
    contract: Contract, make_target: MakeTarget, change: dict[str, Any], code: int, reason: str
) -> None:
    """A server whose Reject accepts is not green for it: what needs an invitation is omitted, and the rest judged."""
    path = make_target("bare", faults=["status_accepted"], change=lambda content: content.update(change))
    outcome = contract("--target", path)
    assert outcome.exit_code == code, outcome.output[-2000:]
    assert "RJ-AUTH-1" in outcome.ids("satisfied", "bare")
    assert "RJ-ANSWER-1" in outcome.ids("omitted", "bare")
    verdict = outcome.verdict("bare")
    assert f"Left out: {reason} (" in verdict["left_out"]
    assert verdict["left_out"] in outcome.output
    agree(outcome.reports / "bare", console=outcome.output)
    assert "SaveAppointmentEntity" not in (outcome.reports / "bare" / "exchanges.har").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--requirement", "RJ-ANWSER-1"], "did you mean RJ-ANSWER-1?"),
        (["--target", "targets/example-onsit.yaml"], "did you mean example-onsite.yaml?"),
        (["--target", "targets/example-onsite.yaml"], "INVITEE_TICKET, used by accounts.invitee.soticket"),
        (["--target", "pyproject.toml"], "is not YAML"),
        (["--target", "targets/mock.yaml", "--target", "targets/mock.yaml"], "another target is called mock too"),
        (["--examples", "-1"], "--examples -1: must be 0 or more"),
        (["--no-such-option"], "--no-such-option"),
    ],
    ids=["requirement", "file-name", "environment", "not-yaml", "same-name", "examples", "option"],
)
def test_bad_usage_is_exit_code_4(contract: Contract, arguments: list[str], words: str) -> None:
    """What cannot be used is named as it was written, with what to do, and without a traceback."""
    outcome = contract(*arguments)
    assert outcome.exit_code == 4, outcome.output
    assert words in outcome.output
    assert "Traceback" not in outcome.output


def test_empty_selection_is_not_green(contract: Contract) -> None:
    """A run that judges nothing says so."""
    outcome = contract("-k", "nothing_is_called_like_this")
    assert outcome.exit_code == 5
    assert "nothing was judged" in outcome.output


def test_one_requirement_can_be_judged_alone(contract: Contract) -> None:
    """--requirement judges one, and says that the others were not selected."""
    outcome = contract("--requirement", "rj-answer-1")
    assert outcome.exit_code == 0
    assert outcome.ids("satisfied") == {"RJ-ANSWER-1"}
    assert "not selected" in outcome.verdict()["requirements"][5]["reason"]


def test_strict_makes_a_should_count(contract: Contract, make_target: MakeTarget) -> None:
    """A should that is not kept warns, and violates with --strict."""

    def hasty(content: dict[str, Any]) -> None:
        content["limits"]["slow_ms"] = 1

    target = make_target("hasty", change=hasty, variants=["a_little_latency"])
    mild = contract("--target", target, "--requirement", "RJ-TIME-1")
    strict = contract("--target", target, "--requirement", "RJ-TIME-1", "--strict")
    assert (mild.exit_code, strict.exit_code) == (0, 1), mild.output + strict.output
    assert mild.ids("warned", "hasty") == strict.ids("warned", "hasty") == {"RJ-TIME-1"}


def test_fault_of_the_suite_is_not_held_against_the_server(contract: Contract, tmp_path: Path) -> None:
    """A test that breaks by itself gives exit code 3, and violates nothing."""
    broken = broken_test(tmp_path, "RJ-ANSWER-1")
    outcome = contract(tests=f"tests/test_select.py {broken}")
    assert outcome.exit_code == 3
    assert outcome.ids("violated") == set()
    assert "no conclusion about the server" in outcome.output


def test_interrupted_run_says_so(make_target: MakeTarget, tmp_path: Path) -> None:
    """Ctrl-C gives exit code 2, and what was made is deleted."""
    target = make_target("slow", variants=["a_little_latency"])
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "tests", "-q", "--no-allure-report", "--reports", tmp_path / "r",
         "--target", target],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    journal = tmp_path / "r" / "slow" / "journal.jsonl"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (journal.exists() and journal.read_text().count("made") > 5):
        time.sleep(0.05)
    os.kill(process.pid, signal.SIGINT)
    output, _ = process.communicate(timeout=120)
    assert process.returncode == 2, output[-2000:]
    lines = journal.read_text(encoding="utf-8").splitlines()
    assert sum('"made"' in line for line in lines) == sum('"deleted"' in line for line in lines) > 0


def test_server_that_dies_leaves_the_rest_unjudged(contract: Contract, tmp_path: Path) -> None:
    """A server that is gone in mid-run gives one message and no violation."""
    app = build_app()
    server = MockServer(app).start()
    respond, calls = app.respond, iter(range(10**6))

    def dying(request: Any) -> Any:
        if next(calls) == 200:
            threading.Thread(target=server.stop).start()
        return respond(request)

    app.respond = dying  # type: ignore[method-assign]
    outcome = contract("--target", server.write_target(tmp_path / "mortal.yaml", name="mortal"))
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert outcome.ids("violated", "mortal") == set()
    assert len(outcome.ids("unjudged", "mortal")) > 20
    assert outcome.output.count("does not answer") < 4, outcome.output[-3000:]


def test_report_that_cannot_be_written_is_a_usage_error(contract: Contract, tmp_path: Path) -> None:
    """A folder stands where a report should: it is named before anything is sent, and nothing is green."""
    (tmp_path / "reports" / "mock" / "junit.xml" / "occupied").mkdir(parents=True)
    outcome = contract("--requirement", "RJ-SELECT-1")
    assert outcome.exit_code == 4, outcome.output
    assert "mock cannot be written" in outcome.output
    assert "Traceback" not in outcome.output


def test_failing_selftest_keeps_the_exit_code_of_pytest(contract: Contract, tmp_path: Path) -> None:
    """Other sessions than the contract's are left alone."""
    other = tmp_path / "test_other.py"
    other.write_text("def test_other():\n    assert False\n", encoding="utf-8")
    outcome = contract(tests=f"-p reject_contract.plugin.hooks {other}")
    assert outcome.exit_code == 1
    assert "verdict" not in outcome.output


def test_pace_is_kept(contract: Contract, make_target: MakeTarget) -> None:
    """No more requests are sent in a second than the target file allows."""

    def slow_down(content: dict[str, Any]) -> None:
        content["limits"]["requests_per_second"] = 20

    outcome = contract("--target", make_target("paced", change=slow_down), tests="tests/test_methods.py -k 405")
    verdict = outcome.verdict("paced")
    assert outcome.exit_code == 0, outcome.output
    assert (verdict["requests"] - 1) / verdict["seconds"] <= 20


def test_without_consent_nothing_is_made(contract: Contract, make_target: MakeTarget) -> None:
    """consent: {writes: false} judges what needs no invitation, on an id that names nothing: too little for a green."""

    def refuse(content: dict[str, Any]) -> None:
        content["consent"] = {"writes": False}

    outcome = contract("--target", make_target("guarded", change=refuse))
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert "SaveAppointmentEntity" not in (outcome.reports / "guarded" / "exchanges.har").read_text(encoding="utf-8")
    assert "RJ-AUTH-1" in outcome.ids("satisfied", "guarded")
    reasons = {each["reason"] for each in outcome.verdict("guarded")["requirements"] if each["id"] == "RJ-ANSWER-1"}
    assert reasons == {"the target file does not consent to writes (consent.writes)"}


def test_proxy_of_the_environment_is_not_for_this_machine(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment, as many CI machines have one, does not stand between here and the mock."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    outcome = contract(tests="tests/test_select.py")
    assert outcome.exit_code == 0, outcome.output[-2000:]


@pytest.mark.slow
@pytest.mark.parametrize(
    "selection",
    [
        ["-k", "not slashes"],
        ["--deselect", "tests/test_select.py::test_unusual_select_is_accepted_or_refused[faulty-slashes]"],
    ],
    ids=["by-name", "deselected"],
)
def test_part_of_the_tests_is_no_verdict(contract: Contract, make_target: MakeTarget, selection: list[str]) -> None:
    """A server whose only failing test was left out does not conform: that requirement is unjudged."""
    outcome = contract("--target", make_target("faulty"), "--examples", "0", *selection)
    assert outcome.exit_code == 5
    assert outcome.ids("unjudged", "faulty") == {"RJ-SELECT-11"}
    assert outcome.verdict("faulty")["verdict"] == "inconclusive"


@pytest.mark.parametrize(
    ("expression", "parts", "levels"),
    [("SELECT", {"SELECT"}, {"must", "should", "observe"}), ("observe and BODY", {"BODY"}, {"must", "observe"})],
    ids=["part", "level-and-part"],
)
def test_levels_and_parts_are_markers(
    contract: Contract, make_target: MakeTarget, expression: str, parts: set[str], levels: set[str]
) -> None:
    """`-m` chooses the tests that judge something of a part, or of a level."""
    outcome = contract("--target", make_target(), "--no-allure", "-m", expression)
    judged = [each for each in outcome.verdict()["requirements"] if each["tests"]]
    assert parts <= {each["id"].split("-")[1] for each in judged}
    assert {each["level"] for each in judged} <= levels
    assert 0 < len(judged) < 40


def test_setup_plan_sends_nothing_and_writes_no_verdict(contract: Contract, tmp_path: Path) -> None:
    """Who only looks at what would run keeps the reports of before."""
    with recorded() as server:
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--setup-plan", tests="tests/test_select.py")
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert server.seen == []
    assert not (outcome.reports / "mock" / "verdict.json").exists()
