"""A plugin of the judged runs: notes what became of each test, which the reports tell by requirement only."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Generator
from functools import cache
from pathlib import Path
from typing import Any, TextIO

import pytest

COMBINATIONS = {"combination", "combinations_of_a_scene"}
"""What tests of combinations are given."""
SAME_AGAIN = re.compile(r"^test_systematic.*(patch\+json|text/)")


@pytest.hookimpl(wrapper=True)
def pytest_pycollect_makeitem() -> Generator[None, Any, Any]:
    """Leave out what a run needs not: combinations, or systematic cases in another name of a media type."""
    found = yield
    if not isinstance(found, list):
        return found
    if os.environ["LEAVE_OUT"] == "combinations":
        return [item for item in found if not COMBINATIONS.intersection(getattr(item, "fixturenames", ()))]
    return [item for item in found if not SAME_AGAIN.search(item.name)]


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write a line for each test that cast judgements."""
    contract = getattr(report, "contract", None)
    if contract is not None:
        name = report.nodeid.partition("[")[0].rpartition("::")[2]
        only_observes = all(judgement["outcome"] == "observed" for judgement in contract["judgements"])
        kind = "observed" if only_observes else contract["kind"]
        print(json.dumps({"target": contract["target"], "test": name, "kind": kind}), file=_file())


@cache
def _file() -> TextIO:
    return Path(os.environ["WITNESS"]).open("w", encoding="utf-8", buffering=1)


def pytest_unconfigure() -> None:
    """Close the file."""
    _file().close()
