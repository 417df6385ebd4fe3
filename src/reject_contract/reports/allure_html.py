"""Completes the Allure results, and makes one HTML page of them where the Allure command line is at hand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import uuid
from collections.abc import Mapping
from pathlib import Path

from reject_contract.http.redaction import Redaction
from reject_contract.reports import executor
from reject_contract.resources import INSTALLED
from reject_contract.run.options import Options
from reject_contract.sanitize import harmless
from reject_contract.verdict.outcomes import SUITE_FAULT, TABLE
from reject_contract.verdict.result import Result

MOST_PAGES = 5
"""Targets of one run for which pages are made; each takes some seconds."""
HISTORY = 10
"""Runs that the trends go back."""
HOW_TO_GET_IT = "no HTML report: the Allure command line is not installed (with Node 20 or later: {})".format(
    "npm install --global allure" if INSTALLED else "npm ci"
)
ANALYTICS = ("googletagmanager", "gtag(")
"""What the scripts say that report the reader of the page to an analytics service."""
CHARTS = [
    {"type": "currentStatus", "title": "This run"},
    {"type": "statusDynamics", "title": "The last runs", "limit": HISTORY},
    {"type": "statusTransitions", "title": "What changed since the run before", "limit": HISTORY},
    {"type": "testResultSeverities", "title": "By severity: critical is a must, normal a should, trivial observes"},
    {"type": "durations", "title": "How long the tests take"},
]
"""Those of Allure's charts that say something of a contract."""


def finish(result: Result, facts: Mapping[str, str], options: Options, root: Path) -> None:
    """Write the environment beside the results, and the HTML where it is wanted and possible."""
    folder = options.reports / result.target.name
    if not options.allure:
        return
    _write_context(folder / "allure-results", facts, Redaction.of(result.target))
    if not options.html:
        return
    if len(options.targets) > MOST_PAGES:
        result.notes.append(f"no HTML report: there are more than {MOST_PAGES} targets; allure generate makes it")
    elif tool := command(root):
        result.notes += _generate(tool, folder, result, Redaction.of(result.target, *options.targets.values()))
    else:
        result.notes.append(HOW_TO_GET_IT)


def _write_context(folder: Path, environment: Mapping[str, str], secrets: Redaction) -> None:
    """Write what Allure shows beside the results: environment, categories, and who ran it."""
    lines = [f"{name.replace(' ', '_')}={value}" for name, value in environment.items()]
    folder.mkdir(parents=True, exist_ok=True)  # --alluredir puts the results elsewhere
    (folder / "environment.properties").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "categories.json").write_text(json.dumps(categories(), indent=1), encoding="utf-8")
    if ran_it := executor.of(os.environ):
        (folder / "executor.json").write_text(secrets.replace(json.dumps(ran_it, indent=1)), encoding="utf-8")


def categories() -> list[dict[str, object]]:
    """How Allure sorts what did not pass: by its status, and by the word that its message begins with."""
    rows = {kind: row for kind, row in TABLE.items() if row.allure != "passed"}
    others = "|".join(row.noun for kind, row in rows.items() if kind != SUITE_FAULT)
    return [
        {
            "name": f"{row.noun.capitalize()}: {row.meaning}",
            "matchedStatuses": [row.allure],
            "messageRegex": rf"^(?!{others})[\s\S]*$" if kind == SUITE_FAULT else rf"^{row.noun}[\s\S]*$",
        }
        for kind, row in rows.items()
    ]


def result_id(target: str, test: str) -> str:
    """The id of a test's result: the same in every run, so that other reports can point to it."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{target} {test}"))


def command(root: Path) -> str | None:
    """The Allure command line: the project's own, or the one on the path."""
    own = root / "node_modules" / ".bin" / "allure"
    return str(own) if own.exists() and shutil.which("node") else shutil.which("allure")


def without_trackers(page: str) -> str:
    """The page without the scripts that report its reader to an analytics service."""
    kept, at = [], 0
    while (start := page.find("<script", at)) >= 0:
        end = page.find("</script>", start) + len("</script>")
        script = page[start:end]
        # The application itself is far longer; only the short scripts of the service are meant.
        tracks = len(script) < 5000 and any(sign in script for sign in ANALYTICS)
        kept += [page[at:start], "" if tracks else script]
        at = end
    return "".join([*kept, page[at:]])


def _generate(tool: str, folder: Path, result: Result, secrets: Redaction) -> list[str]:
    report = folder / "allure-report"
    shutil.rmtree(report, ignore_errors=True)
    inherited = {name: value for name, value in os.environ.items() if secrets.mask(value) == value}
    with tempfile.TemporaryDirectory() as scratch:
        config = Path(scratch) / "allurerc.json"
        config.write_text(json.dumps(_config(result, report, folder / "allure-history.jsonl")), encoding="utf-8")
        done = subprocess.run(
            [tool, "generate", str(folder / "allure-results"), "--config", str(config)],
            cwd=scratch, env=inherited, capture_output=True, text=True, timeout=300, check=False,
        )  # fmt: skip
    index = report / "index.html"
    if done.returncode != 0 or not index.is_file():
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no output"]
        return [f"no HTML report: the Allure command line failed ({harmless(secrets.mask(last[0]))})"]
    index.write_text(without_trackers(index.read_text(encoding="utf-8")), encoding="utf-8")
    return []


def _config(result: Result, report: Path, history: Path) -> dict[str, object]:
    contract = " and ".join(each.short for each in result.register.operations.values())
    return {
        "name": f"Contract of {contract} on {result.target.name}: {result.verdict_in_words}",
        "output": str(report.resolve()),
        "historyPath": str(history.resolve()),
        "appendHistory": True,
        "historyLimit": HISTORY,
        "categories": {"rules": categories()},
        "plugins": {
            "awesome": {
                "options": {
                    "singleFile": True,
                    "reportLanguage": "en",
                    "groupBy": ["suite", "subSuite"],
                    "charts": CHARTS,
                }
            }
        },
    }
