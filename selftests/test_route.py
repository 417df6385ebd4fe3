"""The way to a target: proxies and certificate authorities, the same for ordinary and raw connections."""

from __future__ import annotations

import os
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
import yaml

from forwardproxy import forward_proxy
from harness import Contract, MakeTarget
from recording import recorded
from reject_contract.target import authorities
from tlsproxy import Terminator

FEW = "tests/test_select.py tests/test_framing.py"
HOST = "crm.example.test"
"""A name that nothing resolves but the proxy."""
OPTIONS = ("--allow-writes", "--no-allure")


class Secure:
    """A mock behind TLS, reached as another host: its port, its target file and its authority's certificate."""

    def __init__(self, folder: Path, target: Path) -> None:
        content = yaml.safe_load(target.read_text(encoding="utf-8"))
        authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert(HOST, "localhost").configure_cert(context)
        self.authority = folder / "authority.pem"
        authority.cert_pem.write_to_path(str(self.authority))
        self.server = Terminator(context, int(content["base_url"].rsplit(":", 1)[1]))
        self.content = {**content, "name": "secure", "consent": {"writes": True}}
        self.folder = folder

    def target(self, host: str = HOST, **tls: str) -> Path:
        """The target file for it."""
        path = self.folder / "secure.yaml"
        changed = {**self.content, "base_url": f"https://{host}:{self.server.port}", "tls": tls}
        path.write_text(yaml.safe_dump(changed), encoding="utf-8")
        return path


@pytest.fixture
def secure(make_target: MakeTarget, tmp_path: Path) -> Iterator[Secure]:
    """A mock behind TLS."""
    found = Secure(tmp_path, make_target("plain"))
    yield found
    found.server.close()


def through(address: str) -> dict[str, str]:
    """An environment that names a proxy."""
    return {"no_proxy": "", **dict.fromkeys(("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"), address)}


@pytest.mark.parametrize("verb", [["doctor"], ["verify", "--no-allure"]], ids=lambda verb: verb[0])
@pytest.mark.parametrize("address", ["http://me:s3cret-7@proxy:abc", "http://[::1", "http://proxy:99999", "http://"])
def test_proxy_by_what_is_no_address_is_wrong_usage(secure: Secure, verb: list[str], address: str) -> None:
    """It is told before anything is sent, and not shown: it may hold a password."""
    done = subprocess.run(
        [sys.executable, "-m", "reject_contract", *verb, "--target", secure.target()],
        cwd=secure.folder, env={**os.environ, **through(address)}, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    words = done.stdout + done.stderr
    assert done.returncode == 4, words
    assert "proxy" in words
    assert "Traceback" not in words
    assert "s3cret-7" not in words


def test_plain_http_through_a_proxy_leaves_raw_connections_out(contract: Contract, tmp_path: Path) -> None:
    """Ordinary requests go through it; what a proxy would change on its way is not judged, and holds up nothing."""
    with recorded() as server, forward_proxy(server.port) as (port, seen):
        target = server.target(tmp_path / "t.yaml", host="0.0.0.0")
        outcome = contract("--target", target, *OPTIONS, tests=FEW, **through(f"http://127.0.0.1:{port}"))
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert "RJ-SELECT-1" in outcome.ids("satisfied")
    assert "RJ-FRAME-1" in outcome.ids("omitted")
    assert seen


@pytest.mark.slow
def test_tunnel_of_a_proxy_is_as_good_as_no_proxy(contract: Contract, secure: Secure) -> None:
    """To an https target, raw connections go through CONNECT as ordinary ones do, with the proxy's credentials."""
    target = secure.target(ca_bundle=str(secure.authority))
    with forward_proxy(secure.server.port) as (port, seen):
        proxy = f"http://clerk:p%40ss@127.0.0.1:{port}"
        outcome = contract("--target", target, *OPTIONS, tests=FEW, **through(proxy))
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert {"RJ-SELECT-1", "RJ-FRAME-1", "RJ-FRAME-4"} <= outcome.ids("satisfied", "secure")
    assert set(seen) == {f"{HOST}:{secure.server.port} Basic Y2xlcms6cEBzcw=="}


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "did not let it through (403)"), (407, "did not let it through (407); its address lacks the right user")],
)
def test_proxy_that_refuses_is_named(contract: Contract, secure: Secure, status: int, words: str) -> None:
    """Nothing is held against the server behind it."""
    target = secure.target(ca_bundle=str(secure.authority))
    with forward_proxy(secure.server.port, status=status) as (port, _):
        outcome = contract("--target", target, *OPTIONS, tests=FEW, **through(f"http://127.0.0.1:{port}"))
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert words in outcome.output


@pytest.mark.parametrize("host", ["https", "http"])
@pytest.mark.parametrize(
    ("proxy", "words"),
    [
        pytest.param("http://127.0.0.1:9", "the proxy of the environment does not answer", id="dead"),
        pytest.param("http://nowhere.invalid:8080", "the proxy of the environment does not answer", id="unknown"),
        pytest.param("socks5://127.0.0.1:9", "the proxy of the environment speaks SOCKS", id="socks"),
    ],
)
def test_proxy_that_cannot_be_used_is_named(
    contract: Contract, secure: Secure, host: str, proxy: str, words: str
) -> None:
    """A dead proxy and one of another kind are told as what they are, with what to do."""
    target = secure.target()
    target.write_text(target.read_text(encoding="utf-8").replace("https:", f"{host}:"), encoding="utf-8")
    outcome = contract("--target", target, *OPTIONS, tests=FEW, **through(proxy))
    assert outcome.exit_code == 5, outcome.output[-2000:]
    assert words in outcome.output
    assert "NO_PROXY" in outcome.output


@pytest.mark.slow
@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"])
def test_authorities_of_the_environment_are_trusted(contract: Contract, secure: Secure, variable: str) -> None:
    """By ordinary and by raw connections, and doctor names where they came from."""
    environment = dict.fromkeys(authorities.BUNDLES, "") | {variable: str(secure.authority)}
    outcome = contract("--target", secure.target("localhost"), *OPTIONS, tests=FEW, **environment)
    assert outcome.exit_code == 0, outcome.output[-2000:]
    assert {"RJ-SELECT-1", "RJ-FRAME-1"} <= outcome.ids("satisfied", "secure")


@pytest.mark.slow
def test_authorities_of_the_target_file_come_first(contract: Contract, secure: Secure, tmp_path: Path) -> None:
    """What the target file names counts, whatever stands in the environment."""
    trustme.CA().cert_pem.write_to_path(str(tmp_path / "other.pem"))
    target = secure.target("localhost", ca_bundle=str(secure.authority))
    outcome = contract("--target", target, *OPTIONS, tests=FEW, REQUESTS_CA_BUNDLE=str(tmp_path / "other.pem"))
    assert outcome.exit_code == 0, outcome.output[-2000:]


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "bundle.pem does not exist"), ("no certificate", "holds no certificates that can be read")],
    ids=["missing", "no-certificate"],
)
def test_bundle_that_cannot_be_used_is_wrong_usage(
    contract: Contract, secure: Secure, tmp_path: Path, content: str | None, words: str
) -> None:
    """The variable is named, and nothing is sent."""
    path = tmp_path / "bundle.pem"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    outcome = contract("--target", secure.target("localhost"), *OPTIONS, tests=FEW, REQUESTS_CA_BUNDLE=str(path))
    assert outcome.exit_code == 4, outcome.output[-2000:]
    assert "REQUESTS_CA_BUNDLE" in outcome.output
    assert words in outcome.output
