"""Clean-up: whatever ends a run, what it made is deleted, at once or by the sweep, and nothing else ever is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agreement import agree
from harness import ROOT, WORKERS, run_contract, run_sweep
from matrix import sampled
from recording import Recording, recorded
from reject_contract.mock import MockServer, build_app
from reject_contract.mock.http import Request, Response
from reject_contract.run.doctor import preflight
from reject_contract.run.run import Run
from reject_contract.target import target_file

SOME = 8
UNREAD = {"null": 200, "moved": 302, "404": 404, "403": 403, "502": 502, "cut": 0}
"""Statuses of answers that do not say whether an appointment is there."""


@pytest.fixture
def server() -> Iterator[Recording]:
    """A mock that records, and answers so slowly that a run can be stopped in its middle."""
    with recorded(variants=["a_little_latency"]) as recording:
        yield recording


def ended_by(
    sign: signal.Signals, server: Recording, folder: Path, *arguments: str, host: str = "127.0.0.1"
) -> tuple[int, str]:
    """Start a run, and end it once it has made some appointments: exit code and output."""
    stalled, go_on = threading.Semaphore(0), threading.Event()
    if sign == signal.SIGKILL:
        _stall(server, stalled, go_on)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "tests", "-q", "--no-allure", "--reports", folder / "reports",
         "-p", "no:cacheprovider", "--target", server.target(folder / "t.yaml", host=host, timeout_seconds=60),
         *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    if sign == signal.SIGKILL:
        for _ in range(2 if "-n" in arguments else 1):
            assert stalled.acquire(timeout=120)
        os.killpg(process.pid, sign)  # workers too: nobody is left to clean up
    else:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and len(server.made) < SOME:
            time.sleep(0.02)
        process.send_signal(sign)
    output, _ = process.communicate(timeout=120)
    go_on.set()
    return process.returncode, output


def _stall(server: Recording, stalled: threading.Semaphore, go_on: threading.Event) -> None:
    """Let rejects hang once some appointments are made, so that the run stands still while it is killed."""
    handle = server.app.handle

    def hang(request: Request) -> Response:
        if request.path.endswith("Reject") and len(server.made) >= SOME:
            stalled.release()
            go_on.wait(60)
        return handle(request)

    server.app.handle = hang


def swept(server: Recording, folder: Path, *arguments: str, host: str = "127.0.0.1") -> tuple[int, str]:
    """Exit code and words of a sweep."""
    return run_sweep(server.target(folder / "t.yaml", host=host), folder / "reports", *arguments)


@WORKERS
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interrupted_run_deletes_what_it_made(
    server: Recording, tmp_path: Path, sign: signal.Signals, workers: tuple[str, ...]
) -> None:
    """Ctrl-C and SIGTERM end a run with exit code 2, and leave nothing behind."""
    code, output = ended_by(sign, server, tmp_path, *workers)
    assert code == 2, output[-3000:]
    assert server.left() == []
    assert server.state_of_foreign() == server.foreign


@WORKERS
def test_sweep_deletes_what_a_killed_run_left(server: Recording, tmp_path: Path, workers: tuple[str, ...]) -> None:
    """After kill -9 the sweep shows and deletes what the journals name; a second sweep finds nothing."""
    ended_by(signal.SIGKILL, server, tmp_path, *workers)
    left = {row.mother_id for row in server.app.calendar.rows.values() if row.id not in server.foreign}
    assert left
    code, words = swept(server, tmp_path)
    assert (code, server.left()) == (0, []), words
    assert all(f"{each}: [reject-contract " in words for each in left)
    code, words = swept(server, tmp_path)
    assert (code, "names anything that is left" in words, str(tmp_path) in words) == (0, True, True)
    assert server.state_of_foreign() == server.foreign


@pytest.mark.parametrize("title", ["Board meeting", "Fwd: {} was this you?"], ids=["renamed", "forwarded"])
def test_sweep_leaves_alone_what_is_not_exactly_ours(server: Recording, tmp_path: Path, title: str) -> None:
    """An id of the journal that reads with another title is named for a human, and not touched."""
    ended_by(signal.SIGKILL, server, tmp_path)
    taken = next(row for row in server.app.calendar.rows.values() if row.id not in server.foreign and row.is_master)
    taken.title = title.format(taken.title)
    code, words = swept(server, tmp_path)
    assert code == 5
    assert f"{taken.id}: is left alone, its title does not read" in words
    assert {row.mother_id for row in server.app.calendar.rows.values() if row.id not in server.foreign} == {taken.id}


def test_sweep_of_another_machine_only_shows_without_allow_writes(server: Recording, tmp_path: Path) -> None:
    """What it would delete is shown first; it is deleted only where file and command line consent."""
    ended_by(signal.SIGKILL, server, tmp_path, "--allow-writes", host="0.0.0.0")
    before = server.left()
    code, words = swept(server, tmp_path, host="0.0.0.0")
    assert (code, server.left()) == (5, before)
    assert "nothing is deleted: writes were not allowed on the command line (--allow-writes)" in words
    assert swept(server, tmp_path, "--allow-writes", host="0.0.0.0")[0] == 0
    assert server.left() == []


@pytest.mark.slow
def test_run_without_consent_sweeps_nothing(server: Recording, tmp_path: Path) -> None:
    """A run on another machine that may not write leaves alone what an earlier one has left there."""
    ended_by(signal.SIGKILL, server, tmp_path)
    before = server.left()
    target = server.target(tmp_path / "remote.yaml", host="0.0.0.0")
    run_contract(tmp_path / "reports", "--target", target, "--no-allure", "-n", "2", "--requirement", "RJ-METHOD-1")
    assert before
    assert server.left() == before
    assert (tmp_path / "reports" / "mock" / "verdict.json").is_file()


def test_journal_whose_last_line_was_cut_is_read(server: Recording, tmp_path: Path) -> None:
    """A kill in the middle of a line costs that line only."""
    ended_by(signal.SIGKILL, server, tmp_path)
    journal = tmp_path / "reports" / "mock" / "journal.jsonl"
    journal.write_text(journal.read_text(encoding="utf-8") + '{"made": 12', encoding="utf-8")
    assert swept(server, tmp_path)[0] == 0
    assert server.left() == []


def test_sweep_of_a_server_that_is_gone_keeps_the_journal(server: Recording, tmp_path: Path) -> None:
    """Nothing is struck out that was not seen to be gone."""
    ended_by(signal.SIGKILL, server, tmp_path)
    journal = tmp_path / "reports" / "mock" / "journal.jsonl"
    before = journal.read_text(encoding="utf-8")
    port, server.port = server.port, 9
    code, words = swept(server, tmp_path)
    server.port = port
    assert (code, journal.read_text(encoding="utf-8")) == (5, before), words
    assert "does not answer" in words


def test_sweep_without_any_journal_is_an_error(server: Recording, tmp_path: Path) -> None:
    """It is the wrong folder, and says nothing of what is left."""
    code, words = swept(server, tmp_path)
    assert code == 5
    assert f"there is no journal in {tmp_path}" in words
    assert "--reports" in words


def test_appointment_whose_id_never_came_back_is_told(server: Recording, tmp_path: Path) -> None:
    """Killed while it was being saved: the title is all that is known, and the user is told where to look."""
    journal = tmp_path / "reports" / "mock" / "journal.jsonl"
    journal.parent.mkdir(parents=True)
    line = '{"making": "[reject-contract 7f3a91] invitation 1", "run": "7f3a91", "start": "2031-05-06T10:00:00"}'
    journal.write_text(f"{line}\n", encoding="utf-8")
    code, words = swept(server, tmp_path)
    assert code == 5
    assert "[reject-contract 7f3a91] invitation 1: may have been made" in words
    assert str(journal.parent) in words


@pytest.mark.parametrize("unread", sampled(UNREAD, 2))
def test_sweep_forgets_nothing_that_it_cannot_read(server: Recording, tmp_path: Path, unread: str) -> None:
    """Where reads fail, or the server is another one, nothing is struck out, and nothing is deleted."""
    ended_by(signal.SIGKILL, server, tmp_path)
    left = server.left()

    def answer(request: Request) -> Response | None:
        if not request.path.rsplit("/", 1)[-1].startswith("Get"):
            return None
        status = UNREAD[unread]
        return Response(status or 200, [("Content-Type", "application/json")], b"null", abort=not status)

    handle = server.app.handle
    server.answer(answer)
    code, words = swept(server, tmp_path)
    assert (code, server.left()) == (5, left), words
    server.app.handle = handle
    assert swept(server, tmp_path)[0] == 0
    assert server.left() == []


def test_sweep_of_another_server_of_the_same_name_strikes_nothing(server: Recording, tmp_path: Path) -> None:
    """The journal says where each appointment was made."""
    ended_by(signal.SIGKILL, server, tmp_path)
    with recorded() as other:
        code, words = swept(other, tmp_path)
    assert (code, "was made elsewhere" in words) == (5, True), words
    assert swept(server, tmp_path)[0] == 0
    assert server.left() == []


def test_one_sick_entry_blocks_no_other(server: Recording, tmp_path: Path) -> None:
    """A deletion that fails leaves that one appointment, and says so."""
    ended_by(signal.SIGKILL, server, tmp_path)
    sick = max(row.id for row in server.app.calendar.rows.values() if row.id not in server.foreign and row.is_master)

    def answer(request: Request) -> Response | None:
        fails = request.path.endswith("/Delete") or f"appointmentEntityId={sick}" in request.target
        return Response(500) if fails and "/Delete" in request.path else None

    server.answer(answer)
    code, words = swept(server, tmp_path)
    assert (code, "1 left" in words) == (5, True), words
    assert {row.mother_id for row in server.app.calendar.rows.values() if row.id not in server.foreign} == {sick}


@WORKERS
def test_server_that_does_not_delete_ends_with_a_code_of_its_own(tmp_path: Path, workers: tuple[str, ...]) -> None:
    """What was said to be deleted is looked for; leftovers are the last word, and stand in every report."""
    with recorded() as server:
        server.answer(lambda r: Response(204) if "/Delete" in r.target else None)
        outcome = run_contract(
            tmp_path,
            "--no-allure",
            "--target",
            server.target(tmp_path / "t.yaml"),
            *workers,
            tests="tests/test_select.py",
        )
        left = len(server.made)
    assert outcome.exit_code == 6, outcome.output[-3000:]
    assert (outcome.verdict()["verdict"], outcome.verdict()["left"]) == ("conforms", left)
    words = f"clean-up failed: {left} appointment(s) of the run may still be on mock"
    assert words in outcome.output.split("verdict: mock conforms")[1]
    for name in ("junit.xml", "statement.html", "statement.md"):
        assert words in (tmp_path / "mock" / name).read_text(encoding="utf-8"), name
    agree(tmp_path / "mock")


LOST = {"reset": None, "302": 302, "500": 500, "html": 200, "no-id": 200}


@pytest.mark.parametrize("kind", LOST)
def test_save_whose_answer_is_lost_is_found_by_its_title(tmp_path: Path, kind: str) -> None:
    """It may have been carried out: it is looked for in the organizer's diary, and deleted; never sent twice."""
    with recorded() as server:
        handle = server.app.handle

        def lose(request: Request) -> Response:
            answer = handle(request)
            if not request.path.endswith("SaveAppointmentEntity") or len(server.made) < 4:
                return answer
            body = b"<!DOCTYPE html>" if kind == "html" else b"{}"
            return Response(LOST[kind] or 200, [("Content-Type", "text/html")], body, abort=LOST[kind] is None)

        server.app.handle = lose
        outcome = run_contract(
            tmp_path, "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests="tests/test_select.py"
        )
        assert (server.left(), server.state_of_foreign()) == ([], server.foreign), outcome.output[-2000:]
        titles = [each.request.body for each in server.of("SaveAppointmentEntity")]
        assert len(titles) == len(set(titles))
    assert outcome.exit_code == 5, outcome.output[-2000:]


