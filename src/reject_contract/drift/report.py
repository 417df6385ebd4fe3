"""A comparison in words: for the terminal, for a document, for programs."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence

from reject_contract.drift.compare import CHANGES, Difference, Differences
from reject_contract.drift.description import ABSENT
from reject_contract.sanitize import cell, columns, shown


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
