"""Freedoms in combination: a server that uses many of them at once conforms as well."""

from __future__ import annotations

import random

import pytest

from harness import EVERYTHING
from matrix import SEED, Matrix
from reject_contract.mock import VARIANTS
from reject_contract.mock.dials import DIALS, draw, in_order, possible
from reject_contract.reject import covering

DRAWN, SOME = 2, 2
"""Servers drawn by chance: for `make test-all`, and for `make test`."""
FOUND = [["second_reject_409", "refusals_200_null", "throttled_retry_after_0"]]
"""Servers that were once called violators."""
STRENGTH = () if EVERYTHING else ("--strength", "1")


def covering_array() -> list[list[str]]:
    """Servers in which every pair of positions of every two dials occurs."""
    positions = {dial: ["", *variants] for dial, variants in DIALS.items()}
    rows = covering.array(positions, [], lambda row: possible(row.values()))
    return [in_order(filter(None, row.values())) for row in rows]


def test_every_variant_is_a_position_of_one_dial() -> None:
    """A freedom that no dial has would not meet the others."""
    assert sorted(name for variants in DIALS.values() for name in variants) == sorted(VARIANTS)


PARTS = 6
"""The array is judged in several runs, which keep all cores busy."""
CHOSEN = random.Random(SEED).sample(range(PARTS), 1)
"""Each time one of them, by the seed that is printed: all would take a third of the time that CI has."""


@pytest.mark.slow
@pytest.mark.parametrize(
    "part", [pytest.param(part, marks=pytest.mark.xdist_group(f"dials-{part}")) for part in CHOSEN]
)
def test_covering_array_of_freedoms_conforms(matrix: Matrix, part: int) -> None:
    """Whatever two freedoms a server uses together, nothing is violated, warned or unjudged.

    Each meets every value of a combination; every pair of values would take three times as long.
    """
    servers = covering_array()[part::PARTS]
    assert matrix.alarms(f"dials-{part}", servers, "--strength", "1") == {}, f"SELFTESTS_SEED={SEED}"


@pytest.mark.slow
@pytest.mark.xdist_group("drawn-dials")
def test_servers_drawn_by_chance_conform(matrix: Matrix) -> None:
    """Neither on servers with half of their dials turned at random; where everything is tried, with pairs of values."""
    servers = [*map(in_order, FOUND), *(draw(SEED + number) for number in range(DRAWN if EVERYTHING else SOME))]
    assert matrix.alarms("drawn-dials", servers, *STRENGTH) == {}, f"SELFTESTS_SEED={SEED}"
