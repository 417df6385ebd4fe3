"""The statement of conformance as one page of HTML that needs neither network nor script."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from reject_contract.register import Requirement
from reject_contract.reports.statement_model import IN_FULL, MEANINGS, OPERATION, Statement, Test, counted
from reject_contract.result import Evidence
from reject_contract.verdict import Finding, Outcome

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
<h1>{target} <span class="verdict">{verdict}</span></h1>
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
    links = _joined(Markup('<a href="#{}">{}</a>\n').format(anchor, title) for anchor, title, _ in sections)
    body = _joined(
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
        target=statement.result.target.name,
        sentence=statement.sentence,
        main=_faults(statement) + _counts(statement) + nav + _chart(statement) + body,
    )


def _faults(statement: Statement) -> Markup:
    if not statement.faults:
        return Markup()
    text = Markup('<p class="notice"><b>The suite itself broke</b> in {} place(s), so this statement is incomplete: {}</p>')
    return text.format(len(statement.faults), "; ".join(statement.faults[:3]))


def _counts(statement: Statement) -> Markup:
    items = _joined(
        Markup('<li><b class="{0}">{1}</b>{0} <span class="soft">{2}</span></li>\n').format(
            outcome, count, MEANINGS[outcome]
        )
        for outcome, count in statement.counts.items()
    )
    kicker = Markup('<p class="kicker">{} requirements of {}; {}, release {}, judged {}</p>\n')
    words = kicker.format(
        len(statement.result.findings), OPERATION, statement.facts["Installation"], statement.facts["Release"],
        statement.facts["Started"],
    )  # fmt: skip
    return words + Markup('<ul class="counts">\n{}</ul>\n').format(items)


def _chart(statement: Statement) -> Markup:
    """Outcomes by part of the contract: a bar for the eye, and its numbers in words."""
    widest = max(len(findings) for _, _, findings in statement.parts)
    rows = _joined(
        Markup(
            '<tr><th scope="row"><a href="#part-{}">{}</a></th><td class="bar">{}</td><td class="words soft">{}</td></tr>\n'
        ).format(part, title, _bar(counted(findings), widest), _in_words(counted(findings)))
        for part, title, findings in statement.parts
        if findings
    )
    head = Markup('<thead><tr><th scope="col">Part</th><th scope="col">Outcomes</th><th scope="col">In numbers</th></tr>')
    return Markup('<div class="scroll"><table class="chart">\n{}</thead>\n<tbody>\n{}</tbody></table></div>\n').format(
        head, rows
    )


def _bar(counts: dict[Outcome, int], widest: int) -> Markup:
    at, pieces = 0, []
    for outcome, count in counts.items():
        pieces.append(
            Markup('<rect class="{}" x="{}" width="{}" height="10"/>').format(outcome, at, max(count - 0.12, 0.1))
        )
        at += count
    return Markup('<svg viewBox="0 0 {} 10" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        widest, _joined(pieces)
    )


def _failures(statement: Statement, outcome: Outcome) -> Markup:
    return _joined(_failure(statement, finding) for finding in statement.having(outcome))


def _failure(statement: Statement, finding: Finding) -> Markup:
    evidence = statement.evidence(finding.requirement)
    shown = _joined(_shown(each) for each in evidence[:IN_FULL])
    if not evidence:
        shown = Markup("<p>{}</p>\n").format(finding.reason)
    if more := evidence[IN_FULL:]:
        items = _joined(Markup("<li><code>{}</code>: {}</li>\n").format(each.test, each.actual) for each in more)
        shown += Markup("<p>Violated likewise in {} more:</p>\n<ul>\n{}</ul>\n").format(len(more), items)
    return _card(statement, finding, shown)


def _card(statement: Statement, finding: Finding, content: Markup) -> Markup:
    return Markup(
        '<div class="card of-{0}">\n<h3><a class="id" href="#{1}">{1}</a> {2}</h3>\n<p class="soft">{3}</p>\n{4}</div>\n'
    ).format(
        finding.outcome, finding.requirement.id, finding.requirement.title,
        _rests_on(statement, finding.requirement), content,
    )  # fmt: skip


def _rests_on(statement: Statement, requirement: Requirement) -> Markup:
    words = Markup("{}, {}: {}").format(requirement.level, requirement.basis, requirement.source)
    if clause := statement.register.clause(requirement):
        return Markup('{}, {}: <a href="{}">{}</a>').format(
            requirement.level, requirement.basis, clause, requirement.source
        )
    return words


def _shown(evidence: Evidence) -> Markup:
    """One violation: expected, actual, the exchange and how to repeat it."""
    rows = [("Expected", Markup("{}").format(evidence.expected)), ("Actual", Markup("{}").format(evidence.actual))]
    if evidence.exchange:
        place = f"Entry {evidence.entry} of exchanges.har" if evidence.entry else ""
        rows.append(("Exchange", Markup('<pre>{}</pre><span class="soft">{}</span>').format(evidence.exchange, place)))
        rows.append(("Request", Markup("<pre>{}</pre>").format(evidence.curl)))
    rows.append(("Again", Markup("<pre>{}</pre>").format(evidence.again)))
    return Markup('<dl class="said">\n{}</dl>\n').format(
        _joined(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*row) for row in rows)
    )


def _deviations(statement: Statement) -> Markup:
    cards = []
    for finding in statement.having("deviates"):
        said = statement.deviation(finding)
        rows = vars(said).items() if said else ()
        listed = _joined(Markup("<dt>{}</dt><dd>{}</dd>\n").format(name.capitalize(), value) for name, value in rows)
        content = Markup('<dl class="said">\n{}</dl>\n').format(listed)
        content += _joined(_shown(each) for each in statement.evidence(finding.requirement)[:IN_FULL])
        cards.append(_card(statement, finding, content))
    return _joined(cards)


def _reasons(groups: Iterable[tuple[str, list[Finding]]]) -> Markup:
    return _joined(
        Markup("<p><b>{}</b></p>\n<ul>\n{}</ul>\n").format(
            reason or "No reason was given",
            _joined(
                Markup('<li><a class="id" href="#{0}">{0}</a> {1}</li>\n').format(
                    each.requirement.id, each.requirement.title
                )
                for each in findings
            ),
        )
        for reason, findings in groups
    )


def _facts(statement: Statement) -> Markup:
    rows = _joined(Markup("<dt>{}</dt><dd>{}</dd>\n").format(*fact) for fact in statement.facts.items())
    return Markup('<dl class="facts">\n{}</dl>\n').format(rows)


def _open(statement: Statement) -> Markup:
    cards = []
    for finding in statement.having("observed"):
        content = Markup("<p>{}</p>\n").format(finding.requirement.decision) if finding.requirement.decision else ""
        answers = _joined(
            Markup("<li>{}<code>{}</code></li>\n").format(f"{each.case}: " if each.case else "", each.seen)
            for each in statement.answers(finding)
        )
        cards.append(_card(statement, finding, Markup("{}<p>Here:</p>\n<ul>\n{}</ul>\n").format(content, answers)))
    if not cards:
        return Markup()
    words = "Here the documents are silent or contradict themselves. What the server did is recorded, and not judged."
    return Markup("<p>{}</p>\n").format(words) + _joined(cards)


def _requirements(statement: Statement) -> Markup:
    return _joined(
        Markup('<h3 id="part-{}">{} <span class="soft">{}</span></h3>\n{}').format(
            part, title, _in_words(counted(findings)), _table(statement, title, findings)
        )
        for part, title, findings in statement.parts
        if findings
    )


def _table(statement: Statement, title: str, findings: list[Finding]) -> Markup:
    head = Markup(
        '<thead><tr><th scope="col">Requirement</th><th scope="col">Level</th><th scope="col">Basis</th>'
        '<th scope="col">Outcome</th></tr></thead>'
    )
    rows = _joined(_row(statement, finding) for finding in findings)
    return Markup('<div class="scroll"><table aria-label="{}">\n{}\n<tbody>\n{}</tbody></table></div>\n').format(
        title, head, rows
    )


def _row(statement: Statement, finding: Finding) -> Markup:
    requirement = finding.requirement
    tests = statement.tests(finding)
    source: str | Markup = requirement.source
    if clause := statement.register.clause(requirement):
        source = Markup('<a href="{}">{}</a>').format(clause, source)
    return Markup(
        '<tr id="{0}" data-outcome="{5}"><td class="what"><span class="id">{0}</span> {1}<br>'
        '<span class="soft">{2}</span>{6}</td><td>{3}</td><td>{4}</td><td><span class="outcome {5}">{5}</span></td></tr>\n'
    ).format(requirement.id, requirement.title, source, requirement.level, requirement.basis, finding.outcome,
             _tests(tests) if tests else Markup('<br><span class="soft">{}</span>').format(finding.reason))  # fmt: skip


def _tests(tests: list[Test]) -> Markup:
    items = _joined(
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
    items = _joined(
        Markup('<li><a href="{0}">{0}</a>: {1}</li>\n').format(name, what) for name, what in statement.files()
    )
    return Markup("<ul>\n{}</ul>\n").format(items)


def _in_words(counts: dict[Outcome, int]) -> str:
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items())


def _joined(pieces: Iterable[Markup]) -> Markup:
    return Markup().join(pieces)
