"""The command line of a run."""

from __future__ import annotations

import difflib
import shutil
import tempfile
from functools import partial
from pathlib import Path

import pytest

from reject_contract.errors import UsageFault
from reject_contract.plugin.mock_process import MOCK
from reject_contract.reports.folder import AGAIN
from reject_contract.resources import INSTALLED, OPENAPI, TARGETS, TESTS
from reject_contract.run.options import EXAMPLES, STRENGTH, Options
from reject_contract.target import target_file
from reject_contract.target.target_file import Target
from reject_contract.verdict import deviations as deviation_files
from reject_contract.verdict import gate
from reject_contract.verdict.deviations import Deviations
from reject_contract.verdict.gate import Gate
from reject_contract.verdict.register import Register

QUICK = OPENAPI / "quick.txt"
"""The tests of a quick run, as `bench quick` chose them."""


def add(parser: pytest.Parser) -> None:
    """Add the suite's options; pytest's own --strict also makes a should count as a must."""
    group = parser.getgroup("contract", "the contract that is judged")
    group.addoption(
        "--target",
        action="append",
        default=[],
        metavar="FILE",
        help="target file; repeat it for several targets; without it the bundled mock is judged",
    )
    group.addoption(
        "--requirement",
        action="append",
        default=[],
        metavar="ID",
        help="judge only this requirement, or this part of the contract; repeat it for several",
    )
    group.addoption(
        "--quick",
        action="store_true",
        help="judge each must and should by its most telling tests alone: a fraction of the requests",
    )
    group.addoption(
        "--examples",
        type=int,
        metavar="N",
        help=f"generated requests for each property; 0 leaves all generated requests out (default: {EXAMPLES})",
    )
    group.addoption(
        "--contract-seed",
        type=int,
        default=0,
        metavar="N",
        help="seed of the generated requests (default: %(default)s)",
    )
    group.addoption(
        "--strength",
        type=int,
        choices=(1, 2, 3),
        metavar="N",
        help=f"combinations hold every value (1), pair (2) or triple (3) of values (default: {STRENGTH})",
    )
    group.addoption(
        "--allow-writes",
        action="store_true",
        help="make, reject and delete appointments on targets other than this machine, whose files consent to it",
    )
    group.addoption(
        "--plan", action="store_true", help="print how many requests of which kind a run would send, and send none"
    )
    group.addoption(
        "--fail-on",
        choices=("violated", "newly-violated"),
        default="violated",
        help="the violations that make the exit code 1: all, or those that --baseline lacks (default: %(default)s)",
    )
    group.addoption(
        "--baseline",
        metavar="PATH",
        help="an earlier run, for --fail-on newly-violated: a verdict.json, the folder of it, or a folder of reports",
    )
    group.addoption(
        "--minimum-judged",
        type=int,
        default=0,
        metavar="N",
        help="the exit code is 5 where fewer requirements were judged than this (default: %(default)s)",
    )
    group.addoption("--reports", default="reports", metavar="DIR", help="folder of the reports (default: %(default)s)")
    group.addoption(
        "--no-allure-report", action="store_true", help="write the Allure results, but make no HTML of them"
    )
    group.addoption("--no-allure", action="store_true", help="write no Allure results either")


def read(config: pytest.Config, register: Register) -> Options:
    """Read the options; a `UsageFault` names what cannot be used."""
    reports = Path(config.getoption("--reports"))
    if config.getoption("--plan"):
        reports = Path(tempfile.mkdtemp(prefix="reject-contract-plan-"))
        config.add_cleanup(partial(shutil.rmtree, reports, ignore_errors=True))
    if not reports.is_absolute():
        here = config.invocation_params.dir
        reports = (TESTS.parent if here.resolve() == TESTS.resolve() else here) / reports  # not among the tests
    if any("::" in each for each in config.args):
        reports /= AGAIN
    targets: dict[str, Target] = {}
    files: dict[str, str] = {}
    accepted: dict[str, Deviations] = {}
    for written in config.getoption("--target"):
        target = target_file.load(_existing(config.invocation_params.dir, written))
        if target.name in targets:
            raise UsageFault(f"--target {written}: another target is called {target.name} too; rename one")
        targets[target.name], files[target.name] = target, written
        if target.deviations:
            accepted[target.name] = deviation_files.load(target.deviations, register)
    is_worker = hasattr(config, "workerinput")  # the exit code is the matter of the process that started it
    return Options(
        targets,
        files,
        frozenset().union(*map(register.chosen, config.getoption("--requirement"))),
        bool(config.getini("strict")),
        frozenset(QUICK.read_text(encoding="utf-8").splitlines()) if config.getoption("--quick") else frozenset(),
        _number(config, "--examples", 0 if config.getoption("--quick") else EXAMPLES),
        int(config.getoption("--contract-seed")),
        _number(config, "--strength", STRENGTH),
        config.getoption("--allow-writes"),
        config.getoption("--plan"),
        reports,
        not (config.getoption("--no-allure") or config.getoption("--plan")),
        not (config.getoption("--no-allure-report") or config.getoption("--no-allure")),
        accepted,
        {} if is_worker else {name: _gate(config, name) for name in targets or (MOCK,)},
    )


def _number(config: pytest.Config, name: str, default: int) -> int:
    """How many of what a quick run leaves out."""
    written = config.getoption(name)
    if written is None:
        return default
    if config.getoption("--quick"):
        raise UsageFault(f"--quick and {name} {written}: a quick run has a choice of its own; leave one of them out")
    if written < 0:
        raise UsageFault(f"{name} {written}: must be 0 or more")
    return int(written)


def _gate(config: pytest.Config, target: str) -> Gate:
    baseline, least = config.getoption("--baseline"), config.getoption("--minimum-judged")
    if least < 0:
        raise UsageFault(f"--minimum-judged {least}: must be 0 or more")
    if (config.getoption("--fail-on") == "newly-violated") != (baseline is not None):
        raise UsageFault("--fail-on newly-violated and --baseline PATH: neither means anything without the other")
    return Gate(gate.load(baseline, config.invocation_params.dir, target) if baseline is not None else None, least)


def _existing(folder: Path, written: str) -> Path:
    path = folder / written
    if path.exists():
        return path
    near = difflib.get_close_matches(path.name, [each.name for each in path.parent.glob("*.yaml")], n=1)
    hint = f"did you mean {near[0]}?" if near else f"{TARGETS if INSTALLED else 'targets/'} holds examples"
    raise UsageFault(f"--target {written}: there is no such file; {hint}")
