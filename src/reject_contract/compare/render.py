"""A comparison in words: for the terminal, for an issue, for a page, for programs."""

from __future__ import annotations

import json

from reject_contract.compare.changes import Change, Comparison
from reject_contract.reports.render import html
from reject_contract.sanitize import columns, shown

UNKNOWN = "not known"
HEAD = ("what", "requirement", "before", "after", "why")


def render(comparison: Comparison, style: str) -> str:
    """The comparison in one of the formats."""
    return {"text": text, "markdown": markdown, "json": as_json, "html": page}[style](comparison)


def text(comparison: Comparison) -> str:
    """For the terminal; the worst stands first."""
    lines = [_title(comparison)]
    lines += [f"  {name:<8}  {shown(before)} -> {shown(after)}" for name, before, after in _heads(comparison)]
    for change in comparison.changes:
        lines.append("")
        lines.append(f"{change.kind}: {change.requirement}  {shown(change.title)}")
        lines += [f"  {label:<8}  {shown(said)}" for label, said in _sides(change)]
    return "\n".join([*lines, "", _count(comparison), ""])


def markdown(comparison: Comparison) -> str:
    """For an issue or a release note."""
    lines = [f"### {_title(comparison)}", "", *columns(("", "before", "after"), _heads(comparison)), ""]
    lines += [*columns(HEAD, _rows(comparison)), ""] if comparison.changes else []
    return "\n".join([*lines, _count(comparison), ""])


def page(comparison: Comparison) -> str:
    """One HTML page that needs nothing else."""
    return html("comparison.html.j2", comparison=comparison, heads=_heads(comparison), counts=_counts(comparison))


def as_json(comparison: Comparison) -> str:
    """For programs."""
    content = {
        "different": comparison.different,
        "slower": comparison.slower,
        **{side: {
            "folder": str(run.folder), "target": run.target, "verdict": run.verdict, "release": run.release,
            "suite_version": run.suite_version, "milliseconds": run.milliseconds,
        } for side, run in (("old", comparison.old), ("new", comparison.new))},
        "counts": comparison.counts(),
        "changes": [vars(change) for change in comparison.changes],
    }  # fmt: skip
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"


def _title(comparison: Comparison) -> str:
    return f"{shown(comparison.old.folder)} -> {shown(comparison.new.folder)}"


def _heads(comparison: Comparison) -> list[tuple[str, str, str]]:
    """The two runs as a whole."""
    old, new = comparison.old, comparison.new
    times = [f"{each:.0f} ms" if each is not None else "" for each in (old.milliseconds, new.milliseconds)]
    rows = [
        ("target", old.target, new.target),
        ("address", old.address, new.address),
        ("verdict", old.verdict, new.verdict),
        ("judged", old.started, new.started),
        ("release", old.release, new.release),
        ("suite", old.suite_version, new.suite_version),
        ("slower" if comparison.slower else "median", *times),
    ]
    return [(name, before or UNKNOWN, after or UNKNOWN) for name, before, after in rows]


def _rows(comparison: Comparison) -> list[tuple[str, ...]]:
    return [
        (
            change.kind,
            f"{change.requirement} {change.title}",
            change.before or UNKNOWN,
            change.after or UNKNOWN,
            "; ".join(
                f"{label}: {said}" for label, said in _sides(change) if said not in (change.before, change.after)
            ),
        )
        for change in comparison.changes
    ]


def _sides(change: Change) -> list[tuple[str, str]]:
    """Before and after, each with its reason."""
    sides = (("before", change.before, change.was), ("after", change.after, change.now))
    return [(label, f"{outcome or UNKNOWN}{': ' * bool(said)}{said}") for label, outcome, said in sides]


def _count(comparison: Comparison) -> str:
    return f"different: {_counts(comparison)}" if comparison.different else "the same"


def _counts(comparison: Comparison) -> str:
    counts = [f"{count} {kind}" for kind, count in comparison.counts().items()]
    counts += ["slower"] * comparison.slower
    counts += ["another verdict"] * (comparison.old.verdict != comparison.new.verdict)
    return ", ".join(counts)
