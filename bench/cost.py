"""What a run costs: beside the floor, part by part, and as examples, targets and processes grow."""

from __future__ import annotations

import json
import pickle
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import ROOT, WORK, profile
from bench import results as store
from bench.mocks import CountedMock
from bench.peers.tool import run as run_process
from bench.phases import FOLDER, STARTED
from bench.replay import Recorded, recorded
from reject_contract.mock import build_app
from reject_contract.mock.app import App
from reject_contract.mock.variants.tools import every_answer

LIMIT = 1800.0
NO_HTML = "--no-allure-report"
SLOW = 0.05
"""Seconds that a slow server takes for each answer."""


@dataclass(frozen=True)
class Measured:
    """One run of the suite."""

    seconds: float
    first_request: float
    """Seconds from the start of the process to the first request."""
    requests: int
    megabytes: tuple[float, ...] = ()
    """Memory at the peak, of each process."""
    phases: dict[str, float] | None = None
    recording: tuple[Recorded, ...] = ()
    unreadable: int = 0


def run(rounds: int, most_targets: int) -> None:
    """Measure one thing after the other; each is kept as soon as it is known, in the place of its older figures."""
    _keep("floor", {**store.stamp(), **_floor(rounds)})
    _keep("phases", _phases())
    _keep("profile", profile.by_package())
    growth: dict[str, Any] = {**store.stamp(), "runs": []}
    for measured in _growth(most_targets):
        growth["runs"].append(measured)
        _keep("growth", growth)


def _keep(part: str, found: dict[str, Any]) -> None:
    results = store.load()
    store.save({**results, "cost": {**results.get("cost", {}), part: found}})


def _floor(rounds: int) -> dict[str, Any]:
    """The suite and the loop in turns."""
    first = suite(keep=True)  # also warms the caches of bytecode
    found: dict[str, list[float]] = {"full": [], "without HTML": [], "floor": [], "first request": []}
    same = 0
    for place in range(rounds):
        full = suite()
        bare = suite(NO_HTML)
        seconds, same = _replayed(first.recording)
        for name, value in (("full", full.seconds), ("without HTML", bare.seconds), ("floor", seconds),
                            ("first request", full.first_request)):  # fmt: skip
            found[name].append(round(value, 3))
        print(f"cost: round {place + 1} of {rounds}: {full.seconds:.1f} s, without HTML {bare.seconds:.1f} s,"
              f" floor {seconds:.2f} s", flush=True)  # fmt: skip
    return {
        "rounds": found,
        "ratio": round(statistics.median(found["full"]) / statistics.median(found["floor"]), 2),
        "ratio without HTML": round(statistics.median(found["without HTML"]) / statistics.median(found["floor"]), 2),
        "requests": len(first.recording),
        "raw": sum(each.raw for each in first.recording),
        "unreadable": first.unreadable,
        "same status": same,
    }


def _phases() -> dict[str, float]:
    """The parts of one full run."""
    found = suite(measure=True)
    assert found.phases is not None
    seconds = {name: round(value, 2) for name, value in found.phases.items()}
    return {**seconds, "whole run": round(found.seconds, 2)}


def _growth(most_targets: int) -> Iterator[dict[str, Any]]:
    """Time and memory of runs without the HTML report, each in processes of its own."""
    steps: list[tuple[str, int, float, list[str]]] = [
        ("default", 1, 0.0, []),
        ("examples x10", 1, 0.0, ["--examples", "100"]),
        ("-n 1", 1, 0.0, ["-n", "1"]),
        ("-n 2", 1, 0.0, ["-n", "2"]),
        ("slow server", 1, SLOW, []),
        ("slow server, -n 2", 1, SLOW, ["-n", "2"]),
        ("slow server, -n 4", 1, SLOW, ["-n", "4"]),
    ]
    steps += [(f"{count} targets", count, 0.0, []) for count in sorted({most_targets // 5, most_targets} - {0, 1})]
    steps += [(f"{most_targets} targets, -n 2", most_targets, 0.0, ["-n", "2"])] if most_targets > 1 else []
    for name, targets, delay, words in steps:
        measured = suite(NO_HTML, *words, targets=targets, delay=delay, measure=True)
        print(f"cost: {name}: {measured.seconds:.1f} s, {measured.requests} requests,"
              f" {max(measured.megabytes):.0f} MB", flush=True)  # fmt: skip
        yield {
            "name": name, "seconds": round(measured.seconds, 2), "requests": measured.requests,
            "megabytes": [round(each) for each in sorted(measured.megabytes, reverse=True)],
        }  # fmt: skip


def suite(*words: str, targets: int = 1, delay: float = 0.0, keep: bool = False, measure: bool = False) -> Measured:
    """Run the suite in a process of its own, on fresh conforming mocks in this one; `delay` is theirs, in seconds."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        mocks = [stack.enter_context(CountedMock(_app(delay), keep=keep)) for _ in range(targets)]
        files = [
            str(mock.server.write_target(folder / f"{place}.yaml", name=f"mock-{place}"))
            for place, mock in enumerate(mocks)
        ]
        started = time.time()
        environment = {FOLDER: str(folder), STARTED: str(started), "PYTHONPATH": str(ROOT)} if measure else {}
        command = [*suite_command(folder, files), *words, *(["-p", "bench.phases"] if measure else [])]
        done = run_process(command, ROOT, environment, LIMIT)
        if done.code != 0:
            raise ValueError(f"the suite does not conform on the conforming mock: {done.last_words}")
        inside = [json.loads(path.read_text()) for path in folder.glob("*.json")]
        return Measured(
            done.seconds,
            min(mock.arrivals.first for mock in mocks) - started,
            sum(mock.arrivals.count for mock in mocks),
            tuple(each["megabytes"] for each in inside),
            inside[0]["seconds"] if len(inside) == 1 else None,
            tuple(recorded(mocks[0].arrivals.kept)),
            mocks[0].arrivals.unreadable,
        )


def _app(delay: float) -> App:
    app = build_app()
    if delay:
        every_answer(app, lambda request, answer: setattr(answer, "delay", delay))
    return app


def suite_command(folder: Path, targets: Sequence[str], *before: str) -> list[str]:
    """The command of a run; `before` are words between Python and pytest."""
    words = [word for path in targets for word in ("--target", path)]
    return [sys.executable, *before, "-m", "pytest", "tests", "-q", "--no-header", "-p", "no:cacheprovider",
            "--reports", str(folder / "reports"), *words]  # fmt: skip


def _replayed(recording: Sequence[Recorded]) -> tuple[float, int]:
    """The loop in a process of its own, on a fresh mock; only the loop is timed."""
    with scratch() as folder, CountedMock(build_app()) as mock:
        path = folder / "requests.pickle"
        path.write_bytes(pickle.dumps(list(recording)))
        done = subprocess.run(
            [sys.executable, "-m", "bench.replay", mock.base_url, str(path)],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        found = json.loads(done.stdout)
        return float(found["seconds"]), int(found["same"])


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that is gone afterwards."""
    WORK.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=WORK))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
