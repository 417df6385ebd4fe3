"""A comparison in words: for the terminal, for a document, for programs, and for openapi/README.md."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from reject_contract.drift.compare import CHANGES, NOISE, Difference, Differences
from reject_contract.drift.description import ABSENT, Fact
from reject_contract.sanitize import cell, columns, shown
from reject_contract.verdict import register


def text(comparison: Differences) -> str:
    """For the terminal; breaking differences stand first."""
    lines = [_heading(comparison)]
    for each in comparison.differences:
        where = f" ({each.where})" if each.where else ""
        lines.append(
            f"  {each.change:<9}  {shown(each.subject)}: {shown(each.contract)} -> {shown(each.document)}{where}"
        )
        lines.append(f"{'':13}{shown(each.reason)}")
        if each.requirements:
            lines.append(f"{'':13}touches {', '.join(each.requirements)}")
    lines.append(f"  {_count(comparison)}")
    return "\n".join(lines) + "\n"


def markdown(comparison: Differences) -> str:
    """A table for a document or an issue."""
    lines = [f"### {cell(_heading(comparison))}", "", f"{_count(comparison)}", ""]
    return "\n".join([*lines, *table(comparison.differences), ""])


def table(differences: Iterable[Difference]) -> list[str]:
    """The lines of a Markdown table of differences."""
    rows = [
        (each.change, each.subject, each.contract, each.document, each.reason, ", ".join(each.requirements) or ABSENT)
        for each in differences
    ]
    return columns(("kind", "what", "contract", "document", "why", "requirements"), rows) if rows else []


def as_json(comparisons: Sequence[Differences]) -> str:
    """For programs: a list with an entry for each document."""
    return json.dumps([_entry(each) for each in comparisons], indent=2) + "\n"


def _entry(comparison: Differences) -> dict[str, object]:
    return {
        "document": comparison.description.document,
        "kind": comparison.description.kind,
        "drift": comparison.drifted,
        "differences": [
            {
                "kind": each.change,
                "part": each.subject.part,
                "name": each.subject.name,
                "aspect": each.subject.aspect,
                "contract": each.contract,
                "document": each.document,
                "where": each.where,
                "requirements": list(each.requirements),
                "reason": each.reason,
            }
            for each in comparison.differences
        ],
    }


def render(comparisons: Sequence[Differences], style: str) -> str:
    """All comparisons in one of the formats."""
    if style == "json":
        return as_json(comparisons)
    return "\n".join((markdown if style == "markdown" else text)(each) for each in comparisons)


def _heading(comparison: Differences) -> str:
    return f"{shown(comparison.description.document)} ({comparison.description.kind})"


def _count(comparison: Differences) -> str:
    found = Counter(each.change for each in comparison.differences)
    counts = ", ".join(f"{found[change]} {change}" for change in CHANGES)
    return f"{counts}: {'drift' if comparison.drifted else 'no drift'}"


_HEAD = """\
# The contract in files

<!-- Written by `reject-contract drift --format readme`; a test holds it in step. Change the program, not this. -->

| file | what it is |
|---|---|
| [reject.yaml](reject.yaml) | the fragment: an OpenAPI 3.1 description of the one operation |
| [neighbours.yaml](neighbours.yaml) | the operations that set the stage and read it back |
| [requirements.yaml](requirements.yaml) | the register: every clause with its level, basis and source |
| [factors.yaml](factors.yaml) | the factors that combinations vary, and their values |
| [combinations.json](combinations.json) | the covering arrays that are drawn from them |
| [verdict.schema.json](verdict.schema.json) | the shape of a run's verdict |

`reject-contract drift` compares the fragment and the register with the vendor's page of the operation, or with the
vendor's OpenAPI file, as they are now. What follows is its report on the documents that the contract was taken from.
"""
_DECIDED = """\
## How gaps and contradictions were decided

Where a document is silent, contradicts itself or contradicts another, the register says what is followed:
"""
_NOISE = """\
## What never counts as drift

| what | why |
|---|---|
"""


def readme(comparisons: Sequence[Differences]) -> str:
    """The whole file, from comparisons with the vendor's documents."""
    parts = [_HEAD, *(_against(each) for each in comparisons), _decided(), _noise()]
    return "\n".join(parts)


def _against(comparison: Differences) -> str:
    """Where both speak and differ, and what only the fragment has."""
    name = Path(comparison.description.document).name
    lines = [f"## {name}", "", "Where both speak and differ:", ""]
    lines += table(comparison.differences) or ["Nothing."]
    lines += ["", "What the fragment has and this document has no word for:", ""]
    rows = [(fact.subject, fact.value or ABSENT, fact.source) for fact in _told(comparison)]
    return "\n".join([*lines, *columns(("what", "fragment", "basis and source"), rows), ""])


def _told(comparison: Differences) -> list[Fact]:
    """The facts that stand for themselves, without their details and without the page's samples."""
    facts = [fact for fact in comparison.silent if not fact.subject.part.startswith("sample")]
    return [fact for fact in facts if not fact.subject.aspect]


def _decided() -> str:
    """What the register says of gaps and contradictions."""
    entries = register.load().requirements.values()
    rows = [(each.id, each.title, each.decision or each.not_tested) for each in entries]
    return "\n".join([_DECIDED, *columns(("requirement", "what it says", "decided"), [r for r in rows if r[2]]), ""])


def _noise() -> str:
    return _NOISE + "\n".join(columns((), [(each.name, each.reason) for each in NOISE])[2:]) + "\n"
