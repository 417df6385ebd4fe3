"""Writes openapi/README.md: what is in the folder, and how the fragment differs from the vendor's documents."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reject_contract.drift import noise, report
from reject_contract.drift.compare import Differences
from reject_contract.drift.description import ABSENT, Fact
from reject_contract.sanitize import columns
from reject_contract.verdict import register

_HEAD = """\
# The contract in files

<!-- Written by `reject-contract drift --format readme`; a test holds it in step. Change the program, not this. -->

| file | what it is |
|---|---|
| [reject.yaml](reject.yaml) | the fragment: an OpenAPI 3.1 description of the one operation |
| [neighbours.yaml](neighbours.yaml) | the operations that set the stage and read it back |
| [requirements.yaml](requirements.yaml) | the register: every clause with its level, basis and source |
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
    lines += report.table(comparison.differences) or ["Nothing."]
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
    return _NOISE + "\n".join(columns((), [(each.name, each.reason) for each in noise.KNOWN])[2:]) + "\n"
