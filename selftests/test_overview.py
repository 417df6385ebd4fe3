"""The overview: many targets side by side, from the reports that are there, whoever wrote them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from click.testing import CliRunner

from harness import ROOT, run_contract
from reject_contract.cli.main import main
from reject_contract.compare import overview
from reject_contract.errors import UsageFault
from reject_contract.mock import MockServer, build_app
from reject_contract.verdict.outcomes import Outcome
from reject_contract.verdict.register import load


def reported(
    reports: Path, target: str, *findings: tuple[str, Outcome], verdict: str = "conforms", **more: Any
) -> None:
    """The report of a target."""
    requirements = [{"id": each, "title": "", "outcome": outcome, "reason": ""} for each, outcome in findings]
    content = {"target": target, "verdict": verdict, "requirements": requirements, **more}
    folder = reports / target
    folder.mkdir(parents=True)
    (folder / "verdict.json").write_text(json.dumps(content), encoding="utf-8")


def names(page: overview.Overview) -> Sequence[str]:
    """The targets in their order."""
    return [run.target for run in page.runs]


def test_worst_target_stands_first(tmp_path: Path) -> None:
    """Then they go by name; the page has the colour of the worst."""
    for name, verdict in (("b", "conforms"), ("a", "conforms"), ("d", "inconclusive"), ("c", "violates")):
        reported(tmp_path, name, verdict=verdict)
    found = overview.of(tmp_path, load())
    assert names(found) == ["c", "d", "a", "b"]
    assert (found.worst, found.verdicts) == ("violates", {"violates": 1, "inconclusive": 1, "conforms": 2})


def test_cell_counts_the_worst_of_a_part(tmp_path: Path) -> None:
    """What was omitted is no outcome; a part in which nothing was judged is empty."""
    reported(
        tmp_path, "a", ("RJ-AUTH-1", "satisfied"), ("RJ-AUTH-2", "warned"), ("RJ-AUTH-8", "warned"),
        ("RJ-MODE-8", "omitted"), ("RJ-BODY-1", "satisfied"),
    )  # fmt: skip
    found = overview.of(tmp_path, load())
    cells = [found.cell(found.runs[0], part) for part in ("AUTH", "MODE", "BODY")]
    assert cells == [("warned", 2), None, ("satisfied", 1)]


def test_only_what_differs_is_listed(tmp_path: Path) -> None:
    """With the targets of each outcome, the worst outcome first."""
    same: tuple[str, Outcome] = ("RJ-AUTH-1", "satisfied")
    reported(tmp_path, "a", same, ("RJ-MODE-8", "satisfied"))
    reported(tmp_path, "b", same, ("RJ-MODE-8", "violated"), verdict="violates")
    reported(tmp_path, "c", same, ("RJ-MODE-8", "satisfied"))
    (difference,) = overview.of(tmp_path, load()).differences
    assert difference.requirement == "RJ-MODE-8"
    assert difference.title == load()["RJ-MODE-8"].title
    assert list(difference.targets.items()) == [("violated", ["b"]), ("satisfied", ["a", "c"])]


def test_page_names_the_slowest_and_what_was_not_all_judged(tmp_path: Path) -> None:
    """Both are what somebody who answers for many asks first."""
    reported(tmp_path, "fast", milliseconds=20.0, left_out="a quick run")
    reported(tmp_path, "slow", milliseconds=120.0)
    page = overview.write(tmp_path, overview.of(tmp_path, load())).read_text(encoding="utf-8")
    assert "The slowest is slow, with 120 ms" in page
    assert page.count("not all judged") == 1


def test_many_targets_are_folded(tmp_path: Path) -> None:
    """A requirement that holds on 299 of 300 names few of them at once."""
    for number in range(30):
        reported(tmp_path, f"t{number:02}", ("RJ-MODE-8", "violated" if number == 7 else "satisfied"))
    page = overview.write(tmp_path, overview.of(tmp_path, load())).read_text(encoding="utf-8")
    assert "<summary>and 17 more</summary>" in page


def test_what_a_stranger_wrote_is_text(tmp_path: Path) -> None:
    """Reports come from other machines."""
    reported(tmp_path, "a", release="<script>alert(1)</script>", left_out='"><b>', verdict="conforms")
    page = overview.write(tmp_path, overview.of(tmp_path, load())).read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>" not in page


def test_folder_without_reports_is_wrong_usage(tmp_path: Path) -> None:
    """The message says which folder is meant."""
    with pytest.raises(UsageFault, match="holds no reports: name the folder that has a folder for each target"):
        overview.of(tmp_path, load())
    assert CliRunner().invoke(main, ["overview", str(tmp_path)]).exit_code == 4


def test_run_on_several_targets_writes_it(tmp_path: Path) -> None:
    """And names it last, after the targets' own reports; the verb writes the same page."""
    reports = tmp_path / "reports"
    with MockServer(build_app()) as good, MockServer(build_app(faults=["nested_select_crashes"])) as bad:
        files = [
            server.write_target(tmp_path / f"{name}.yaml", name=name) for name, server in (("good", good), ("bad", bad))
        ]
        targets = [word for file in files for word in ("--target", file)]
        outcome = run_contract(reports, "--no-allure", *targets, tests="tests/test_select.py")
    assert outcome.exit_code == 1, outcome.output[-2000:]
    assert "index.html, all targets side by side" in outcome.output
    entries = json.loads((reports / "good" / "exchanges.har").read_text(encoding="utf-8"))["log"]["entries"]
    times = [each["time"] for each in entries if each["request"]["url"].partition("?")[0].endswith("/Reject")]
    assert outcome.verdict("good")["milliseconds"] == median(times)  # other operations are not judged
    page = (reports / "index.html").read_text(encoding="utf-8")
    assert '<a href="bad/statement.html">bad</a>' in page
    assert "RJ-SELECT-3" in page
    assert CliRunner().invoke(main, ["overview", str(reports)]).exit_code == 0
    assert (reports / "index.html").read_text(encoding="utf-8") == page