def _deletes_nothing(request: Request) -> Response:
    return Response(204)


def _deletes_one(request: Request) -> Response | None:
    object.__setattr__(request, "body", request.body.replace(b"ThisAndForward", b"OnlyThis"))
    return None


WHOLE: dict[str, Callable[[Request], Response | None]] = {
    "works": lambda request: None,
    "missing": lambda request: Response(404),
    "broken": lambda request: Response(500),
    "cut": lambda request: Response(200, abort=True),
    "does-nothing": _deletes_nothing,
    "ignores-the-mode": _deletes_one,
}


@pytest.mark.parametrize("kind", sampled(WHOLE, 2))
def test_series_is_deleted_by_its_first_occurrence(tmp_path: Path, kind: str) -> None:
    """One request deletes a whole series; where that does not work, each occurrence is deleted by itself."""
    with recorded() as server:
        server.answer(lambda request: WHOLE[kind](request) if request.path.endswith("/Delete") else None)
        outcome = run_contract(
            tmp_path, "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests="tests/test_update_mode.py"
        )
        assert (outcome.exit_code, server.left()) == (0, []), outcome.output[-2000:]
        singly = len(server.of("DeleteAppointmentEntity"))
        assert server.state_of_foreign() == server.foreign
        made = len(server.made)
    if kind == "works":
        assert singly + len(server.of("Delete")) < made / 2
    else:
        assert singly > made / 2


