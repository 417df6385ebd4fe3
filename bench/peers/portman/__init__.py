"""Portman, which makes a Postman collection of the fragment, and Newman, which runs it."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench import WORK
from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.tool import FRAGMENT, NODE_BIN, Judgement, credentials, from_json, node_version, run

SET_UP = Path(__file__).resolve().parent / "set-up"
COLLECTION = WORK / "portman" / "collection.json"


class Portman:
    """Portman with contract and variation tests, run by Newman."""

    name = "Portman with Newman"
    set_up = (
        "A Portman configuration with variations of the operation (modes, media types, credentials, reasons, wrong"
        " logins and bodies) and two scripts: an invitation before each request, read back after it. The collection"
        " is made once; the seconds are Newman's."
    )
    failure = "an assertion of a request that failed, or a request that did"
    batch = 1

    def version(self) -> str:
        """The versions that package-lock.json pins."""
        return f"{node_version('@apideck/portman')} with {node_version('newman')}"

    def prepare(self) -> None:
        """Make the collection; it is the same for every mock."""
        # Portman writes into the folder that it is called in, where the configuration's scripts must be.
        shutil.copytree(SET_UP, COLLECTION.parent, dirs_exist_ok=True)
        command = [NODE_BIN / "portman", "-l", FRAGMENT, "-c", "portman-config.yaml", "-o", COLLECTION]
        done = run(command, COLLECTION.parent)
        if done.code != 0:
            raise RuntimeError(f"portman made no collection: {done.last_words}")

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Run the collection on each mock."""
        return {subject: self._judge(subject, mock, folder) for subject, mock in mocks.items()}

    def _judge(self, subject: Subject, mock: CountedMock, folder: Path) -> Judgement:
        report = folder / "newman.json"
        values = {**credentials(subject), "baseUrl": mock.base_url}
        variables = [word for name, value in values.items() for word in ("--env-var", f"{name}={value}")]
        command = [
            NODE_BIN / "newman", "run", COLLECTION, *variables, "--timeout-request", "5000",
            "--reporters", "json", "--reporter-json-export", report,
        ]  # fmt: skip
        return from_json(run(command, folder), report, _failures)


def _failures(content: Any) -> set[str]:
    return {
        f"{each['source']['name']}: {each['error'].get('test') or each['error']['name']}"
        for each in content["run"]["failures"]
    }


TOOLS = [Portman()]
