"""Budget and pace: what a run may use of a target, kept exactly."""

from __future__ import annotations

import itertools
import json
import os
import sys
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pytest

from harness import WORKERS, Contract, run_contract
from recording import CHANGING, Recording, recorded
from reject_contract.http.budget import SLACK, Budget, OwnLedger, SharedLedger
from reject_contract.http.exchange import Sent
from reject_contract.http.violation import BudgetSpent
from reject_contract.mock.http import Request, Response
from reject_contract.reject.client import RejectClient
from reject_contract.run.run import Run
from reject_contract.target import target_file
from reject_contract.target.target_file import Limits

READ = Sent("POST", "http://x/Agents/Appointment/GetAppointmentEntity", ())
WRITE = Sent("POST", "http://x/Agents/Appointment/Reject", ())
DELETE = Sent("POST", "http://x/Agents/Appointment/DeleteAppointmentEntity?appointmentEntityId=1", ())


def budget(**limits: Any) -> Budget:
    """A budget without a pace."""
    return Budget(Limits(**limits), 0)


def spend(found: Budget, sent: Sent) -> int:
    """How many such requests the budget gives."""
    for number in range(1000):
        try:
            found.take(sent)
        except BudgetSpent:
            return number
    raise AssertionError("it never ends")


@pytest.mark.parametrize(
    ("sent", "limits"), [(READ, {"requests": 50}), (WRITE, {"writes": 50})], ids=["requests", "writes"]
)
def test_slack_is_kept_back_for_clean_up(sent: Sent, limits: dict[str, int]) -> None:
    """Ordinary requests end a little before the limit, and deletions may still be sent."""
    found = budget(**limits)
    assert spend(found, sent) == 50 - SLACK
    assert spend(found, DELETE) == SLACK


def test_deleting_what_was_made_is_kept_back() -> None:
    """Each appointment that is owed takes two requests away from the others: to delete it, and to see it gone."""
    found = budget(requests=50)
    found.owe(10)
    assert spend(found, READ) == 50 - SLACK - 20
    with found.cleaning():
        assert spend(found, READ) == SLACK + 20


def test_appointments_that_could_not_be_deleted_are_not_made() -> None:
    """Before an appointment is made there must be enough left to delete it."""
    with pytest.raises(BudgetSpent, match=r"limits\.writes of the target file is 20"):
        budget(writes=20).owe(8)


@pytest.mark.parametrize("status", [204, 302, 403, 500, 0])
def test_every_write_that_is_sent_counts(status: int) -> None:
    """A write is a request of a writing operation that is sent: refused, failed or cut off, it is not given back."""
    asked: list[Request] = []

    def answer(request: Request) -> Response | None:
        if not request.path.endswith("Reject"):
            return None
        asked.append(request)
        return Response(status or 200, abort=not status)

    with recorded() as server:
        server.answer(answer)
        run = Run.start(
            target_file.load(server.target(Path(mkdtemp()) / "t.yaml")), Path(mkdtemp()) / "j", no_writes=""
        )
        for _ in range(3):
            RejectClient.of(run.clients["invitee"]).reject(0)
    assert run.transport.budget.writes == len(asked) >= 3


def test_appointment_that_is_refused_is_not_owed(tmp_path: Path) -> None:
    """Where none may be made the run ends for that reason, and not because nothing is left to delete them with."""
    with recorded() as server:
        server.answer(lambda asked: Response(403) if asked.path.endswith("SaveAppointmentEntity") else None)
        outcome = run_contract(tmp_path, "--no-allure", "--target", server.target(tmp_path / "t.yaml", writes=40))
    assert "SaveAppointmentEntity" in outcome.output
    assert "the budget is spent" not in outcome.output


@pytest.mark.parametrize("kind", ["one", "shared"])
def test_processes_draw_on_one_account(kind: str, tmp_path: Path) -> None:
    """What one has taken, another has not got any more."""
    ledger = OwnLedger() if kind == "one" else SharedLedger(tmp_path / "account")
    first, second = (Budget(Limits(requests=30), 0, ledger) for _ in range(2))
    assert spend(first, READ) + spend(second, READ) == 30 - SLACK
    assert (first.requests, second.requests) == (30 - SLACK, 0)


@WORKERS
@pytest.mark.parametrize(("name", "limit"), [("requests", 400), ("writes", 150)])
def test_spent_budget_ends_the_run_after_clean_up(
    contract: Contract, tmp_path: Path, workers: tuple[str, ...], name: str, limit: int
) -> None:
    """Not one request more than allowed is sent; what was made is deleted; nothing is held against the server."""
    limits: dict[str, Any] = {name: limit}
    with recorded() as server:
        outcome = contract("--target", server.target(tmp_path / "t.yaml", **limits), "--no-allure", *workers)
        assert outcome.exit_code == 5, outcome.output[-3000:]
        verdict = outcome.verdict()
        assert verdict["requests"] == len(server.seen) + server.malformed
        # Of the two requests that are kept back for each appointment, one is for a read by its id. The clean-up does
        # not need it where it can list the organizer's diary, as here.
        spare = len(server.made) if name == "requests" else 0
        assert limit - spare - 40 < verdict[name] <= limit
        assert (server.left(), outcome.ids("violated")) == ([], set())
        assert f"limits.{name} of the target file is {limit}" in outcome.output


