"""The statement of conformance: what a person reads, in HTML and in Markdown."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

import browser
from judging import TARGET
from reject_contract.reports import render
from reject_contract.reports.statement_model import Statement
from reject_contract.verdict import register
from reject_contract.verdict.deviations import Deviation
from reject_contract.verdict.outcomes import Outcome
from reject_contract.verdict.result import Evidence, Result
from reject_contract.verdict.verdict import NOT_SELECTED, Finding, Judgement

REGISTER = register.load()
HOSTILE = "<script>alert(1)</script> | `x` ![](https://stranger.example/x.png) [a](javascript:b)"
FACTS = dict.fromkeys(("Address", "Installation", "Release", "Suite version", "Started"), "fact")
SECTIONS = [
    "Violations", "Warnings", "Deviations", "Not judged", "What was tested", "What the documentation leaves open",
    "Omitted", "Not covered", "Every requirement", "Evidence",
]  # fmt: skip
EVIDENCE = Evidence(
    ("RJ-SELECT-3",), "tests/test_select.py::test_x[nested]", "status 204", HOSTILE, "pytest x",
    f"POST /x\n\nHTTP/1.1 500\n```\n{HOSTILE}", "curl -X POST x", "gw0-12",
)  # fmt: skip


ACCEPTED = Deviation(
    "RJ-SELECT-4", "fp-0123456789ab", "the vendor repairs it in spring", "release manager",
    "https://tracker.example/7", date(2027, 3, 31),
)  # fmt: skip


def finding(name: str, outcome: Outcome, reason: str = "") -> Finding:
    """A finding of one test."""
    test = f"tests/test_x.py::test_{name[3:].replace('-', '_').lower()}[case]"
    return Finding(REGISTER[name], outcome, reason, (test,), (Judgement(name, outcome, test, reason),))


def statement(folder: Path, *changed: Finding, faults: tuple[str, ...] = ()) -> Statement:
    """The statement on a run in which all is satisfied but for some findings."""
    given = {each.requirement.id: each for each in changed}
    result = Result(TARGET, REGISTER, strict=False, verdict="violates", evidence=[EVIDENCE])
    result.entries = [(ACCEPTED, "used")]
    result.findings = [given.get(name) or finding(name, "satisfied") for name in REGISTER.requirements]
    return Statement(result, FACTS, [], folder, faults)


@pytest.fixture
def both(tmp_path: Path) -> dict[str, str]:
    """Both forms of a statement with something of everything, and a hostile server's answers."""
    (tmp_path / "verdict.json").touch()
    said = statement(
        tmp_path,
        finding("RJ-SELECT-3", "violated", f"expected status 204; actual: {HOSTILE}"),
        finding("RJ-TIME-1", "warned", "expected less than 2 s; actual: 3 s"),
        finding("RJ-SELECT-4", "deviates", "as agreed"),
        finding("RJ-ANSWER-4", "observed", HOSTILE),
        finding("RJ-AUTH-19", "omitted", "the installation is onsite"),
        finding("RJ-PAGE-1", "omitted", REGISTER["RJ-PAGE-1"].not_tested),
        finding("RJ-MODE-1", "unjudged", "the server is gone"),
    )
    return {"html": render.statement_page(said), "md": render.statement_document(said)}


@pytest.mark.parametrize("form", ["html", "md"])
def test_verdict_stands_in_the_first_line(both: dict[str, str], form: str) -> None:
    """Whoever reads one line knows the verdict."""
    first = both["md"].splitlines()[0] if form == "md" else re.findall("<h1>.*</h1>", both["html"])[0]
    assert re.sub("<[^>]*>|# ", "", first) == "fake violates with 1 deviation"


@pytest.mark.parametrize("form", ["html", "md"])
def test_every_section_is_there(both: dict[str, str], form: str) -> None:
    """Violations come first, then everything that an auditor asks for."""
    pattern = r"^## (.*)$" if form == "md" else r"<h2[^>]*>(.*)</h2>"
    assert [each for each in re.findall(pattern, both[form], re.M) if each != "Outcomes by part"] == SECTIONS


