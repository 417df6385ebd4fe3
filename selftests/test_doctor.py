"""The doctor: what keeps a target from being judged is named, with what to do, and nothing is written."""

from __future__ import annotations

import datetime
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from harness import Contract
from recording import Recording, recorded
from reject_contract.mock.accounts import BYSTANDER, ORGANIZER
from reject_contract.mock.http import Request, Response
from tlsproxy import Terminator

COMMAND = [sys.executable, "-m", "reject_contract", "doctor", "--target"]
Change = Callable[[dict[str, Any]], object]


@pytest.fixture
def server() -> Iterator[Recording]:
    """A mock that records what it is asked."""
    with recorded() as recording:
        yield recording


def written(folder: Path, server: Recording, change: Change = lambda content: None) -> Path:
    """The target file of the mock, changed."""
    path = server.target(folder / "t.yaml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    return path


def examined(path: Path) -> tuple[int, str]:
    """Exit code and words of the doctor."""
    done = subprocess.run([*COMMAND, path], capture_output=True, text=True, timeout=60, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout + done.stderr


def test_target_that_is_ready_is_told_so(server: Recording, tmp_path: Path) -> None:
    """Every check is named; nothing is written, and nothing is made."""
    code, words = examined(written(tmp_path, server))
    assert (code, server.made) == (0, [])
    for name in ("address", "connection", "GET /api", "clock", "bearer of the invitee", "consent", "rights", "mail",
                 "budget"):  # fmt: skip
        assert f"ok      {name}" in words, words
    assert {each.operation for each in server.seen} == {
        "api", "CreateDefaultAppointmentEntity", "GetCanInsertForAssociates", "WillSendEmail"
    }  # fmt: skip


def test_release_is_read_from_a_header_where_the_answer_names_none(server: Recording, tmp_path: Path) -> None:
    """A page for people answers there, and X-Powered-By names NetServer beside others."""
    powered = [("X-Powered-By", "ASP.NET"), ("X-Powered-By", "NetServer/8.3.6757.953"), ("X-Powered-By", "ARR/3.0")]
    page = Response(200, [("Content-Type", "text/html"), *powered], b"<!DOCTYPE html>")
    server.answer(lambda request: page if request.path == "/api" else None)
    code, words = examined(written(tmp_path, server))
    assert (code, "ok      GET /api: NetServer/8.3.6757.953" in words) == (0, True), words


def test_server_that_cannot_say_whether_it_sends_mail_is_judged(server: Recording, tmp_path: Path) -> None:
    """Not every server has the operation."""
    server.answer(lambda request: Response(404) if request.path.endswith("WillSendEmail") else None)
    code, words = examined(written(tmp_path, server))
    assert (code, "mail" in words) == (0, False), words


def test_missing_right_to_others_diaries_is_noted(server: Recording, tmp_path: Path) -> None:
    """An organizer who may not write there may still be able to invite: it is said, and judged all the same."""
    said = Response(200, [("Content-Type", "application/json")], b"[true, false]")
    server.answer(lambda request: said if request.path.endswith("GetCanInsertForAssociates") else None)
    code, words = examined(written(tmp_path, server))
    assert code == 0
    assert (
        f"note    rights: the organizer may make no appointments in the diary of associate {BYSTANDER.associate_id}"
        in words
    )


def test_system_user_is_refused(server: Recording, tmp_path: Path) -> None:
    """The system user has no diary and may do everything, so that nothing could be said of rights."""
    who = {"Associate": {"AssociateId": ORGANIZER.associate_id, "Type": "SystemAssociate"}}
    said = Response(200, [("Content-Type", "application/json")], json.dumps(who).encode())
    server.answer(lambda request: said if request.path.endswith("CreateDefaultAppointmentEntity") else None)
    code, words = examined(written(tmp_path, server))
    assert code == 5
    assert f"associate {ORGANIZER.associate_id} is the system user; it has no diary" in words


def _closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _account(role: str, **values: Any) -> Change:
    return lambda content: content["accounts"][role].update(values)


SICK: dict[str, tuple[Change, str]] = {
    "wrong-port": (
        lambda content: content.update(base_url=f"http://127.0.0.1:{_closed_port()}"),
        "does not answer: the connection was refused; is the server running",
    ),
    "unknown-host": (
        lambda content: content.update(base_url="http://no-such-host.invalid"),
        "no-such-host.invalid does not resolve; check base_url",
    ),
    "https-for-http": (
        lambda content: content.update(base_url=content["base_url"].replace("http:", "https:")),
        "TLS could not be established",
    ),
    "wrong-password": (
        _account("organizer", basic={"username": "organizer", "password": "not-this-7f3a91"}),
        "the basic credential of the organizer is refused",
    ),
    "path-in-base-url": (
        lambda content: content.update(base_url=content["base_url"] + "/api/v1"),
        "/api/v1: each request for it is answered 404; base_url is everything before /api/v1",
    ),
    "expired-ticket": (
        _account("invitee", soticket="7T:no-longer-valid-7f3a91"),
        "the soticket credential of the invitee is refused",
    ),
    "somebody-else": (
        _account("invitee", associate_id=77),
        "it is the credential of associate 11, not of 77; correct accounts.invitee.associate_id",
    ),
}


@pytest.mark.parametrize("name", SICK)
def test_what_is_wrong_is_named_with_what_to_do(server: Recording, tmp_path: Path, name: str) -> None:
    """The first thing that is wrong is told, and the target is not ready."""
    change, words = SICK[name]
    code, said = examined(written(tmp_path, server, change))
    assert code == 5
    assert words in said, said
    assert "7f3a91" not in said


@pytest.mark.parametrize("name", ["wrong-port", "wrong-password", "somebody-else"])
def test_run_on_a_sick_target_tests_nothing(contract: Contract, server: Recording, tmp_path: Path, name: str) -> None:
    """The same checks stand before every run: one message, no test, no writing request."""
    change, words = SICK[name]
    outcome = contract("--target", written(tmp_path, server, change), "--no-allure")
    assert outcome.exit_code == 5
    assert outcome.output.count(words) == 1, outcome.output[-2000:]
    assert outcome.ids("violated") == outcome.ids("satisfied") == set()
    assert {each.operation for each in server.seen} <= {"api", "CreateDefaultAppointmentEntity"}


def test_wrong_tenant_host_is_told(server: Recording, tmp_path: Path) -> None:
    """421 means that the address belongs to another tenant, and nobody's credential is wrong."""
    server.app.handle = lambda request: Response(421)
    code, said = examined(written(tmp_path, server))
    assert (code, "the host is not the tenant's" in said) == (5, True), said


@pytest.mark.parametrize("status", [200, 204, 301, 403, 405, 500, 503])
def test_target_on_which_no_credential_could_be_checked_is_not_ready(
    server: Recording, tmp_path: Path, status: int
) -> None:
    """Whatever answers there, nothing can be made on it: a page with 200 is no entity."""
    server.app.handle = lambda request: Response(status, [("Content-Type", "text/html")], b"<p>Welcome</p>")
    code, said = examined(written(tmp_path, server))
    assert (code, "is not ready" in said) == (5, True), said


def test_what_a_server_says_steers_no_terminal(server: Recording, tmp_path: Path) -> None:
    """Neither escape sequences nor commands to a pipeline, in a body as in the name of a release."""
    hostile = "\x1b]52;c;ZXZpbA==\x07\x00##vso[task.complete]##[error]boo"
    page = json.dumps({"Name": hostile, "Version": "1"}).encode()
    server.answer(
        lambda request: (
            Response(200, [("Content-Type", "application/json")], page)
            if request.path == "/api"
            else Response(401, [("Content-Type", "text/plain")], hostile.encode())
        )
    )
    code, said = examined(written(tmp_path, server))
    assert (code, "boo" in said) == (5, True), said
    assert not {"\x1b", "\x07", "\x00"} & set(said)
    assert "##vso[" not in said
    assert "##[" not in said


def test_clocks_that_differ_are_a_note(server: Recording, tmp_path: Path) -> None:
    """A wrong clock is told, and keeps nobody from being judged."""
    respond = server.app.respond

    def late(request: Request) -> Response:
        answer = respond(request)
        answer.headers = [*answer.without("Date"), ("Date", "Mon, 01 Jan 2001 00:00:00 GMT")]
        return answer

    server.app.respond = late  # type: ignore[method-assign]
    code, said = examined(written(tmp_path, server))
    assert (code, "note    clock: the clocks differ by" in said) == (0, True), said


def test_server_that_names_no_release_is_a_note(server: Recording, tmp_path: Path) -> None:
    """GET /api may be missing behind a proxy; the contract can be judged all the same."""
    server.answer(lambda request: Response(404) if request.path == "/api" else None)
    code, said = examined(written(tmp_path, server))
    assert (code, "note    GET /api: it names no release" in said) == (0, True), said


def test_server_that_is_not_http_is_told(tmp_path: Path, server: Recording) -> None:
    """Something listens, and does not speak HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_greet, args=(listener,), daemon=True).start()
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        code, said = examined(written(tmp_path, server, lambda content: content.update(base_url=address)))
    assert (code, "the answer is not HTTP" in said) == (5, True), said


def _greet(listener: socket.socket) -> None:
    try:
        while True:
            with listener.accept()[0] as connection:
                connection.recv(1000)
                connection.sendall(b"220 mail.example.com ESMTP\r\n")
    except OSError:
        return


HOSTS = {"expired": "localhost", "wrong-host": "crm.example.com", "unknown-authority": "localhost"}
WORDS = {
    "expired": "its certificate has expired; renew it",
    "wrong-host": "its certificate is for another host; use the host name of the certificate",
    "unknown-authority": "its certificate comes from an unknown authority; name the authority's certificate",
    "self-signed": "its certificate is self-signed; put it into a file",
}


@pytest.mark.parametrize("name", WORDS)
def test_certificates_are_told_apart(server: Recording, tmp_path: Path, name: str) -> None:
    """Expired, for another host, of an unknown authority and self-signed are four different things to do."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "self-signed":
        authority.cert_pem.write_to_path(str(tmp_path / "own.pem"))
        authority.private_key_pem.write_to_path(str(tmp_path / "own.key"))
        context.load_cert_chain(tmp_path / "own.pem", tmp_path / "own.key")
    else:
        ended = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC) if name == "expired" else None
        authority.issue_cert(HOSTS[name], not_after=ended).configure_cert(context)
    trusted = trustme.CA() if name == "unknown-authority" else authority
    if name != "self-signed":
        trusted.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    proxy = Terminator(context, server.port)
    tls = {} if name == "self-signed" else {"ca_bundle": "ca.pem"}
    change = {"base_url": f"https://localhost:{proxy.port}", "tls": tls}
    code, said = examined(written(tmp_path, server, lambda content: content.update(change)))
    proxy.close()
    assert code == 5
    assert WORDS[name] in said, said
