"""What the selftests share: mocks, and runs of the contract on them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

ROOT_FOLDER = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT_FOLDER / "selftests" / "support"), str(ROOT_FOLDER)]  # the root is for the tests of bench/

import interoptools
from harness import EVERYTHING, ROOT, Contract, Golden, MakeTarget, Outcome, Verify, run_contract, run_verify
from judging import Server, invited
from matrix import Matrix, rank
from reject_contract.mock import MockServer, build_app
from reject_contract.stage.invitations import Invitation


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make golden` gives it."""
    parser.addoption("--write-golden", action="store_true", help="write the golden files of the selftests again")


def pytest_configure(config: pytest.Config) -> None:
    """Take warnings for errors, but the one that tls.verify: false asks for.

    Heed Ctrl-C also where a shell started the tests in the background: what is started from here inherits that.
    """
    for line in ("error", "ignore::urllib3.exceptions.InsecureRequestWarning"):
        config.addinivalue_line("filterwarnings", line)
    config.addinivalue_line("markers", "whole_matrix: it looks at the runs against all faults and variants")
    config.addinivalue_line("markers", "slow: it takes long, and is left to `make test-all`")
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_xdist_auto_num_workers() -> int:
    """One worker more than cores: a run of the contract waits for its mock now and then."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left alone with it in the end."""
    if not EVERYTHING:
        left = [item for item in items if item.get_closest_marker("slow") or item.get_closest_marker("whole_matrix")]
        if len(left) < len(items):  # who names nothing else means it
            config.hook.pytest_deselected(items=left)
            items[:] = [item for item in items if item not in left]
    items.sort(key=rank)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares a text with the file that holds it, below selftests/golden."""

    def compare(name: str, text: str) -> None:
        path = ROOT / "selftests" / "golden" / name
        if request.config.getoption("--write-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.is_file(), f"{path} is missing; make golden writes it"
        assert text == path.read_text(encoding="utf-8"), "make golden writes it anew, if the new text is right"

    return compare


@pytest.fixture
def contract(tmp_path: Path) -> Contract:
    """Runs the contract in a process of its own."""

    def run(*arguments: str | Path, tests: str = "tests", html: bool = False, **environment: str) -> Outcome:
        more = [] if html else ["--no-allure-report"]
        return run_contract(tmp_path / "reports", *more, *arguments, tests=tests, **environment)

    return run


@pytest.fixture
def verify(tmp_path: Path) -> Verify:
    """Runs `reject-contract verify` in an empty folder."""

    def run(*arguments: str | Path, folder: Path | None = None, **environment: str) -> Outcome:
        empty = tmp_path / "empty"
        empty.mkdir(exist_ok=True)
        return run_verify(folder or empty, *arguments, **environment)

    return run


@pytest.fixture
def make_target(tmp_path: Path) -> Iterator[MakeTarget]:
    """Starts mocks in this process, and writes their target files."""
    with ExitStack() as stack:

        def make(name: str = "mock", *, change: Callable[[dict[str, Any]], None] | None = None, **app: Any) -> Path:
            import yaml

            server = stack.enter_context(MockServer(build_app(**app)))
            path = tmp_path / f"{name}.yaml"
            server.write_target(path, name=name)
            if change:
                content = yaml.safe_load(path.read_text(encoding="utf-8"))
                change(content)
                path.write_text(yaml.safe_dump(content), encoding="utf-8")
            return path

        yield make


@pytest.fixture
def server() -> Server:
    """A server without a network, on which an invitation is pending."""
    return Server()


@pytest.fixture
def invitation(server: Server, tmp_path: Path) -> Iterator[Invitation]:
    """The invitation on it."""
    with invited(server, tmp_path) as pending:
        yield pending


@pytest.fixture(scope="session")
def matrix(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Matrix:
    """The runs against faults and variants, shared by all workers of this session."""
    base = tmp_path_factory.getbasetemp()
    folder = (base if worker_id == "master" else base.parent) / "matrix"
    folder.mkdir(exist_ok=True)
    return Matrix(folder)


@pytest.fixture(scope="session")
def node() -> str:
    """The path of node, with the packages of interop/ installed."""
    return interoptools.ready_node()
