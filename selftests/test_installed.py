"""The wheel, installed where there is no checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from harness import ROOT, Outcome, run_verify
from reject_contract import __version__

VARIABLES = {"PYTHONPATH": "", "PYTHONDONTWRITEBYTECODE": ""}
"""Nothing of the checkout reaches what is installed."""
FEW = ("--examples", "0", "--strength", "1", "--no-allure-report")
"""Options of a run that is quick."""
pytestmark = pytest.mark.xdist_group("installed")  # one worker builds it, once


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it."""

    folder: Path
    """An empty one, to run in."""
    python: str

    @property
    def contract(self) -> Path:
        """Where the package carries the contract."""
        found = subprocess.run(
            [self.python, "-c", "from reject_contract.resources import ROOT; print(ROOT)"],
            cwd=self.folder, env=environment(), capture_output=True, text=True, check=True,
        )  # fmt: skip
        return Path(found.stdout.strip())

    def run(self, *arguments: str | Path, module: str = "reject_contract") -> Outcome:
        """Run a verb, or another module, in the empty folder."""
        done = subprocess.run(
            [self.python, "-m", module, *arguments],
            cwd=self.folder, env=environment(), capture_output=True, text=True, timeout=280, check=False,
        )  # fmt: skip
        return Outcome(done.returncode, done.stdout + done.stderr, self.folder / "reports")


def environment() -> dict[str, str]:
    """The variables of this process without those that lead to the checkout."""
    return {**os.environ, **VARIABLES}


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT, capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """An environment of its own with the wheel alone; the dependencies are those of this one."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home / "venv", with_pip=False, symlinks=os.name != "nt")
    scripts = home / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = str(scripts / Path(sys.executable).name)
    subprocess.run(
        [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", str(wheel)],
        check=True, timeout=120,
    )  # fmt: skip
    # A path in a .pth file: what that folder's own .pth files lead to, such as this checkout, is not followed.
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True).stdout.strip()
    (Path(packages) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (home / "empty").mkdir()
    return Installed(home / "empty", python)


@pytest.fixture(scope="session")
def judged(installed: Installed) -> Outcome:
    """A run of what is installed on the bundled mock, without generated requests."""
    return installed.run("verify", "-q", *FEW)


def outcomes(outcome: Outcome) -> list[tuple[str, str, list[str]]]:
    """Each requirement with its outcome and its tests."""
    return [(each["id"], each["outcome"], each["tests"]) for each in outcome.verdict()["requirements"]]


# ---- the wheel -----------------------------------------------------------------------------------------------


def test_wheel_carries_the_contract(wheel: Path) -> None:
    """Its tests, the fragment, the register, the target files and pytest's configuration; and nothing besides."""
    names = zipfile.ZipFile(wheel).namelist()
    carried = {name.removeprefix("reject_contract/contract/") for name in names if "/contract/" in name}
    folders = ("tests", "openapi", "targets")
    here = {path.relative_to(ROOT).as_posix() for each in folders for path in (ROOT / each).glob("*.*")}
    assert carried == here | {"pytest.toml"}
    assert {name.partition("/")[0] for name in names} == {
        "reject_contract", f"reject_contract-{__version__}.dist-info",
    }  # fmt: skip
    assert "reject_contract/py.typed" in names


def test_dependencies_have_bounds(wheel: Path) -> None:
    """None is open above: a new major version must not change a verdict."""
    with zipfile.ZipFile(wheel) as content:
        metadata = content.read(f"reject_contract-{__version__}.dist-info/METADATA").decode()
    needed = [line for line in metadata.splitlines() if line.startswith("Requires-Dist: ") and "extra ==" not in line]
    assert needed
    assert [line for line in needed if "<" not in line and "==" not in line] == []


def test_nothing_leads_back_to_the_checkout(installed: Installed) -> None:
    """What is judged below is the wheel."""
    assert not installed.contract.is_relative_to(ROOT)
    assert (installed.contract / "tests").is_dir()


# ---- verify --------------------------------------------------------------------------------------------------