def _unruly(server: Recording) -> None:
    """Let every seventh request be reset, asked to come back or fail, in turn; what is reset may be carried out."""
    handle, numbers = server.app.handle, itertools.count(1)

    def answer(request: Request) -> Response:
        number = next(numbers)
        if number % 7 or request.path.endswith("/api"):
            return handle(request)
        kind = number // 7 % 4
        answered = handle(request) if kind == 0 else server.note(request)
        return [Response(200, abort=True), Response(503, [("Retry-After", "0")]), Response(500), answered][kind - 1]

    server.app.handle = answer


DYING = """
import os

left = 20


def pytest_runtest_teardown():
    global left
    left -= 1
    if left == 0 and os.environ.get("PYTEST_XDIST_WORKER") == "gw0":
        os._exit(1)
"""
"""A plugin by which one worker dies after its twentieth test, whatever the server answers."""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "limit"), [("requests", 400), ("writes", 150)])
@pytest.mark.parametrize("dies", [False, True], ids=["four workers", "one dies"])
def test_no_request_is_sent_beyond_the_limit(tmp_path: Path, name: str, limit: int, dies: bool) -> None:
    """Four processes, resets, retries, errors and a death: the server's log holds no more than the file allows."""
    with recorded() as server:
        _unruly(server)
        target = server.target(tmp_path / "t.yaml", "mock", "127.0.0.1", **{name: limit})
        (tmp_path / "dying.py").write_text(DYING, encoding="utf-8")
        dying = ("-p", "dying") if dies else ()
        path = os.pathsep.join([str(tmp_path), *sys.path])
        outcome = run_contract(
            tmp_path / "reports", "--target", target, "--no-allure", "-n", "4", *dying, PYTHONPATH=path
        )
        writes = [each for each in server.of("Reject", "reject", *CHANGING) if each.request.method == "POST"]
        sent = {"requests": len(server.seen), "writes": len(writes)}
        assert limit / 2 < sent[name] <= limit, outcome.output[-2000:]
        assert outcome.exit_code != 0
        if dies:
            told = (" died", "cannot send (already closed?)")  # pytest-xdist may be writing to it in that moment
            assert any(words in outcome.output for words in told), outcome.output[-2000:]
        else:
            # What is sent on a connection that is just being cut is counted, and may never arrive.
            verdict, archive = outcome.verdict(), json.loads((tmp_path / "reports/mock/exchanges.har").read_text())
            answered = sum(entry["response"]["status"] > 0 for entry in archive["log"]["entries"])
            assert answered <= sent["requests"] <= verdict["requests"] == len(archive["log"]["entries"])
            assert sent["writes"] <= verdict["writes"]
            assert verdict["writes"] - sent["writes"] <= verdict["requests"] - answered


def test_time_in_all_ends_the_run(contract: Contract, tmp_path: Path) -> None:
    """After the seconds of the target file nothing more is judged; what was made is deleted."""
    with recorded(variants=["a_little_latency"]) as server:
        outcome = contract("--target", server.target(tmp_path / "t.yaml", seconds=2), "--no-allure")
        assert outcome.exit_code == 5
        assert "limits.seconds of the target file is 2" in outcome.output
        assert server.left() == []


def test_each_target_has_a_budget_of_its_own(contract: Contract, tmp_path: Path) -> None:
    """One that is spent does not end the run on the other."""
    with recorded() as poor, recorded() as rich:
        outcome = contract(
            "--target", poor.target(tmp_path / "poor.yaml", "poor", requests=60),
            "--target", rich.target(tmp_path / "rich.yaml", "rich"),
            "--no-allure", "-n", "2", tests="tests/test_success.py tests/test_select.py",
        )  # fmt: skip
        assert outcome.exit_code == 5
        assert (outcome.verdict("poor")["verdict"], outcome.verdict("rich")["verdict"]) == ("inconclusive", "conforms")
        assert len(poor.seen) <= 60


@WORKERS
def test_pace_is_kept_by_all_processes_together(contract: Contract, tmp_path: Path, workers: tuple[str, ...]) -> None:
    """No two requests are nearer to each other than the target file allows, but for what the way does to them."""
    pace = 40
    with recorded() as server:
        target = server.target(tmp_path / "t.yaml", requests_per_second=pace)
        outcome = contract("--target", target, "--no-allure", *workers, tests="tests/test_select.py")
        assert outcome.exit_code == 0, outcome.output[-2000:]
        moments = sorted(each.at for each in server.seen)
        near = [b - a for a, b in itertools.pairwise(moments) if b - a < 0.5 / pace]
        assert len(near) <= len(moments) / 20, "the server notes when it reads, not when it was sent"
        assert moments[-1] - moments[0] >= (len(moments) - 2) / pace


def test_plan_tells_what_a_run_sends_and_sends_nothing(contract: Contract, tmp_path: Path) -> None:
    """The plan's counts are those of the run, and the target hears nothing of it."""
    tests = "tests/test_select.py tests/test_methods.py"
    with recorded() as server:
        target = server.target(tmp_path / "t.yaml")
        plan = contract("--target", target, "--plan", tests=tests)
        assert (plan.exit_code, server.seen) == (0, []), plan.output
        outcome = contract("--target", target, "--no-allure", tests=tests)
        verdict = outcome.verdict()
    assert f"{verdict['requests']}  requests in all, {verdict['writes']} of them writes" in plan.output


def test_plan_says_that_the_limits_are_too_low(contract: Contract, tmp_path: Path) -> None:
    """A run that would end for want of a budget is told before."""
    with recorded() as server:
        plan = contract(
            "--target", server.target(tmp_path / "t.yaml", writes=20), "--plan", tests="tests/test_select.py"
        )
    assert "limits.writes is 20: too few" in plan.output
