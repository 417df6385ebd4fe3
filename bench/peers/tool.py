"""What a tool must do to be compared: say its version, get ready, and judge one mock."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from defusedxml import ElementTree

from bench import HERE, ROOT
from bench.corpus import Subject
from bench.mocks import CountedMock
from reject_contract.mock.accounts import ACCOUNTS, APP_TOKEN, SESSION_COOKIE

CLEAN, ALARM, BROKEN, TIME_OUT = VERDICTS = ("clean", "alarm", "broken", "time-out")
LIMIT = 240.0
"""Seconds that a tool may take for one mock; none of them needs a tenth of it for the conforming one."""
FRAGMENT = ROOT / "openapi" / "reject.yaml"
NODE_BIN = HERE / "node_modules" / ".bin"


@dataclass(frozen=True)
class Judgement:
    """What a tool said of one mock."""

    verdict: str
    """clean: it found nothing. alarm: it reports failures. broken: it failed itself. time-out: it was stopped."""
    failures: tuple[str, ...] = ()
    """What failed, by names that are the same in each of the tool's runs."""
    warnings: tuple[str, ...] = ()
    """What it only warned of; no alarm."""
    seconds: float = 0.0
    requests: int = 0
    note: str = ""
    """The tool's own words where it broke."""

    def as_json(self) -> dict[str, Any]:
        """The judgement for results.json, without what is empty."""
        return {key: value for key, value in vars(self).items() if value or key in ("verdict", "requests", "seconds")}


class Tool(Protocol):
    """One of the tools that are compared."""

    name: str
    set_up: str
    """What was done for it, in a sentence or two."""
    failure: str
    """What counts as one failure, and names it."""
    batch: int
    """How many mocks it judges in one run."""

    def version(self) -> str:
        """The version that is installed."""

    def prepare(self) -> None:
        """Do what is done once and not for each mock, such as converting the fragment."""

    def judge(self, mocks: Mapping[Subject, CountedMock], folder: Path) -> dict[Subject, Judgement]:
        """Judge running mocks; `folder` is empty and the tool's own."""


@dataclass(frozen=True)
class Done:
    """A process that has ended, or was stopped because its time was up."""

    code: int | None
    output: str
    seconds: float

    @property
    def timed_out(self) -> bool:
        """Whether it was stopped."""
        return self.code is None

    @property
    def last_words(self) -> str:
        """The end of what it said, for a report."""
        return self.output.strip()[-300:]


def run(
    command: Sequence[object], folder: Path, environment: Mapping[str, str] | None = None, limit: float = LIMIT
) -> Done:
    """Run a command to its end or its limit; all its children end with it."""
    merged = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "NO_COLOR": "1", "NO_UPDATE_NOTIFIER": "1"}
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(word) for word in command], cwd=folder, env={**merged, **(environment or {})}, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
    )  # fmt: skip
    try:
        output, _ = process.communicate(timeout=limit)
        code: int | None = process.returncode
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, _ = process.communicate()
        code = None
    return Done(code, output, time.perf_counter() - started)


def credentials(subject: Subject) -> dict[str, str]:
    """The mock's good credentials, as environment variables of the tools' set-ups.

    `*_AUTHORIZATION` is the account's ordinary Authorization header on this installation.
    """
    found = {"APP_TOKEN": APP_TOKEN, "INSTALLATION": subject.installation, "SESSION_COOKIE": SESSION_COOKIE}
    for account in ACCOUNTS:
        role = account.name.upper()
        basic, soticket = _basic(account.name, account.password), f"SoTicket {account.ticket}"
        found |= {
            f"{role}_ID": str(account.associate_id),
            f"{role}_PASSWORD": account.password,
            f"{role}_BASIC": basic,
            f"{role}_SOTICKET": soticket,
            f"{role}_BEARER": f"Bearer {account.token}",
            f"{role}_XSRF_TOKEN": account.xsrf_token,
            f"{role}_SESSION": account.session,
            f"{role}_AUTHORIZATION": basic if subject.installation == "onsite" else soticket,
        }
    return found


def _basic(name: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


def node_version(package: str) -> str:
    """The version of an npm package as it is installed."""
    content = json.loads((HERE / "node_modules" / package / "package.json").read_text(encoding="utf-8"))
    return str(content["version"])


def from_junit(done: Done, report: Path, shorten: Callable[[str], str] = str) -> Judgement:
    """What a JUnit file says; a case that could not even be set up means that the tool broke."""
    if done.timed_out:
        return Judgement(TIME_OUT, seconds=done.seconds)
    cases = list(ElementTree.parse(report).iter("testcase")) if report.exists() else []
    failed = {shorten(case.get("name", "")) for case in cases if case.find("failure") is not None}
    broken = [case for case in cases if case.find("error") is not None]
    if not cases or broken or (done.code != 0 and not failed):
        return Judgement(BROKEN, seconds=done.seconds, note=done.last_words)
    return Judgement(ALARM if failed else CLEAN, tuple(sorted(failed)), seconds=done.seconds)


def from_json(done: Done, report: Path, failures: Callable[[Any], set[str]]) -> Judgement:
    """What a JSON report says, for tools that end with 1 where something failed."""
    if done.timed_out:
        return Judgement(TIME_OUT, seconds=done.seconds)
    if done.code not in (0, 1) or not report.exists():
        return Judgement(BROKEN, seconds=done.seconds, note=done.last_words)
    failed = failures(json.loads(report.read_text(encoding="utf-8")))
    return Judgement(ALARM if failed else CLEAN, tuple(sorted(failed)), seconds=done.seconds)
