"""Runs every tool on every mock, two at a time, and keeps what came out as it comes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass, replace
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path

from bench import HERE, WORK
from bench import corpus as catalogue
from bench import results as store
from bench.corpus import CONFORMING, Subject
from bench.mocks import CountedMock
from bench.peers.tool import BROKEN, Judgement, Tool

MODULES = ("suite", "schemathesis", "dredd", "prism", "tavern", "portman")


@dataclass(frozen=True)
class Choice:
    """What of it all is to be run."""

    tools: Sequence[str] = ()
    """Parts of the names of the tools; none means all."""
    mocks: Sequence[str] = ()
    sample: int = 0
    missing: bool = False
    """Only what results.json has not got yet."""
    jobs: int = 2


def tools(wanted: Sequence[str] = ()) -> list[Tool]:
    """The tools whose names contain one of the words."""
    found: list[Tool] = [tool for module in MODULES for tool in import_module(f"bench.peers.{module}").TOOLS]
    names = [tool.name for tool in found]
    for word in wanted:
        if not any(word.lower() in name.lower() for name in names):
            raise ValueError(f"--only {word}: no such tool; there are {', '.join(names)}")
    return [tool for tool in found if not wanted or any(word.lower() in tool.name.lower() for word in wanted)]


def install() -> None:
    """Install the peers under bench/, at the versions of the lock files, unless that was done."""
    _once(HERE / "node_modules" / "ready", HERE / "package-lock.json", [["npm", "ci", "--silent", "--no-progress"]])
    pip = [str(HERE / ".venv" / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    _once(
        HERE / ".venv" / "ready",
        HERE / "requirements.lock",
        [[sys.executable, "-m", "venv", ".venv"], [*pip, "--require-hashes", "-r", "requirements.lock"]],
    )


def _once(mark: Path, lock: Path, commands: Sequence[Sequence[str]]) -> None:
    if mark.exists() and mark.stat().st_mtime >= lock.stat().st_mtime:
        return
    print(f"Installing from bench/{lock.name} ...", flush=True)
    for command in commands:
        subprocess.run(command, cwd=HERE, check=True)
    mark.touch()


def run(choice: Choice) -> None:
    """Run what is chosen; results.json is written after each run, so that a stopped bench can go on."""
    chosen_tools = tools(choice.tools)
    subjects = catalogue.all_subjects()
    wanted = catalogue.chosen(subjects, choice.mocks, choice.sample)
    install()
    results = store.load()
    store.set_corpus(results, catalogue.as_json(subjects))
    batches: list[tuple[str, list[Subject]]] = []
    about = {}
    for tool in chosen_tools:
        tool.prepare()
        about[tool.name] = {
            "version": tool.version(), "set_up": tool.set_up, "failure": tool.failure, **store.stamp(),
        }  # fmt: skip
        known = results.get("tools", {}).get(tool.name, {}).get("runs", {}) if choice.missing else {}
        batches += [(tool.name, batch) for batch in _batches(tool, [each for each in wanted if each.name not in known])]
    total, done, started = sum(len(batch) for _, batch in batches), 0, time.monotonic()
    print(f"{len(chosen_tools)} tools, {len(wanted)} mocks: {total} runs, {choice.jobs} at a time", flush=True)
    store.save(results)
    for name, judged in _all_judged(batches, choice.jobs):
        results = store.load()  # another part may have been measured meanwhile
        store.merge_runs(results, name, about[name], {each.name: found.as_json() for each, found in judged.items()})
        store.save(results)
        done += len(judged)
        for subject, found in judged.items():
            print(f"[{done}/{total} {time.monotonic() - started:.0f} s] {name}: {subject.name}: {found.verdict},"
                  f" {found.requests} requests, {found.seconds:.1f} s", flush=True)  # fmt: skip


def _batches(tool: Tool, subjects: Sequence[Subject]) -> Iterator[list[Subject]]:
    """Conforming ones go alone: their seconds are those that are reported."""
    alone = [each for each in subjects if each.kind == CONFORMING]
    yield from ([each] for each in alone)
    rest = [each for each in subjects if each.kind != CONFORMING]
    for start in range(0, len(rest), tool.batch):
        yield rest[start : start + tool.batch]


def _all_judged(
    batches: Sequence[tuple[str, list[Subject]]], jobs: int
) -> Iterator[tuple[str, dict[Subject, Judgement]]]:
    # A process of its own for each batch keeps the mocks of one from slowing those of the other.
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        futures = {pool.submit(judged, name, batch): name for name, batch in batches}
        for future in as_completed(futures):
            yield futures[future], future.result()


def judged(name: str, subjects: Sequence[Subject]) -> dict[Subject, Judgement]:
    """One run of a tool, on fresh mocks; a bench that breaks on the way is no verdict of the tool's."""
    tool = next(tool for tool in tools() if tool.name == name)
    WORK.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=WORK))
    try:
        with ExitStack() as stack:
            mocks = {each: stack.enter_context(CountedMock(each.app())) for each in subjects}
            try:
                found = tool.judge(mocks, folder)
            except Exception as reason:
                found = {each: Judgement(BROKEN, note=f"{type(reason).__name__}: {reason}"[:300]) for each in mocks}
            return {each: replace(found[each], requests=mocks[each].arrivals.count,
                                  seconds=round(found[each].seconds, 2)) for each in mocks}  # fmt: skip
    finally:
        shutil.rmtree(folder, ignore_errors=True)
