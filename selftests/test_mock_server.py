"""The mock as an HTTP server: starting, stopping, connections, framing."""

import re
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
import yaml

from reject_contract.mock import MockServer, build_app
from reject_contract.mock.accounts import ACCOUNTS, INVITEE

PATH = "/api/v1/Agents/Appointment/Reject"


@pytest.fixture(scope="module")
def server() -> Iterator[MockServer]:
    """A running mock."""
    with MockServer(build_app()) as running:
        yield running


def head(*lines: str, method: str = "POST", path: str = PATH, version: str = "HTTP/1.1") -> bytes:
    """A request head with a Host and the invitee's ticket."""
    fixed = [f"{method} {path} {version}", "Host: mock", f"Authorization: SoTicket {INVITEE.ticket}"]
    return "\r\n".join([*fixed, *lines, "", ""]).encode()


def talk(server: MockServer, *parts: bytes, until: bytes = b"", pause: float = 0.0) -> bytes:
    """Send bytes on one connection and read until it ends, or until the answer contains some bytes."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)
        received = b""
        while data := connection.recv(65536):
            received += data
            if until and until in received:
                break
        return received


BODY = b'{"AppointmentId": 0}'
JSON = ("Content-Type: application/json", f"Content-Length: {len(BODY)}")


def test_starts_quickly() -> None:
    """A server answers its first request within 0.3 seconds."""
    began = time.perf_counter()
    with MockServer(build_app()) as server:
        assert requests.get(f"{server.base_url}/api", timeout=5).status_code == 200
    assert time.perf_counter() - began < 0.3


def test_stops_quickly_with_open_connections() -> None:
    """Stopping does not wait for clients that keep their connections."""
    with MockServer(build_app()) as server:
        connections = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(5)]
        connections[0].sendall(head("Content-Length: 9", *JSON[:1]))
        time.sleep(0.05)
        began = time.perf_counter()
    assert time.perf_counter() - began < 0.5
    for connection in connections:
        connection.close()


def test_stops_quickly_while_it_is_slow() -> None:
    """Stopping does not wait for an answer that is being delayed."""
    with MockServer(build_app(faults=["hangs"], variants=["unknown_id_204"])) as server:
        connection = socket.create_connection(("127.0.0.1", server.port))
        connection.sendall(head(*JSON) + BODY)
        time.sleep(0.05)
        began = time.perf_counter()
    assert time.perf_counter() - began < 0.5
    connection.close()


def test_stopped_port_is_closed() -> None:
    """Nobody listens on the port after the context has ended; a second stop does no harm."""
    with MockServer(build_app()) as server:
        port = server.port
    server.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port))
    with pytest.raises(RuntimeError, match="not running"):
        _ = server.base_url


def test_many_instances_in_one_process() -> None:
    """Two hundred servers run side by side, each with a calendar of its own, and none leaves a thread."""
    threads = threading.active_count()
    servers = [MockServer(build_app()).start() for _ in range(200)]
    assert len({server.port for server in servers}) == 200
    for server in servers:
        server.stop()
    assert threading.active_count() <= threads + 2


def test_base_path_precedes_everything() -> None:
    """With a base path, the operations lie below it and nowhere else."""
    with MockServer(build_app(base_path="/SuperOffice")) as server:
        assert server.base_url.endswith("/SuperOffice")
        assert requests.get(f"{server.base_url}/api/v1", timeout=5).json()["Version"]
        assert requests.get(f"http://127.0.0.1:{server.port}/api/v1", timeout=5).status_code == 404


def test_writes_a_target_file(server: MockServer, tmp_path: Path) -> None:
    """The target file names all accounts with all credentials, and limits can be overridden."""
    path = server.write_target(tmp_path / "t.yaml", name="mine", requests=7)
    target = yaml.safe_load(path.read_text())
    assert target["name"] == "mine" and target["base_url"] == server.base_url
    assert list(target["accounts"]) == [account.name for account in ACCOUNTS]
    for account in target["accounts"].values():
        assert list(account) == ["associate_id", "basic", "soticket", "bearer", "xsrf"]
    assert target["limits"]["requests"] == 7 and target["limits"]["writes"] == 100_000


def test_secrets_are_long_and_distinct() -> None:
    """No two accounts share a secret, and none is short."""
    secrets = [s for a in ACCOUNTS for s in (a.password, a.ticket, a.token, a.session, a.xsrf_token)]
    assert len(set(secrets)) == len(secrets) == 20
    assert min(map(len, secrets)) > 30


def test_unknown_installation_is_an_error() -> None:
    """Only onsite and online are installations."""
    with pytest.raises(ValueError, match="onsite, online"):
        build_app("offsite")


def test_pipelined_requests_are_answered_in_order(server: MockServer) -> None:
    """Three requests in one packet get three answers on the same connection."""
    last = head("Connection: close", method="GET", path="/api/v1")
    answer = talk(server, head(*JSON) + BODY + head(method="PUT") + last)
    assert re.findall(rb"HTTP/1\.1 (\d+)", answer) == [b"404", b"405", b"200"]


def test_request_in_pieces_is_understood(server: MockServer) -> None:
    """A request that arrives byte by byte is one request."""
    whole = head(*JSON, "Connection: close") + BODY
    pieces = [whole[at : at + 40] for at in range(0, len(whole), 40)]
    assert talk(server, *pieces, pause=0.005).startswith(b"HTTP/1.1 404")


def test_chunked_body_is_read(server: MockServer) -> None:
    """A chunked body with an extension and a trailer is the same body."""
    chunks = b"5;a=b\r\n" + BODY[:5] + b"\r\n%x\r\n" % len(BODY[5:]) + BODY[5:] + b"\r\n0\r\nX-T: 1\r\n\r\n"
    lines = ("Content-Type: application/json", "Transfer-Encoding: chunked", "Connection: close")
    assert talk(server, head(*lines) + chunks).startswith(b"HTTP/1.1 404")


def test_expectation_gets_its_interim_answer(server: MockServer) -> None:
    """The body is asked for before it is sent, when the client wants that."""
    lines = (*JSON, "Expect: 100-continue", "Connection: close")
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(head(*lines))
        assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
        connection.sendall(BODY)
        assert connection.recv(100).startswith(b"HTTP/1.1 404")


def test_http_1_0_client_gets_a_closed_connection(server: MockServer) -> None:
    """An HTTP/1.0 request needs no Host, and its connection is closed after the answer."""
    request = f"POST {PATH} HTTP/1.0\r\nAuthorization: SoTicket {INVITEE.ticket}\r\n".encode()
    answer = talk(server, request + "\r\n".join([*JSON, "", ""]).encode() + BODY)
    assert b" 404 " in answer and b"Connection: close" in answer


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (f"GET {PATH} HTTP/1.1\r\n\r\n".encode(), 400),
        (head("Host: second"), 400),
        (head("Content-Length: x"), 400),
        (head("Content-Length: 3", "Content-Length: 4"), 400),
        (head("Content-Length: 3", "Transfer-Encoding: chunked"), 400),
        (head("Transfer-Encoding: gzip"), 501),
        (head("Transfer-Encoding: chunked") + b"zz\r\n", 400),
        (head("Content-Length: 31457281"), 413),
        (head("Header without colon"), 400),
        (head("X: " + "x" * 70000), 431),
        (head(path="/" + "x" * 70000), 414),
        (head(version="HTTP/2.0"), 505),
    ],
    ids=["nonsense", "no-host", "two-hosts", "bad-length", "two-lengths", "length-and-chunks", "coding",
         "bad-chunk", "too-large", "bad-header", "long-header", "long-target", "version"],
)  # fmt: skip
def test_broken_http_is_refused(server: MockServer, request_bytes: bytes, status: int) -> None:
    """What breaks HTTP is answered with an error in the mock's shape, and the connection is closed."""
    answer = talk(server, request_bytes)
    assert answer.startswith(b"HTTP/1.1 %d " % status), answer[:100]
    assert b"Connection: close" in answer and b'"ErrorType"' in answer


