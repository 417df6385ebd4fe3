"""Who may be written to: the bundled mock that proves itself, and whoever gave both consents."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import run_contract
from recording import CHANGING, Recording, recorded

TESTS = "tests/test_select.py"


def judged(server: Recording, folder: Path, *arguments: str, **consent: Any) -> tuple[list[str], str]:
    """The changing requests of a run on this machine, and its output; `consent` changes the target file's."""
    path = server.target(folder / "t.yaml")
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    content["consent"] = {name: value for name, value in {**content["consent"], **consent}.items() if value is not None}
    path.write_text(yaml.safe_dump(content), encoding="utf-8")
    outcome = run_contract(folder / "reports", "--target", path, "--no-allure", *arguments, tests=TESTS)
    return [each.operation for each in server.of(*CHANGING)], outcome.output


def test_bundled_mock_proves_itself(tmp_path: Path) -> None:
    """It shows the nonce of the target file that it wrote; nothing more is needed."""
    with recorded() as server:
        assert judged(server, tmp_path)[0]
        assert server.app.nonce not in "".join(
            path.read_text(encoding="utf-8", errors="replace") for path in (tmp_path / "reports").rglob("*.*")
        )


@pytest.mark.parametrize("workers", [[], ["-n", "2"]], ids=["alone", "two workers"])
@pytest.mark.parametrize("nonce", [None, "that of a mock that was here before"], ids=["none", "another"])
def test_tunnel_on_this_machine_needs_both_consents(tmp_path: Path, nonce: str | None, workers: list[str]) -> None:
    """What answers on the loopback may be anything; without the right nonce nothing is written."""
    with recorded() as server:
        sent, output = judged(server, tmp_path, *workers, nonce=nonce)
        assert (sent, server.made) == ([], [])
        assert "--allow-writes" in output


def test_both_consents_suffice(tmp_path: Path) -> None:
    """With file and command line any server is written to."""
    with recorded() as server:
        assert judged(server, tmp_path, "--allow-writes", nonce=None)[0]


@pytest.mark.parametrize("writes", [False, None])
def test_nonce_is_no_consent_of_the_file(tmp_path: Path, writes: bool | None) -> None:
    """A plain no counts, and so does silence."""
    with recorded() as server:
        assert judged(server, tmp_path, "--allow-writes", writes=writes)[0] == []


def test_nonce_counts_on_this_machine_alone(tmp_path: Path) -> None:
    """A server elsewhere that shows the nonce still needs the command line."""
    with recorded() as server:
        path = server.target(tmp_path / "t.yaml", host="0.0.0.0")
        run_contract(tmp_path / "reports", "--target", path, "--no-allure", tests=TESTS)
        assert server.of(*CHANGING) == []
