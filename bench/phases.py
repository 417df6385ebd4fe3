"""A pytest plugin that measures a run from inside: how long each part takes, and the memory at its peak."""

from __future__ import annotations

import functools
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

FOLDER, STARTED = "BENCH_PHASES", "BENCH_STARTED"
"""Variables of the environment: where to write, and when the process was started (seconds of time.time())."""

seconds: defaultdict[str, float] = defaultdict(float)


def peak_megabytes() -> float:
    """The most memory that this process has held at once."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says on Linux begins with the memory of the process before
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def _timed(name: str, call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def timed(*arguments: Any, **named: Any) -> Any:
        before = time.perf_counter()
        try:
            return call(*arguments, **named)
        finally:
            seconds[name] += time.perf_counter() - before

    return timed


def _timed_hook(name: str) -> Generator[None, Any, Any]:
    before = time.perf_counter()
    try:
        return (yield)
    finally:
        seconds[name] += time.perf_counter() - before


def pytest_sessionstart() -> None:
    """Watch the two ways in which the suite talks to a target."""
    from reject_contract.http.raw_connection import RawConnection
    from reject_contract.http.transport import Transport

    seconds["start-up"] = time.time() - float(os.environ[STARTED])
    Transport.send = _timed("requests and answers", Transport.send)  # type: ignore[method-assign]
    for name in ("answer", "surplus", "waits"):
        setattr(RawConnection, name, _timed("raw connections", getattr(RawConnection, name)))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Generator[None, Any, Any]:
    """Time the collection."""
    return (yield from _timed_hook("collection"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtestloop() -> Generator[None, Any, Any]:
    """Time the tests, all that they do included."""
    return (yield from _timed_hook("tests"))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_sessionfinish() -> Generator[None, Any, Any]:
    """Time clean-up and reports."""
    return (yield from _timed_hook("clean-up and reports"))


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    """Write what was measured; each process has a file of its own."""
    found = {"seconds": dict(seconds), "megabytes": peak_megabytes()}
    (Path(os.environ[FOLDER]) / f"{os.getpid()}.json").write_text(json.dumps(found), encoding="utf-8")
