"""Runs the contract against every fault and every variant of the mock, many in one run."""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from filelock import FileLock

import failuretexts
import forked
from agreement import agree
from harness import EVERYTHING, ROOT
from reject_contract.mock import FAULTS, VARIANTS, App, MockServer, build_app
from reject_contract.mock.behaviours import Behaviour
from reject_contract.verdict import register

REGISTER = register.load()
SINGLE = {name: fault for name, fault in FAULTS.items() if not fault.combined}
COMBINED = {name: fault for name, fault in FAULTS.items() if fault.combined}
MISSED = frozenset((Path(__file__).parent / "missed_combined.txt").read_text(encoding="utf-8").split())
"""Combined faults that a run with pairs of values does not find, or was not seen to find yet, one a line."""
SEED = int(os.environ.setdefault("SELFTESTS_SEED", str(random.SystemRandom().randrange(10**6))))
"""Of what is drawn by chance; workers of pytest-xdist inherit it."""
SAMPLE = 14
"""Single faults and variants in a sample: each as many."""
AT_ONCE = 60
"""The most mocks in one run: the start is shared, and several runs at once keep all cores busy."""
GENERATED = ("PROPERTY", "STATE")
ABOUT_REQUESTS = ("answers", "bookings", "reading", "refusals", "series")
"""Modules of variants that what is generated may meet; `make bench` sends generated requests to all variants."""


@dataclass(frozen=True)
class Group:
    """Mocks that are judged in one run, with the options of that run."""

    name: str
    kind: str
    behaviours: tuple[str, ...]
    examples: int
    strict: bool = False

    @property
    def quick(self) -> bool:
        """Whether a quick run is enough: it catches what the whole catches, and names more."""
        return not EVERYTHING and not (self.kind == "faults" and self.examples)


@dataclass(frozen=True)
class Judged:
    """What a run said of one mock."""

    verdict: str
    outcomes: dict[str, list[str]]
    """Requirement ids by outcome."""
    tests: dict[str, list[str]]
    """Names of test functions by what became of them; `suite fault` among them."""
    text: str = ""
    """What the console says of the first requirement that a fault breaks, as a golden file has it."""

    def having(self, outcome: str) -> set[str]:
        """The requirements of one outcome."""
        return set(self.outcomes.get(outcome, ()))


def some_of(names: Iterable[str], most: int) -> list[str]:
    """So many of a family, drawn by the seed of this run; which ones changes from run to run."""
    names = list(names)
    return sorted(random.Random(SEED).sample(names, min(most, len(names))), key=names.index)


def sampled(names: Iterable[str], most: int = SAMPLE) -> list[str]:
    """All of a family, or some of it drawn by chance."""
    names = list(names)
    return names if EVERYTHING else some_of(names, most)


