"""How many combinations the limits of a target leave room for."""

from __future__ import annotations

import math
from collections.abc import Mapping

from reject_contract.reject.factors import Table
from reject_contract.target.target_file import Limits

Needs = Mapping[str, float]
OTHERS: Mapping[bool, dict[str, int]] = {
    True: {"requests": 1900, "writes": 700},
    False: {"requests": 2300, "writes": 1000},
}
"""What a run without combinations needs, with some to spare, by whether a series can be deleted at once."""
EACH: Mapping[bool, Mapping[Table, Needs]] = {
    True: {"valid": {"requests": 11, "writes": 4.5}, "refused": {"requests": 4, "writes": 1.4}},
    False: {"valid": {"requests": 12, "writes": 6.5}, "refused": {"requests": 4, "writes": 1.5}},
}
"""What a combination needs, from its invitation to its deletion."""


def room(limits: Limits, drawn: Mapping[Table, int], *, at_once: bool) -> dict[Table, int]:
    """How many of the combinations of each table fit; the same share of each."""
    others, each = OTHERS[at_once], EACH[at_once]
    shares = [1.0]
    for what in others:
        wanted = sum(count * each[table][what] for table, count in drawn.items())
        shares.append((getattr(limits, what) - others[what]) / wanted)
    return {table: max(0, math.floor(count * min(shares))) for table, count in drawn.items()}


def needed(drawn: Mapping[Table, int], *, at_once: bool) -> dict[str, int]:
    """The limits that leave room for all of them."""
    return {
        what: math.ceil(others + sum(count * EACH[at_once][table][what] for table, count in drawn.items()))
        for what, others in OTHERS[at_once].items()
    }