def test_series_that_holds_something_foreign_is_not_deleted_at_once(tmp_path: Path) -> None:
    """An appointment that a person has put into a series of ours stays, and the rest is deleted."""
    with recorded() as server:
        calendar, foreign = server.app.calendar, min(server.foreign)

        def joined(request: Request) -> Response | None:
            if request.path.endswith("GetMyDiary") and calendar.rules:
                rule = next(iter(calendar.rules))
                calendar.rows[foreign].recurrence_id = rule
                calendar._series[rule].append(calendar.rows[foreign])
                server.foreign[foreign] = repr(calendar.rows[foreign])
            return None

        server.answer(joined)
        run_contract(
            tmp_path, "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests="tests/test_update_mode.py"
        )
        assert server.state_of_foreign() == server.foreign
        assert server.left() == []


@pytest.mark.parametrize(("status", "left"), [(403, 1), (500, 1), (404, 0)])
def test_booking_deleted_by_a_test_is_struck_out_where_it_reads_as_gone(tmp_path: Path, status: int, left: int) -> None:
    """Neither a refusal nor an error says that it is gone: its line stays in the journal for the clean-up."""
    with recorded() as server:
        path = server.target(tmp_path / "t.yaml")
        with Run.start(target_file.load(path), tmp_path / "journal.jsonl", no_writes="") as run:
            invitation = run.stage.new_invitation()
            answer = server.app.handle
            server.app.handle = lambda request: (
                Response(status) if "GetAppointmentEntity" in request.target else answer(request)
            )
            run.stage.delete(invitation)
            assert len(run.stage.journal.left) == left
            server.app.handle = answer


