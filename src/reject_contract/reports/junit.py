"""junit.xml: one test case for each requirement, for CI systems."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree.ElementTree import Element, ElementTree, SubElement

from reject_contract.result import Result
from reject_contract.verdict import Finding, fails

FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML cannot hold."""


def write(result: Result, folder: Path) -> None:
    """Write junit.xml into the target's folder."""
    suite = Element("testsuite", name=result.target.name, time=f"{result.seconds:.3f}")
    for finding in result.findings:
        _add(suite, finding, result)
    suite.set("tests", str(len(result.findings)))
    for tag, attribute in (("failure", "failures"), ("error", "errors"), ("skipped", "skipped")):
        suite.set(attribute, str(len(suite.findall(f"testcase/{tag}"))))
    root = Element("testsuites")
    root.append(suite)
    ElementTree(root).write(folder / "junit.xml", encoding="utf-8", xml_declaration=True)


def _add(suite: Element, finding: Finding, result: Result) -> None:
    requirement = finding.requirement
    name = f"{requirement.id} {requirement.title}"
    case = SubElement(suite, "testcase", classname=f"{result.target.name}.{requirement.part}", name=name)
    reason = FORBIDDEN.sub("\ufffd", finding.reason)
    if fails(finding, strict=result.strict):
        SubElement(case, "failure", message=f"{finding.outcome}: {reason[:300]}").text = reason
    elif finding.outcome == "unjudged" and reason.startswith("suite fault"):
        SubElement(case, "error", message=reason[:300]).text = reason
    elif finding.outcome in ("omitted", "unjudged"):
        SubElement(case, "skipped", message=f"{finding.outcome}: {reason[:300]}")
    elif reason:
        SubElement(case, "system-out").text = f"{finding.outcome}: {reason}"
