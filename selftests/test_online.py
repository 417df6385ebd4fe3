"""SuperOffice Online: tenants, application tokens, and credentials that do not last."""

from __future__ import annotations

import stat
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import Contract
from recording import recorded
from reject_contract.errors import UsageFault
from reject_contract.mock.http import Request, Response
from reject_contract.mock.refusals import unauthenticated
from reject_contract.target import target_file


@pytest.mark.parametrize(
    "after", [40, pytest.param(300, marks=pytest.mark.slow), pytest.param(900, marks=pytest.mark.slow)]
)
def test_credential_that_expires_in_mid_run_is_no_violation(contract: Contract, tmp_path: Path, after: int) -> None:
    """From some moment on every credential is refused: what was not judged stays so, and nothing is violated."""
    with recorded(installation="online") as server:
        handle = server.app.handle

        def expiring(request: Request) -> Response:
            if len(server.seen) > after and request.path != "/api":
                return server.app.refuse(request, unauthenticated("The token has expired."))
            return handle(request)

        server.app.handle = expiring
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--no-allure")
    assert outcome.exit_code == 5, outcome.output[-3000:]
    assert outcome.ids("violated") == outcome.ids("warned") == set()
    assert outcome.ids("unjudged")


def command(folder: Path, text: str) -> str:
    """A program of the user's that prints something."""
    program = folder / "print-secret"
    program.write_text(f"#!{sys.executable}\n{text}\n", encoding="utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return str(program)


def changed(path: Path, kind: str, value: Any) -> Path:
    """The target file with another credential of the invitee."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["accounts"]["invitee"][kind] = value
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def test_fresh_credential_comes_from_a_command(contract: Contract, tmp_path: Path) -> None:
    """In place of a value stands a command that prints one, so that no secret needs to be stored."""
    with recorded(installation="online") as server:
        path = server.target(tmp_path / "t.yaml")
        token = yaml.safe_load(path.read_text(encoding="utf-8"))["accounts"]["invitee"]["bearer"]
        changed(path, "bearer", {"command": [command(tmp_path, f"print({token!r})"), "--fresh"]})
        outcome = contract("--target", path, "--no-allure", "--requirement", "RJ-AUTH-5")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.ids("satisfied") == {"RJ-AUTH-5"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("raise SystemExit(3)", "ended with exit code 3; run it by hand to see why"),
        ("print()", "printed 0 lines, and must print one"),
        ("print('s3cret-7f3a91'); print('and more')", "printed 2 lines, and must print one"),
        ("while True: print('s3cret-7f3a91' * 1000)", "prints more than 65536 bytes"),
    ],
    ids=["fails", "silent", "talkative", "endless"],
)
def test_command_that_gives_no_secret_is_named(tmp_path: Path, text: str, words: str) -> None:
    """File, key and program are named, and never what was printed."""
    with recorded() as server:
        path = changed(server.target(tmp_path / "t.yaml"), "soticket", {"command": command(tmp_path, text)})
    with pytest.raises(UsageFault) as caught:
        target_file.load(path)
    assert words in str(caught.value)
    assert "accounts.invitee.soticket" in str(caught.value)
    assert "7f3a91" not in str(caught.value)


@pytest.mark.parametrize("given", ["no-such-program-7f3a91", "'unbalanced", [], [1], 7], ids=str)
def test_command_that_cannot_be_run_is_a_usage_fault(tmp_path: Path, given: Any) -> None:
    """It is told at the key where it stands."""
    with recorded() as server:
        path = changed(server.target(tmp_path / "t.yaml"), "soticket", {"command": given})
    with pytest.raises(UsageFault, match=r"accounts\.invitee\.soticket.*command"):
        target_file.load(path)