def test_bundled_mock_conforms(judged: Outcome) -> None:
    """In an empty folder; the reports lie below it, and nothing else does."""
    assert judged.exit_code == 0, judged.output
    assert judged.verdict()["verdict"] == "conforms"
    assert {path.name for path in judged.reports.parent.iterdir()} == {"reports"}
    assert "statement.html" in {path.name for path in (judged.reports / "mock").iterdir()}


@pytest.mark.slow
def test_outcomes_are_those_of_a_checkout(judged: Outcome, tmp_path: Path) -> None:
    """Requirement by requirement, with the same tests under the same names."""
    here = run_verify(tmp_path, *FEW)
    assert here.exit_code == 0, here.output
    assert outcomes(judged) == outcomes(here)


def test_all_tests_have_the_ids_of_a_checkout(installed: Installed, tmp_path: Path) -> None:
    """Generated requests too; by `verify`, and by pytest itself with the configuration of the contract."""
    listing = ("--collect-only", "-q", "--no-header")
    here = _ids(run_verify(tmp_path, *listing[:1]))
    pytests = ("-c", installed.contract / "pytest.toml", "-p", "reject_contract.plugin.hooks", "-p", "no:cacheprovider")
    assert len(here) > 500
    assert _ids(installed.run("verify", *listing)) == here
    assert _ids(installed.run(*pytests, installed.contract / "tests", *listing, module="pytest")) == here


def _ids(outcome: Outcome) -> list[str]:
    assert outcome.exit_code == 0, outcome.output
    return [line for line in outcome.output.splitlines() if "::" in line]


def test_test_of_a_report_can_be_repeated(installed: Installed, tmp_path: Path) -> None:
    """It is named as in a report, wherever the package lies."""
    named = "tests/test_success.py::test_valid_reject_is_answered_204[mock]"
    outcome = installed.run("verify", "-q", "--no-allure", "--reports", tmp_path, named)
    assert "1 passed" in outcome.output


# ---- the other verbs -----------------------------------------------------------------------------------------


@pytest.fixture
def served(installed: Installed) -> Callable[..., subprocess.Popen[str]]:
    """Starts the mock of what is installed."""

    def start(*more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [installed.python, "-m", "reject_contract", "mock", "--until-eof", *more],
            cwd=installed.folder, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

    return start


def test_mock_doctor_verify_and_sweep_work_together(
    installed: Installed, served: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    """A server with a fault is examined, judged by its target file, and left as it was."""
    with served("--fault", "nested_select_crashes") as mock:
        assert mock.stdout is not None
        target = json.loads(mock.stdout.readline())["target"]
        doctor = installed.run("doctor", "--target", target)
        verify = installed.run(
            "verify", "-q", "--no-allure", "--reports", tmp_path, "--requirement", "RJ-SELECT-3", "--target", target
        )
        sweep = installed.run("sweep", "--target", target, "--reports", tmp_path)
        mock.communicate(timeout=20)
    assert (doctor.exit_code, doctor.output.splitlines()[-1]) == (0, "mock is ready to be judged")
    assert verify.exit_code == 1, verify.output
    assert sweep.exit_code == 0, sweep.output
    assert "anything that is left" in sweep.output
    assert "reject-contract verify 'tests/test_select.py::" in verify.output
    drafted = yaml.safe_load(installed.run("deviations", tmp_path / "mock").output)
    assert [each["requirement"] for each in drafted["deviations"]] == ["RJ-SELECT-3"]


def test_runs_can_be_compared_and_proved(installed: Installed, judged: Outcome) -> None:
    """A run is the same as itself, and nobody has changed its files."""
    folder = judged.reports / "mock"
    assert installed.run("compare", folder, folder).exit_code == 0
    assert installed.run("deviations", folder).output.endswith("deviations: []\n")
    proof = installed.run("verify-bundle", folder)
    assert proof.exit_code == 0, proof.output


def test_drift_finds_fragment_and_register(installed: Installed) -> None:
    """The fragment, as a document of the vendor, has nothing that the contract does not say."""
    outcome = installed.run("drift", installed.contract / "openapi" / "reject.yaml")
    assert outcome.exit_code == 0, outcome.output
    assert "no drift" in outcome.output


def test_version_is_that_of_the_wheel(installed: Installed) -> None:
    """Of the command, and in what a run leaves behind."""
    assert installed.run("--version").output == f"reject-contract {__version__}\n"
