"""The verb `drift`: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from reject_contract.cli.main import main
from reject_contract.drift import affected_requirements, compare, contract
from reject_contract.resources import OPENAPI
from reject_contract.verdict import register
from vendorpages import SHARED, page, written

README = OPENAPI / "README.md"
VENDOR = SHARED / "vendor" / "Swagger-v1-AppointmentAgent.json"


def drift(*arguments: str | Path) -> Result:
    """Run the verb."""
    return CliRunner().invoke(main, ["drift", *map(str, arguments)])


def test_no_drift_is_exit_code_0(tmp_path: Path) -> None:
    """Nothing but editorial differences is success."""
    result = drift(written(tmp_path, page()))
    assert (result.exit_code, result.stderr) == (0, "")
    assert "0 breaking, 0 addition, 1 editorial: no drift" in result.stdout


def test_drift_is_exit_code_3(tmp_path: Path) -> None:
    """Each difference is told with both sides, its line, the reason and the requirements."""
    result = drift(written(tmp_path, page().replace("| RejectReason | String |", "| RejectReason | Integer |")))
    assert result.exit_code == 3
    assert "breaking   property RejectReason, type: string -> integer (line " in result.stdout
    assert "touches RJ-EFFECT-2, " in result.stdout


def test_unreadable_is_exit_code_4_and_the_rest_is_compared(tmp_path: Path) -> None:
    """One document that cannot be read decides the exit code, and hides none of the others."""
    result = drift(tmp_path / "missing.md", written(tmp_path, page()))
    assert result.exit_code == 4
    assert "missing.md: does not exist; give the page in Markdown" in result.stderr
    assert "no drift" in result.stdout


def test_no_document_is_wrong_usage() -> None:
    """Without a document there is nothing to compare."""
    assert drift().exit_code == 4


def test_json_is_for_programs(tmp_path: Path) -> None:
    """The same, as a list with an entry for each document."""
    path = written(tmp_path, page().replace("| 204 | No Content |", "| 200 | OK |"))
    (entry,) = json.loads(drift("--format", "json", path).stdout)
    assert (entry["document"], entry["kind"], entry["drift"]) == (str(path), "page", True)
    kinds = {(each["part"], each["name"], each["kind"]) for each in entry["differences"]}
    assert {("status", "204", "breaking"), ("status", "200", "addition")} <= kinds


def test_text_of_a_stranger_cannot_break_the_table(tmp_path: Path) -> None:
    """In Markdown, what a page says is data: no column, tag, link or code of its own."""
    hostile = page().replace("| UpdateMode | String |  |", "| UpdateMode | a\\|b<img src=x>[c](d)`e` |  |")
    result = drift("--format", "markdown", written(tmp_path, hostile))
    line = next(line for line in result.stdout.splitlines() if "property UpdateMode, type" in line)
    assert "a\\|b&lt;img src=x&gt;\\[c](d)\\`e\\`" in line


def test_requirements_named_by_hand_exist() -> None:
    """The table beside the comparison names ids of the register only."""
    named = {each for ids in affected_requirements.listed().values() for each in ids}
    assert named <= set(register.load().requirements)


def test_every_fact_of_the_page_bears_a_requirement() -> None:
    """Whatever the page loses, the report can say what rested on it; the front matter bears nothing."""
    facts = [fact for fact in contract.describe().facts.values() if "page" in fact.stated_by]
    bare = {fact.subject.part for fact in facts if not affected_requirements.requirements(fact.subject)}
    assert bare == {"front matter"}


def test_every_kind_of_noise_has_a_reason() -> None:
    """What does not count says why, each under a name of its own."""
    assert all(each.reason for each in compare.NOISE)
    assert len({each.name for each in compare.NOISE}) == len(compare.NOISE)


@pytest.mark.skipif(not VENDOR.is_file(), reason="the vendor's own documents are not beside the checkout")
def test_readme_is_in_step_with_the_vendors_documents() -> None:
    """openapi/README.md is what the report writes of the documents that the contract was taken from."""
    pages = sorted(SHARED.glob("seed/*_Reject.md"))
    result = drift("--format", "readme", *pages, VENDOR)
    assert (result.exit_code, result.stderr) == (0, "")
    assert README.read_text(encoding="utf-8") == result.stdout
