"""What a developer reads of a fault: golden files, and the curl in them shows the fault again."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from failuretexts import CHANCE, GOLDEN, Text, why_not
from harness import Golden
from matrix import SINGLE, Matrix, each, sampled
from reject_contract.http.redaction import Redaction
from reject_contract.mock import MockServer, build_app
from reject_contract.reject import wording
from reject_contract.target import target_file

MOST_LINES = 25
LITERAL = re.compile(
    r"(?<!\w)b?'[^']*'(?=[\s,;:)\]}]|$)|\(['\"]|[\[{]['\"\w]|\bState\(|\\x[0-9a-f]{2}|\b(None|True|False)\b"
)
"""Texts, bytes, tuples, lists, dictionaries and the like as Python writes them."""


@pytest.mark.slow
@each(name for name in SINGLE if name not in CHANCE)
def test_fault_reads_as_in_its_golden_file(matrix: Matrix, golden: Golden, name: str) -> None:
    """The console names requirement, expected, actual, where, exchange, seed and curl, in 25 lines at most."""
    text = matrix.judged(name).text
    assert text, "the run shows none of the requirements that the fault breaks"
    golden(f"failures/{name}.txt", text)
    shown = text.splitlines()[2:]
    assert len(shown) <= MOST_LINES
    labels = [line[:11].split()[0] for line in shown[1:] if line[2:3] != " "]
    assert labels[0] == "where"
    assert {"expected", "actual", "seed", "again"} <= set(labels)


def test_golden_files_are_those_of_the_faults() -> None:
    """A fault that is gone takes its file along."""
    assert {path.stem for path in GOLDEN.glob("*.txt")} == set(SINGLE) - set(CHANCE)


@pytest.mark.parametrize("name", sampled([name for name in SINGLE if not why_not(name)], 12))
def test_commands_of_the_golden_file_repeat_the_violation(tmp_path: Path, name: str) -> None:
    """On a fresh mock with the fault, the printed commands get the answer and the rows that were shown."""
    text = Text.read(name)
    with MockServer(build_app(faults=[name])) as server:
        target = server.write_target(tmp_path / "target.yaml", name="faulty")
        repeated = text.repeat(Redaction.of(target_file.load(target)), target)
    assert text.came == repeated.came
    if text.aspect in ("effect", "changed"):
        gone = text.actual.endswith(" gone") and not all(state.status == "Declined" for state in repeated.states)
        assert gone or any(str(state) in text.actual for state in repeated.states)
    if "in order: " in text.actual:
        assert ", ".join(state.status for state in repeated.states) in text.actual
    if text.aspect == "reason":
        reasons = [state.reason for state in repeated.states if state.status == "Declined"]
        together = ", ".join(each or "empty" for each in reasons)
        assert text.actual == together or any(wording.text(each)[:60] in text.actual for each in reasons)


def test_most_faults_can_be_shown_by_the_commands() -> None:
    """What is exempted needs other rows, more than one request at a time, or another connection than curl's."""
    reasons = Counter(filter(None, map(why_not, SINGLE)))
    assert sum(reasons.values()) < len(SINGLE) / 2, reasons


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.txt")), ids=lambda path: path.stem)
def test_no_failure_shows_a_literal_of_python(path: Path) -> None:
    """What was expected and what came are words; what the server itself said, after its status, is left out."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(("  expected ", "  actual ")):
            own = re.split(r"\b\d{3} [A-Z][\w ]+: ", line)[0]
            assert not LITERAL.search(re.sub("“.*?”", "", own)), line
