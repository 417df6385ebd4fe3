"""Covering arrays: few combinations in which every pair (or triple) of values occurs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

from allpairspy import AllPairs

Row = dict[str, str]
Tuple = tuple[tuple[str, str], ...]


def array(table: Mapping[str, Sequence[str]], goes: Any, strength: int = 2, seed: int = 0,
          dear: Sequence[str] = ()) -> list[Row]:  # fmt: skip
    """A covering array: the first value of a factor is its default, `goes` says whether chosen values go together.

    Where a row's value is needed for no tuple it goes back to the default; of `dear` factors first, since each
    of their values costs requests.
    """
    names = list(table)
    shuffled = {name: random.Random(f"{seed} {name}").sample(list(table[name]), len(table[name])) for name in names}
    # allpairspy keeps the first value of what it need not care for; the widest factors come first.
    order = sorted(names, key=lambda name: (-len(table[name]), name))
    found = AllPairs(
        [shuffled[name] for name in order],
        n=strength,
        filter_func=lambda row: goes(dict(zip(order, row, strict=False))),
    )
    rows = [dict(zip(order, row, strict=True)) for row in found]
    rows = [{name: row[name] for name in names} for row in rows]
    return _relaxed(rows, table, goes, strength, [*dear, *(name for name in names if name not in dear)])


def tuples(row: Row, strength: int) -> Iterator[Tuple]:
    """The pairs (or triples) of values that a row holds."""
    return combinations(row.items(), strength)


def _relaxed(rows: list[Row], table: Mapping[str, Sequence[str]], goes: Any, strength: int,
             order: Sequence[str]) -> list[Row]:  # fmt: skip
    counts = Counter(each for row in rows for each in tuples(row, strength))
    for name in order:
        default = table[name][0]
        for row in rows:
            if row[name] == default:
                continue
            held = [each for each in tuples(row, strength) if name in dict(each)]
            other = {**row, name: default}
            if all(counts[each] > 1 for each in held) and goes(other):
                counts.subtract(held)
                row[name] = default
                counts.update(each for each in tuples(row, strength) if name in dict(each))
    return [row for row in rows if any(counts[each] for each in tuples(row, strength))]
