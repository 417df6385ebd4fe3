"""Wrong passwords: few are sent for accounts that a domain could lock out, whatever else is left unjudged."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
import yaml

from harness import WORKERS, run_contract
from recording import Recording, recorded

TESTS = "tests/test_authentication.py tests/test_combinations.py"
OPTIONS = ("--no-allure", "--allow-writes")


def wrong_passwords(server: Recording, user: str) -> int:
    """How often a user's password was sent wrong; the mock answers each of them 401."""
    headers = (each.request.header("Authorization") or "" for each in server.seen if each.status == 401)
    tried = (header.partition(" ")[2] for header in headers if header.lower().startswith("basic "))
    return sum(_user(each) == user for each in tried)


def _user(encoded: str) -> str:
    try:
        return base64.b64decode(encoded, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


@WORKERS
def test_two_wrong_passwords_are_sent_elsewhere(tmp_path: Path, workers: tuple[str, ...]) -> None:
    """All processes together send two; the claim is judged by them, and what would take more is omitted."""
    with recorded() as server:
        target = server.target(tmp_path / "t.yaml", host="0.0.0.0")
        outcome = run_contract(tmp_path / "reports", *OPTIONS, "--target", target, *workers, tests=TESTS)
        assert wrong_passwords(server, "invitee") == 2
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert "RJ-AUTH-8" in outcome.ids("satisfied")


@pytest.mark.parametrize(("limit", "tried"), [(0, 0), (1, 1)])
def test_limit_of_the_target_file_is_kept_here_too(tmp_path: Path, limit: int, tried: int) -> None:
    """With none allowed, the requirement is omitted."""
    with recorded() as server:
        target = server.target(tmp_path / "t.yaml", wrong_passwords=limit)
        outcome = run_contract(tmp_path / "reports", *OPTIONS, "--target", target, tests="tests/test_authentication.py")
        assert wrong_passwords(server, "invitee") == tried
    assert "RJ-AUTH-8" in outcome.ids("satisfied" if tried else "omitted"), outcome.output[-2000:]


@pytest.mark.slow
def test_scapegoat_takes_the_wrong_passwords(tmp_path: Path) -> None:
    """As many as there are; those of the invitee stay right."""
    with recorded() as server:
        target = server.target(tmp_path / "t.yaml", host="0.0.0.0")
        content = yaml.safe_load(target.read_text(encoding="utf-8"))
        content["accounts"]["scapegoat"] = {"username": "scapegoat", "password": "Known-7f3a91"}
        target.write_text(yaml.safe_dump(content), encoding="utf-8")
        outcome = run_contract(tmp_path / "reports", *OPTIONS, "--target", target, tests=TESTS)
        assert wrong_passwords(server, "invitee") == 0
        assert wrong_passwords(server, "scapegoat") > 6
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert "Known-7f3a91" not in outcome.output
