"""The suite of this project, several mocks in one run, as `make verify` runs it."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bench import ROOT
from bench.corpus import Subject
from bench.mocks import CountedMock
from bench.peers.tool import ALARM, BROKEN, CLEAN, LIMIT, TIME_OUT, Done, Judgement, run
from reject_contract import __version__

FAILED_ITSELF = (2, 3, 4)
"""Exit codes of a run that was interrupted, broke or was started wrongly."""


class Suite:
    """The contract of this project with its defaults; only the HTML report is left out."""

    name = "reject-contract"
    set_up = (
        "`pytest tests` with its defaults and without the HTML report, ten mocks in one run, a conforming one alone."
    )
    failure = "a violated requirement; one that is only warned of is no failure"
    batch = 10

    def version(self) -> str:
        """The version of this project."""
        return __version__

    def prepare(self) -> None:
        """Nothing: it is what is here."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Judge all mocks in one run; where it takes too long, one after the other."""
        done = self._run(mocks, folder)
        if done.timed_out and len(mocks) > 1:
            return {
                subject: self.judge({subject: mock}, _made(folder / subject.name))[subject]
                for subject, mock in mocks.items()
            }
        share = done.seconds / len(mocks)
        return {
            subject: replace(_judgement(done, folder / "reports" / _target(subject)), seconds=share)
            for subject in mocks
        }

    def _run(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> Done:
        words: list[str | Path] = []
        for subject, mock in mocks.items():
            words += ["--target", mock.server.write_target(folder / f"{subject.name}.yaml", name=_target(subject))]
        command = [
            sys.executable, "-m", "pytest", "tests", "-q", "--no-header", "--no-allure-report",
            "-p", "no:cacheprovider", "--reports", folder / "reports", *words,
        ]  # fmt: skip
        return run(command, ROOT, limit=LIMIT * len(mocks))


def _target(subject: Subject) -> str:
    return subject.name.replace("_", "-")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _judgement(done: Done, folder: Path) -> Judgement:
    """What verdict.json says of one target."""
    path = folder / "verdict.json"
    if done.timed_out:
        return Judgement(TIME_OUT)
    if done.code in FAILED_ITSELF or not path.exists():
        return Judgement(BROKEN, note=done.last_words)
    content = json.loads(path.read_text(encoding="utf-8"))
    violated, warned, unjudged = (
        tuple(each["id"] for each in content["requirements"] if each["outcome"] == outcome)
        for outcome in ("violated", "warned", "unjudged")
    )
    verdict = CLEAN if content["verdict"] == "conforms" else ALARM
    failures = violated or (("inconclusive",) if unjudged else ())
    return Judgement(verdict, failures, warned)


TOOLS = [Suite()]
