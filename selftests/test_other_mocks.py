"""Mocks that people make with WireMock and Mockoon: the files in interop/mocks conform as far as they go."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests
import yaml

from harness import Contract
from interoptools import INTEROP, tool
from reject_contract.drift.contract import FRAGMENT
from servedprograms import free_port, served

MOCKS = INTEROP / "mocks"
MODULES = INTEROP / "node_modules"


def wiremock(node: str, port: int) -> list[str]:
    """WireMock, which its package of npm holds as a jar."""
    jar = next((MODULES / "wiremock" / "build").glob("wiremock-standalone-*.jar"))
    options = ["--port", str(port), "--bind-address", "127.0.0.1", "--root-dir", str(MOCKS / "wiremock")]
    return [tool("java"), "-jar", str(jar), "--disable-banner", *options]


def mockoon(node: str, port: int, data: Path = MOCKS / "mockoon.json") -> list[str]:
    """Mockoon's command line."""
    program = MODULES / "@mockoon" / "cli" / "bin" / "run.js"
    options = ["--data", str(data), "--port", str(port)]
    return [node, str(program), "start", *options, "--disable-log-to-file", "--disable-admin-api"]


def target_for(name: str, port: int, folder: Path) -> Path:
    """A target file of interop/mocks, with the port that its mock has here."""
    content, path = yaml.safe_load((MOCKS / name).read_text(encoding="utf-8")), folder / "mock.yaml"
    path.write_text(yaml.safe_dump({**content, "base_url": f"http://127.0.0.1:{port}"}), encoding="utf-8")
    return path


@pytest.fixture(params=[wiremock, mockoon], ids=lambda tool: tool.__name__)
def mock(request: pytest.FixtureRequest, node: str, tmp_path: Path) -> Iterator[Path]:
    """The mock on a port of its own, and the target file for it."""
    command: Callable[[str, int], list[str]] = request.param
    port = free_port()
    target = target_for("stub.yaml", port, tmp_path)
    with served(command(node, port), port, tmp_path / "mock.log"):
        yield target


@pytest.mark.slow
def test_ready_file_conforms_in_part(mock: Path, contract: Contract) -> None:
    """Each valid reject is answered 204, and what no stub should take is refused."""
    judged = contract("--target", mock, "--strict")
    assert judged.exit_code == 0, judged.output
    assert "verdict: stub conforms in part" in judged.output
    assert {"RJ-ANSWER-1", "RJ-AUTH-1", "RJ-BODY-4", "RJ-MODE-3", "RJ-SELECT-3", "RJ-TYPE-3"} <= judged.ids(
        "satisfied", "stub"
    )


@pytest.mark.slow
def test_stub_with_a_memory_conforms(contract: Contract, tmp_path: Path) -> None:
    """The one that is shown as a start conforms in full, and warns of nothing."""
    port = free_port()
    target = target_for("calendar_stub.yaml", port, tmp_path)
    with served([sys.executable, str(MOCKS / "calendar_stub.py"), str(port)], port, tmp_path / "mock.log"):
        judged = contract("--target", target, "--strict", "--strength", "2")
    assert judged.exit_code == 0, judged.output
    assert "verdict: calendar-stub conforms\n" in judged.output


@pytest.mark.slow
def test_fragment_is_served_where_one_expects_it(node: str, tmp_path: Path) -> None:
    """A tool that imports the fragment puts the first server's path before the operation's: there is none."""
    port = free_port()
    with served(mockoon(node, port, FRAGMENT), port, tmp_path / "mock.log"):
        answer = requests.post(f"http://127.0.0.1:{port}/api/v1/Agents/Appointment/Reject", json={}, timeout=30)
    assert answer.status_code == 204
