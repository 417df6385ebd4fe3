"""What a run writes: complete, agreeing with itself, and without a secret."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from click.testing import CliRunner

from agreement import root
from harness import EVERYTHING, ROOT, Contract, MakeTarget, Outcome
from reject_contract.cli.verify_bundle import verify_bundle
from reject_contract.reports.allure_html import without_trackers
from reject_contract.reports.folder import earlier, renew
from reject_contract.verdict import register

FAULTS = ["nested_select_crashes", "no_challenge", "secret_in_error"]


@pytest.fixture
def faulty(contract: Contract, make_target: MakeTarget) -> Outcome:
    """A run on a mock with some faults."""
    return contract("--target", make_target("faulty", faults=FAULTS), html=True)


def results(outcome: Outcome) -> Iterator[dict[str, Any]]:
    """The Allure results of a run."""
    for path in (outcome.reports / "faulty" / "allure-results").glob("*-result.json"):
        yield json.loads(path.read_text(encoding="utf-8"))


def secrets_of(target: Path) -> set[str]:
    """Every secret of a target file."""
    content = yaml.safe_load(target.read_text(encoding="utf-8"))
    found = {content["app_token"]}
    for account in content["accounts"].values():
        found |= {account["basic"]["password"], account["soticket"], account["bearer"], account["xsrf"]["token"]}
        found |= set(account["xsrf"]["cookies"].values())
    return found


def test_reports_agree_and_hold_no_secret(faulty: Outcome, tmp_path: Path) -> None:
    """verdict.json, JUnit, Allure and the terminal tell the same of one run, and none of them tells a secret."""
    assert faulty.exit_code == 1, faulty.output[-2000:]
    verdict = faulty.verdict("faulty")
    violated = faulty.ids("violated", "faulty")
    assert {"RJ-SELECT-3", "RJ-AUTH-2", "RJ-REFUSAL-3"} <= violated

    schema = json.loads((ROOT / "openapi" / "verdict.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validate(schema, verdict)
    assert {each["id"] for each in verdict["requirements"]} == set(register.load().requirements)

    suite = root(faulty.reports / "faulty" / "junit.xml")[0]
    failed = {case.get("name", "").split()[0] for case in suite if case.find("failure") is not None}
    assert failed == violated
    assert (suite.get("tests"), suite.get("failures")) == (str(len(verdict["requirements"])), str(len(violated)))

    found = list(results(faulty))
    tests = {test for each in verdict["requirements"] for test in each["tests"]}
    assert {each["fullName"] for each in found} == tests
    assert len({each["historyId"] for each in found}) == len(found)
    assert {each["status"] for each in found} <= {"passed", "failed", "skipped"}

    for requirement in violated:
        assert f"violated: {requirement} " in faulty.output
    assert faulty.output.rstrip().splitlines()[-2] == "verdict: faulty violates" + ", quick" * (not EVERYTHING)

    folder = faulty.reports / "faulty"
    everything = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert sum(len(content) for path, content in everything.items() if "allure-results" in path.parts) < 12_000_000
    for secret in secrets_of(tmp_path / "faulty.yaml"):
        assert secret not in faulty.output
        assert [path.name for path, content in everything.items() if secret.encode() in content] == []


@pytest.mark.skipif(not shutil.which("node"), reason="the HTML report needs Node, which is not here")
def test_html_report_is_one_file_that_calls_nobody(contract: Contract) -> None:
    """The page holds everything it needs, and no script that reports its reader."""
    outcome = contract(tests="tests/test_select.py", html=True)
    page = (outcome.reports / "mock" / "allure-report" / "index.html").read_text(encoding="utf-8")
    assert "Contract of Agents/Appointment/Reject on mock: conforms" in page
    for sign in ("googletagmanager", "google-analytics", "gtag("):
        assert sign not in page
    assert [each.name for each in (outcome.reports / "mock" / "allure-report").glob("*.js")] == []


def test_missing_allure_command_is_said_in_one_line(contract: Contract, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Node everything else works, and the run says how to get the page."""
    monkeypatch.setenv("PATH", "/nonexistent")
    outcome = contract(tests="tests/test_select.py", html=True)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output.count("no HTML report") == 1


def test_trackers_are_cut_out_of_the_page() -> None:
    """Only the scripts of the analytics service go."""
    page = (
        "<head><script async src='https://www.googletagmanager.com/gtag/js?id=G-1'></script>"
        "<script>window.dataLayer=[];function gtag(){dataLayer.push(arguments)}</script>"
        "<script>report()</script></head>"
    )
    assert without_trackers(page) == "<head><script>report()</script></head>"


@pytest.mark.parametrize("verb", ["mkdir", "write"])
def test_reports_folder_that_cannot_be_written_is_a_usage_error(contract: Contract, tmp_path: Path, verb: str) -> None:
    """A file stands where the folder should be: exit code 4, and the folder is named."""
    place = tmp_path / "occupied"
    place.write_text("a file", encoding="utf-8")
    outcome = contract("--reports", place if verb == "mkdir" else place / "below")
    assert outcome.exit_code == 4, outcome.output
    assert "occupied" in outcome.output
    assert "Traceback" not in outcome.output


def test_five_earlier_runs_are_kept(tmp_path: Path) -> None:
    """A run replaces nothing that cannot be had again: the five before it are moved aside, with their journals."""
    folder = tmp_path / "acceptance"
    folder.mkdir()
    (folder / "journal.jsonl").write_text("{}", encoding="utf-8")
    for number in range(7):
        (folder / "verdict.json").write_text(str(number), encoding="utf-8")
        os.utime(folder / "verdict.json", (number, number))
        renew(folder)
    assert [path.name for path in folder.iterdir()] == ["journal.jsonl"]
    kept = earlier(folder)
    assert [(each / "verdict.json").read_text(encoding="utf-8") for each in kept] == list("65432")
    assert kept[0].name == "1970-01-01T00-00-06Z"
    assert all((each / "journal.jsonl").is_file() for each in kept)


def test_earlier_run_agrees_with_its_manifest(contract: Contract) -> None:
    """What was moved aside is still a bundle that can be verified."""
    for _ in range(2):
        outcome = contract(tests="tests/test_select.py")
    (kept,) = earlier(outcome.reports / "mock")
    done = CliRunner().invoke(verify_bundle, [str(kept)])
    assert done.exit_code == 0, done.output
