"""Freedoms in combination: a server that uses many of them at once conforms as well."""

from __future__ import annotations

import os
import random

import pytest
from allpairspy import AllPairs

from matrix import Matrix
from reject_contract.mock import VARIANTS
from reject_contract.mock.dials import DIALS, draw, in_order, possible

SEED = int(os.environ.get("DIALS_SEED") or random.SystemRandom().randrange(10**6))
"""Of the servers drawn by chance; DIALS_SEED draws the same ones again."""
DRAWN = 20


def covering_array() -> list[list[str]]:
    """Servers in which every pair of positions of every two dials occurs."""
    positions = [["", *variants] for variants in DIALS.values()]
    return [in_order(filter(None, row)) for row in AllPairs(positions, filter_func=possible)]


def test_every_variant_is_a_position_of_one_dial() -> None:
    """A freedom that no dial has would not meet the others."""
    assert sorted(name for variants in DIALS.values() for name in variants) == sorted(VARIANTS)


@pytest.mark.xdist_group("dials")
def test_covering_array_of_freedoms_conforms(matrix: Matrix) -> None:
    """Whatever two freedoms a server uses together, nothing is violated, warned or unjudged."""
    assert matrix.alarms("dials", covering_array()) == {}


@pytest.mark.xdist_group("drawn-dials")
def test_servers_drawn_by_chance_conform(matrix: Matrix) -> None:
    """Neither on servers with half of their dials turned at random."""
    assert matrix.alarms("drawn-dials", [draw(SEED + number) for number in range(DRAWN)]) == {}, f"DIALS_SEED={SEED}"
