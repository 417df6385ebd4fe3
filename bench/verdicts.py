"""What a tool's judgement of a mock comes to, beside its judgement of the conforming one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bench.corpus import FAULT, conforming_name
from bench.peers.tool import ALARM, BROKEN, CLEAN, TIME_OUT

Run = Mapping[str, Any]
"""One judgement, as results.json keeps it."""

CAUGHT, WARNED, MISSED = "caught", "warned", "missed"
FALSE_ALARM, NOT_RUN = "false alarm", "not run"


def outcome(subject: Mapping[str, Any], run: Run | None, baseline: Run | None) -> str:
    """The outcome of a tool's run on a mock; `baseline` is its run on the conforming mock of that installation.

    A fault is caught only by a failure that the conforming mock does not have: a tool that alarms there too has not
    told the two apart. On what conforms any failure is a false alarm. A tool that broke, or had to be stopped, has
    caught nothing.
    """
    if run is None:
        return NOT_RUN
    if run["verdict"] in (BROKEN, TIME_OUT):
        return str(run["verdict"])
    alarmed = run["verdict"] == ALARM
    if subject["kind"] != FAULT:
        return FALSE_ALARM if alarmed else CLEAN
    if baseline is None:
        return NOT_RUN
    if alarmed and _new("failures", run, baseline):
        return CAUGHT
    return WARNED if _new("warnings", run, baseline) else MISSED


def _new(kind: str, run: Run, baseline: Run) -> set[str]:
    return set(run.get(kind, ())) - set(baseline.get(kind, ()))


def outcomes(subjects: Mapping[str, Mapping[str, Any]], runs: Mapping[str, Run]) -> dict[str, str]:
    """The outcome of one tool on every mock, by the mock's name."""
    found = {}
    for name, subject in subjects.items():
        baseline = runs.get(conforming_name(subject["installation"]))
        found[name] = outcome(subject, runs.get(name), baseline)
    return found


def count(subjects: Mapping[str, Mapping[str, Any]], found: Mapping[str, str], faults: bool, wanted: str) -> int:
    """How many faults, or how many mocks that conform, have an outcome."""
    return sum(found[name] == wanted for name, subject in subjects.items() if (subject["kind"] == FAULT) is faults)
