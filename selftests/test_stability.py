"""The same server gets the same verdict, however often it is asked and in whatever order."""

from __future__ import annotations

import pytest

from harness import Contract, MakeTarget

ALONE, SHARED = 7, 3


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(ALONE + SHARED))
def test_conforming_server_conforms_every_time(contract: Contract, make_target: MakeTarget, seed: int) -> None:
    """With another seed, another order of the tests, in one process or spread over two: nothing but `conforms`."""
    workers = ["-n", "2"] if seed >= ALONE else []
    seeds = ["--contract-seed", str(seed), "--randomly-seed", str(seed)]
    outcome = contract("--target", make_target(), "--no-allure", *seeds, *workers)
    assert outcome.exit_code == 0, outcome.output[-3000:]
    assert outcome.verdict()["verdict"] == "conforms"
    assert outcome.ids("violated") == outcome.ids("warned") == outcome.ids("unjudged") == set()
