"""Tavern: tests written in YAML, run by pytest in an environment of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from bench import HERE as BENCH
from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.tool import Judgement, credentials, from_junit, run

TESTS = Path(__file__).resolve().parent / "tests"
PYTHON = BENCH / ".venv" / "bin" / "python"


class Tavern:
    """Tavern with hand-written tests."""

    name = "Tavern"
    set_up = (
        "Tests by hand in YAML: every mode, media type and kind of credential, wrong logins, bodies and methods,"
        " reasons in several scripts; wherever it matters with an invitation of its own that is read back."
        " It reads no OpenAPI for what it sends, so the fragment was read by its user."
    )
    failure = "a test, with the first of its parameters"
    batch = 1

    def version(self) -> str:
        """The version in its own environment."""
        done = run([PYTHON, "-c", "from importlib.metadata import version; print(version('tavern'))"], TESTS)
        return done.output.strip()

    def prepare(self) -> None:
        """Nothing beyond the installation."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Run it on each mock."""
        return {subject: self._judge(subject, mock, folder) for subject, mock in mocks.items()}

    def _judge(self, subject: Subject, mock: CountedMock, folder: Path) -> Judgement:
        report = folder / "tavern.xml"
        command = [
            PYTHON, "-m", "pytest", "-q", "--no-header", "--tb=no", "--junitxml", report, "test_reject.tavern.yaml",
        ]  # fmt: skip
        environment = {**credentials(subject), "BASE_URL": mock.base_url, "PYTHONPATH": str(TESTS)}
        return from_junit(run(command, TESTS, environment), report, shorten=first_parameter)


def first_parameter(name: str) -> str:
    """A test's name with the first of its parameters only: the others repeat credentials."""
    return re.sub(r"\[([^-\]]*).*\]$", r" [\1]", name, flags=re.DOTALL)


TOOLS = [Tavern()]