def _variants() -> list[str]:
    """A quarter of them even where everything is wanted: each meets others in the array of freedoms."""
    names = list(VARIANTS)
    return some_of(names, len(names) // 4 if EVERYTHING else SAMPLE)


def _combined() -> list[str]:
    """Combined faults are many, and each needs a whole run: some of those are drawn that are found."""
    return some_of([name for name in COMBINED if name not in MISSED], 10) if EVERYTHING else []


def _groups() -> Iterator[Group]:
    """Faults that break only what a should says need --strict; generated requests are left out where none is meant."""
    sorts: dict[tuple[bool, bool], list[str]] = {}
    for name in sampled(SINGLE):
        fault = SINGLE[name]
        broken = [REGISTER[each] for each in fault.breaks]
        sort = all(each.level == "should" for each in broken), any(each.part in GENERATED for each in broken)
        sorts.setdefault(sort, []).append(name)
    for (strict, generated), names in sorts.items():
        word = "faults" + "-should" * strict + "-generated" * generated
        for number, some in enumerate(_batches(names), start=1):
            yield Group(f"{word}-{number}", "faults", some, 40 * generated, strict)
    for generated in (True, False):
        names = [name for name in _variants() if (_room(VARIANTS[name]) in ABOUT_REQUESTS) == generated]
        for number, some in enumerate(_batches(names), start=1):
            yield Group(f"variants{'-generated' * generated}-{number}", "variants", some, 2 * generated)
    for number, some in enumerate(_batches(_combined()), start=1):
        yield Group(f"combined-{number}", "combined", some, 0, strict=True)


def _room(behaviour: Behaviour) -> str:
    """The module of the mock in which a fault or variant stands."""
    return behaviour.apply.__module__.rpartition(".")[2]


def _batches(names: list[str]) -> Iterator[tuple[str, ...]]:
    runs = max(-(-len(names) // AT_ONCE), 1 if EVERYTHING else min(2, len(names)))
    for place in range(runs):
        yield tuple(names[len(names) * place // runs : len(names) * (place + 1) // runs])


def each(names: Iterable[str]) -> pytest.MarkDecorator:
    """One case for each fault or variant; those of one run go to one worker."""
    marks = pytest.mark.xdist_group
    known = [name for name in names if name in GROUP_OF]
    return pytest.mark.parametrize("name", [pytest.param(name, marks=marks(GROUP_OF[name].name)) for name in known])


GROUPS = sorted(_groups(), key=lambda group: -len(group.behaviours))
"""Those that take longest first."""
GROUP_OF = {name: group for group in GROUPS for name in group.behaviours}


def rank(item: pytest.Item) -> int:
    """The place of a test in a session: groups first, what would only wait for all runs of the matrix last."""
    if item.get_closest_marker("whole_matrix"):
        return len(GROUPS) + 2
    group = item.get_closest_marker("xdist_group")
    if group is None:
        return len(GROUPS) + 1
    names = [each.name for each in GROUPS]
    return -1 if "dials" in group.args[0] else [*names, group.args[0]].index(group.args[0])


@dataclass(frozen=True)
class Matrix:
    """The runs of a session; workers of pytest-xdist share what each has run."""

    folder: Path

    def judged(self, name: str) -> Judged:
        """What the contract said of a fault or variant."""
        return self.of_group(GROUP_OF[name])[name]

    def of_group(self, group: Group) -> dict[str, Judged]:
        """What it said of all of a group, which is run by whoever asks first."""
        path = self.folder / f"{group.name}.json"
        with FileLock(f"{path}.lock"):
            if not path.exists():
                path.write_text(json.dumps(_run(group, self.folder / group.name)), encoding="utf-8")
            found = json.loads(path.read_text(encoding="utf-8"))
        return {name: Judged(**judged) for name, judged in found.items()}

    def alarms(self, name: str, servers: list[list[str]], *options: str) -> dict[str, dict[str, list[str]]]:
        """What the contract holds against servers that use several variants each; none where they conform."""
        targets = {f"server-{number}": variants for number, variants in enumerate(servers)}
        apps = [(target, build_app(variants=variants)) for target, variants in targets.items()]
        (self.folder / name).mkdir()
        with ThreadPoolExecutor() as pool:  # servers that wait can wait beside each other
            given = ["--examples", "2", *options]
            runs = [pool.submit(_judge, dict(apps[half::2]), self.folder / name / str(half), given) for half in (0, 1)]
            assert all(run.result() for run in runs)
        found: dict[str, dict[str, list[str]]] = {}
        for target, variants in targets.items():
            path = next((self.folder / name).glob(f"*/{target}/verdict.json"))
            verdict = json.loads(path.read_text(encoding="utf-8"))
            for each in verdict["requirements"]:
                if each["outcome"] in ("violated", "warned", "unjudged"):
                    told = f"{each['id']}: {each['reason'][:500]}"
                    found.setdefault(" ".join(variants), {}).setdefault(each["outcome"], []).append(told)
        shutil.rmtree(self.folder / name)
        return found


def _run(group: Group, folder: Path) -> dict[str, dict[str, object]]:
    """Judge the mocks of a group in one process, each as a target of its own."""
    names = {name.replace("_", "-"): name for name in group.behaviours}
    strength = "2" if group.kind == "combined" else "1"
    extent = ["--quick"] if group.quick else ["--examples", str(group.examples), "--strength", strength]
    options = [*extent, *["--strict"] * group.strict]
    faults = group.kind in ("faults", "combined")
    apps = {
        target: build_app(faults=[name]) if faults else build_app(variants=[name]) for target, name in names.items()
    }
    output = _judge(apps, folder, options, single=group.kind != "combined" and not group.quick)
    tests: dict[str, dict[str, set[str]]] = {}
    for line in (folder / "witness.jsonl").read_text(encoding="utf-8").splitlines():
        seen = json.loads(line)
        tests.setdefault(seen["target"], {}).setdefault(seen["kind"], set()).add(seen["test"])
    for target in names:
        agree(folder / target, strict=group.strict)
    judged = {name: _judged(folder / target, tests[target], name, output) for target, name in names.items()}
    shutil.rmtree(folder)  # the exchanges of all mocks would fill a disk
    return judged


def _judge(apps: Mapping[str, App], folder: Path, options: Iterable[str], *, single: bool = False) -> str:
    """Run the contract once on several mocks, named as targets; what it printed.

    What a `single` thing breaks needs no combinations, and single freedoms meet them with others, as dials; all other
    runs need no systematic cases that say the same in another name of a media type. `make bench` sends them all.
    """
    folder.mkdir()
    targets: list[str] = []
    with ExitStack() as stack:
        for name, app in apps.items():
            server = stack.enter_context(MockServer(app))
            targets += ["--target", str(server.write_target(folder / f"{name}.yaml", name=name))]
        done = forked.run(
            "pytest",
            ["tests", "-q", "--no-header", "-p", "no:cacheprovider", "-p", "witness",
             "-s", "-p", "no:logging", "-p", "no:warnings",  # nobody looks at what these add
             "--no-allure", "--reports", str(folder), *options, *targets],
            cwd=ROOT, timeout=1700,
            environment={**os.environ, "WITNESS": str(folder / "witness.jsonl"),
                         "LEAVE_OUT": "combinations" if single else "families"},
        )  # fmt: skip
    (folder / "console.txt").write_text(done.stdout, encoding="utf-8")
    assert done.returncode in (0, 1, 5), done.stdout[-5000:] + done.stderr[-5000:]
    return done.stdout


def _judged(folder: Path, tests: dict[str, set[str]], name: str, output: str) -> dict[str, object]:
    verdict = json.loads((folder / "verdict.json").read_text(encoding="utf-8"))
    outcomes: dict[str, list[str]] = {}
    for each in verdict["requirements"]:
        outcomes.setdefault(each["outcome"], []).append(each["id"])
    return {
        "verdict": verdict["verdict"],
        "outcomes": outcomes,
        "tests": {kind: sorted(names) for kind, names in tests.items()},
        "text": failuretexts.of(output, verdict, FAULTS[name].breaks, failuretexts.made(folder))
        if name in FAULTS
        else "",
    }
