"""Holds the reports of one run against each other: the same ids, outcomes, counts and verdict in all of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import xmlschema
from defusedxml.ElementTree import parse

from harness import ROOT
from reject_contract.http.exchange import WRITING
from reject_contract.reports import bundle
from reject_contract.verdict.outcomes import OUTCOMES
from reject_contract.verdict.register import load
from reject_contract.verdict.verdict import NOT_SELECTED

CORE = {each.id for each in load().requirements.values() if each.core}
ID = r"[A-Z]{2}-[A-Z]+-\d+"
"""The id of a requirement, of whichever operation."""
TAGS = {"unjudged": "skipped", "omitted": "skipped", "violated": "failure"}


def agree(folder: Path, *, console: str = "", strict: bool = False) -> None:
    """Assert that the reports in a target's folder tell the same; of the terminal too, where its text is given."""
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    _junit_agrees(folder / "junit.xml", verdict, strict=strict)
    _page_agrees((folder / "statement.html").read_text(encoding="utf-8"), verdict)
    _markdown_agrees((folder / "statement.md").read_text(encoding="utf-8"), verdict)
    _archive_agrees(json.loads((folder / "exchanges.har").read_text(encoding="utf-8"))["log"]["entries"], verdict)
    if (folder / "allure-results").exists():
        _allure_agrees(folder / "allure-results", verdict)
    if console:
        _terminal_agrees(console, verdict)
    assert bundle.changes(folder) == []


def _outcomes(verdict: dict[str, Any]) -> dict[str, str]:
    return {each["id"]: each["outcome"] for each in verdict["requirements"]}


def _having(verdict: dict[str, Any], *outcomes: str) -> set[str]:
    return {name for name, outcome in _outcomes(verdict).items() if outcome in outcomes}


def _in_words(verdict: dict[str, Any]) -> str:
    """The verdict with the number of accepted violations."""
    count, part = len(_having(verdict, "deviates")), ""
    quick, _, left_out = verdict["left_out"].rpartition(", by the most telling tests alone: ")
    if verdict["verdict"] == "conforms" and _having(verdict, "omitted") & CORE:
        part = " in part: " + left_out.partition(" were judged")[0]
    deviations = f" with {count} deviation{'s' if count > 1 else ''}" if count else ""
    return str(verdict["verdict"]) + part + deviations + ", quick" * bool(quick)


