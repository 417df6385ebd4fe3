"""Which tests of the contract are run, and in which order: the same in every run with the seed and on every target."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import pytest

from reject_contract.plugin.test_items import plain_id, requirements_of, target_of
from reject_contract.run.options import Options


def chosen(items: Sequence[pytest.Item], options: Options) -> list[pytest.Item]:
    """The tests that were asked for."""
    return [item for item in items if options.choose(requirements_of(item), generated=_generated(item))]


def ordered(items: Sequence[pytest.Item], targets: list[str], first: list[str], seed: int) -> list[pytest.Item]:
    """Target by target; what the others depend on comes first, so that its failure is the first to be told."""
    contract = [item for item in items if requirements_of(item)]
    others = [item for item in items if not requirements_of(item)]

    def place(item: pytest.Item) -> tuple[int, int, int]:
        turn = min((first.index(each) for each in requirements_of(item) if each in first), default=len(first))
        return targets.index(target_of(item)), turn, zlib.crc32(f"{seed} {plain_id(item)}".encode())

    return others + sorted(contract, key=place)


def _generated(item: pytest.Item) -> bool:
    """Whether a test sends requests that Schemathesis and Hypothesis make."""
    return "properties" in getattr(item, "fixturenames", ())
