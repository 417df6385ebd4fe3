"""Real networks: addresses, slow and broken connections; each run ends in the right verdict."""

from __future__ import annotations

import contextlib
import gzip
import itertools
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import Mock

import pytest
import yaml

from bench import phases
from harness import Contract, MakeTarget
from recording import recorded
from reject_contract.http.transport import Patience, Prompt
from reject_contract.http.violation import TargetGone
from reject_contract.mock.http import Request, Response

REFUSALS = "tests/test_refusals.py"
FEW = "tests/test_select.py tests/test_framing.py"


def rebased(path: Path, address: str) -> Path:
    """The target file with another address."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    path.write_text(yaml.safe_dump({**content, "base_url": address}), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.skipif(not socket.has_ipv6, reason="this machine has no IPv6")
def test_ipv6_address_is_reached(contract: Contract, tmp_path: Path) -> None:
    """An address in brackets is one like any other, for raw connections too."""
    with recorded() as server, relay(server.port, socket.AF_INET6) as port:
        target = rebased(server.target(tmp_path / "t.yaml"), f"http://[::1]:{port}")
        outcome = contract("--target", target, "--no-allure", tests=FEW)
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert "RJ-FRAME-1" in outcome.ids("satisfied")


@pytest.mark.parametrize("path", ["/SuperOffice", "/Cust12345", "/a/b"])
def test_base_url_with_a_path_is_kept(contract: Contract, make_target: MakeTarget, path: str) -> None:
    """Onsite and online installations stand below a path of their own."""
    outcome = contract("--target", make_target(base_path=path), "--no-allure", tests=FEW)
    assert outcome.exit_code == 0, outcome.output[-2000:]


def test_redirect_is_not_followed_with_credentials(contract: Contract, tmp_path: Path) -> None:
    """An answer that points to another host is an answer; that host hears nothing."""
    with recorded() as elsewhere, recorded() as server:
        away = Response(302, [("Location", f"http://127.0.0.1:{elsewhere.port}/api/v1/Agents/Appointment/Reject")])
        server.answer(lambda request: away if request.path.endswith("Reject") else None)
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--no-allure", tests="tests/test_success.py")
    assert (outcome.exit_code, elsewhere.seen) == (1, [])
    assert "RJ-ANSWER-1" in outcome.ids("violated")


def test_compressed_answers_are_read(contract: Contract, tmp_path: Path) -> None:
    """Neighbours and errors may come compressed."""
    with recorded() as server:
        handle = server.app.handle

        def squeeze(request: Request) -> Response:
            answer = handle(request)
            if answer.body and "gzip" in (request.header("Accept-Encoding") or ""):
                answer.body = gzip.compress(answer.body)
                answer.headers.append(("Content-Encoding", "gzip"))
            return answer

        server.app.handle = squeeze
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--no-allure", tests=REFUSALS)
    assert outcome.exit_code == 0, outcome.output[-2000:]


@pytest.mark.slow
def test_answer_of_100_megabytes_is_not_kept(contract: Contract, tmp_path: Path) -> None:
    """Only so much of an answer is read as any answer of this API could have; memory stays bounded."""
    with recorded() as server:
        large = Mock(return_value=Response(400, [("Content-Type", "text/plain")], b"x" * 100_000_000))
        server.answer(lambda request: large() if b"Sideways" in request.body else None)
        outcome = contract(
            "--target", server.target(tmp_path / "t.yaml"), "--no-allure", "-p", "bench.phases", tests=REFUSALS,
            **{phases.FOLDER: str(tmp_path), phases.STARTED: str(time.time())},
        )  # fmt: skip
    (measured,) = tmp_path.glob("*.json")
    megabytes = json.loads(measured.read_text(encoding="utf-8"))["megabytes"]
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert large.called
    assert megabytes < 200, "about 100 without such an answer, more than 260 where it is kept whole"


@pytest.mark.slow
def test_dripping_answer_runs_out_of_time(contract: Contract, tmp_path: Path) -> None:
    """A server that sends a byte now and then holds up no run for ever."""
    with recorded() as server, relay(server.port, drip=True) as port:
        target = rebased(server.target(tmp_path / "t.yaml", timeout_seconds=0.5, seconds=4), f"http://127.0.0.1:{port}")
        outcome = contract("--target", target, "--no-allure", tests="tests/test_select.py")
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert outcome.ids("violated") == set()


@pytest.mark.slow
def test_long_way_is_not_taken_for_silence(contract: Contract, tmp_path: Path) -> None:
    """Where every answer takes more than a second, 100 Continue does too, and nothing is held against the server."""
    with recorded() as server, relay(server.port, pause=0.6) as port:
        target = rebased(server.target(tmp_path / "t.yaml"), f"http://127.0.0.1:{port}")
        outcome = contract("--target", target, "--no-allure", "--strict", "-k", "answered_at_once")
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert "RJ-FRAME-12" in outcome.ids("satisfied")


def test_end_in_a_second_line_of_connection_is_heeded(contract: Contract, make_target: MakeTarget) -> None:
    """A server that says in one line that it could upgrade, and closes in another, is not sent more to be lost."""
    target = make_target(variants=["closes_when_the_client_does", "upgrade_offered"])
    outcome = contract("--target", target, "--no-allure", tests="tests/test_select.py")
    assert outcome.exit_code == 0, outcome.output[-2000:]


def test_server_that_forgets_is_told_as_what_it_is(contract: Contract, tmp_path: Path) -> None:
    """A worker that is replaced takes its memory along, and ids begin anew: nothing more can be judged."""
    with recorded() as server:
        saves = itertools.count()

        def forget(request: Request) -> None:
            if request.path.endswith("SaveAppointmentEntity") and next(saves) == 12:
                server.app.calendar.rows.clear()
                server.app.calendar.ids = itertools.count(730_410)

        server.answer(forget)
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--no-allure", tests="tests/test_success.py")
    assert "it forgot what it held, as after a restart" in outcome.output, outcome.output[-3000:]
    assert outcome.verdict()["verdict"] != "conforms"


def test_early_refusal_counts_although_its_body_is_cut(contract: Contract, tmp_path: Path) -> None:
    """Who refuses a long address, and closes with the rest of it unread, may cut off his own answer."""
    cut = Response(414, [("Content-Length", "312")], b"<html>", exact=True, close=True)
    with recorded() as server:
        server.answer(lambda request: cut if len(request.target) > 2083 else None)
        outcome = contract("--target", server.target(tmp_path / "t.yaml"), "--no-allure", tests="tests/test_select.py")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert "RJ-SELECT-10" in outcome.ids("satisfied")


def test_patience_ends_however_short_each_wait_is() -> None:
    """A server that always wants to be asked again at once is not asked for ever."""
    patience = Patience()
    with pytest.raises(TargetGone, match="kept answering 429/503"):
        list(map(patience.wait, [0] * 10_000))


@pytest.mark.parametrize("how", ["half-closed", "reset", "cut"])
def test_broken_connections_are_told_as_what_they_are(contract: Contract, tmp_path: Path, how: str) -> None:
    """A server that shuts its side, resets, or cuts an answer short is named by what happened."""
    with broken(how) as port:
        with recorded() as server:
            target = rebased(server.target(tmp_path / "t.yaml", timeout_seconds=2), f"http://127.0.0.1:{port}")
        outcome = contract("--target", target, "--no-allure", tests="tests/test_select.py")
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert outcome.ids("violated") == set()
    words = {"half-closed": "closed without an answer", "reset": "reset", "cut": "ends before its announced length"}
    assert words[how] in outcome.output, outcome.output[-2000:]


@contextmanager
def listening(serve: Callable[[socket.socket], object], family: socket.AddressFamily = socket.AF_INET) -> Iterator[int]:
    """A port of this machine on which every connection is served, one after the other."""
    host = "::1" if family == socket.AF_INET6 else "127.0.0.1"
    listener = socket.create_server((host, 0), family=family)

    def accept() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return  # the listener is closed
            serve(connection)

    threading.Thread(target=accept, daemon=True).start()
    yield listener.getsockname()[1]
    listener.close()


@contextmanager
def broken(how: str) -> Iterator[int]:
    """A server whose every answer goes wrong in the same way."""

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            if not connection.recv(65536):
                return
            if how == "half-closed":
                connection.shutdown(socket.SHUT_WR)
            elif how == "reset":
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            else:
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")

    with listening(serve) as port:
        yield port


@contextmanager
def relay(
    port: int, family: socket.AddressFamily = socket.AF_INET, *, drip: bool = False, pause: float = 0.0
) -> Iterator[int]:
    """Passes connections on to a port, each piece after a pause; as a drip, answers come back a byte at a time."""

    def serve(connection: socket.socket) -> None:
        behind = socket.create_connection(("127.0.0.1", port))
        threading.Thread(target=_pass_on, args=(connection, behind, False, pause), daemon=True).start()
        threading.Thread(target=_pass_on, args=(behind, connection, drip, pause), daemon=True).start()

    with listening(serve, family) as through:
        yield through


def _pass_on(source: socket.socket, sink: socket.socket, drip: bool, pause: float) -> None:
    try:
        while data := source.recv(65536):
            time.sleep(pause)
            if not drip:
                sink.sendall(data)
                continue
            for place in range(len(data)):
                sink.sendall(data[place : place + 1])
                time.sleep(0.01)
    except OSError:
        pass  # an end like any other
    finally:
        for each in (source, sink):
            each.close()


@pytest.mark.skipif(not hasattr(socket, "TCP_QUICKACK"), reason="this system acknowledges as it likes")
def test_what_comes_is_acknowledged_at_once() -> None:
    """A server with Nagle's algorithm that sends head and body apart would wait 40 ms for it, with each answer."""
    read = Mock()
    connection = type("Connection", (Prompt, type("Base", (), {"getresponse": read})), {})()
    connection.sock = Mock()
    connection.getresponse()
    connection.sock.setsockopt.assert_called_once_with(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
    read.assert_called_once()
