"""Writes the reports of one target, each from what is known once the run has ended."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reject_contract.http import har
from reject_contract.reports import (
    allure_html,
    junit,
    manifest,
    render,
    run_details,
    verdict_json,
)
from reject_contract.reports.statement_model import Statement
from reject_contract.run.options import Options
from reject_contract.verdict.result import Result


def write(result: Result, options: Options, root: Path, faults: Sequence[str]) -> None:
    """Write all of them; `faults` names the places of internal errors in the suite.

    The statement comes late, since it points to the others, and the manifest last, since it has their digests.
    """
    folder = options.reports / result.target.name
    said = run_details.of(result, options)
    entries = har.merge(folder)
    verdict_json.write(result, entries, folder)
    junit.write(result, said, entries, folder)
    allure_html.finish(result, said, options, root)
    statement = Statement(result, said, entries, folder, faults)
    (folder / "statement.html").write_text(render.statement_page(statement), encoding="utf-8")
    (folder / "statement.md").write_text(render.statement_document(statement), encoding="utf-8")
    manifest.write(result, options, folder)
