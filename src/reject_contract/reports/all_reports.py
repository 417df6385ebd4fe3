"""Writes the reports of one target, each from what is known once the run has ended."""

from __future__ import annotations

from pathlib import Path

from reject_contract.options import Options
from reject_contract.reports import allure_html, har, junit, verdict_json
from reject_contract.result import Result


def write(result: Result, options: Options, root: Path) -> None:
    """Write all of them; the manifest comes last, since it has the digest of the others."""
    folder = options.reports / result.target.name
    verdict_json.write(result, folder)
    junit.write(result, folder)
    har.merge(folder)
    allure_html.finish(result, options, root)