def test_body_of_30_megabytes_is_read(server: MockServer) -> None:
    """The limit of a body is 30 MB, not less."""
    size = 30 * 1024 * 1024
    lines = ("Content-Type: application/json", f"Content-Length: {size}", "Connection: close")
    assert talk(server, head(*lines) + BODY.ljust(size)).startswith(b"HTTP/1.1 404")


def test_half_a_body_is_refused(server: MockServer) -> None:
    """A client that stops in the middle of its body is told so."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(head(JSON[0], "Content-Length: 50") + BODY)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(100).startswith(b"HTTP/1.1 400")


def test_head_has_the_headers_of_get_only(server: MockServer) -> None:
    """HEAD gives the length of what GET would send, and no body."""
    answer = talk(server, head("Connection: close", method="HEAD"))
    assert b"Content-Length: " in answer and answer.endswith(b"\r\n\r\n")
    assert b"Content-Length: 0" not in answer


def test_metadata_needs_no_login(server: MockServer) -> None:
    """/api and /api/v1 name the release to everybody, in any letter case, and take GET only."""
    for path in ("/api", "/api/v1", "/API/V1/"):
        assert requests.get(server.base_url + path, timeout=5).json()["Version"] == "12.4"
    refused = requests.post(server.base_url + "/api", timeout=5)
    assert refused.status_code == 405 and refused.headers["Allow"] == "GET, HEAD"


def test_unknown_address_is_404(server: MockServer) -> None:
    """There is nothing but the operations of the Appointment agent."""
    for path in ("/", "/api/v2", "/api/v1/Agents/Appointment/Rejectt", "/api/v1/Agents/Contact/Reject"):
        assert requests.post(server.base_url + path, timeout=5).status_code == 404


def test_options_of_the_server(server: MockServer) -> None:
    """OPTIONS * is answered for the server as a whole."""
    assert talk(server, head("Connection: close", method="OPTIONS", path="*")).startswith(b"HTTP/1.1 204")
