"""A run's folder is evidence: complete, comparable between runs, and an untouched one is told from another."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness import Contract, MakeTarget
from reject_contract.cli.main import main
from reject_contract.reports import bundle, volatile


def verify(folder: Path) -> Result:
    """What verify-bundle says of a folder."""
    return CliRunner().invoke(main, ["verify-bundle", str(folder)])


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    """A bundle of two files and a folder."""
    folder = tmp_path / "acceptance"
    (folder / "allure-results").mkdir(parents=True)
    for name in ("verdict.json", "exchanges.har", "allure-results/one.json"):
        (folder / name).write_text(f"content of {name}", encoding="utf-8")
    files = bundle.digests(folder)
    (folder / "manifest.json").write_text(json.dumps({"files": files}), encoding="utf-8")
    return folder


def _change(folder: Path) -> None:
    (folder / "verdict.json").write_text("content of verdict.jsom", encoding="utf-8")


def _add(folder: Path) -> None:
    (folder / "allure-results" / "two.json").write_text("{}", encoding="utf-8")


def _link(folder: Path) -> None:
    """The same content, but in a place that anybody may change later."""
    moved = folder.parent / "elsewhere"
    shutil.move(folder / "verdict.json", moved)
    (folder / "verdict.json").symlink_to(moved)


def test_untouched_bundle_is_told(evidence: Path) -> None:
    """Exit code 0, and the digest of the manifest to be noted elsewhere."""
    result = verify(evidence)
    assert result.exit_code == 0, result.output
    assert re.search(r"manifest\.json sha256:[0-9a-f]{64}\n.*: untouched\n$", result.output)


@pytest.mark.parametrize(
    ("tamper", "said"),
    [
        pytest.param(_change, "changed: verdict.json", id="changed"),
        pytest.param(lambda folder: (folder / "exchanges.har").unlink(), "missing: exchanges.har", id="missing"),
        pytest.param(_add, "added: allure-results/two.json", id="added"),
        pytest.param(_link, "changed: verdict.json", id="replaced-by-a-link"),
        pytest.param(lambda folder: (folder / "more").mkdir(), "added: more", id="empty-folder"),
        pytest.param(lambda folder: os.mkfifo(folder / "pipe"), "added: pipe", id="pipe"),
        pytest.param(
            lambda folder: os.truncate(folder / "manifest.json", 600 << 20), "is larger than", id="manifest-of-600-mb"
        ),
        pytest.param(
            lambda folder: (folder / "manifest.json").write_text("[", encoding="utf-8"),
            "changed: manifest.json",
            id="manifest-broken",
        ),
        pytest.param(
            lambda folder: (folder / "manifest.json").write_text('{"files": {}}', encoding="utf-8"),
            "changed: manifest.json",
            id="manifest-empty",
        ),
        pytest.param(
            lambda folder: (folder / "manifest.json").write_bytes(b"\xff\xfe"), "changed: manifest.json", id="not-text"
        ),
    ],
)
def test_tampered_bundle_is_told(evidence: Path, tamper: Callable[[Path], object], said: str) -> None:
    """Exit code 1, and the file is named."""
    tamper(evidence)
    result = verify(evidence)
    assert result.exit_code == 1, result.output
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize("place", ["nowhere", "empty"])
def test_folder_without_evidence_is_a_usage_error(tmp_path: Path, place: str) -> None:
    """Exit code 4, and what to give instead."""
    (tmp_path / "empty").mkdir()
    result = verify(tmp_path / place)
    assert result.exit_code == 4
    assert place in result.output


@pytest.mark.slow
def test_two_runs_with_one_seed_differ_only_in_what_is_volatile(
    contract: Contract, make_target: MakeTarget, tmp_path: Path
) -> None:
    """Verdict, JUnit, statement, HAR, Allure results and manifest are the same but for the fields declared."""
    found = []
    for number in range(2):
        outcome = contract("--target", make_target("again", faults=["no_challenge"]), "--contract-seed", "5")
        assert outcome.exit_code == 1, outcome.output[-2000:]
        kept = tmp_path / str(number)
        shutil.move(outcome.reports / "again", kept)
        (kept / "journal.jsonl").unlink()
        found.append(settled(kept))
    first, second = found
    assert sorted(each[:2000] for each in first.keys() ^ second.keys()) == []
    assert [name for name, text in first.items() if text != second[name]] == []
    assert len(first) > 500


def settled(folder: Path) -> dict[str, str]:
    """The text of each file with what is volatile struck out; attachments have no names of their own."""
    anything = re.compile("|".join(f"(?:{field.pattern})" for field in volatile.FIELDS.values()))
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = anything.sub("~", path.read_text(encoding="utf-8"))
            if path.name == bundle.MANIFEST:  # its lines follow the names of the attachments
                text = "\n".join(sorted(text.splitlines()))
            found[text if "-attachment" in path.name else path.relative_to(folder).as_posix()] = text
    return found
