"""The statement of conformance as one page of HTML that needs neither network nor script."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup, escape

from reject_contract.reports import statement_chart
from reject_contract.reports.statement_chart import in_words, joined
from reject_contract.reports.statement_model import OPERATION, Accepted, Statement, Test, counted
from reject_contract.verdict.register import Requirement
from reject_contract.verdict.result import Evidence
from reject_contract.verdict.verdict import Finding, Outcome

STYLE = Path(__file__).with_name("statement.css")
PAGE = Markup("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="generator" content="reject-contract {version}">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{headline}: {operation}</title>
<style>
{style}</style>
</head>
<body class="{verdict}">
<header>
<h1>{target} <span class="verdict">{words}</span></h1>
<p>{sentence}</p>
</header>
<main>
{main}
</main>
<footer>
<p>Statement of conformance of {operation}, made by reject-contract {version}. Secrets are masked. manifest.json beside
this page holds the SHA-256 of every file of the run; <code>reject-contract verify-bundle</code> compares them.</p>
</footer>
</body>
</html>
""")
CARD = Markup("""<div class="card of-{outcome}">
<h3><a class="id" href="#{id}">{id}</a> {title}</h3>
<p class="soft">{level}, {basis}: {source}</p>
{content}</div>
""")
ROW = Markup("""<tr id="{id}" data-outcome="{outcome}">
<td class="what"><span class="id">{id}</span> {title}<br><span class="soft">{source}</span>{behind}</td>
<td>{level}</td><td>{basis}</td><td><span class="outcome {outcome}">{outcome}</span></td></tr>
""")


def page(statement: Statement) -> str:
    """The whole page."""
    sections = [
        (anchor, title, content)
        for anchor, title, content in (
            ("violations", "Violations", _failures(statement, "violated")),
            ("warnings", "Warnings", _failures(statement, "warned")),
            ("deviations", "Deviations", _deviations(statement)),
            ("unjudged", "Not judged", _reasons(statement.unjudged)),
            ("tested", "What was tested", _facts(statement)),
            ("open", "What the documentation leaves open", _open(statement)),
            ("omitted", "Omitted", _reasons(statement.omitted)),
            ("uncovered", "Not covered", _reasons(statement.not_covered)),
            ("requirements", "Every requirement", _requirements(statement)),
            ("evidence", "Evidence", _files(statement)),
        )
        if content
    ]
    links = joined(Markup('<a href="#{}">{}</a>\n').format(anchor, title) for anchor, title, _ in sections)
    body = joined(
        Markup('<section aria-labelledby="{0}">\n<h2 id="{0}">{1}</h2>\n{2}</section>\n').format(*section)
        for section in sections
    )
    nav = Markup('<nav aria-label="Contents">\n{}</nav>\n').format(links)
    return PAGE.format(
        version=statement.facts["Suite version"],
        headline=statement.headline,
        operation=OPERATION,
        style=Markup(STYLE.read_text(encoding="utf-8")),
        verdict=statement.result.verdict,
        words=statement.result.verdict_in_words,
        target=statement.result.target.name,
        sentence=statement.sentence,
        main=_warnings(statement) + statement_chart.counts(statement) + nav + statement_chart.bars(statement) + body,
    )


def _warnings(statement: Statement) -> Markup:
    return joined(Markup('<p class="notice">{}</p>\n').format(each) for each in statement.warnings)


def _failures(statement: Statement, outcome: Outcome) -> Markup:
    return joined(_failure(statement, finding) for finding in statement.having(outcome))


def _failure(statement: Statement, finding: Finding) -> Markup:
    return _card(statement, finding, _evidence(statement, finding) or Markup("<p>{}</p>\n").format(finding.reason))


def _evidence(statement: Statement, finding: Finding) -> Markup:
    """The first violation in full, and the others in a line each."""
    evidence = statement.evidence(finding.requirement)
    shown = joined(_shown(each) for each in evidence[:1])
    if more := evidence[1:]:
        items = joined(
            Markup("<li><code>{}</code>: {} <span>(entry {})</span></li>\n").format(
                each.test, each.actual, each.entry or "none"
            )
            for each in more
        )
        words = Markup("<details><summary>also in {} more of its tests</summary><ul>\n{}</ul></details>\n")
        shown += words.format(len(more), items)
    return shown


def _card(statement: Statement, finding: Finding, content: Markup) -> Markup:
    return CARD.format(content=content, **_about(statement, finding))


def _about(statement: Statement, finding: Finding) -> dict[str, object]:
    """What is said of a requirement wherever it stands."""
    return {
        "outcome": finding.outcome,
        "id": finding.requirement.id,
        "title": finding.requirement.title,
        "level": finding.requirement.level,
        "basis": finding.requirement.basis,
        "source": _source(statement, finding.requirement),
    }


