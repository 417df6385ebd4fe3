"""The reject-contract command."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from reject_contract.plugin import mock_process
from reject_contract.target import target_file

COMMAND = [sys.executable, "-m", "reject_contract"]


@pytest.mark.parametrize("options", [[], ["--until-eof"]], ids=["plain", "until-eof"])
def test_mock_serves_until_it_is_stopped(options: list[str]) -> None:
    """It prints one JSON line with its address and a ready target file, and ends without a trace."""
    started = time.monotonic()
    command = [*COMMAND, "mock", "--port", "0", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = json.loads(process.stdout.readline())
        ready = time.monotonic() - started
        assert requests.get(f"{line['base_url']}/api", timeout=5).status_code == 200
        loaded = target_file.load(Path(line["target"]))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
    assert loaded.base_url == line["base_url"]
    assert not Path(line["target"]).exists()
    assert ready < 10, "only a mock that hangs takes that long"


def test_mock_can_be_stopped_as_soon_as_its_address_is_known() -> None:
    """A signal that comes with the line, before anything else was done, ends it as any other."""
    program = "import os, signal, sys; from reject_contract.cli.main import main; write = sys.stdout.write\n"
    program += "stop = lambda: sys.stdout.flush() or os.kill(os.getpid(), signal.SIGTERM)\n"
    program += "sys.stdout.write = lambda text: (write(text), text and stop())[0]\n"
    program += "sys.argv[1:] = ['mock']; sys.exit(main())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not Path(json.loads(done.stdout)["target"]).exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no such device")
@pytest.mark.parametrize("verb", [["mock", "--list"], ["--version"], ["drift", "--help"]], ids=" ".join)
def test_output_that_cannot_be_written_is_no_verdict(verb: list[str]) -> None:
    """Exit code 1 means that a server violates the contract, or that two things differ."""
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([*COMMAND, *verb], stdout=full, stderr=subprocess.PIPE, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (3, "cannot go on: No space left on device\n")


@pytest.mark.parametrize("verb", ["doctor", "sweep", "invite", "mock"])
def test_folder_that_is_gone_is_wrong_usage(verb: str, tmp_path: Path) -> None:
    """It was removed under the feet of the one who types the command."""
    (tmp_path / "gone").mkdir()
    done = subprocess.run(
        ["sh", "-c", f'rmdir "$PWD" && exec "$0" -m reject_contract {verb}', sys.executable],
        cwd=tmp_path / "gone", capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 4
    assert "the working folder is gone" in done.stderr


def test_bundled_mock_inherits_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """It needs none, and another user of the machine may read a process's environment."""
    monkeypatch.setenv("CRM_PASSWORD", "s3cret-7")
    started = mock_process.MockProcess.start()
    try:
        environment = Path(f"/proc/{started.process.pid}/environ")
        if not environment.exists():
            pytest.skip("this system does not show the environment of a process")
        assert b"s3cret-7" not in environment.read_bytes()
    finally:
        started.stop()


def test_port_that_is_taken_is_named() -> None:
    """Wrong usage, without a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run([*COMMAND, "mock", "--port", str(port)], capture_output=True, text=True, timeout=60)
    assert done.returncode == 4, done.stderr
    assert f"--port {port}: Address already in use" in done.stderr
    assert "Traceback" not in done.stderr


def test_mock_lists_its_faults_and_variants() -> None:
    """Each with its name and what it does."""
    listed = subprocess.run([*COMMAND, "mock", "--list"], capture_output=True, text=True, check=True).stdout
    lines = [line.split("\t") for line in listed.splitlines()]
    assert sum(line[0] == "fault" for line in lines) >= 90
    assert sum(line[0] == "variant" for line in lines) >= 40
    assert all(line[1] and line[3].endswith(".") for line in lines)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mock", "--fault", "select_refuse"], "did you mean"),
        (["mock", "--variant", "nonsense-7f3a91"], "nonsense-7f3a91"),
        (["mock", "--port", "many"], "many"),
        (["mock", "--port", "70000"], "70000"),
        (["frobnicate"], "frobnicate"),
    ],
    ids=["fault", "variant", "port", "port-beyond", "verb"],
)
def test_wrong_usage_is_exit_code_4(arguments: list[str], words: str) -> None:
    """What cannot be used is named, without a traceback."""
    done = subprocess.run([*COMMAND, *arguments], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 4, done.stderr
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_verify_runs_the_contract_from_anywhere(tmp_path: Path) -> None:
    """It takes what pytest takes, and writes its reports where it was called."""
    done = subprocess.run(
        [*COMMAND, "verify", "-q", "--no-allure-report", "--requirement", "RJ-SELECT-1"],
        cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    verdict = json.loads((tmp_path / "reports" / "mock" / "verdict.json").read_text(encoding="utf-8"))
    assert verdict["verdict"] == "conforms"
