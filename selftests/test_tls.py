"""The contract over TLS, raw connections included."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from harness import Contract, MakeTarget


class Terminator:
    """Ends TLS before a mock, as a reverse proxy does."""

    def __init__(self, context: ssl.SSLContext, port: int) -> None:
        self._context = context
        self._behind = port
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Accept nobody any more."""
        self._socket.close()

    def _accept(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(plain,), daemon=True).start()

    def _serve(self, plain: socket.socket) -> None:
        try:
            secure = self._context.wrap_socket(plain, server_side=True)
        except (ssl.SSLError, OSError):
            plain.close()
            return
        behind = socket.create_connection(("127.0.0.1", self._behind))
        threading.Thread(target=_pump, args=(behind, secure), daemon=True).start()
        _pump(secure, behind)


def _pump(source: socket.socket, sink: socket.socket) -> None:
    """Pass on what comes, until one side has ended."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass  # an end like any other
    finally:
        for each in (source, sink):
            each.close()


@pytest.fixture
def authority() -> trustme.CA:
    """A certificate authority of the test's own."""
    return trustme.CA()


@pytest.fixture
def terminator(make_target: MakeTarget, authority: trustme.CA) -> Iterator[tuple[Terminator, dict[str, Any]]]:
    """A mock behind TLS, and the target file of the mock without it."""
    content = yaml.safe_load(make_target("plain").read_text(encoding="utf-8"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    found = Terminator(context, int(content["base_url"].rsplit(":", 1)[1]))
    yield found, content
    found.close()


def written(folder: Path, content: dict[str, Any], port: int, tls: dict[str, Any]) -> Path:
    """A target file for the mock behind TLS."""
    path = folder / "tls.yaml"
    path.write_text(
        yaml.safe_dump({**content, "name": "tls", "base_url": f"https://localhost:{port}", "tls": tls}),
        encoding="utf-8",
    )
    return path


@pytest.mark.parametrize("bundle", [True, False], ids=["with-a-bundle", "without-verification"])
def test_contract_runs_over_tls(
    contract: Contract,
    terminator: tuple[Terminator, dict[str, Any]],
    authority: trustme.CA,
    tmp_path: Path,
    bundle: bool,
) -> None:
    """With the authority's certificate, or without verification, everything is judged as it is in the plain."""
    server, content = terminator
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    tls = {"ca_bundle": "authority.pem"} if bundle else {"verify": False}
    target = written(tmp_path, content, server.port, tls)
    outcome = contract("--target", target, tests="tests/test_framing.py tests/test_select.py tests/test_concurrency.py")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert {f"RJ-FRAME-{number}" for number in (1, 2, 3, 4, 5, 6, 8, 10, 11)} <= outcome.ids("satisfied", "tls")


def test_unknown_authority_is_inconclusive(
    contract: Contract, terminator: tuple[Terminator, dict[str, Any]], tmp_path: Path
) -> None:
    """A certificate that is not trusted is named, and nothing is held against the server."""
    server, content = terminator
    outcome = contract("--target", written(tmp_path, content, server.port, {}), tests="tests/test_select.py")
    assert outcome.exit_code == 5
    assert "its certificate comes from an unknown authority" in outcome.output
    assert outcome.ids("violated", "tls") == set()
