"""The verb `verify`: its exit codes, and what it does not take from where it is started."""

from __future__ import annotations

import argparse
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, cast

import pytest

from harness import MakeTarget, Verify, broken_test
from reject_contract import __version__
from reject_contract.plugin import options

FEW = ("--no-allure", "--requirement", "RJ-SELECT-1")
NOWHERE = "http://127.0.0.1:9"


# ---- exit codes ----------------------------------------------------------------------------------------------


def test_conforming_server_is_0(verify: Verify) -> None:
    """The bundled mock, from an empty folder; only the reports are left there."""
    outcome = verify(*FEW)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.verdict()["verdict"] == "conforms"
    assert [path.name for path in outcome.reports.parent.iterdir()] == ["reports"]


@pytest.mark.parametrize("written", ["SELECT", "RJ-SELECT"])
def test_part_is_chosen_by_its_name(verify: Verify, written: str) -> None:
    """A part of the contract, with or without the prefix: its requirements are judged, and no others."""
    outcome = verify("--no-allure", written)
    judged = outcome.ids("satisfied") | outcome.ids("observed")
    assert {each.rpartition("-")[0] for each in judged} == {"RJ-SELECT"}, outcome.output
    assert len(judged) > 5


def test_requirement_is_chosen_by_its_id(verify: Verify) -> None:
    """`verify RJ-SELECT-3` judges just that."""
    outcome = verify("--no-allure", "RJ-SELECT-3")
    assert outcome.ids("satisfied") == {"RJ-SELECT-3"}, outcome.output


def test_violation_is_1(verify: Verify, make_target: MakeTarget) -> None:
    """A must is violated."""
    target = make_target("faulty", faults=["nested_select_crashes"])
    outcome = verify("--no-allure", "--requirement", "RJ-SELECT-3", "--target", target)
    assert outcome.exit_code == 1, outcome.output
    assert outcome.ids("violated", "faulty") == {"RJ-SELECT-3"}


def test_again_repeats_the_violation_where_it_is_pasted(verify: Verify, make_target: MakeTarget) -> None:
    """It needs nothing but the folder in which the run was started, and leaves the statement of that run alone."""
    target = make_target("faulty", faults=["nested_select_crashes"])
    first = verify("--no-allure", "--contract-seed", "3", "--requirement", "RJ-SELECT-3", "--target", target)
    command = re.search(r"^  again +reject-contract verify (.+)$", first.output, re.MULTILINE)
    assert command, first.output
    before = first.verdict("faulty")
    again = verify(*shlex.split(command[1]))
    assert (again.exit_code, again.ids("violated", "again/faulty")) == (1, {"RJ-SELECT-3"}), again.output
    assert "seed 3" in again.output
    assert again.verdict("faulty") == before


def test_tests_are_letters_and_a_run_is_a_page(verify: Verify) -> None:
    """No line for each test that happens to come from another file than the one before."""
    outcome = verify("--no-allure", "SELECT", "EFFECT")
    assert outcome.exit_code == 0, outcome.output
    assert "test_select.py" not in outcome.output
    assert len(outcome.output.splitlines()) < 25


@pytest.mark.parametrize("times", [1, pytest.param(5, marks=pytest.mark.slow)], ids=["once", "again-and-again"])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_interruption_is_2(make_target: MakeTarget, tmp_path: Path, number: signal.Signals, times: int) -> None:
    """Ctrl-C, or the end of a job; what was made is deleted, however impatient somebody is."""
    command = [sys.executable, "-m", "reject_contract", "verify", "-q", "--no-allure"]
    with subprocess.Popen(
        [*command, "--target", make_target("slow", variants=["a_little_latency"])],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    ) as process:  # fmt: skip
        journal = tmp_path / "reports" / "slow" / "journal.jsonl"
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and not (journal.exists() and journal.read_text().count('"made"') > 2):
            time.sleep(0.05)
        for _ in range(times):
            process.send_signal(number)
            time.sleep(0.1)
        output, _ = process.communicate(timeout=60)
    assert process.returncode == 2, output
    lines = journal.read_text(encoding="utf-8").splitlines()
    assert sum('"made"' in line for line in lines) == sum('"deleted"' in line for line in lines) > 0, output


