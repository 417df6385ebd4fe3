"""Dredd: sends what the fragment describes, once for each response and media type."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.tool import FRAGMENT, NODE_BIN, Judgement, credentials, from_junit, node_version, run

HERE = Path(__file__).resolve().parent


class Dredd:
    """Dredd with a hook file."""

    name = "Dredd"
    set_up = (
        "A hook file in JavaScript: for each of the 49 transactions (seven media types by seven responses) a pending"
        " invitation, a body in the media type, one kind of wrong login, body, method or media type for each refusal;"
        " afterwards the row is read back. A refusal may be any 4xx where the documents leave the status open."
    )
    failure = "a transaction, named by the response expected and the media type"
    batch = 1

    def version(self) -> str:
        """The version that package-lock.json pins."""
        return node_version("dredd")

    def prepare(self) -> None:
        """Nothing beyond the installation."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Run it on each mock."""
        return {subject: self._judge(subject, mock, folder) for subject, mock in mocks.items()}

    def _judge(self, subject: Subject, mock: CountedMock, folder: Path) -> Judgement:
        report = folder / "dredd.xml"
        command = [
            NODE_BIN / "dredd", FRAGMENT, mock.base_url, "--hookfiles", HERE / "hooks.js", "--no-color",
            "--loglevel", "error", "--reporter", "xunit", "--output", report,
        ]  # fmt: skip
        done = run(command, folder, {**credentials(subject), "BASE_URL": mock.base_url})
        return from_junit(done, report)


TOOLS = [Dredd()]
