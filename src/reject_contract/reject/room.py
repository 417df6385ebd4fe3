"""How many combinations the limits of a target leave room for."""

from __future__ import annotations

import math
from collections.abc import Mapping

from reject_contract.reject.factors import Table
from reject_contract.target.target_file import Limits

OTHERS = {"requests": 2300, "writes": 1000}
"""What a run without combinations needs, with some to spare; a selftest measures it."""
EACH: Mapping[Table, dict[str, float]] = {
    "valid": {"requests": 12.0, "writes": 6.0},
    "refused": {"requests": 4.0, "writes": 1.5},
}
"""What a combination needs, from its invitation to its deletion."""


def room(limits: Limits, drawn: Mapping[Table, int]) -> dict[Table, int]:
    """How many of the combinations of each table fit; the same share of each."""
    shares = [1.0]
    for what, others in OTHERS.items():
        needed = sum(count * EACH[table][what] for table, count in drawn.items())
        shares.append((getattr(limits, what) - others) / needed)
    return {table: max(0, math.floor(count * min(shares))) for table, count in drawn.items()}


def needed(drawn: Mapping[Table, int]) -> dict[str, int]:
    """The limits that leave room for all of them."""
    return {
        what: math.ceil(others + sum(count * EACH[table][what] for table, count in drawn.items()))
        for what, others in OTHERS.items()
    }