def _accepted(verdict: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Who accepts what until when, in the order of the register."""
    order = list(_outcomes(verdict))
    entries = sorted(verdict["deviations"], key=lambda each: order.index(each["requirement"]))
    return [(each["owner"], each["expires"], each["fingerprint"]) for each in entries]


def _counts(verdict: dict[str, Any]) -> str:
    counts = Counter(_outcomes(verdict).values())
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in OUTCOMES if counts[outcome])


@cache
def schema() -> xmlschema.XMLSchema:
    """The schema of junit.xml."""
    return xmlschema.XMLSchema(ROOT / "selftests" / "support" / "junit.xsd")


def root(path: Path) -> Element:
    """The root of an XML file."""
    found: Element | None = parse(path).getroot()
    assert found is not None
    return found


def _junit_agrees(path: Path, verdict: dict[str, Any], *, strict: bool) -> None:
    schema().validate(str(path))
    suite = root(path)[0]
    tags = TAGS | ({"warned": "failure"} if strict else {})
    notes = suite.findtext("system-out") or ""
    cases = [case for case in suite.iter("testcase") if case.get("name") not in ("verdict", "clean-up")]
    wanted = (verdict["verdict"] == "inconclusive") + (verdict["left"] > 0)
    assert len(suite.findall("testcase")) - len(cases) == wanted
    for error in suite.findall("testcase[@name='verdict']/error"):
        assert error.get("message", "").startswith("inconclusive; "), "it says why"
    for case, each in zip(cases, verdict["requirements"], strict=True):
        fault = each["outcome"] == "unjudged" and each["reason"].startswith("suite fault")
        expected = "error" if fault else tags.get(each["outcome"])
        assert case.get("name") == f"{each['id']} {each['title']}"
        assert [child.tag for child in case] == ([expected] if expected else []), each
        if expected in ("failure", "skipped"):
            assert case[0].get("message", "").startswith(f"{each['outcome']}: {each['reason'][:20]}"), each
        elif expected is None and each["reason"]:
            assert f"{each['id']} {each['outcome']}: " in notes
        if expected == "failure":
            assert "\n  again     reject-contract verify " in (case[0].text or ""), each
    found = Counter(child.tag for case in suite.iter("testcase") for child in case)
    totals = {name: suite.get(name) for name in ("tests", "failures", "errors", "skipped")}
    numbers = len(suite.findall("testcase")), found["failure"], found["error"], found["skipped"]
    assert totals == dict(zip(totals, map(str, numbers), strict=True))
    facts = {each.get("name"): each.get("value") for each in suite.iter("property")}
    said = facts["target"], facts["verdict"], facts["requests"], facts["writes"]
    assert said == tuple(str(verdict[name]) for name in ("target", "verdict", "requests", "writes"))


def _page_agrees(page: str, verdict: dict[str, Any]) -> None:
    rows = re.findall(rf'<tr id="({ID})" data-outcome="(\w+)">.*?<span class="outcome \2">(\w+)', page, re.S)
    assert {name: shown for name, _, shown in rows} == {name: marked for name, marked, _ in rows} == _outcomes(verdict)
    assert f'<h1>{verdict["target"]} <span class="verdict">{_in_words(verdict)}</span></h1>' in page
    assert _accepted(verdict) == re.findall(
        r"<dt>Owner</dt><dd>(.*)</dd>\n<dt>Expires</dt><dd>(.*)</dd>(?:\n.*Link.*)?\n<dt>Failure</dt><dd>(.*)</dd>",
        page,
    )
    counted = re.findall(r'<li><b class="\w+">(\d+)</b>(\w+)', page)
    assert ", ".join(f"{count} {outcome}" for count, outcome in counted) == _counts(verdict)
    for name in ("requests", "writes"):
        assert f"<dt>{name.capitalize()}</dt><dd>{verdict[name]}</dd>" in page
    for outcome in ("violated", "warned", "deviates", "observed"):
        cards = re.findall(rf'<div class="card of-{outcome}">\s*<h3><a class="id" href="#({ID})"', page)
        assert set(cards) == _having(verdict, outcome)


def _markdown_agrees(text: str, verdict: dict[str, Any]) -> None:
    rows = re.findall(rf"^\| ({ID}) \|.*\| (\w+) \| [^|]*(?:\\\|[^|]*)* \|$", text, re.M)
    assert dict(rows) == _outcomes(verdict)
    assert text.startswith(f"# {verdict['target']} {_in_words(verdict)}\n")
    assert _accepted(verdict) == re.findall(
        r"^- owner: (.*)\n- expires: (.*)(?:\n- link.*)?\n- failure: (.*)$", text, re.M
    )
    counted = re.findall(r"^- (\d+) (\w+): ", text, re.M)
    assert ", ".join(f"{count} {outcome}" for count, outcome in counted) == _counts(verdict)
    for name in ("requests", "writes"):
        assert f"| {name.capitalize()} | {verdict[name]} |" in text


def _archive_agrees(entries: list[dict[str, Any]], verdict: dict[str, Any]) -> None:
    assert len(entries) == verdict["requests"]
    written = sum(
        entry["request"]["method"] == "POST"
        and unquote(entry["request"]["url"].partition("?")[0]).rstrip("/").rpartition("/")[2].lower() in WRITING
        for entry in entries
    )
    assert written == verdict["writes"]
    tests = {test for each in verdict["requirements"] for test in each["tests"]}
    assert {entry["_test"] for entry in entries} - {""} <= tests
    assert {each for entry in entries for each in entry["_requirements"]} <= set(_outcomes(verdict))
    assert len({entry["_id"] for entry in entries}) == len(entries)


def _allure_agrees(folder: Path, verdict: dict[str, Any]) -> None:
    found = [json.loads(path.read_text(encoding="utf-8")) for path in folder.glob("*-result.json")]
    status = {each["fullName"]: each["status"] for each in found}
    assert len(status) == len(found)
    assert set(status) == {test for each in verdict["requirements"] for test in each["tests"]}
    # A test that met a failure of another requirement shows that one; what it is about may be satisfied all the same.
    failing = {
        test for each in verdict["requirements"] for failure in each.get("failures", ()) for test in failure["tests"]
    }
    for each in verdict["requirements"]:
        seen = {status[test] for test in each["tests"]}
        if each["outcome"] in ("violated", "warned"):
            assert "failed" in seen or (each["outcome"] == "warned" and "broken" in seen), each
        elif each["outcome"] == "satisfied":
            judging = {test for test in each["tests"] if status[test] != "skipped"}
            assert "passed" in seen or (judging and judging <= failing), each
        elif each["outcome"] == "observed":
            assert seen - {"skipped"}, each
    lines = (folder / "environment.properties").read_text(encoding="utf-8").splitlines()
    facts = dict(line.partition("=")[::2] for line in lines)
    said = facts["Target"], facts["Verdict"], facts["Requests"], facts["Writes"]
    assert said == tuple(str(verdict[name]) for name in ("target", "verdict", "requests", "writes"))


def _terminal_agrees(console: str, verdict: dict[str, Any]) -> None:
    assert f"{len(verdict['requirements'])} requirements: {_counts(verdict)}\n" in console
    assert f"{verdict['requests']} requests, {verdict['writes']} of them writes, in " in console
    assert f"verdict: {verdict['target']} {_in_words(verdict)}\n" in console
    left_out = sum(each["reason"] == NOT_SELECTED for each in verdict["requirements"])
    assert (f"{NOT_SELECTED} ({left_out})" in console) == bool(left_out)
    shown = set(re.findall(rf"^violated: ({ID}) ", console, re.M))
    violated = _having(verdict, "violated")
    assert shown & set(_outcomes(verdict)) >= violated or len(shown) >= 12
