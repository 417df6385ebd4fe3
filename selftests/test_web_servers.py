"""Ordinary web servers in front of a conforming application: what they do in ways of their own is no violation."""

from __future__ import annotations

from pathlib import Path

import pytest

import webservers
from harness import Contract
from reject_contract.mock import target_file
from servedprograms import free_port, served

OWN_WAYS = {"RJ-FRAME-7", "RJ-FRAME-12", "RJ-FRAME-16", "RJ-FRAME-17"}
"""What the RFCs demand or recommend and such servers do not all keep: nothing that an API could do anything about."""


@pytest.mark.slow
@pytest.mark.parametrize("server", ["werkzeug", "waitress", "gunicorn", "uvicorn"])
def test_application_conforms_on_any_web_server(server: str, contract: Contract, tmp_path: Path) -> None:
    """Connections, chunks and odd requests are theirs to handle; the verdict on the application is the same."""
    port = free_port()
    app, path = webservers.APP, tmp_path / "target.yaml"
    address = f"http://127.0.0.1:{port}{app.base_path}"
    target_file.write(path, target_file.target(address, app.installation, server, app.limits))
    with served(webservers.command(server, port), port, tmp_path / "server.log"):
        outcome = contract("--target", path, "--no-allure", "--strength", "2")
    assert outcome.verdict(server)["verdict"] == "conforms", outcome.output
    assert outcome.ids("warned", server) <= OWN_WAYS
    assert outcome.ids("unjudged", server) == set()
