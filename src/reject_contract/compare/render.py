"""A comparison in words: for the terminal, for an issue, for a page, for programs."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable

from reject_contract.compare.changes import Change, Comparison
from reject_contract.sanitize import columns, shown

HEAD = ("what", "requirement", "before", "after", "why")
PAGE = """\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>{title}</title>
<style>
body {{ font: 16px/1.5 sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem; color: #222; }}
table {{ border-collapse: collapse; width: 100%; margin: 1rem 0; }}
th, td {{ border: 1px solid #ccc; padding: .3rem .6rem; text-align: left; vertical-align: top; }}
th {{ background: #f3f3f3; }}
td {{ overflow-wrap: anywhere; }}
</style>
<h1>{title}</h1>
{tables}
<p>{count}</p>
</html>
"""


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
    tables = _table(("", "before", "after"), _heads(comparison))
    if comparison.changes:
        tables += "\n" + _table(HEAD, _rows(comparison))
    title, count = (html.escape(said) for said in (_title(comparison), _count(comparison)))
    return PAGE.format(title=title, tables=tables, count=count)


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
    """What is to be known of the two runs as a whole."""
    old, new = comparison.old, comparison.new
    rows = [
        ("target", old.target, new.target),
        ("verdict", old.verdict, new.verdict),
        ("release", old.release or "not known", new.release or "not known"),
        ("suite", old.suite_version or "not known", new.suite_version or "not known"),
    ]
    times = [f"{each:.0f} ms" if each is not None else "not known" for each in (old.milliseconds, new.milliseconds)]
    return [*rows, ("slower" if comparison.slower else "median", times[0], times[1])]


def _rows(comparison: Comparison) -> list[tuple[str, ...]]:
    return [
        (
            change.kind,
            f"{change.requirement} {change.title}",
            change.before or "not known",
            change.after or "not known",
            "; ".join(
                f"{label}: {said}" for label, said in _sides(change) if said not in (change.before, change.after)
            ),
        )
        for change in comparison.changes
    ]


def _sides(change: Change) -> list[tuple[str, str]]:
    """Before and after, each with its reason."""
    sides = (("before", change.before, change.was), ("after", change.after, change.now))
    return [(label, f"{outcome or 'not known'}{': ' * bool(said)}{said}") for label, outcome, said in sides]


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["<tr>" + "".join(f"<th>{html.escape(each)}</th>" for each in head) + "</tr>"]
    lines += ["<tr>" + "".join(f"<td>{html.escape(shown(each))}</td>" for each in row) + "</tr>" for row in rows]
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def _count(comparison: Comparison) -> str:
    counts = [f"{count} {kind}" for kind, count in comparison.counts().items()]
    counts += ["slower"] * comparison.slower
    counts += ["another verdict"] * (comparison.old.verdict != comparison.new.verdict)
    return f"different: {', '.join(counts)}" if comparison.different else "the same"
