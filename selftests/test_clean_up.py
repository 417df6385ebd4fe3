"""Clean-up: whatever ends a run, what it made is deleted, at once or by the sweep, and nothing else ever is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness import ROOT, run_contract
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response

SWEEP = [sys.executable, "-m", "reject_contract", "sweep"]
WORKERS = pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["one-process", "two-workers"])
SOME = 8


@pytest.fixture
def server() -> Iterator[Recording]:
    """A mock that records, and answers so slowly that a run can be stopped in its middle."""
    with recorded(variants=["a_little_latency"]) as recording:
        yield recording


def ended_by(sign: signal.Signals, server: Recording, folder: Path, *arguments: str) -> tuple[int, str]:
    """Start a run, and end it once it has made some appointments: exit code and output."""
    stalled, go_on = threading.Semaphore(0), threading.Event()
    if sign == signal.SIGKILL:
        _stall(server, stalled, go_on)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", "tests", "-q", "--no-allure", "--reports", folder / "reports",
         "-p", "no:cacheprovider", "--target", server.target(folder / "t.yaml", timeout_seconds=60), *arguments],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    if sign == signal.SIGKILL:
        for _ in range(2 if arguments else 1):
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
    target = server.target(folder / "t.yaml", host=host)
    done = subprocess.run(
        [*SWEEP, "--target", target, "--reports", folder / "reports", *arguments],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


@WORKERS
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "sigterm"])
def test_interrupted_run_deletes_what_it_made(
    server: Recording, tmp_path: Path, sign: signal.Signals, workers: list[str]
) -> None:
    """Ctrl-C and SIGTERM end a run with exit code 2, and leave nothing behind."""
    code, output = ended_by(sign, server, tmp_path, *workers)
    assert code == 2, output[-3000:]
    assert server.left() == []
    assert server.state_of_foreign() == server.foreign


@WORKERS
def test_sweep_deletes_what_a_killed_run_left(server: Recording, tmp_path: Path, workers: list[str]) -> None:
    """After kill -9 the sweep shows and deletes what the journals name; a second sweep finds nothing."""
    ended_by(signal.SIGKILL, server, tmp_path, *workers)
    left = {row.mother_id for row in server.app.calendar.rows.values() if row.id not in server.foreign}
    assert left
    code, words = swept(server, tmp_path)
    assert (code, server.left()) == (0, []), words
    assert all(f"{each}: [reject-contract " in words for each in left)
    assert swept(server, tmp_path) == (0, "nothing left to delete\n")
    assert server.state_of_foreign() == server.foreign


def test_sweep_leaves_alone_what_no_longer_carries_the_marker(server: Recording, tmp_path: Path) -> None:
    """An id of the journal that now belongs to somebody else is named, and not touched."""
    ended_by(signal.SIGKILL, server, tmp_path)
    taken = next(row for row in server.app.calendar.rows.values() if row.id not in server.foreign and row.is_master)
    taken.title = "Board meeting"
    code, words = swept(server, tmp_path)
    assert code == 5
    assert f"{taken.id}: is left alone, its title does not carry the marker" in words
    assert {row.mother_id for row in server.app.calendar.rows.values() if row.id not in server.foreign} == {taken.id}


def test_sweep_of_another_machine_only_shows_without_allow_writes(server: Recording, tmp_path: Path) -> None:
    """What it would delete is shown first; it is deleted only where file and command line consent."""
    ended_by(signal.SIGKILL, server, tmp_path)
    before = server.left()
    code, words = swept(server, tmp_path, host="0.0.0.0")
    assert (code, server.left()) == (5, before)
    assert "nothing is deleted: writes were not allowed on the command line (--allow-writes)" in words
    assert swept(server, tmp_path, "--allow-writes", host="0.0.0.0")[0] == 0
    assert server.left() == []


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


def test_appointment_whose_id_never_came_back_is_told(server: Recording, tmp_path: Path) -> None:
    """Killed while it was being saved: the title is all that is known, and the user is told where to look."""
    journal = tmp_path / "reports" / "mock" / "journal.jsonl"
    journal.parent.mkdir(parents=True)
    journal.write_text('{"making": "[reject-contract 7f3a91] invitation 1", "run": "7f3a91"}\n', encoding="utf-8")
    code, words = swept(server, tmp_path)
    assert code == 5
    assert "[reject-contract 7f3a91] invitation 1: may have been made" in words
    assert str(journal) in words
