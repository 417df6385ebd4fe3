"""What the console says of a violation, without what differs from run to run."""

from __future__ import annotations

import itertools
import json
import os
import re
import subprocess
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness import ROOT
from reject_contract.http.exchange import Answer, Exchange, Sent
from reject_contract.http.redaction import Redaction
from reject_contract.http.violation import SOMETIMES
from reject_contract.plugin import failure_text
from reject_contract.stage.answers import Entity
from reject_contract.stage.invitations import State
from reject_contract.target import target_file
from reject_contract.verdict import register
from reject_contract.verdict.register import Requirement

GOLDEN = ROOT / "selftests" / "golden" / "failures"
REGISTER = register.load()

CHANGES = [
    (re.compile(r"127\.0\.0\.1:\d+"), "127.0.0.1:PORT"),
    (re.compile(r"--target \S+\.yaml"), "--target TARGET.yaml"),
    (re.compile(r" --(?:examples|strength) \d+"), ""),  # the matrix leaves out what need not be sent
    (re.compile(r"\[reject-contract [0-9a-f]{8}\]"), "[reject-contract RUN]"),
    (re.compile(r"RUN\] invitation \d+"), "RUN] invitation N"),
    (re.compile(r"\b\d+ failed; first number \d+"), "N failed; first number N"),
    (re.compile(r"\b\d+ ms\b"), "N ms"),
    (re.compile(r"terminal \(\d+ characters\)"), "terminal (N characters)"),
    (re.compile(r"Content-Length: [1-9]\d*"), "Content-Length: N"),
    (re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?"), "DATE"),
    (re.compile(r"\b\d\d:\d\d → \d\d:\d\d\b"), "TIME → TIME"),
]
"""Ports, places of files and times."""
NO_ID = r"(?:HTTP/1\.\d |status |after |or |actual    )\d+|\b[1-5]\d\d(?= [A-Z][a-z])"
"""Numbers that are not the id of an appointment, whatever ids there are."""

STORE = "--occurrences 20"
"""A series whose occurrences are handed out one by one."""
FIXED = ("violated:", "warned:", "  where ", "  seed ", "  again ")
"""Lines without ids."""
ROWS = 100
"""More rows than an invitation or a series has."""
UNKNOWN = range(2**31 - 10**6, 2**31)
"""Where the stage looks for an id that names nothing."""


def of(output: str, verdict: dict[str, Any], breaks: Sequence[str], masters: Collection[int]) -> str:
    """The text of the first of some requirements that a run shows as not kept; its first line names the aspect."""
    part = re.search(rf"^=+ {verdict['target']}: .*?^verdict: {verdict['target']} ", output, re.MULTILINE | re.DOTALL)
    blocks = re.split(r"\n\n+", part[0] if part else "")
    found = {each["id"]: each for each in verdict["requirements"]}
    for name in breaks:
        block = next((each for each in blocks if re.match(rf"(?:violated|warned): {name}  ", each)), None)
        if block:
            first = min(found[name]["failures"], key=lambda failure: min(failure["tests"]))
            return f"aspect: {first['aspect']}\n\n{plain(block, masters)}\n"
    return ""


def made(folder: Path) -> set[int]:
    """The ids of the master rows that a run made on a target."""
    lines = (folder / "journal.jsonl").read_text(encoding="utf-8").splitlines()
    return {made for line in lines if (made := json.loads(line).get("made"))}


def plain(text: str, masters: Collection[int]) -> str:
    """The text with names for what changes."""
    for changing, name in CHANGES:
        text = changing.sub(name, text)
    if STORE in text:  # which of them was handed out is a matter of what came before
        text = re.sub(r"\$(\d|\{\d+\})(?=\"| \+ )", "$N", text)
    rows = range(min(masters), max(masters) + ROWS)  # the mock counts up

    def named(match: re.Match[str]) -> str:
        if match["fixed"]:
            return match[0]
        number = int(match[0])
        if number in masters:
            return "MASTER"
        if number in rows:
            return "ID"
        return "WRAPPED" if number - 2**32 in rows else "UNKNOWN" if number in UNKNOWN else match[0]

    numbers = re.compile(rf"(?P<fixed>{NO_ID})|(?<!\d)\d{{2,10}}(?!\d)")
    return "\n".join(line if line.startswith(FIXED) else _cut(numbers.sub(named, line)) for line in text.split("\n"))


def _cut(line: str) -> str:
    """Where a line is cut hangs on the length of the ids in it."""
    if line.startswith(("  expected ", "  actual ")):
        return re.sub(r"^(.{100}).*?…", r"\1…", line)
    return f"{line[:120]}…" if line.endswith("…") else line


# ---- the commands in a text ------------------------------------------------------------------------------

MARK = "=======8<======="
"""Is printed between the commands."""

SEVERAL = {
    "others": "other rows are read",
    "rows": "other rows are read",
    "counter": "other rows are read",
    "model": "many requests lead there",
    "slow": "one slow answer may be the network's",
    "framing": "only a raw connection sees it",
    "interim": "only a raw connection sees it",
    "no answer": "only a raw connection sees it",
}
"""Aspects that the commands do not show, with the reason."""
PARTS = {
    "REPEAT": "it takes more than one request",
    "STATE": "it takes more than one request",
    "FRAME": "only a raw connection sees it",
}
"""The same by part of the register."""


REQUIREMENTS = {
    "RJ-EFFECT-9": "another invitation is read",
    "RJ-BODY-24": "another invitation is read",
}
"""The same by requirement."""
CHANCE = {
    "reason_of_previous_call": "it shows the reason of whichever test came before",
    "every_fifth_is_slow": "how many rejects there are changes with what is tried again",
    "two_at_once_fail": "how many of several requests at once fail is a matter of chance",
    "two_invitees_at_once_lose_one": "which of the two is lost is a matter of chance",
    "two_at_once_overwrite": "which of the two reasons is lost is a matter of chance",
    "utf_16_crashes": "the id stands in it letter by letter, in UTF-16",
}
"""Faults whose text is another in each run: they have no golden file."""
FAULTS = {
    "credential_checked_once_per_connection": "it takes a connection that was used before",
    "omitted_id_is_the_last": "the request names no invitation that could be made for it",
    "error_labelled_gzip": "curl shows the bytes that a client cannot decode",
    **CHANCE,
}
"""Faults that the commands do not show, whatever the aspect."""


@dataclass(frozen=True)
class Repeated:
    """What a person sees who pastes the commands: the answer, in lines, and how the rows read then."""

    came: list[str]
    states: list[State]


@dataclass(frozen=True)
class Text:
    """A golden file, taken apart."""

    aspect: str
    requirement: Requirement
    lines: tuple[str, ...]

    @classmethod
    def read(cls, fault: str) -> Text:
        """The golden file of a fault."""
        head, _, *lines = (GOLDEN / f"{fault}.txt").read_text(encoding="utf-8").splitlines()
        return cls(head.removeprefix("aspect: "), REGISTER[lines[0].split()[1]], tuple(lines))

    @property
    def actual(self) -> str:
        """What came, in words."""
        return self._value("actual")

    @property
    def commands(self) -> list[str]:
        """What a person is to paste, line by line; nothing where it is too long to be shown."""
        found = [line[12:] for line in self._block("curl")]
        return [] if not found or found[0].startswith("too long") else found

    @property
    def came(self) -> list[str]:
        """The answer, in the lines in which it is shown."""
        return self._block("came")

    def repeat(self, redaction: Redaction, target: Path) -> Repeated:
        """Run the commands as a person would, with the secrets in the environment."""
        variables: dict[str, str] = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        for secret, name in redaction.names.items():
            variables.setdefault(name, secret)
        root = urlsplit(target_file.load(target).root).netloc
        words = {"127.0.0.1:PORT": root, "TARGET.yaml": target.name, "UNKNOWN": str(UNKNOWN[-7]), "$N": "$1"}
        script = f"\nprintf '{MARK}'\n".join(self.commands)
        for name, value in words.items():
            script = script.replace(name, value)
        done = subprocess.run(
            ["bash", "-c", script], capture_output=True, timeout=60, env={**os.environ, **variables}, cwd=target.parent
        )
        outputs = done.stdout.split(MARK.encode())
        assert done.returncode == 0 and len(outputs) == len(self.commands), (script, done.stderr)
        alone = len(outputs) == 1
        answer = Exchange(Sent("", "", ()), _answer(outputs[-1 if alone else -2]), 0.0, 0.0)
        ids = set() if alone else {int(each) for each in outputs[0].split()}
        shown = "\n".join(failure_text.came(answer, redaction.mask))
        return Repeated(plain(shown, ids or {UNKNOWN[0]}).split("\n"), [] if alone else _states(outputs[-1]))

    def _value(self, label: str) -> str:
        return next((line[12:] for line in self._block(label)), "")

    def _block(self, label: str) -> list[str]:
        begins = (number for number, line in enumerate(self.lines) if line.startswith(f"  {label} "))
        if (begin := next(begins, None)) is None:
            return []
        return [self.lines[begin], *itertools.takewhile(lambda line: line[:3] == "   ", self.lines[begin + 1 :])]


def why_not(fault: str) -> str:
    """Why the command in a fault's golden file cannot show the fault alone; empty where it can."""
    if fault in FAULTS:
        return FAULTS[fault]
    if not (GOLDEN / f"{fault}.txt").is_file():
        return "there is no golden file yet"  # another test says so
    text = Text.read(fault)
    if not text.commands:
        return "there is no command, or it is too long to be shown"
    if any("_SPOILT" in each for each in text.commands):
        return "a credential that was made wrong on purpose is not shown"
    if text.requirement.id in REQUIREMENTS:
        return REQUIREMENTS[text.requirement.id]
    sometimes = "it takes more than one request" if text.aspect.startswith(SOMETIMES) else ""
    return sometimes or SEVERAL.get(text.aspect, "") or PARTS.get(text.requirement.part, "")


def _states(output: bytes) -> list[State]:
    """Status and reason of each row that was read."""
    found = [json.loads(each) for each in re.findall(r"^[{\[].*[}\]]$", output.decode(), re.MULTILINE)]
    rows = [row for each in found for row in (each if isinstance(each, list) else [each])]
    return [Entity.model_validate(row).state for row in rows]


def _answer(output: bytes) -> Answer:
    """The last answer that `curl -i` printed; an interim one may stand before it."""
    head, _, body = output.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        return _answer(body)
    status, *fields = head.decode("latin-1").split("\r\n")
    version, code, reason = (status + " ").split(" ", 2)
    headers = tuple((name, value.strip()) for name, _, value in (field.partition(":") for field in fields))
    return Answer(int(code), reason.strip(), headers, body, 10 if version.endswith("1.0") else 11)
