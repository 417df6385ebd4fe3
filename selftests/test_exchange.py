"""Exchanges: masked wherever they are written, and repeated by the curl that is shown."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from pathlib import Path
from typing import Any

import pytest

from harness import MakeTarget
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.redaction import Redaction
from reject_contract.run.preflight import preflight
from reject_contract.run.run import Run
from reject_contract.target import target_file

NAMES = {"s3cret-ticket/+==": "INVITEE_SOTICKET", "pässword": "INVITEE_PASSWORD"}


def exchange(**headers: str) -> Exchange:
    """An exchange with some headers."""
    sent = Sent(
        "POST", "http://h/x?$select=a", tuple(headers.items()), '{"RejectReason": "it\'s $HOME `x` å"}'.encode()
    )
    return Exchange(sent, Answer(400, "Bad", (), b"no s3cret-ticket/+=="), 0.01, 0.0, redaction=Redaction(NAMES))


def test_text_and_summary_mask_the_secrets() -> None:
    """A name stands where a secret stood, in what was sent and in what came back."""
    shown = exchange(Authorization="SoTicket s3cret-ticket/+==")
    for text in (shown.text(), shown.summary(), shown.curl()):
        assert "s3cret" not in text
        assert "INVITEE_SOTICKET" in text or "Authorization" not in text


@pytest.mark.parametrize("place", range(140, 165))
def test_cut_does_not_lay_a_secret_bare(place: int) -> None:
    """A body is masked before it is cut, so that no part of a secret is left at its end."""
    sent, answer = Sent("GET", "http://h/x", ()), Answer(400, "", (), b"x" * place + b"s3cret-ticket/+==")
    assert "s3c" not in Exchange(sent, answer, 0, 0, redaction=Redaction(NAMES)).summary()


def test_long_body_is_masked_before_it_is_cut() -> None:
    """The same of bodies in a report, of request and answer."""
    body = ("x" * 1995 + "s3cret-ticket/+==").encode()
    sent, answer = Sent("POST", "http://h/x", (), body), Answer(400, "", (), body)
    text = Exchange(sent, answer, 0, 0, redaction=Redaction(NAMES)).text()
    assert "s3c" not in text
    assert text.count("… (2012 bytes in all)") == 2


def test_curl_keeps_everything_but_the_secret_from_the_shell() -> None:
    """Secrets are shell variables; nothing else of the request is expanded."""
    command = exchange(Authorization="SoTicket s3cret-ticket/+==").curl()
    words = subprocess.run(
        ["bash", "-c", f"curl() {{ printf '%s\\0' \"$@\"; }}; {command}"],
        capture_output=True, text=True, check=True, env={**os.environ, "INVITEE_SOTICKET": "filled-in"},
    ).stdout.split("\0")  # fmt: skip
    assert "Authorization: SoTicket filled-in" in words
    assert '{"RejectReason": "it\'s $HOME `x` å"}' in words
    assert "http://h/x?$select=a" in words


def test_curl_is_one_line_of_shell_words() -> None:
    """The command can be pasted."""
    assert shlex.split(exchange().curl())[0] == "curl"


@pytest.mark.parametrize("encoded", ["s3cret-ticket%2F%2B%3D%3D", "czNjcmV0LXRpY2tldC8rPT0=", "p%C3%A4ssword"])
def test_encoded_secrets_are_masked(make_target: MakeTarget, tmp_path: Path, encoded: str) -> None:
    """A secret is masked as well when it is percent-encoded or in base64."""

    def change(content: dict[str, Any]) -> None:
        content["accounts"]["invitee"]["soticket"] = "s3cret-ticket/+=="
        content["accounts"]["invitee"]["basic"]["password"] = "pässword"

    redaction = Redaction.of(target_file.load(make_target(change=change)))
    assert encoded not in redaction.mask(f"x {encoded} y")


def test_every_secret_of_a_target_file_is_masked(make_target: MakeTarget) -> None:
    """Whatever SecretStr the file holds, its value never comes through."""
    path = make_target()
    loaded = target_file.load(path)
    text = path.read_text(encoding="utf-8")
    masked = Redaction.of(loaded).mask(text)
    for account in loaded.accounts.given().values():
        assert account.basic is not None
        assert account.xsrf is not None
        secrets = [account.basic.password, account.soticket, account.bearer, account.xsrf.token]
        for secret in [*secrets, *account.xsrf.cookies.values(), loaded.app_token]:
            assert secret is not None
            assert secret.get_secret_value() in text
            assert secret.get_secret_value() not in masked


@pytest.mark.parametrize(
    "body", [b"two\nlines", "på".encode("utf-16"), b"\xff \\0 %d $HOME `x` 'q'\n", b"@file"],
    ids=["lines", "utf-16", "signs", "at"],
)  # fmt: skip
def test_curl_of_an_odd_body_sends_its_very_bytes(tmp_path: Path, body: bytes) -> None:
    """What has no line of its own, or is no UTF-8, is written down as numbers: one line, and nothing is lost."""
    command = Exchange(Sent("POST", "http://h/x", (), body), None, 0.0, 0.0).curl()
    assert "\n" not in command
    (tmp_path / "curl").write_text("#!/bin/sh\nexec cat\n", encoding="utf-8")
    (tmp_path / "curl").chmod(0o755)
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(["sh", "-c", command], capture_output=True, check=True, env={**os.environ, "PATH": path})
    assert done.stdout == body


def test_curl_of_a_run_repeats_the_answer(make_target: MakeTarget, tmp_path: Path) -> None:
    """Run with its variables set, the command gets the answer that the suite got."""
    run = Run.start(target_file.load(make_target()), tmp_path / "journal.jsonl", no_writes="")
    run.begin(preflight)
    invitee = run.clients["invitee"]
    shown = invitee.reject(run.stage.pending().id, "it's", "Sideways", query="$select=a,b")
    assert invitee.account.basic is not None
    environment = {**os.environ, "INVITEE_PASSWORD": invitee.account.basic.password.get_secret_value()}
    done = subprocess.run(["bash", "-c", shown.curl()], capture_output=True, text=True, check=True, env=environment)
    run.close()
    assert done.stdout.splitlines()[0].split()[1] == str(shown.status) == "400"
    assert shown.answer is not None
    assert json.loads(done.stdout.split("\r\n\r\n" if "\r\n\r\n" in done.stdout else "\n\n")[-1]) == json.loads(
        shown.answer.text
    )
