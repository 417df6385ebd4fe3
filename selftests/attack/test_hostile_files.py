"""Hostile files: whatever stands where a file is expected, a usage error says so, and nothing hangs or swells."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness import ROOT
from reject_contract.compare import past
from reject_contract.errors import UsageFault
from reject_contract.reports import bundle
from reject_contract.stage.journal import Journal
from reject_contract.target import target_file
from reject_contract.verdict import deviations, register

REGISTER = register.load()
MUTATED = 120
"""Files of each kind that are made by chance, from a seed that is the number of the file."""
NASTY = ["inf", "-inf", ".nan", "1e400", "5e-324", "True", "null", "~", "-1", "0", "99999999999999999999", "''", "[]",
         "{}", "[[[[]]]]", "80:80", "2026-02-30", "!!python/name:os.system", "&a", "*a", "\x00", "\ufeff", "\u202e",
         "{a: b}", "- x", "é" * 50, "http://[::1", "http://user:p@ss@host:99999/"]  # fmt: skip
DEVIATIONS = """
- requirement: RJ-ANSWER-1
  fingerprint: fp-0123456789ab
  reason: known
  owner: the team
  expires: 2030-01-31
"""
JOURNAL = "\n".join(map(json.dumps, [
    {"making": "[reject-contract 0a] x", "run": "0a", "start": "2030-01-01", "count": 2, "server": "s"},
    {"made": 7, "run": "0a", "title": "[reject-contract 0a] x"}, {"series": 3, "title": "x"}, {"not ours": 7},
    {"deleted": 7}, {"not made": "x"},
]))  # fmt: skip
VERDICT: dict[str, Any] = {
    "target": "a", "verdict": "violates", "requirements": [
        {"id": "RJ-ANSWER-1", "title": "t", "outcome": "violated", "reason": "r", "failures": [
            {"fingerprint": "fp-0123456789ab", "aspect": "status", "reason": "r", "tests": ["t"]}]}],
    "deviations": [{"fingerprint": "fp-0123456789ab", "state": "used"}],
}  # fmt: skip


def read_journal(path: Path) -> object:
    """All that the sweep asks of a journal."""
    journal = Journal.read(path)
    return journal.left, journal.lost, journal.count


def read_bundle(path: Path) -> object:
    """As `verify-bundle` does, which takes a manifest that is none for a changed one."""
    try:
        return bundle.changes(path.parent)
    except ValueError as reason:
        raise UsageFault(str(reason)) from None


KINDS: dict[str, tuple[str, str, Callable[[Path], object]]] = {
    "target file": ("t.yaml", (ROOT / "targets" / "mock.yaml").read_text(encoding="utf-8"), target_file.load),
    "deviations file": ("d.yaml", DEVIATIONS, lambda path: deviations.load(path, REGISTER)),
    "journal": ("journal.jsonl", JOURNAL, read_journal),
    "verdict": ("verdict.json", json.dumps(VERDICT), lambda path: past.read(path.parent, REGISTER)),
    "manifest": (bundle.MANIFEST, json.dumps({"files": {"a": "b"}, "facts": {"Address": "x"}}), read_bundle),
}


def refusal(read: Callable[[Path], object], path: Path) -> str:
    """The words with which a file is refused; empty where it is taken."""
    try:
        read(path)
    except UsageFault as fault:
        return str(fault)
    return ""


def mutated(text: str, seed: int) -> bytes:
    """The text with some lines, words or bytes changed."""
    chance = random.Random(seed)
    for _ in range(chance.randrange(1, 4)):
        at, to = sorted(chance.randrange(len(text) + 1) for _ in range(2))
        middle = chance.choice(["", text[at:to] * 3, chance.choice(NASTY), f" {chance.choice(NASTY)}\n", "[" * 5000])
        text = text[:at] + middle + text[chance.choice([at, min(to, at + 12), to]) :]
    raw = bytearray(text.encode("utf-8", errors="replace"))
    if chance.random() < 0.2 and raw:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


@pytest.mark.parametrize("kind", KINDS)
def test_mutated_file_is_read_or_refused_in_words(kind: str, tmp_path: Path) -> None:
    """One of very many files is taken as it is, or named in an error without a word of Python."""
    name, text, read = KINDS[kind]
    words = {}
    for seed in range(MUTATED):
        (tmp_path / name).write_bytes(mutated(text, seed))
        words[seed] = refusal(read, tmp_path / name)
    refused = {seed: each for seed, each in words.items() if each}
    assert not {each for each in refused.values() if "object at" in each or "Traceback" in each}
    assert all(name in each or "lists no files" in each for each in refused.values())
    assert kind == "journal" or len(refused) > MUTATED / 5, "most changes do harm"


def bomb(path: Path) -> None:
    """Nine lists of nine lists, eight times over: five gigabytes once it is walked through."""
    lines = [f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(8)]
    path.write_text("\n".join(["a: &a [x, x, x, x, x, x, x, x, x]", *lines, "name: *i"]), encoding="utf-8")


SHAPES: dict[str, Callable[[Path], object]] = {
    "bomb": bomb,
    "circle": lambda path: path.write_text("name: &a [*a]", encoding="utf-8"),
    "deep": lambda path: path.write_text("[" * 100_000, encoding="utf-8"),
    "large": lambda path: path.write_bytes(b"#" * 100_000_000),
    "folder": lambda path: path.mkdir(),
    "fifo": os.mkfifo,
    "endless": lambda path: path.symlink_to("/dev/zero"),
    "circle-of-links": lambda path: path.symlink_to(path),
    "dangling-link": lambda path: path.symlink_to(path.with_name("nowhere")),
    "latin-1": lambda path: path.write_bytes("name: Bj\xf8rn".encode("latin-1")),
    "utf-16": lambda path: path.write_text("name: x", encoding="utf-16"),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "manifest"])
def test_odd_shape_is_refused_at_once(kind: str, shape: str, tmp_path: Path) -> None:
    """No kind of file hangs, swells or ends in a traceback; a journal that holds no line says nothing."""
    name, _, read = KINDS[kind]
    SHAPES[shape](tmp_path / name)
    words = refusal(read, tmp_path / name)
    assert name in words or (kind == "journal" and not words)


@pytest.mark.parametrize("shape", ["bomb", "fifo", "endless", "folder"])
@pytest.mark.parametrize("verb", [["verify", "--no-allure"], ["doctor"], ["sweep"]], ids=lambda verb: verb[0])
def test_verbs_refuse_an_odd_target_file(verb: list[str], shape: str, tmp_path: Path) -> None:
    """Wrong usage, in one line that names the file; well before anything would be sent."""
    SHAPES[shape](tmp_path / "odd.yaml")
    done = subprocess.run(
        [sys.executable, "-m", "reject_contract", *verb, "--target", "odd.yaml"],
        cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4, done.stdout + done.stderr
    assert "odd.yaml" in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