@pytest.mark.parametrize("form", ["html", "md"])
@pytest.mark.parametrize(
    "text",
    ["status 204", "curl -X POST x", "gw0-12", "pytest x", *map(str, vars(ACCEPTED).values()),
     "in force: this run saw", "the installation is onsite",
     REGISTER["RJ-PAGE-1"].not_tested.partition(";")[0], "the server is gone"],
)  # fmt: skip
def test_what_matters_is_said(both: dict[str, str], form: str, text: str) -> None:
    """Evidence, deviation with owner and end, and every reason stand in both forms."""
    assert text in both[form]


def test_server_cannot_write_into_the_page(both: dict[str, str]) -> None:
    """What a server answers is shown, and never becomes part of the page."""
    assert "<script" not in both["html"]
    assert "<img" not in both["html"]
    assert "&lt;script&gt;alert(1)" in both["html"]


def test_server_cannot_write_into_the_markdown(both: dict[str, str]) -> None:
    """Rendered, the answers are text: no picture is fetched, no link leads to where the server wants."""
    page = MarkdownIt("commonmark", {"html": True}).enable("table").render(both["md"])
    assert "<script" not in page
    assert "<img" not in page
    assert {each for each in re.findall('href="([^"]*)"', page) if "javascript" in each or "stranger" in each} == set()
    assert page.count("<tr>") > len(REGISTER.requirements)


def test_page_needs_no_network_and_no_script(both: dict[str, str]) -> None:
    """Everything is in the page, and its policy lets it load nothing."""
    assert "default-src 'none'" in both["html"]
    assert re.findall(r"<link|<script|\bsrc=|@import|url\(", both["html"]) == []


def test_partial_run_is_called_so(tmp_path: Path) -> None:
    """A statement on some requirements does not look like one on all."""
    said = statement(tmp_path, replace(finding("RJ-SELECT-3", "omitted", NOT_SELECTED), tests=()))
    whole = len(REGISTER.requirements)
    left_out = f"{whole - 1} of {whole} requirements were judged. Left out: {NOT_SELECTED} (1)"
    assert said.result.left_out == left_out


def test_notes_are_said_before_the_outcomes(tmp_path: Path) -> None:
    """What could not be cleaned up, or is accepted in vain, is not left to the terminal."""
    said = statement(tmp_path)
    said.result.notes.append("3 appointments could not be deleted")
    assert '<p class="notice">3 appointments could not be deleted</p>' in render.statement_page(said)
    assert "> 3 appointments could not be deleted" in render.statement_document(said)


def test_acceptance_in_vain_is_the_reason_that_is_given(tmp_path: Path) -> None:
    """A run that judged everything is not said to have left something unjudged."""
    said = statement(tmp_path)
    said.result.verdict, said.result.entries = "inconclusive", [(ACCEPTED, "no longer needed")]
    assert "its deviations file accepts a failure that this run did not see" in said.sentence
    assert "remove the entry" in render.statement_page(said)


def test_links_lead_to_what_is_there(tmp_path: Path) -> None:
    """Only reports that were written are linked; a test leads to its place in the Allure report."""
    assert "allure-report" not in render.statement_page(statement(tmp_path))
    (tmp_path / "allure-report").mkdir()
    (tmp_path / "allure-report" / "index.html").touch()
    page = render.statement_page(statement(tmp_path))
    links = re.findall(r'href="allure-report/index.html#([0-9a-f]{32})"', page)
    assert len(set(links)) == len(REGISTER.requirements)


@pytest.mark.parametrize("dark", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["light", "dark"])
def test_page_is_accessible(both: dict[str, str], tmp_path: Path, dark: bool) -> None:
    """In a real browser axe finds nothing to complain of, in light and in dark."""
    page = tmp_path / "statement.html"
    page.write_text(both["html"], encoding="utf-8")
    found = browser.accessibility(page, tmp_path, dark=dark)
    assert found["violations"] == []
    assert found["passes"] > 20
