"""Runs and sweeps beside one another: those on one folder of reports exclude each other, others do not."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from harness import ROOT, run_contract
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response

TESTS = "tests/test_select.py"


class Held:
    """A run that waits in its third save until it may go on."""

    def __init__(self, server: Recording, reports: Path, *arguments: str) -> None:
        self.reached, self.may_go_on = threading.Event(), threading.Event()
        server.answer(lambda request: self._wait(server, request))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pytest", TESTS, "-q", "--no-allure", "--reports", reports, "-p", "no:cacheprovider",
             "--target", server.target(reports.parent / "held.yaml", timeout_seconds=60), *arguments],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert self.reached.wait(60)

    def _wait(self, server: Recording, request: Request) -> Response | None:
        if request.path.endswith("SaveAppointmentEntity") and len(server.made) >= 3 and not self.reached.is_set():
            self.reached.set()
            self.may_go_on.wait(120)
        return None

    def end(self) -> tuple[int, str]:
        """Let it go on: exit code and output."""
        self.may_go_on.set()
        output, _ = self.process.communicate(timeout=120)
        return self.process.returncode, output


@pytest.mark.parametrize(
    "arguments", [pytest.param([], id="alone"), pytest.param(["-n", "2"], id="two workers", marks=pytest.mark.slow)]
)
def test_run_and_sweep_leave_a_live_runs_folder_alone(tmp_path: Path, arguments: list[str]) -> None:
    """Both end at once as wrong usage, in words, and the live run comes to its verdict."""
    with recorded() as server:
        reports = tmp_path / "reports"
        held = Held(server, reports, *arguments)
        target = server.target(tmp_path / "t.yaml")
        second = run_contract(reports, "--no-allure", "--target", target, *arguments, tests=TESTS)
        swept = subprocess.run(
            [sys.executable, "-m", "reject_contract", "sweep", "--target", target, "--reports", reports],
            cwd=ROOT, capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (second.exit_code, swept.returncode) == (4, 4), second.output + swept.stdout + swept.stderr
        for words in (second.output, swept.stderr):
            assert f"{reports / 'mock'} is in use" in words
        code, output = held.end()
        assert code == 0, output[-3000:]
        assert server.left() == []


def test_two_pipelines_with_folders_of_their_own_work(tmp_path: Path) -> None:
    """Two runs on one tenant at the same time: both conform, each cleans up after itself."""
    with recorded() as server:
        held = Held(server, tmp_path / "one")
        second = run_contract(
            tmp_path / "two", "--no-allure", "--target", server.target(tmp_path / "t.yaml"), tests=TESTS
        )
        assert second.exit_code == 0, second.output[-3000:]
        assert server.left()  # what the first has made is still there
        code, output = held.end()
        assert (code, server.left()) == (0, []), output[-3000:]
        assert server.state_of_foreign() == server.foreign
