"""The Schemathesis command line, as it comes and set up as well as its documents allow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench import ROOT
from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.tool import FRAGMENT, Judgement, credentials, from_json, run
from reject_contract.mock.accounts import INVITEE

HERE = Path(__file__).resolve().parent
COMMAND = ROOT / ".venv" / "bin" / "schemathesis"


@dataclass(frozen=True)
class Schemathesis:
    """One of the two ways to run it."""

    name: str
    configured: bool
    set_up: str
    failure: str = "a failed check, with its code, and the operation; or an error, such as a broken connection"
    batch: int = 1

    def version(self) -> str:
        """The version in the project's own environment."""
        return version("schemathesis")

    def prepare(self) -> None:
        """Nothing: it is installed with the suite."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Run it on each mock."""
        return {subject: self._judge(subject, mock, folder) for subject, mock in mocks.items()}

    def _judge(self, subject: Subject, mock: CountedMock, folder: Path) -> Judgement:
        report = folder / "report.json"
        output = ["--report", "json", "--report-json-path", report, "--url", mock.base_url]
        if self.configured:
            before: list[object] = ["--config-file", HERE / "schemathesis.toml"]
            after: list[object] = []
        else:
            before, after = [], ["--seed", "1", "--generation-database", "none", *_login(subject)]
        environment = {
            **credentials(subject), "BASE_URL": mock.base_url, "HOOKS": str(HERE / "hooks.py"), "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        done = run([COMMAND, *before, "run", FRAGMENT, *output, *after], folder, environment)
        return from_json(done, report, _failures)


def _login(subject: Subject) -> list[str]:
    """The login of whoever uses the tool as it comes."""
    if subject.installation == "onsite":
        return ["--auth", f"{INVITEE.name}:{INVITEE.password}"]
    found = credentials(subject)
    return ["-H", f"Authorization:{found['INVITEE_AUTHORIZATION']}", "-H", f"SO-AppToken:{found['APP_TOKEN']}"]


def _failures(content: Any) -> set[str]:
    failed = {
        f"{each['code']} {each['title']}: {operation}"
        for each in content["failures"]
        for operation in each["operations"]
    }
    return failed | {f"error: {each['title']}" for each in content["errors"]}


TOOLS = [
    Schemathesis(
        "Schemathesis CLI, default",
        configured=False,
        set_up="`schemathesis run openapi/reject.yaml` with the invitee's login and a fixed seed, nothing else.",
    ),
    Schemathesis(
        "Schemathesis CLI, configured",
        configured=True,
        set_up="A configuration file and hooks: each valid body gets a pending invitation of its own, the kinds of"
        " credential take turns, and three custom checks look for content after a 204, for the row reading Declined"
        " with its reason, and for the rows of others. What the documents leave open is filtered out.",
    ),
]
