"""Secrets: of many marked ones, in every place where a secret can stand, none is ever written down."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.parse import quote

import pytest
import yaml

from harness import ROOT, Outcome, run_contract
from matrix import sampled
from recording import Recording, recorded
from reject_contract.mock import accounts
from reject_contract.mock.http import Request, Response
from reject_contract.reports import allure_html
from reject_contract.run.options import Options
from reject_contract.target.target_file import Target
from reject_contract.verdict import register
from reject_contract.verdict.result import Result


@pytest.fixture
def marked(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The secrets of the mock, which cannot come about by chance, by the environment variable that holds each."""
    found = {
        f"{account.name.upper()}_{kind.upper()}": getattr(account, kind)
        for account in accounts.ACCOUNTS
        for kind in ("password", "ticket", "token", "xsrf_token", "session")
    }
    found["APP"] = accounts.APP_TOKEN
    for name, value in found.items():
        monkeypatch.setenv(name, value)
    return found


def target(server: Recording, folder: Path, marked: dict[str, str]) -> Path:
    """A target file that names the environment and holds no secret."""
    path = server.target(folder / "t.yaml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = {value: name for name, value in marked.items()}

    def hidden(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: hidden(inner) for key, inner in value.items()}
        return f"${{{names[value]}}}" if value in names else value

    path.write_text(yaml.safe_dump(hidden(content)), encoding="utf-8")
    assert not any(value in path.read_text(encoding="utf-8") for value in marked.values())
    return path


def _echo(server: Recording) -> None:
    """Let the server repeat everything it is sent, in headers, bodies, cookies and redirects, encoded in many ways."""
    handle = server.app.handle

    def echoing(request: Request) -> Response:
        answer = handle(request)
        sent = " ".join(value for _, value in request.headers)
        ascii_only = sent.encode("ascii", "ignore").decode()
        answer.headers += [
            ("X-Echo", ascii_only), ("X-Echo-64", base64.b64encode(sent.encode()).decode()),
            ("Location", f"/login?next={quote(sent)}"), ("Set-Cookie", f"again={quote(ascii_only, safe='')}; Path=/"),
        ]  # fmt: skip
        if answer.status >= 400:
            answer.body = json.dumps({"Error": True, "Message": sent, "Again": quote(sent)}).encode()
            answer.headers = [*answer.without("Content-Type"), ("Content-Type", "application/json")]
        return answer

    server.app.handle = echoing


BROKEN = """
import logging
import warnings

import pytest


@pytest.mark.requirement("RJ-ANSWER-1")
def test_breaks(invitee, target):
    secret = invitee.good("bearer")
    print("on its way:", secret)
    logging.getLogger("suite").warning("logged: %s", secret)
    exchange = invitee.reject(1)
    assert secret == {"Authorization": "Bearer of nobody"}, exchange.sent


@pytest.mark.requirement("RJ-ANSWER-1")
def test_crashes(invitee):
    raise RuntimeError(str(invitee.good("basic")) + invitee.account.basic.password.get_secret_value())


@pytest.fixture
def breaks(invitee):
    raise ValueError(invitee.good("xsrf"))


@pytest.mark.requirement("RJ-ANSWER-1")
def test_fixture_crashes(breaks):
    pass
"""

LOUD = ["-vv", "--showlocals", "--tb=long", "-rA", "--log-level=DEBUG"]
RUNS: dict[str, tuple[dict[str, Any], bool, list[str], str, int]] = {
    "passing": ({}, False, [], "tests", 0),
    "loud": ({}, False, [*LOUD, "-o", "log_cli=true"], "tests/test_select.py", 0),
    "workers": ({}, False, ["-n", "2"], "tests/test_authentication.py tests/test_refusals.py", 0),
    "failing": ({"faults": ["secret_in_error"]}, False, LOUD, "tests/test_refusals.py tests/test_update_mode.py", 1),
    "echoed": ({}, True, LOUD, "tests/test_authentication.py tests/test_refusals.py tests/test_methods.py", 1),
    "crashing": ({}, True, [*LOUD, "--full-trace"], "tests/test_select.py {broken}", 3),
    "online": ({"installation": "online"}, True, [], "tests/test_authentication.py tests/test_success.py", 1),
}


@pytest.mark.parametrize("name", sampled(RUNS, 2))
def test_no_secret_is_written_anywhere(marked: dict[str, str], tmp_path: Path, name: str) -> None:
    """Every byte of every file that a run writes, and of what it prints, is free of all secrets in all encodings."""
    app, echo, arguments, tests, code = RUNS[name]
    broken = tmp_path / "test_broken.py"
    broken.write_text(BROKEN, encoding="utf-8")
    outside = {path: path.stat().st_mtime_ns for path in _files(ROOT)}
    with recorded(**app) as server:
        if echo:
            _echo(server)
        path = target(server, tmp_path, marked)
        outcome = run_contract(
            tmp_path / "reports", "--target", path, "--log-file", tmp_path / "log.txt", *arguments,
            tests=tests.format(broken=broken),
        )  # fmt: skip
    assert outcome.exit_code == code, outcome.output[-3000:]
    _search(outcome, tmp_path, marked, outside)


def _search(outcome: Outcome, folder: Path, marked: dict[str, str], outside: dict[Path, int]) -> None:
    assert len(marked) >= 15
    written = [path for path in folder.rglob("*") if path.is_file() and path.name != "t.yaml"]
    written += [path for path in _files(ROOT) if outside.get(path) != path.stat().st_mtime_ns]
    texts = {str(path): path.read_bytes() for path in written} | {"output": outcome.output.encode()}
    assert len(texts) > 3
    for where, content in texts.items():
        for secret in marked.values():
            for form in _forms(secret):
                assert form not in content, (
                    f"{secret} in {where}: …{content[max(0, content.find(form) - 80) :][:200]!r}"
                )


def _forms(secret: str) -> list[bytes]:
    """A secret as it is, and as JSON, addresses, HTML and base64 write it."""
    raw = secret.encode()
    inner = base64.b64encode(b"user:" + raw)[8:-4]
    return [raw, quote(secret, safe="").encode(), base64.b64encode(raw).rstrip(b"="), inner]


def _files(root: Path) -> list[Path]:
    """What a run could write to in the project itself."""
    folders = [root / ".hypothesis", root / ".pytest_cache", root / "reports"]
    return [path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()]


def _repeat(server: Recording, marked: dict[str, str]) -> None:
    handle = server.app.handle
    server.app.handle = lambda request: _with_cookie(handle(request), marked)


@pytest.mark.slow
def test_masking_changes_no_verdict(marked: dict[str, str], tmp_path: Path) -> None:
    """With secrets that stand in every answer the outcomes are those of a server that echoes nothing."""
    verdicts = []
    for echo in (False, True):
        with recorded() as server:
            if echo:
                _repeat(server, marked)
            folder = tmp_path / str(echo)
            folder.mkdir()
            outcome = run_contract(folder / "r", "--target", target(server, folder, marked), "--no-allure",
                                   tests="tests/test_success.py tests/test_update_mode.py")  # fmt: skip
        verdicts.append([(each["id"], each["outcome"]) for each in outcome.verdict()["requirements"]])
    assert verdicts[0] == verdicts[1]


def _with_cookie(answer: Response, marked: dict[str, str]) -> Response:
    answer.headers.append(("X-Session", marked["INVITEE_SESSION"]))
    return answer


def test_no_other_program_inherits_a_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes the HTML of Allure's results gets the environment without what any target file took from it."""
    tool = tmp_path / "allure"
    tool.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen.txt\n", encoding="utf-8")
    tool.chmod(0o700)
    account = {"associate_id": 1, "soticket": "7T:ticket-of-2026"}
    accounts = {"organizer": account, "invitee": {**account, "associate_id": 2}}
    found = Target.model_validate({"name": "mine", "base_url": "http://crm.example.com", "accounts": accounts})
    account = {"associate_id": 3, "soticket": "7T:ticket-of-another-target-2026"}
    accounts = {"organizer": account, "invitee": {**account, "associate_id": 4}}
    other = Target.model_validate({"name": "other", "base_url": "http://crm.example.org", "accounts": accounts})
    ticket = "7T:ticket-of-2026"
    for name, value in (
        ("TICKET", ticket),
        ("PASTED", f"Authorization: SoTicket {ticket}"),
        ("OTHER", account["soticket"]),
    ):
        monkeypatch.setenv(name, str(value))
    monkeypatch.setattr(allure_html, "command", lambda root: str(tool))
    options = SimpleNamespace(reports=tmp_path, allure=True, html=True, targets={"mine": found, "other": other})
    (tmp_path / "mine" / "allure-results").mkdir(parents=True)
    allure_html.finish(Result(found, register.load(), strict=False), {}, cast(Options, options), tmp_path)
    seen = (tmp_path / "seen.txt").read_text(encoding="utf-8")
    assert "PATH=" in seen
    assert "ticket-of-2026" not in seen
    assert "another-target" not in seen
