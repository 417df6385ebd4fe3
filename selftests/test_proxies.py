"""A conforming server conforms behind the reverse proxies that stand before real installations."""

from __future__ import annotations

from pathlib import Path

import pytest
import trustme
import yaml

from harness import Contract, MakeTarget
from reverseproxies import PACKAGES, before


@pytest.mark.slow
@pytest.mark.parametrize("program", PACKAGES)
def test_mock_conforms_behind_a_proxy(
    contract: Contract, make_target: MakeTarget, tmp_path: Path, program: str
) -> None:
    """What a proxy adds, drops and answers by itself is not held against the server."""
    content = yaml.safe_load(make_target("plain").read_text(encoding="utf-8"))
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "authority.pem"))
    certificate = tmp_path / "server.pem"
    authority.issue_cert("localhost").private_key_and_cert_chain_pem.write_to_path(str(certificate))
    with before(int(content["base_url"].rsplit(":", 1)[1]), program, tmp_path, certificate) as address:
        target = tmp_path / "proxied.yaml"
        changed = {**content, "name": "proxied", "base_url": address, "tls": {"ca_bundle": "authority.pem"}}
        target.write_text(yaml.safe_dump(changed), encoding="utf-8")
        outcome = contract("--target", target, "--strength", "2")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert outcome.ids("violated", "proxied") | outcome.ids("warned", "proxied") == set()
    assert outcome.ids("unjudged", "proxied") == set()
