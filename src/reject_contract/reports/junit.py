"""junit.xml: one test case for each requirement, for CI systems.

It keeps to the strictest of the common schemas, which knows one answer a test case and no text beside it: what was
observed and what warned goes to the output of the suite.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from reject_contract.http.har import Entry
from reject_contract.verdict.outcomes import SUITE_FAULT, TABLE
from reject_contract.verdict.result import Result
from reject_contract.verdict.verdict import Finding, fails

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


def write(result: Result, facts: Mapping[str, str], entries: Iterable[Entry], folder: Path) -> None:
    """Write junit.xml into the target's folder; a requirement's time is that of the requests sent for it."""
    times = _times(entries)
    suite = Element("testsuite", name=result.target.name, package="reject-contract", id="0", hostname="localhost")
    suite.set("timestamp", f"{datetime.fromtimestamp(result.started, UTC):%Y-%m-%dT%H:%M:%S}")
    suite.set("time", f"{result.seconds:.3f}")
    properties = SubElement(suite, "properties")
    for name, value in facts.items():
        SubElement(properties, "property", name=name.lower().replace(" ", "_"), value=_clean(value))
    notes = [note for finding in result.findings if (note := _add(suite, finding, result, times))]
    if result.verdict == "inconclusive":
        _add_error(suite, result, "verdict", _clean("\n".join(["inconclusive", *result.why])))
    if result.left:
        _add_error(suite, result, "clean-up", result.left_in_words)
    suite.set("tests", str(len(suite.findall("testcase"))))
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    SubElement(suite, "system-out").text = "\n".join(notes)
    SubElement(suite, "system-err").text = ""
    root = Element("testsuites")
    root.append(suite)
    ElementTree(root).write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)


def _add(suite: Element, finding: Finding, result: Result, times: Mapping[str, float]) -> str:
    """Add a test case; what it has no place for is given back."""
    requirement = finding.requirement
    name = f"{requirement.id} {requirement.title}"
    case = SubElement(suite, "testcase", classname=f"{result.target.name}.{requirement.part}", name=name)
    case.set("time", f"{times.get(requirement.id, 0.0):.3f}")
    reason = _clean(finding.reason)
    said = {"message": f"{finding.outcome}: {reason[:300]}", "type": finding.outcome}
    if fails(finding, strict=result.strict):
        SubElement(case, "failure", said).text = "\n".join(filter(None, (reason, _clean(result.details(finding)))))
    elif finding.outcome == "unjudged" and reason.startswith(SUITE_FAULT):
        SubElement(case, "error", {"message": reason[:300], "type": SUITE_FAULT}).text = reason
    elif element := TABLE[finding.outcome].junit:
        SubElement(case, element, message=said["message"])
    elif reason:
        return f"{requirement.id} {finding.outcome}: {reason}"
    return ""


def _add_error(suite: Element, result: Result, name: str, words: str) -> None:
    """Add a test case for what is wrong with the run, and not with the server."""
    case = SubElement(suite, "testcase", classname=f"{result.target.name}.{name}", name=name, time="0.000")
    SubElement(case, "error", message=words.replace("\n", "; ")[:300], type="suite error").text = words


def _times(entries: Iterable[Entry]) -> dict[str, float]:
    """Seconds by requirement."""
    found: dict[str, float] = {}
    for entry in entries:
        for requirement in entry["_requirements"]:
            found[requirement] = found.get(requirement, 0.0) + entry["time"] / 1000
    return found


def _clean(text: str) -> str:
    return FORBIDDEN.sub("\ufffd", text)
