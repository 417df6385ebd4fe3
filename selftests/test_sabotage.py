"""Sabotage: whatever goes wrong around a run, it does not end green, and says what went wrong."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from agreement import agree
from harness import broken_test, run_contract
from matrix import sampled
from recording import Recording, recorded
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import unauthenticated

FEW = "tests/test_select.py"


@dataclass
class Scene:
    """A run that is about to go wrong."""

    server: Recording
    folder: Path
    arguments: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    tests: str = FEW

    @property
    def target(self) -> Path:
        """The target file."""
        return self.folder / "t.yaml"

    def change(self, **values: Any) -> None:
        """Change keys of the target file."""
        content = yaml.safe_load(self.target.read_text(encoding="utf-8"))
        self.target.write_text(yaml.safe_dump({**content, **values}), encoding="utf-8")

    def account(self, role: str, **values: Any) -> None:
        """Change an account of the target file."""
        content = yaml.safe_load(self.target.read_text(encoding="utf-8"))
        content["accounts"][role].update(values)
        self.target.write_text(yaml.safe_dump(content), encoding="utf-8")

    def answer(self, make: Callable[[Request], Response | None]) -> None:
        """Let the server answer otherwise; None leaves it as it is."""
        self.server.answer(make)


def html(request: Request) -> Response:
    """A page for everybody."""
    return Response(200, [("Content-Type", "text/html")], b"<!DOCTYPE html><title>Under maintenance</title>")


def _gone(scene: Scene) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        scene.change(base_url=f"http://127.0.0.1:{closed.getsockname()[1]}")


def _silent(scene: Scene) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=lambda: [listener.accept() for _ in range(50)], daemon=True).start()
    scene.change(base_url=f"http://127.0.0.1:{listener.getsockname()[1]}", limits={"timeout_seconds": 0.5})


def _dies(scene: Scene) -> None:
    stopped = threading.Event()

    def stop(request: Request) -> Response | None:
        if len(scene.server.seen) > 60 and not stopped.is_set():
            stopped.set()
        return Response(204, abort=True) if stopped.is_set() else None

    scene.answer(stop)


def _after(scene: Scene, count: int, answer: Callable[[Request], Response]) -> None:
    scene.answer(lambda request: answer(request) if len(scene.server.seen) > count else None)


def _unreadable(scene: Scene) -> None:
    scene.target.unlink()
    scene.target.mkdir()


def _read_only_reports(scene: Scene) -> None:
    (scene.folder / "reports").write_text("a file stands where the folder should be", encoding="utf-8")


def _full_disk(scene: Scene) -> None:
    # Every write to this file fails as on a full disk.
    folder = scene.folder / "reports" / "mock"
    folder.mkdir(parents=True)
    (folder / "journal.jsonl").symlink_to("/dev/full")


def _broken_test(scene: Scene, text: str) -> None:
    scene.tests += f" {broken_test(scene.folder, 'RJ-ANSWER-1', text)}"


def _conftest_gone(scene: Scene) -> None:
    scene.arguments += ["--noconftest"]


Sabotage = Callable[[Scene], object]
CASES: dict[str, tuple[Sabotage, int, str]] = {
    "server-gone": (_gone, 5, "does not answer: the connection was refused"),
    "server-silent": (_silent, 5, "does not answer"),
    "server-dies-in-mid-run": (_dies, 5, "does not answer"),
    "wrong-host": (lambda s: s.change(base_url="http://no-such-host.invalid"), 5, "does not resolve"),
    "https-for-http": (lambda s: s.change(base_url=f"https://127.0.0.1:{s.server.port}"), 5, "TLS could not be"),
    "wrong-base-path": (lambda s: s.change(base_url=f"http://127.0.0.1:{s.server.port}/Nowhere"), 5, "404"),
    "401-to-all": (
        lambda s: s.answer(lambda r: s.server.app.refuse(r, unauthenticated("No."))), 5,
        "credential of the organizer is refused",
    ),
    "421-to-all": (lambda s: s.answer(lambda r: Response(421)), 5, "the host is not the tenant's"),
    "500-to-all": (lambda s: s.answer(lambda r: Response(500)), 5, "500"),
    "html-to-all": (lambda s: s.answer(html), 5, "the answer is not JSON"),
    "204-to-all": (lambda s: s.answer(lambda r: Response(204)), 5, "204"),
    "neighbours-fail-in-mid-run": (
        lambda s: _after(s, 60, lambda r: Response(500) if "Reject" not in r.path else html(r)), 5,
        "needed to set the stage",
    ),
    "429-for-an-hour": (
        lambda s: _after(s, 40, lambda r: Response(429, [("Retry-After", "3600")])), 5, "kept answering 429/503",
    ),
    "wrong-password": (
        lambda s: s.account("invitee", basic={"username": "invitee", "password": "wrong-7f3a91"}), 5, "is refused",
    ),
    "somebody-elses-account": (lambda s: s.account("invitee", associate_id=12), 5, "not of 12"),
    "budget-of-nothing": (lambda s: s.change(limits={"requests": 15}), 5, "limits.requests of the target file is 15"),
    "empty-selection": (lambda s: s.arguments.extend(["-k", "no_such_test"]), 5, "nothing was judged"),
    "nothing-but-omitted": (
        lambda s: s.change(invitations="none"), 5, "inconclusive",
    ),
    "mistyped-requirement": (
        lambda s: s.arguments.extend(["--requirement", "RJ-SELCT-1"]), 4, "did you mean RJ-SELECT-1",
    ),
    "mistyped-option": (lambda s: s.arguments.append("--exampels=3"), 4, "--exampels"),
    "mistyped-test": (lambda s: setattr(s, "tests", "tests/test_selct.py"), 4, "unrecognized arguments"),
    "target-file-missing": (lambda s: s.target.unlink(), 4, "there is no such file"),
    "target-file-unreadable": (_unreadable, 4, "is a folder"),
    "target-file-not-yaml": (lambda s: s.target.write_text("name: [", encoding="utf-8"), 4, "is not YAML"),
    "target-file-empty": (lambda s: s.target.write_text("", encoding="utf-8"), 4, "must hold keys"),
    "unknown-key": (lambda s: s.change(basurl="x"), 4, "basurl is not a known key; did you mean base_url"),
    "one-person-twice": (lambda s: s.account("invitee", associate_id=10), 4, "they must be two associates"),
    "secret-not-set": (lambda s: s.account("invitee", bearer="${NOT_SET_7F3A91}"), 4, "NOT_SET_7F3A91"),
    "reports-cannot-be-written": (_read_only_reports, 4, "cannot be written"),
    "disk-full": (_full_disk, 3, "No space left on device"),
    "test-breaks": (lambda s: _broken_test(s, "def test_breaks(invitee):\n    1 / 0"), 3,
                    "internal error in the suite"),
    "test-file-breaks": (lambda s: _broken_test(s, "def test_breaks(:\n    pass"), 3, "internal error in the suite"),
    "plugin-missing": (_conftest_gone, 4, "--target"),
}  # fmt: skip


@pytest.mark.parametrize("name", sampled(CASES, 10))
def test_sabotaged_run_is_not_green(tmp_path: Path, name: str) -> None:
    """Each mishap has its exit code and its words, holds nothing against the server, and ends without a traceback."""
    sabotage, code, words = CASES[name]
    with recorded() as server:
        scene = Scene(server, tmp_path)
        server.target(scene.target)
        sabotage(scene)
        outcome = run_contract(
            tmp_path / "reports", "--no-allure", "--target", scene.target, *scene.arguments,
            tests=scene.tests, **scene.environment,
        )  # fmt: skip
    assert outcome.exit_code == code, outcome.output[-3000:]
    assert words in outcome.output, outcome.output[-3000:]
    assert "conforms" not in outcome.output
    written = (tmp_path / "reports" / "mock" / "verdict.json").exists()
    if code == 5 and written:
        assert outcome.ids("violated") == set()
    if code != 3:
        assert "Traceback" not in outcome.output
    wrong = code == 4 or name == "empty-selection"
    assert written != wrong, "who gives the wrong thing gets no report, everybody else does"
    if written:
        agree(tmp_path / "reports" / "mock", console=outcome.output)


def test_there_are_enough_cases() -> None:
    """At least twenty-five mishaps are tried."""
    assert len(CASES) >= 25
