"""Many runs on the conforming mock: other seeds, another order, one process or two. Nothing but `conforms` may come."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from typing import Any

from bench import ROOT
from bench import results as store
from bench.cost import LIMIT, NO_HTML, scratch, suite_command
from bench.mocks import CountedMock
from bench.peers.tool import run as run_process
from reject_contract.mock import build_app
from reject_contract.mock.accounts import INSTALLATIONS


def run(count: int) -> None:
    """Run so often, and keep how it ended; what was not `conforms` is kept whole."""
    runs = []
    for seed in range(1, count + 1):
        found = _once(seed, processes=2 if seed % 2 == 0 else 0)
        runs.append(found)
        print(f"stability: {seed} of {count}: {found['verdicts']}, {found['seconds']:.1f} s", flush=True)
    store.save({**store.load(), "stability": {**store.stamp(), **summary(runs)}})


def _once(seed: int, processes: int) -> dict[str, Any]:
    """One run on both installations, with a seed for the requests and for the order of the tests."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        mocks = {each: stack.enter_context(CountedMock(build_app(each))) for each in INSTALLATIONS}
        files = [str(mock.server.write_target(folder / f"{name}.yaml", name=name)) for name, mock in mocks.items()]
        words = ["-n", str(processes), "--contract-seed", str(seed), "-p", "randomly", "--randomly-seed", str(seed)]
        done = run_process([*suite_command(folder, files), NO_HTML, *words], ROOT, limit=LIMIT)
        paths = {name: folder / "reports" / name / "verdict.json" for name in mocks}
        verdicts = {name: json.loads(path.read_text()) for name, path in paths.items() if path.exists()}
        return {
            "seed": seed, "processes": processes, "exit code": done.code, "seconds": done.seconds,
            "verdicts": {name: verdicts[name]["verdict"] if name in verdicts else "none" for name in mocks},
            "odd": {
                name: [f"{each['id']} {each['outcome']}" for each in verdict["requirements"]
                       if each["outcome"] in ("violated", "warned", "unjudged")]
                for name, verdict in verdicts.items()
            },
            "requests": {name: mock.arrivals.count for name, mock in mocks.items()},
        }  # fmt: skip


def summary(runs: list[dict[str, Any]]) -> dict[str, Any]:
    """The verdicts counted, and the runs that had anything but `conforms`, or a warning."""
    verdicts = Counter(verdict for each in runs for verdict in each["verdicts"].values())
    odd = [each for each in runs if each["exit code"] != 0 or any(each["odd"].values())]
    requests = [count for each in runs for count in each["requests"].values()]
    return {
        "runs": len(runs),
        "on one process": sum(each["processes"] == 0 for each in runs),
        "verdicts": dict(verdicts),
        "requests": [min(requests), max(requests)],
        "odd": odd,
    }
