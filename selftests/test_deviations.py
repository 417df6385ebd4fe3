"""Known violations: what may be accepted, what it does to the verdict, and that nothing else turns green."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from agreement import agree
from harness import Contract, MakeTarget, Outcome
from reject_contract.errors import UsageFault
from reject_contract.verdict import deviations, register
from reject_contract.verdict.fingerprint import fingerprint, normalized

REGISTER = register.load()
TODAY = date(2027, 3, 31)
MARK = "fp-0123456789ab"
FAULT = "nested_select_crashes"
TESTS = "tests/test_select.py"


def entry(**changes: Any) -> dict[str, Any]:
    """An entry that is right, with some values changed."""
    right = {"requirement": "RJ-SELECT-3", "fingerprint": MARK, "reason": "known", "owner": "desk"}
    return {**right, "link": "https://tracker.example.com/7", "expires": TODAY, **changes}


def written(folder: Path, content: object) -> Path:
    """A deviations file."""
    path = folder / "accepted.yaml"
    path.write_text(content if isinstance(content, str) else yaml.safe_dump(content), encoding="utf-8")
    return path


def read(folder: Path, *entries: object) -> deviations.Deviations:
    """The entries, written down and read back."""
    return deviations.load(written(folder, {"deviations": list(entries)}), REGISTER, TODAY)


def test_entry_is_read(tmp_path: Path) -> None:
    """On its last day it still holds; its id may be written in small letters."""
    (found,) = read(tmp_path, entry(requirement="rj-select-3")).accepted
    assert found == deviations.Deviation("RJ-SELECT-3", MARK, "known", "desk", "https://tracker.example.com/7", TODAY)


@pytest.mark.parametrize("days", ["2027-04-01", date(2027, 4, 1)], ids=["text", "date"])
def test_day_may_stand_in_quotes(tmp_path: Path, days: object) -> None:
    """YAML reads a bare day as a date."""
    assert read(tmp_path, entry(expires=days)).accepted[0].expires == date(2027, 4, 1)


def test_link_may_be_left_out(tmp_path: Path) -> None:
    """Not everybody has a tracker."""
    assert read(tmp_path, entry(link=None)).accepted[0].link == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"requirement": "RJ-SELCT-3"}, "requirement RJ-SELCT-3 is not in the register; did you mean RJ-SELECT-3?"),
        ({"requirement": None}, "requirement is missing; give the id"),
        ({"reason": " "}, "reason is missing; give why the violation is accepted"),
        ({"owner": None}, "owner is missing; give who answers for it"),
        ({"expires": None}, "expires is missing; give the last day"),
        ({"fingerprint": ""}, "fingerprint is missing; give what was observed, as `reject-contract deviations"),
        ({"expires": date(2027, 3, 30)}, "expired on 2027-03-30; mend the server, or have the owner"),
        ({"expires": "soon"}, "expires soon is not a day such as 2027-03-31"),
        ({"expires": 2027}, "expires 2027 is not a day"),
        ({"fingerprint": "*"}, "fingerprint * is over-broad: an entry accepts one failure of one requirement"),
        ({"fingerprint": "fp-.*"}, "fingerprint fp-.* is over-broad"),
        ({"fingerprint": "any"}, "fingerprint any is over-broad"),
        ({"fingerprint": [MARK]}, "is over-broad"),
        ({"requirement": "RJ-SELECT-*"}, "requirement RJ-SELECT-* is over-broad"),
        ({"requirement": ["RJ-SELECT-3"]}, "is over-broad"),
        ({"fingerprint": "status 500"}, "fingerprint status 500 is none; `reject-contract deviations REPORTS/TARGET`"),
        ({"requirement": "RJ-REPEAT-2"}, "RJ-REPEAT-2 is only observed and never held against a server; remove"),
        ({"link": "ticket 7"}, "link ticket 7 is no http(s) address"),
        ({"ownr": "desk"}, "ownr is not a known key; known here: requirement, fingerprint"),
    ],
    ids=[
        "unknown-id", "no-id", "no-reason", "no-owner", "no-day", "no-fingerprint", "expired", "no-such-day", "year",
        "wildcard", "pattern", "any", "list", "wild-id", "list-of-ids", "words", "observed", "link", "key",
    ],
)  # fmt: skip
def test_entry_that_cannot_be_used_is_named(tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    """Each mistake has a message of its own, which names file and entry and says what to do."""
    with pytest.raises(UsageFault) as caught:
        read(tmp_path, entry(), entry(**changes))
    assert f"deviations file {tmp_path / 'accepted.yaml'}, entry 2 (" in str(caught.value)
    assert words in str(caught.value)


def test_entry_that_stands_twice_is_named(tmp_path: Path) -> None:
    """The second is of no use."""
    with pytest.raises(UsageFault, match=r"entry 2 .*: stands twice"):
        read(tmp_path, entry(), entry(reason="another"))


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """One line each."""
    with pytest.raises(UsageFault) as caught:
        read(tmp_path, entry(reason="", owner=""), entry(expires=""))
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    "content",
    ["- a list", "deviations: {}", "deviations: [text]", "other: []", "deviations: []\nx: 1", "a: [", "a: 2027-02-31"],
    ids=["list", "map", "texts", "other-key", "more-keys", "no-yaml", "no-such-day"],
)  # fmt: skip
def test_file_that_is_none_is_a_usage_error(tmp_path: Path, content: str) -> None:
    """It is named."""
    with pytest.raises(UsageFault, match=r"deviations file .*accepted\.yaml"):
        deviations.load(written(tmp_path, content), REGISTER, TODAY)


def test_former_id_is_followed(tmp_path: Path) -> None:
    """A requirement that was renamed keeps its deviations, and their fingerprints."""
    old = REGISTER["RJ-SELECT-3"]
    new = register.Requirement(**{**vars(old), "id": "RJ-SELECT-99", "former_ids": ("RJ-SELECT-3",)})
    renamed = register.Register({new.id: new}, REGISTER.parts)
    mark = fingerprint("RJ-SELECT-3", "crash", "expected a; actual: b")
    path = written(tmp_path, {"deviations": [entry(fingerprint=mark)]})
    found = deviations.load(path, renamed, TODAY)
    assert found.of(new, "crash", "expected a; actual: b") == found.accepted[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("it reads 4711", "it reads 98765"),
        ("at 2027-03-31T08:00:00Z", "at 2028-01-02T09:10:11.123Z"),
        ("no answer from 127.0.0.1:8123", "no answer from 127.0.0.1:45449"),
        ("trace 00-4bf92f3577b34da6-00", "trace 00-aaf92f35-01"),
        ('500 Error: {"id": 7, "text": "' + "x" * 60 + "…", '500 Error: {"id": 4711, "text": "' + "x" * 60 + "…"),
    ],
    ids=["id", "time", "port", "trace", "cut"],
)
def test_fingerprint_stays_the_same(one: str, other: str) -> None:
    """Ids, times and ports are other ones in the next run."""
    assert normalized(one) == normalized(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("500 Internal Server Error", "404 Not Found"),
        ("expected status 204; actual: 500", "expected status 204; actual: 501"),
        ("after 400 Bad Request it reads Declined", "after 401 Bad Request it reads Declined"),
        ("it reads Declined", "it reads Accepted"),
    ],
)
def test_fingerprint_tells_failures_apart(one: str, other: str) -> None:
    """A status is no number like another."""
    assert fingerprint("RJ-A-1", "status", one) != fingerprint("RJ-A-1", "status", other)


# ---- runs ------------------------------------------------------------------------------------------------


class Accepting:
    """A mock with a fault, a deviations file beside its target file, and runs on it."""

    def __init__(self, contract: Contract, make_target: MakeTarget, folder: Path) -> None:
        self.contract, self.make_target, self.folder = contract, make_target, folder

    def run(self, *faults: str, known: object = None, tests: str = TESTS) -> Outcome:
        """Judge a mock with the faults, accepting what is known."""

        def change(content: dict[str, Any]) -> None:
            if known is not None:
                content["deviations"] = written(self.folder, known).name

        target = self.make_target("known", change=change, faults=list(faults))
        outcome = self.contract("--target", target, "--no-allure", tests=tests)
        if outcome.exit_code != 4:
            agree(outcome.reports / "known", console=outcome.output)
        return outcome

    def draft(self, outcome: Outcome) -> dict[str, Any]:
        """What the command writes from a run."""
        command = [sys.executable, "-m", "reject_contract", "deviations", str(outcome.reports / "known")]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found: dict[str, Any] = yaml.safe_load(done.stdout)
        return found

    def filled(self, outcome: Outcome) -> dict[str, Any]:
        """The draft with its blanks filled in."""
        more = {"reason": "known", "owner": "desk", "expires": "2099-01-01"}
        return {"deviations": [{**each, **more} for each in self.draft(outcome)["deviations"]]}


@pytest.fixture
def accepting(contract: Contract, make_target: MakeTarget, tmp_path: Path) -> Accepting:
    """Runs that accept violations."""
    return Accepting(contract, make_target, tmp_path)


def test_accepted_violations_conform(accepting: Accepting) -> None:
    """From a run to its draft, filled in, to a run that conforms with deviations."""
    seen = accepting.run(FAULT)
    assert seen.exit_code == 1
    known, broken = accepting.filled(seen), seen.ids("violated", "known") | seen.ids("unjudged", "known")
    outcome = accepting.run(FAULT, known=known)
    verdict = outcome.verdict("known")
    assert (outcome.exit_code, verdict["verdict"]) == (0, "conforms"), outcome.output[-3000:]
    assert outcome.ids("deviates", "known") == broken
    told = rf"verdict: known conforms.* with {len(outcome.ids('deviates', 'known'))} deviations\n"
    assert re.search(told, outcome.output), outcome.output[-3000:]
    assert {each["state"] for each in verdict["deviations"]} == {"used"}
    assert "accepted until 2099-01-01 by desk: known" in outcome.output


def test_draft_is_an_error_until_it_is_filled_in(accepting: Accepting) -> None:
    """Nobody accepts a violation by a command alone."""
    draft = accepting.draft(accepting.run(FAULT))
    outcome = accepting.run(FAULT, known=draft)
    assert outcome.exit_code == 4
    for key in ("reason", "owner", "expires"):
        assert f"entry 1 (RJ-SELECT-3): {key} is missing" in outcome.output
    assert "requests," not in outcome.output, "nothing was sent"


def test_violation_that_is_mended_is_not_green(accepting: Accepting) -> None:
    """The entry is no longer needed: inconclusive, and the entry to remove is named."""
    known = accepting.filled(accepting.run(FAULT))
    outcome = accepting.run(known=known)
    assert (outcome.exit_code, outcome.verdict("known")["verdict"]) == (5, "inconclusive"), outcome.output[-3000:]
    assert {each["state"] for each in outcome.verdict("known")["deviations"]} == {"no longer needed"}
    assert "the entry RJ-SELECT-3 fp-" in outcome.output
    assert "is no longer needed: the run did not see this failure again; remove the entry" in outcome.output


def test_other_failure_than_the_accepted_one_is_violated(accepting: Accepting) -> None:
    """The requirement fails, and its deviation is about something else."""
    known = accepting.filled(accepting.run(FAULT))
    outcome = accepting.run("select_refused", known=known)
    assert outcome.exit_code == 1
    assert "RJ-SELECT-3" in outcome.ids("violated", "known") | outcome.ids("unjudged", "known")
    assert "other failure" in {each["state"] for each in outcome.verdict("known")["deviations"]}
    assert "covers another failure than the one that the run saw" in outcome.output


def test_entry_that_was_not_put_to_the_test_is_left_alone(accepting: Accepting) -> None:
    """A partial run says nothing of what it did not judge."""
    known = accepting.filled(accepting.run(FAULT))
    outcome = accepting.run(FAULT, known=known, tests="tests/test_methods.py")
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert {each["state"] for each in outcome.verdict("known")["deviations"]} == {"not judged"}


def test_accepted_failure_of_every_error_leaves_the_rest_judged(accepting: Accepting) -> None:
    """A stack trace in each error is met by many tests, which go on to what they are about."""
    tests = "tests/test_select.py tests/test_refusals.py"
    known = accepting.filled(accepting.run("stack_trace_in_error", tests=tests))
    outcome = accepting.run("stack_trace_in_error", known=known, tests=tests)
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert outcome.ids("deviates", "known") == {"RJ-REFUSAL-1"}
    assert outcome.ids("unjudged", "known") == set()
