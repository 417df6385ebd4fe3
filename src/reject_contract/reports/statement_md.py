"""The statement of conformance in Markdown, of the same model as the page.

Whatever a server said stands in code, so that nothing of it is taken for Markdown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reject_contract.reports.markdown import code, fence, plain
from reject_contract.reports.statement_model import MEANINGS, OPERATION, Statement, counted
from reject_contract.verdict.result import Evidence
from reject_contract.verdict.verdict import Finding, Outcome


def document(statement: Statement) -> str:
    """The whole document."""
    return "\n".join(_lines(statement)) + "\n"


def _lines(statement: Statement) -> Iterator[str]:
    yield f"# {statement.headline}"
    yield ""
    yield plain(statement.sentence)
    yield from (f"\n> {plain(each)}" for each in statement.warnings)
    yield f"\n{len(statement.result.findings)} requirements of `{OPERATION}`:\n"
    yield from (f"- {count} {outcome}: {MEANINGS[outcome]}" for outcome, count in statement.counts.items())
    failures: tuple[tuple[str, Outcome], ...] = (("Violations", "violated"), ("Warnings", "warned"))
    for title, outcome in failures:
        yield from _section(title, (_failure(statement, each) for each in statement.having(outcome)))
    yield from _section("Deviations", _deviations(statement))
    yield from _section("Not judged", _reasons(statement.unjudged))
    yield from _section("What was tested", [_table(("Fact", "Value"), statement.facts.items())])
    yield from _section("Outcomes by part", [_parts(statement)])
    yield from _section("What the documentation leaves open", _open(statement))
    yield from _section("Omitted", _reasons(statement.omitted))
    yield from _section("Not covered", _reasons(statement.not_covered))
    yield from _section("Every requirement", _requirements(statement))
    yield from _section("Evidence", ["\n".join(f"- [{name}]({name}): {what}" for name, what in statement.files())])


def _section(title: str, blocks: Iterable[str]) -> Iterator[str]:
    """A heading and its blocks; nothing where there is none."""
    for number, block in enumerate(filter(None, blocks)):
        if not number:
            yield f"\n## {title}"
        yield f"\n{block}"


def _failure(statement: Statement, finding: Finding) -> str:
    return "\n\n".join([_heading(finding), *(_evidence(statement, finding) or [code(finding.reason)])])


def _evidence(statement: Statement, finding: Finding) -> list[str]:
    """The first violation in full, and the others in a line each."""
    evidence = statement.evidence(finding.requirement)
    also = [f"- also in {code(each.test)}: {code(each.actual)} (entry {each.entry})" for each in evidence[1:]]
    return [*(_shown(each) for each in evidence[:1]), *(["\n".join(also)] if also else [])]


def _heading(finding: Finding) -> str:
    requirement = finding.requirement
    words = f"### {requirement.id} {plain(requirement.title)}"
    return f"{words}\n\n{requirement.level}, {requirement.basis}: {plain(requirement.source)}"


def _shown(evidence: Evidence) -> str:
    lines = [f"- expected: {code(evidence.expected)}", f"- actual: {code(evidence.actual)}"]
    if evidence.entry:
        lines.append(f"- exchange: entry {evidence.entry} of exchanges.har")
    fences = [fence(text) for text in (evidence.exchange, evidence.curl, evidence.again) if text]
    return "\n\n".join(["\n".join(lines), *fences])


def _deviations(statement: Statement) -> Iterator[str]:
    for finding, entries in statement.accepted:
        lines = ["\n".join(f"- {name}: {plain(word)}" for name, word in entry.items()) for entry in entries]
        evidence = _evidence(statement, finding) if finding.outcome == "deviates" else []
        yield "\n\n".join([_heading(finding), *lines, *evidence])


def _reasons(groups: Iterable[tuple[str, list[Finding]]]) -> Iterator[str]:
    for reason, findings in groups:
        items = "\n".join(f"- {each.requirement.id} {plain(each.requirement.title)}" for each in findings)
        yield f"{code(reason or 'no reason was given')}:\n\n{items}"


def _parts(statement: Statement) -> str:
    rows = (
        (title, ", ".join(f"{count} {outcome}" for outcome, count in counted(findings).items()))
        for _, title, findings in statement.parts
        if findings
    )
    return _table(("Part", "Outcomes"), rows)


def _open(statement: Statement) -> Iterator[str]:
    for finding in statement.having("observed"):
        blocks = [_heading(finding), plain(finding.requirement.decision), "Here:"]
        answers = [
            f"- {code(each.case) + ': ' if each.case else ''}{code(each.seen)}" for each in statement.answers(finding)
        ]
        yield "\n\n".join([*filter(None, blocks), "\n".join(answers)])


def _requirements(statement: Statement) -> Iterator[str]:
    for _, title, findings in statement.parts:
        if findings:
            yield f"### {title}"
            yield _table(
                ("Requirement", "Claim", "Level", "Basis", "Source", "Outcome", "Tests"),
                (_row(statement, finding) for finding in findings),
            )


def _row(statement: Statement, finding: Finding) -> tuple[str, ...]:
    requirement = finding.requirement
    tests = ", ".join(code(each.name) for each in statement.tests(finding)) or code(finding.reason)
    return (
        requirement.id, requirement.title, requirement.level, requirement.basis, requirement.source, finding.outcome,
        tests,
    )  # fmt: skip


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    """Text for a cell; what stands in code already only has its bars escaped."""
    return (text if text.startswith("`") else plain(text)).replace("|", "\\|")
