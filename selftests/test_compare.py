"""Two runs side by side: every transition has its name, and nothing that is the same is called different."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness import Golden
from reject_contract.cli.main import main
from reject_contract.compare.changes import compare, transition
from reject_contract.compare.past import PastFinding, PastRun, read
from reject_contract.compare.render import render
from reject_contract.errors import UsageFault
from reject_contract.sanitize import columns
from reject_contract.verdict.outcomes import OUTCOMES, Outcome
from reject_contract.verdict.register import Register, Requirement, load

MARKS = {"old": "fp-000000000001", "new": "fp-000000000002"}
STYLESHEET = re.compile(r"(?<=<style>\n).*(?=</style>)", re.DOTALL)
Write = Callable[..., Path]


def past(outcome: Outcome, reason: str = "why", mark: str = "old", name: str = "RJ-SELECT-3") -> PastFinding:
    """A finding of an earlier run."""
    failing = outcome in ("violated", "warned", "deviates")
    failures = ({"fingerprint": MARKS[mark], "aspect": "status", "reason": reason, "tests": ["t"]},) if failing else ()
    return PastFinding(name, f"{name} <holds>.", outcome, "" if outcome == "satisfied" else reason, failures)


def run(*findings: PastFinding, verdict: str = "conforms", **more: Any) -> PastRun:
    """An earlier run."""
    folder = Path("reports") / more.pop("folder", "acceptance")
    return PastRun(folder, "acceptance", verdict, "0.1.0", more.pop("release", ""), {f.id: f for f in findings}, **more)


def test_every_transition_has_its_name(golden: Golden) -> None:
    """What each of the seven outcomes becomes when each of the seven follows it, with the same and another reason."""
    rows = [(was, *(transition(past(was), past(now)) for now in OUTCOMES)) for was in OUTCOMES]
    same = [
        (each, transition(past(each), past(each)), transition(past(each), past(each, "another why", "new")))
        for each in OUTCOMES
    ]
    lines = [*columns(("before \\ after", *OUTCOMES), rows), ""]
    lines += columns(("before and after", "the same reason", "another reason"), same)
    golden("compare/transitions.md", "\n".join(lines) + "\n")


def both() -> tuple[PastRun, PastRun]:
    """Two runs in which every outcome becomes every other."""
    pairs = [(was, now) for was in OUTCOMES for now in OUTCOMES]
    names = [f"RJ-SELECT-{number}" for number in range(100, 100 + len(pairs))]
    old = [past(was, name=name) for name, (was, _) in zip(names, pairs, strict=True)]
    new = [past(now, "other | why", "new", name) for name, (_, now) in zip(names, pairs, strict=True)]
    return (
        run(*old, folder="old", release="8.5", milliseconds=20.0),
        run(*new, verdict="violates", folder="new", release="8.6", milliseconds=120.0),
    )


@pytest.mark.parametrize("style", ["text", "markdown", "json", "html"])
def test_comparison_reads_as_in_its_golden_file(golden: Golden, style: str) -> None:
    """The worst first, each with what it was, what it is, and why."""
    ending = {"text": "txt", "markdown": "md"}.get(style, style)
    golden(f"compare/all.{ending}", STYLESHEET.sub("", render(compare(*both()), style)))


@pytest.mark.parametrize("style", ["text", "markdown", "json", "html"])
def test_same_runs_are_the_same(golden: Golden, style: str) -> None:
    """Nothing but the heads of the two runs."""
    old, _ = both()
    ending = {"text": "txt", "markdown": "md"}.get(style, style)
    golden(f"compare/same.{ending}", STYLESHEET.sub("", render(compare(old, old), style)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("id 4711", "id 4712"), ("on 127.0.0.1:8123", "on 127.0.0.1:9001"), ("one; two", "two; one")],
    ids=["id", "port", "order"],
)
@pytest.mark.parametrize("outcome", ["observed", "violated", "omitted"])
def test_what_differs_from_run_to_run_is_no_change(outcome: Outcome, one: str, other: str) -> None:
    """Neither ids nor ports nor the order of the tests are a change."""
    assert transition(past(outcome, one), past(outcome, other)) == "same"


def test_reworded_deviation_is_no_change() -> None:
    """What the owner says of an accepted failure is not what the server does."""
    assert transition(past("deviates", "accepted by a"), past("deviates", "accepted by b")) == "same"


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_requirement_that_one_run_does_not_know_was_not_judged_in_it(outcome: Outcome) -> None:
    """A suite that grew judges more; one that shrank judges less."""
    unknown = outcome in ("omitted", "unjudged")
    assert transition(None, past(outcome)) == ("same" if unknown else transition(past("omitted"), past(outcome)))
    assert transition(past(outcome), None) == ("same" if unknown else "no longer judged")


@pytest.mark.parametrize(
    ("before", "after", "slower"),
    [(20.0, 120.0, True), (20.0, 60.0, False), (100.0, 190.0, False), (100.0, 210.0, True), (None, 900.0, False)],
    ids=["six-times", "little", "not-twice", "twice", "not-known"],
)
def test_slower_is_twice_as_long_and_more_than_noise(before: float | None, after: float, slower: bool) -> None:
    """Networks differ from day to day."""
    comparison = compare(run(milliseconds=before), run(milliseconds=after))
    assert (comparison.slower, comparison.different) == (slower, slower)


def test_another_release_alone_is_no_difference() -> None:
    """It is shown; what counts is what the server does."""
    comparison = compare(run(past("satisfied"), release="8.5"), run(past("satisfied"), release="8.6"))
    assert not comparison.different
    assert "8.5 -> 8.6" in render(comparison, "text")


# ---- folders ---------------------------------------------------------------------------------------------


@pytest.fixture
def report(tmp_path: Path) -> Write:
    """Writes report folders."""

    def write(name: str, *findings: tuple[str, Outcome], **more: Any) -> Path:
        folder = tmp_path / name
        folder.mkdir(parents=True)
        requirements = [
            {"id": each, "title": "It holds.", "outcome": outcome, "reason": ""} for each, outcome in findings
        ]
        content = {"target": "acceptance", "verdict": "conforms", "requirements": requirements, **more}
        (folder / "verdict.json").write_text(json.dumps(content), encoding="utf-8")
        return folder

    return write


def test_older_file_is_read(report: Write) -> None:
    """It knows no failures, no deviations and no release."""
    found = read(report("old", ("RJ-SELECT-3", "violated")), load())
    assert (found.release, found.milliseconds, found.accepted) == ("", None, frozenset())
    assert found.findings["RJ-SELECT-3"].outcome == "violated"


def test_former_id_is_followed(report: Write) -> None:
    """A requirement that was renamed between two runs is the same requirement."""
    renamed = Requirement("RJ-NEW-1", "It holds.", "must", "stated", "page", "NEW", former_ids=("RJ-OLD-1",))
    clauses = Register({renamed.id: renamed}, {})
    old, new = (read(report(name, (name, "satisfied")), clauses) for name in ("RJ-OLD-1", "RJ-NEW-1"))
    assert not compare(old, new).different


FINDING = '{"target": "a", "verdict": "violates", "requirements": [{"id": "RJ-A-1", "outcome": "violated", %s}]}'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "cannot be read as the report of a run"),
        ("[]", r"cannot be read as the report of a run \(it has no target\)"),
        ("{}", r"cannot be read as the report of a run \(it has no target\)"),
        ("7", "cannot be read as the report of a run"),
        ('{"target": "a", "verdict": "conforms", "requirements": [1]}', "cannot be read as the report of a run"),
        ('{"target": "a", "verdict": "conforms", "requirements": [{"id": "RJ-A-1", "outcome": "fine"}]}', "is none"),
        (FINDING % '"failures": "x"', "cannot be read as the report of a run"),
        (FINDING % '"failures": [{}]', "RJ-A-1 has a failure that is none"),
        (FINDING % r'"failures": [{"reason": "x", "fingerprint": "\u001b]52;"}]', "RJ-A-1 has a failure that is none"),
        (
            r'{"target": "a", "verdict": "b", "requirements": [{"id": "\ud800", "outcome": "\u001b[31m"}]}',
            r"\? has .* \?\[31m",
        ),
        ('{"target": "a", "verdict": "b", "requirements": [], "seconds": 1%s}' % ("0" * 400), "cannot be read"),
    ],
    ids=[
        "no-json",
        "list",
        "empty",
        "number",
        "entry",
        "outcome",
        "failures-are-text",
        "empty-failure",
        "escape-sequence",
        "surrogate",
        "too-long",
    ],
)
def test_file_that_is_none_is_a_usage_error(tmp_path: Path, content: str, words: str) -> None:
    """It is named."""
    (tmp_path / "verdict.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageFault, match=words):
        read(tmp_path, load())


def test_folder_of_several_targets_names_them(report: Write) -> None:
    """The folder above is the usual mistake."""
    folder = report("acceptance").parent
    with pytest.raises(UsageFault, match=r"no report folder .*; give one of the folders in it: acceptance"):
        read(folder, load())


@pytest.mark.parametrize(
    ("outcome", "style", "code"),
    [("satisfied", "text", 0), ("violated", "text", 3), ("violated", "json", 3), ("violated", "html", 3)],
)
def test_exit_code_says_whether_they_differ(report: Write, outcome: Outcome, style: str, code: int) -> None:
    """0 the same, 3 different."""
    old, new = report("old", ("RJ-SELECT-3", "satisfied")), report("new", ("RJ-SELECT-3", outcome))
    done = CliRunner().invoke(main, ["compare", str(old), str(new), "--format", style])
    assert done.exit_code == code, done.output


@pytest.mark.parametrize(
    ("was", "now", "code"),
    [
        ("satisfied", "violated", 3),
        ("satisfied", "unjudged", 3),
        ("violated", "satisfied", 0),
        ("violated", "violated", 0),
        ("satisfied", "warned", 0),
    ],
)
def test_fixed_requirement_does_not_stop_a_release(report: Write, was: Outcome, now: Outcome, code: int) -> None:
    """With --fail-on newly-violated only what is worse is different."""
    old, new = report("old", ("RJ-SELECT-3", was)), report("new", ("RJ-SELECT-3", now))
    done = CliRunner().invoke(main, ["compare", str(old), str(new), "--fail-on", "newly-violated"])
    assert done.exit_code == code, done.output


@pytest.mark.parametrize("given", ["", "reports/acceptance"], ids=["without-folders", "one-folder"])
def test_run_before_is_what_is_compared_with(report: Write, monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    """Whoever has just run it again need not look for names: the newest of the runs before is taken."""
    report("reports/acceptance.earlier/2026-01-01T10-00-00Z", ("RJ-SELECT-3", "violated"))
    report("reports/acceptance.earlier/2026-01-02T09-00-00Z", ("RJ-SELECT-3", "satisfied"))
    monkeypatch.chdir(report("reports/acceptance", ("RJ-SELECT-3", "satisfied")).parents[1])
    done = CliRunner().invoke(main, ["compare", *given.split()])
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ("", "reports: the run before is to be compared, and each of reports/a, reports/b has one; name two folders"),
        ("reports/c", "reports/c: the run before is to be compared, and there is none; name two folders"),
        ("one two three", "three: two folders are compared, and this is the third"),
    ],
    ids=["two-targets", "first-run", "three-folders"],
)
def test_run_before_that_is_not_clear_is_named(
    report: Write, monkeypatch: pytest.MonkeyPatch, given: str, words: str
) -> None:
    """Exit code 4, and what to do."""
    for name in ("a", "b"):
        report(f"reports/{name}.earlier/2026-01-01T10-00-00Z")
        report(f"reports/{name}")
    monkeypatch.chdir(report("reports/c").parents[1])
    done = CliRunner().invoke(main, ["compare", *given.split()])
    assert done.exit_code == 4
    assert words in " ".join(done.output.split())


def test_no_report_folder_is_exit_code_4(tmp_path: Path) -> None:
    """And no traceback."""
    arguments = [sys.executable, "-m", "reject_contract", "compare", str(tmp_path), str(tmp_path)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "is no report folder (it has no verdict.json); give a folder such as reports/mock" in done.stderr
    assert "Traceback" not in done.stderr