SSH = """#!/bin/sh
[ "$1" = -n ] && shift
cd "$HOSTS/$1" && exec sh -c "$2"
"""
SCP = """#!/bin/sh
exec cp -r "$HOSTS/$(echo "$3" | tr : /)" "$4"
"""


def test_hosts_are_brought_together_as_the_page_says(tmp_path: Path) -> None:
    """The script of docs/many-targets.md, with folders for hosts."""
    page = (ROOT / "docs" / "many-targets.md").read_text(encoding="utf-8")
    script = re.findall(r"```sh\n(.*?)```", page, re.DOTALL)[0]
    script = script.replace("--allow-writes", "--allow-writes --no-allure RJ-SELECT-1")  # few tests will do
    for name, text in (("ssh", SSH), ("scp", SCP)):
        (tmp_path / "bin").mkdir(exist_ok=True)
        (tmp_path / "bin" / name).write_text(text, encoding="utf-8")
        (tmp_path / "bin" / name).chmod(0o755)
    (tmp_path / "reports").mkdir()
    path = f"{tmp_path / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}"
    with MockServer(build_app()) as one, MockServer(build_app()) as other:
        for host, server in (("a", one), ("b", other)):
            (tmp_path / host / "contract").mkdir(parents=True)
            server.write_target(tmp_path / host / "contract" / "t.yaml", name=f"at-{host}")
        (tmp_path / "hosts.txt").write_text("a t.yaml\nb t.yaml\n", encoding="utf-8")
        environment = {**os.environ, "PATH": path, "HOSTS": str(tmp_path)}
        done = subprocess.run(["bash", "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("2 conforms: reports/index.html\n", "")
    assert sorted(path.parent.name for path in (tmp_path / "reports").glob("*/verdict.json")) == ["at-a", "at-b"]
