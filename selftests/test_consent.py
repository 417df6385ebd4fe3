"""Who may be written to: whoever gave both consents, and a server on this machine that was given one."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from harness import WORKERS, run_contract
from recording import CHANGING, recorded

ALLOW = ("--allow-writes",)


@WORKERS
@pytest.mark.parametrize(
    ("host", "file", "line", "written"),
    [
        ("127.0.0.1", None, (), False),
        ("127.0.0.1", False, ALLOW, False),
        ("127.0.0.1", True, (), True),
        ("127.0.0.1", None, ALLOW, True),
        ("0.0.0.0", True, (), False),
        ("0.0.0.0", None, ALLOW, False),
        ("0.0.0.0", True, ALLOW, True),
    ],
    ids=["tunnel-neither", "tunnel-file-says-no", "this-machine-file", "this-machine-line", "elsewhere-file",
         "elsewhere-line", "elsewhere-both"],
)  # fmt: skip
def test_nothing_is_written_without_consent(
    tmp_path: Path, host: str, file: bool | None, line: tuple[str, ...], written: bool, workers: tuple[str, ...]
) -> None:
    """What answers on this machine may be a tunnel, so silence is no consent there either; elsewhere it takes both."""
    with recorded() as server:
        path = server.target(tmp_path / "t.yaml", host=host)
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        content["consent"] = {} if file is None else {"writes": file}
        path.write_text(yaml.safe_dump(content), encoding="utf-8")
        outcome = run_contract(
            tmp_path / "reports", "--target", path, "--no-allure", *line, *workers, tests="tests/test_select.py"
        )
        assert bool(server.of(*CHANGING)) == written, outcome.output[-3000:]