def _source(statement: Statement, requirement: Requirement) -> Markup:
    """Where the documents say it, with a link where the document has an address."""
    clause = statement.register.clause(requirement)
    return Markup('<a href="{}">{}</a>').format(clause, requirement.source) if clause else escape(requirement.source)


def _shown(evidence: Evidence) -> Markup:
    """One violation: expected, actual, the exchange and how to repeat it."""
    rows = [("Expected", evidence.expected), ("Actual", evidence.actual)]
    if evidence.exchange:
        place = f"Entry {evidence.entry} of exchanges.har" if evidence.entry else ""
        rows.append(("Exchange", Markup('<pre>{}</pre><span class="soft">{}</span>').format(evidence.exchange, place)))
        rows.append(("Request", Markup("<pre>{}</pre>").format(evidence.curl)))
    rows.append(("Again", Markup("<pre>{}</pre>").format(evidence.again)))
    return _list("said", rows)


def _list(kind: str, rows: Iterable[tuple[str, str]]) -> Markup:
    """Names and values."""
    items = joined(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*row) for row in rows)
    return Markup('<dl class="{}">\n{}</dl>\n').format(kind, items)


def _deviations(statement: Statement) -> Markup:
    """What is accepted; the evidence of what is no deviation stands with the violations."""
    return joined(
        _card(statement, finding, joined(map(_accepted, entries)) + (_evidence(statement, finding) if covered else ""))
        for finding, entries in statement.accepted
        for covered in [finding.outcome == "deviates"]
    )


def _accepted(entry: Accepted) -> Markup:
    return _list("said", ((name.capitalize(), word) for name, word in entry.items()))


def _reasons(groups: Iterable[tuple[str, list[Finding]]]) -> Markup:
    """Requirements with the reason that they share."""
    return joined(
        Markup('<div class="group">\n<ul>\n{}</ul>\n<p>{}</p>\n</div>\n').format(
            joined(
                Markup('<li><a class="id" href="#{0}">{0}</a> {1}</li>\n').format(
                    each.requirement.id, each.requirement.title
                )
                for each in findings
            ),
            f"Reason: {reason}",
        )
        for reason, findings in groups
    )


def _facts(statement: Statement) -> Markup:
    return _list("facts", statement.facts.items())


def _open(statement: Statement) -> Markup:
    cards = []
    for finding in statement.having("observed"):
        content = Markup("<p>{}</p>\n").format(finding.requirement.decision) if finding.requirement.decision else ""
        answers = joined(
            Markup("<li>{}<code>{}</code></li>\n").format(f"{each.case}: " if each.case else "", each.seen)
            for each in statement.answers(finding)
        )
        cards.append(_card(statement, finding, Markup("{}<p>Here:</p>\n<ul>\n{}</ul>\n").format(content, answers)))
    if not cards:
        return Markup()
    words = "Here the documents are silent or contradict themselves. What the server did is recorded, and not judged."
    return Markup("<p>{}</p>\n").format(words) + joined(cards)


def _requirements(statement: Statement) -> Markup:
    return joined(
        Markup('<h3 id="part-{}">{} <span class="soft">{}</span></h3>\n{}').format(
            part, title, in_words(counted(findings)), _table(statement, title, findings)
        )
        for part, title, findings in statement.parts
        if findings
    )


def _table(statement: Statement, title: str, findings: list[Finding]) -> Markup:
    head = Markup(
        '<thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Basis</th>'
        '<th scope="col">Outcome</th></tr></thead>'
    )
    rows = joined(_row(statement, finding) for finding in findings)
    return Markup('<div class="scroll"><table aria-label="{}">\n{}\n<tbody>\n{}</tbody></table></div>\n').format(
        title, head, rows
    )


def _row(statement: Statement, finding: Finding) -> Markup:
    tests = statement.tests(finding)
    behind = _tests(tests) if tests else Markup('<br><span class="soft">{}</span>').format(finding.reason)
    return ROW.format(behind=behind, **_about(statement, finding))


def _tests(tests: list[Test]) -> Markup:
    items = joined(
        Markup("<li>{}{}</li>\n").format(
            Markup('<a href="{}"><code>{}</code></a>').format(test.link, test.name)
            if test.link
            else Markup("<code>{}</code>").format(test.name),
            f", exchanges {test.exchanges}" if test.exchanges else "",
        )
        for test in tests
    )
    words = "1 test" if len(tests) == 1 else f"{len(tests)} tests"
    return Markup("\n<details><summary>{}</summary><ul>\n{}</ul></details>").format(words, items)


def _files(statement: Statement) -> Markup:
    items = joined(
        Markup('<li><a href="{0}">{0}</a>: {1}</li>\n').format(name, what) for name, what in statement.files()
    )
    return Markup("<ul>\n{}</ul>\n").format(items) if items else Markup()
