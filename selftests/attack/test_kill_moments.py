"""Moments to be killed at, before or after the server did what was asked; the sweep deletes what is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harness import ROOT, run_sweep
from matrix import some_of
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response

TESTS = ["tests/test_update_mode.py", "tests/test_select.py"]
MOMENTS = {
    "CalculateDays": (1,),
    "SaveAppointmentEntity": (1, 2, 3, 9),
    "GetAppointmentRecords": (1, 3),
    "Reject": (1, 9),
    "GetAppointmentEntity": (2,),
    "GetMyDiary": (1,),
    "Delete": (1, 2),
    "DeleteAppointmentEntity": (1, 5),
}
"""Operations, and at which of their requests the run is killed."""
CASES = {
    f"{'after' if done else 'before'}-{name}-{number}": (name, number, done)
    for name, numbers in MOMENTS.items()
    for number in numbers
    for done in (False, True)
}


def killed(server: Recording, folder: Path, operation: str, number: int, done: bool) -> None:
    """Run the contract, and kill it at its nth request of an operation, before or after the server has obeyed."""
    reached, dead = threading.Event(), threading.Event()
    handle = server.app.handle

    def hang(request: Request) -> Response:
        here = request.path.endswith(f"/{operation}") and len(server.of(operation)) + 1 == number
        if not here or reached.is_set():
            return handle(request)
        answer = handle(request) if done else Response(500)
        reached.set()
        dead.wait(60)
        return answer

    server.app.handle = hang
    target = server.target(folder / "t.yaml", timeout_seconds=60)
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *TESTS, "-q", "--no-allure", "-p", "no:cacheprovider",
         "--reports", folder / "reports", "--target", target],
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip
    assert reached.wait(120), f"{operation} was not asked for {number} times"
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    dead.set()
    server.app.handle = handle


@pytest.mark.slow
@pytest.mark.parametrize("moment", some_of(CASES, 20))
def test_sweep_deletes_what_is_left_whenever_a_run_is_killed(tmp_path: Path, moment: str) -> None:
    """One sweep deletes all of it, and nothing else; a second one finds nothing."""
    with recorded() as server:
        killed(server, tmp_path, *CASES[moment])
        code, words = run_sweep(tmp_path / "t.yaml", tmp_path / "reports")
        assert (code, server.left(), server.state_of_foreign()) == (0, [], server.foreign), words
        code, words = run_sweep(tmp_path / "t.yaml", tmp_path / "reports")
    assert code == 0, words


def test_there_are_enough_moments() -> None:
    """At least twenty moments are tried."""
    assert len(CASES) >= 20
