"""The outcomes at a glance, for the statement: how many of each, and a bar for each part of the contract."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from reject_contract.reports.statement_model import MEANINGS, OPERATION, Statement, counted
from reject_contract.verdict.verdict import Outcome

COUNT = Markup('<li><b class="{outcome}">{count}</b>{outcome} <span class="soft">{meaning}</span></li>\n')
BARS = Markup("""<div class="scroll"><table class="chart">
<thead><tr><th scope="col">Part</th><th scope="col">Outcomes</th>
<th scope="col" class="words">In numbers</th></tr></thead>
<tbody>
{rows}</tbody></table></div>
""")
ROW = Markup("""<tr><th scope="row"><a href="#part-{part}">{title}</a></th>
<td class="bar"><svg viewBox="0 0 {widest} 10" preserveAspectRatio="none" aria-hidden="true">{bar}</svg></td>
<td class="words soft">{words}</td></tr>
""")
GAP = 0.12
"""Between the pieces of a bar, in requirements."""


def counts(statement: Statement) -> Markup:
    """How many requirements have each outcome, and what was judged when."""
    facts = statement.facts
    kicker = Markup('<p class="kicker">{} requirements of {}; {}, release {}, judged {}</p>\n').format(
        len(statement.result.findings), OPERATION, facts["Installation"], facts["Release"], facts["Started"]
    )
    items = joined(
        COUNT.format(outcome=outcome, count=count, meaning=MEANINGS[outcome])
        for outcome, count in statement.counts.items()
    )
    return kicker + Markup('<ul class="counts">\n{}</ul>\n').format(items)


def bars(statement: Statement) -> Markup:
    """Outcomes by part of the contract: a bar for the eye, and its numbers in words."""
    widest = max(len(findings) for _, _, findings in statement.parts)
    rows = []
    for part, title, findings in statement.parts:
        if findings:
            found = counted(findings)
            row = ROW.format(part=part, title=title, widest=widest, bar=_bar(found), words=in_words(found))
            rows.append(row)
    return BARS.format(rows=joined(rows))


def _bar(counts: dict[Outcome, int]) -> Markup:
    at, pieces = 0, []
    for outcome, count in counts.items():
        pieces.append(Markup('<rect class="{}" x="{}" width="{}" height="10"/>').format(outcome, at, count - GAP))
        at += count
    return joined(pieces)


def in_words(counts: dict[Outcome, int]) -> str:
    """Counts as a person writes them."""
    return ", ".join(f"{count} {outcome}" for outcome, count in counts.items())


def joined(pieces: Iterable[Markup]) -> Markup:
    """Pieces of a page, one after the other."""
    return Markup().join(pieces)
