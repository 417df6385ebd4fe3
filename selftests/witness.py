"""A plugin of the judged runs: notes what became of each test, which the reports tell by requirement only."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write a line for each test that cast votes."""
    contract = getattr(report, "contract", None)
    if contract is not None:
        name = report.nodeid.partition("[")[0].rpartition("::")[2]
        only_observes = all(vote["outcome"] == "observed" for vote in contract["votes"])
        kind = "observed" if only_observes else contract["kind"]
        line = json.dumps({"target": contract["target"], "test": name, "kind": kind})
        with Path(os.environ["WITNESS"]).open("a", encoding="utf-8") as file:
            file.write(f"{line}\n")