def test_interruption_before_the_first_test_is_2(tmp_path: Path) -> None:
    """While modules are loaded."""
    with subprocess.Popen(
        [sys.executable, "-c", "import os, signal\n"
         "from reject_contract.cli import main, verify\n"
         "verify._run = lambda arguments: os.kill(os.getpid(), signal.SIGTERM)\n"
         "main.main(['verify'])"],
        cwd=tmp_path, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        _, errors = process.communicate(timeout=60)
    assert (process.returncode, errors.strip()) == (2, "interrupted")


def test_broken_test_is_3(verify: Verify, tmp_path: Path) -> None:
    """It says nothing of the server."""
    outcome = verify("--no-allure", str(broken_test(tmp_path, "RJ-ANSWER-1")), "tests/test_select.py")
    assert outcome.exit_code == 3, outcome.output
    assert outcome.ids("violated") == set()


PLUGINS = {
    "breaks": "def pytest_runtest_makereport(item): raise ValueError(item)",
    "breaks at the start": "def pytest_configure(config): raise ValueError(config)",
    "sys.exit(0)": "import sys\ndef pytest_runtest_setup(item): sys.exit(0)",
    "sys.exit(0) at the start": "import sys\ndef pytest_configure(config): sys.exit(0)",
    "pytest.exit at the start": "import pytest\ndef pytest_configure(config): pytest.exit('enough', 0)",
    "sys.exit(1) at the end": "import sys\ndef pytest_unconfigure(config): sys.exit(1)",
}
"""Plugins of a user that end pytest before its time."""


@pytest.mark.parametrize("plugin", PLUGINS.values(), ids=PLUGINS.keys())
def test_plugin_that_breaks_the_run_is_3(verify: Verify, tmp_path: Path, plugin: str) -> None:
    """It is neither a verdict on the server nor green."""
    (tmp_path / "of_a_user.py").write_text(plugin, encoding="utf-8")
    outcome = verify(*FEW, "-p", "of_a_user", PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert outcome.exit_code == 3, outcome.output
    assert "no conclusion about the server" in outcome.output or "INTERNALERROR" in outcome.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--nonsense"], "--nonsense"),
        (["--requirement", "RJ-SELETC-1"], "did you mean RJ-SELECT-1?"),
        (["SELETC"], "did you mean SELECT?"),
        (["--target", "mine.yaml"], "--target mine.yaml: there is no such file"),
        (["tests/test_nothing.py"], "tests/test_nothing.py"),
        (["-p", "no_such_plugin"], "no_such_plugin"),
        (["--examples", "many"], "many"),
        (["-k", "("], "-k ("),
        (["-n", "2", "-m", "must or"], "-m must or"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_wrong_usage_is_4(verify: Verify, arguments: list[str], words: str) -> None:
    """It is named, without a traceback, and nothing is said of a server or of the suite."""
    outcome = verify(*arguments)
    assert outcome.exit_code == 4, outcome.output
    assert words in outcome.output
    for word in ("Traceback", "verdict", "internal error", "nothing was judged"):
        assert word not in outcome.output
    assert not outcome.reports.exists()


def test_server_that_is_gone_is_5(verify: Verify, make_target: MakeTarget) -> None:
    """Nothing was judged."""

    def gone(content: dict[str, Any]) -> None:
        content["base_url"] = NOWHERE

    outcome = verify(*FEW, "--target", make_target("gone", change=gone))
    assert outcome.exit_code == 5, outcome.output
    assert outcome.verdict("gone")["verdict"] == "inconclusive"


def test_value_of_an_option_is_no_test_to_run(verify: Verify) -> None:
    """What is left out is named as in a report, behind the option."""
    left_out = "tests/test_select.py::test_select_changes_neither_answer_nor_effect[mock-nested]"
    outcome = verify("--no-allure", "--deselect", left_out, "SELECT")
    assert "RJ-SELECT-3" in outcome.ids("omitted"), outcome.output
    assert outcome.ids("satisfied") > {"RJ-SELECT-1", "RJ-SELECT-2"}


def test_results_of_allure_may_go_elsewhere(verify: Verify, tmp_path: Path) -> None:
    """As pipelines ask for them."""
    outcome = verify("--no-allure-report", "RJ-SELECT-3", "--alluredir", tmp_path / "elsewhere")
    assert outcome.exit_code == 0, outcome.output
    assert list((tmp_path / "elsewhere").glob("*-result.json"))


def test_showing_fixtures_leaves_reports_alone(verify: Verify) -> None:
    """No test begins, so nothing is renewed."""
    before = verify("--no-allure", "RJ-SELECT-3").verdict()
    assert verify("--fixtures").verdict() == before


def test_empty_selection_is_5(verify: Verify) -> None:
    """Nothing was judged, so nothing is green."""
    assert verify(*FEW, "-k", "no_test_has_this_name").exit_code == 5


# ---- where it is started -------------------------------------------------------------------------------------

FOREIGN = {
    "pytest.ini": "[pytest]\naddopts = --collect-only -k nothing\n",
    "tox.ini": "[pytest]\naddopts = --nonsense\n",
    "pyproject.toml": '[tool.pytest]\naddopts = ["--nonsense"]\n',
    "conftest.py": "raise SystemExit(7)\n",
}
"""Configuration of another project."""


def test_configuration_of_another_project_has_no_effect(verify: Verify, tmp_path: Path) -> None:
    """Neither in the folder where it is started nor above."""
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (tmp_path, empty):
        for name, text in FOREIGN.items():
            (folder / name).write_text(text, encoding="utf-8")
    outcome = verify(*FEW)
    assert outcome.exit_code == 0, outcome.output
    assert outcome.ids("satisfied") == {"RJ-SELECT-1"}


@pytest.mark.parametrize("workers", [(), ("-n", "1")], ids=["one-process", "a-worker"])
def test_variables_of_pytest_are_ignored_and_named(verify: Verify, workers: tuple[str, ...]) -> None:
    """They would make pytest another program; a worker of pytest-xdist takes them from the same environment."""
    variables = {
        "PYTEST_ADDOPTS": "--nonsense",
        "PYTEST_PLUGINS": "no_such_plugin",
        "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
    }
    outcome = verify(*FEW, *workers, **variables)
    assert outcome.exit_code == 0, outcome.output
    for name in variables:
        assert outcome.output.count(f"{name} is ignored: ") == 1
    assert outcome.ids("satisfied") == {"RJ-SELECT-1"}


def test_python_without_assertions_is_refused(verify: Verify) -> None:
    """Nothing could fail."""
    outcome = verify(*FEW, PYTHONOPTIMIZE="1")
    assert outcome.exit_code == 4
    assert "PYTHONOPTIMIZE or -O takes away the assertions that the suite relies on" in outcome.output
    assert not outcome.reports.exists()


@pytest.fixture
def read_only(tmp_path: Path) -> Path:
    """A folder in which nobody may write; root may in any that has a disk below it."""
    folder = tmp_path / "read-only"
    folder.mkdir(mode=0o555)
    if not os.access(folder, os.W_OK):
        return folder
    if not Path("/proc/self").exists():
        pytest.skip("the tests run as root, and there is no /proc")
    return Path("/proc")


def test_folder_without_write_permission_is_4(verify: Verify, read_only: Path) -> None:
    """It is named, with what to do; nothing is taken for a fault of the suite."""
    outcome = verify(*FEW, folder=read_only)
    assert outcome.exit_code == 4, outcome.output
    assert f"{read_only / 'reports' / 'mock'} cannot be written" in outcome.output
    assert "choose another folder" in outcome.output
    assert "internal error" not in outcome.output and "Traceback" not in outcome.output


def test_reports_may_lie_elsewhere(verify: Verify, read_only: Path, tmp_path: Path) -> None:
    """--reports names another folder than the one without permission."""
    outcome = verify(*FEW, "--reports", tmp_path / "elsewhere", folder=read_only)
    assert outcome.exit_code == 0, outcome.output
    assert (tmp_path / "elsewhere" / "mock" / "verdict.json").exists()


def test_folder_that_is_gone_is_4(tmp_path: Path) -> None:
    """It was removed under the feet of the one who starts the run."""
    folder = tmp_path / "gone"
    folder.mkdir()
    command = 'rmdir "$PWD" && exec "$0" -m reject_contract verify'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 4
    assert "the working folder is gone" in done.stderr


@pytest.mark.parametrize("path", [".", "no/such/folder/summary.md"], ids=["folder", "missing"])
def test_summary_that_cannot_be_written_keeps_the_exit_code(verify: Verify, path: str) -> None:
    """What GitHub shows is an extra."""
    outcome = verify(*FEW, GITHUB_STEP_SUMMARY=path, GITHUB_ACTIONS="true")
    assert outcome.exit_code == 0, outcome.output
    assert outcome.output.count("GITHUB_STEP_SUMMARY cannot be written") == 1


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no such pipes")
def test_summary_that_is_a_pipe_is_not_waited_for(verify: Verify, tmp_path: Path) -> None:
    """Nobody may be reading it."""
    os.mkfifo(tmp_path / "summary")
    outcome = verify(*FEW, GITHUB_STEP_SUMMARY=str(tmp_path / "summary"), GITHUB_ACTIONS="true")
    assert (outcome.exit_code, "cannot be written (it is a pipe)" in outcome.output) == (0, True), outcome.output


# ---- what it says of itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--version"], ["verify", "--version"], ["verify", "-V"]], ids=" ".join)
def test_version_is_that_of_the_suite(tmp_path: Path, arguments: list[str]) -> None:
    """And not pytest's."""
    command = [sys.executable, "-m", "reject_contract", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == f"reject-contract {__version__}\n"


@pytest.mark.parametrize("option", ["--help", "-h"])
def test_help_lists_the_options(verify: Verify, option: str) -> None:
    """All of the suite's, and the exit codes."""
    outcome = verify(option)
    assert outcome.exit_code == 0
    for each in _options():
        assert f"\n  {each} " in outcome.output
    for code in ("0 conforms", "1 violates", "2 interrupted", "3 the suite itself broke", "5 inconclusive"):
        assert code in " ".join(outcome.output.split())


def _options() -> list[str]:
    """The options that the plugin adds."""
    parser = argparse.ArgumentParser(add_help=False)

    class Parser:
        """Takes them as pytest's would."""

        def getgroup(self, *_: str) -> Parser:
            return self

        addoption = staticmethod(parser.add_argument)

    options.add(cast(Any, Parser()))
    return [name for action in parser._actions for name in action.option_strings]


@pytest.mark.parametrize("written", [["-p", "no:terminal"], ["-pno:terminal"]], ids=["apart", "together"])
def test_run_without_a_terminal_is_wrong_usage(verify: Verify, written: list[str]) -> None:
    """Nobody would hear the verdict."""
    outcome = verify(*FEW, *written)
    assert outcome.exit_code == 4
    assert "-p no:terminal takes away where the verdict is told" in outcome.output


REFUSED = {
    "--forked": (
        "def pytest_addoption(parser): parser.addoption('--forked', action='store_true')",
        "--forked runs each test in a process of its own, and what that makes nobody deletes",
    ),
    "--tap-stream": (
        "import pytest\n"
        "def pytest_addoption(parser): parser.addoption('--tap-stream', action='store_true')\n"
        "@pytest.hookimpl(trylast=True)\n"
        "def pytest_configure(config):\n"
        "    config.pluginmanager.unregister(config.pluginmanager.getplugin('terminalreporter'))",
        "a plugin took away the terminal, where the verdict is told (--tap-stream does): use --tap-files",
    ),
}
"""What pytest-forked and pytest-tap do, and what is said of it."""


@pytest.mark.parametrize("option", REFUSED)
def test_plugin_with_which_something_would_be_lost_is_wrong_usage(verify: Verify, tmp_path: Path, option: str) -> None:
    """Appointments that nobody deletes, or a verdict that nobody hears."""
    plugin, words = REFUSED[option]
    (tmp_path / "of_a_user.py").write_text(plugin, encoding="utf-8")
    outcome = verify(*FEW, "-p", "of_a_user", option, PYTHONPATH=os.pathsep.join([str(tmp_path), *sys.path]))
    assert outcome.exit_code == 4, outcome.output
    assert words in outcome.output
