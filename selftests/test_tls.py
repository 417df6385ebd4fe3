"""The contract over TLS, raw connections included."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
import yaml

from harness import Contract, MakeTarget
from tlsproxy import Terminator


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


@pytest.mark.slow
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