def test_cancelled_invitations_are_cleared_away_by_those_who_were_invited(tmp_path: Path) -> None:
    """Once all bookings are deleted, invitee and bystander name their own rows of them, and no other."""
    with recorded() as server:
        outcome = run_contract(
            tmp_path, "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests="tests/test_update_mode.py"
        )
        asked = server.of("CleanUpBookingDeleted")
        last = max(each.at for each in server.of("DeleteAppointmentEntity", "Delete"))
        foreign = {each for request in asked for each in request.ids} & set(server.foreign)
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert len(asked) == 2
    assert all(each.at > last and each.status == 200 and len(each.ids) > 10 for each in asked)
    assert foreign == set()


@pytest.mark.parametrize("dismisses", [True, False], ids=["dismisses", "has-no-such-operation"])
def test_sweep_clears_away_what_stays_as_cancelled(tmp_path: Path, dismisses: bool) -> None:
    """After kill -9 too: nothing of the run is left with those who were invited, or the sweep says that it may be."""
    with recorded(variants=["seen_stays_as_cancelled"]) as server:
        if not dismisses:
            del server.app.operations["cleanupbookingdeleted"]
        target = server.target(tmp_path / "t.yaml")
        run = Run.start(target_file.load(target), tmp_path / "reports" / "mock" / "journal.jsonl", no_writes="")
        run.begin(preflight)
        run.stage.see(run.stage.new_invitation())
        run.stage.see(run.stage.series(3).occurrences[1])
        run.leave()
        code, words = run_sweep(target, tmp_path / "reports")
        assert (code, bool(server.left())) == (0, not dismisses), words
        assert ("may still have what they had seen of it" in words) == (not dismisses)
        assert server.state_of_foreign() == server.foreign


@pytest.mark.parametrize("dismisses", [True, False], ids=["dismisses", "has-no-such-operation"])
def test_cancelled_invitations_that_stay_are_told(tmp_path: Path, dismisses: bool) -> None:
    """Where an invitation that was seen is still there in the end, the last lines and the statement say so."""
    app = build_app(variants=["seen_stays_as_cancelled"])
    if not dismisses:
        del app.operations["cleanupbookingdeleted"]
    with MockServer(app) as server:
        target = server.write_target(tmp_path / "t.yaml", name="mock")
        outcome = run_contract(tmp_path, "--no-allure", "--target", target, "--requirement", "RJ-REPEAT-8")
    statement = (tmp_path / "mock" / "statement.md").read_text(encoding="utf-8")
    words = "invitations that were seen stay as cancelled"
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert (words in outcome.output, words in statement) == (not dismisses,) * 2
