"""Can a stranger's mock be judged? Prism serves openapi/reject.yaml, and knows nothing but what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from harness import Contract, Outcome
from interoptools import INTEROP
from reject_contract.drift.contract import FRAGMENT
from servedprograms import free_port, served

PRISM = INTEROP / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"

# What Prism violates, and why that is said with reason: none of it can be told in OpenAPI.
_ANYBODY = "it looks whether a credential is there, and lets anybody in who has one"
_ANY_HEADER = "to it a SoTicket is any Authorization header, so whatever stands in that header will do"
VIOLATED = {
    "RJ-AUTH-8": _ANYBODY,
    "RJ-AUTH-9": _ANYBODY,
    "RJ-AUTH-10": _ANYBODY,
    "RJ-AUTH-11": _ANYBODY,
    "RJ-AUTH-12": _ANY_HEADER,
    "RJ-AUTH-13": _ANY_HEADER,
    "RJ-AUTH-14": _ANY_HEADER,
    "RJ-AUTH-17": _ANYBODY,
    "RJ-AUTH-18": _ANYBODY,
    "RJ-METHOD-8": "its own 405 for a method that is not described has no Allow header",
}


def account(associate_id: int, name: str) -> dict[str, Any]:
    """An account of the target file, with every kind of credential."""
    return {
        "associate_id": associate_id,
        "basic": {"username": name, "password": f"password-of-{name}"},
        "soticket": f"7T:ticket-of-{name}",
        "bearer": f"8A:Cust12345.token-of-{name}",
        "xsrf": {"token": f"xsrf-of-{name}", "cookies": {"SOSESSION": f"session-of-{name}"}},
    }


@pytest.fixture
def prism(node: str, tmp_path: Path) -> Iterator[Path]:
    """Prism on a port of its own, and the target file for it."""
    port = free_port()
    command = [node, str(PRISM), "mock", str(FRAGMENT), "--host", "127.0.0.1", "--port", str(port)]
    target = tmp_path / "prism.yaml"
    content = {
        "name": "prism",
        "base_url": f"http://127.0.0.1:{port}",
        "accounts": {"organizer": account(10, "organizer"), "invitee": account(11, "invitee")},
        "invitations": "none",
    }
    target.write_text(yaml.safe_dump(content), encoding="utf-8")
    with served(command, port, tmp_path / "prism.log"):
        yield target


def reasons(outcome: Outcome, kind: str) -> set[str]:
    """Why requirements have an outcome, but for those that no test judges on any server."""
    requirements = outcome.verdict("prism")["requirements"]
    return {each["reason"] for each in requirements if each["outcome"] == kind and each["tests"]}


@pytest.mark.slow
def test_prism_is_judged_as_far_as_it_can_be(prism: Path, contract: Contract) -> None:
    """What a server without state can keep is satisfied or named with its reason; the rest is omitted."""
    outcome = contract("--target", prism)
    assert outcome.ids("violated", "prism") == set(VIOLATED), outcome.output[-3000:]
    assert outcome.exit_code == 1
    assert (outcome.ids("unjudged", "prism"), outcome.ids("warned", "prism")) == (set(), {"RJ-AUTH-30"})
    assert reasons(outcome, "omitted") == {"the target file says invitations: none", "the installation is onsite"}
    kept = outcome.ids("satisfied", "prism")
    assert {"RJ-AUTH-1", "RJ-AUTH-2", "RJ-BODY-3", "RJ-BODY-4", "RJ-REFUSAL-4", "RJ-METHOD-9", "RJ-FRAME-11"} <= kept
