"""Covering arrays: few combinations in which every pair (or triple) of values occurs."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from reject_contract.reject.value_tuples import Pair, Row, Tuples, Values, bits, subsets

SEED = 0
"""Of the rows that are tried: another one makes another array, and other ids of tests."""
TRIES = {1: 30, 2: 30, 3: 2}
"""How many rows are tried for each that is taken, by the strength of the array."""


def array(table: Mapping[str, Sequence[str]], plain: Sequence[Pair], goes: Callable[[Row], bool], strength: int = 2,
          hiding: Collection[Pair] = (), close: Collection[Pair] = (), cores: Collection[Collection[str]] = (),
          free: Mapping[str, Sequence[str]] | None = None) -> list[Row]:  # fmt: skip
    """A covering array: `goes` says whether two values go together.

    A row with one of the `hiding` values counts for the tuples of that value alone. Where a row's value is needed for
    no tuple a `plain` one takes its place, which need not stand in the table; those that come first are tried first.
    Beside a `close` value all tuples occur; of the factors of a core, those longer by one as well.
    The values of `free` factors cost nothing: what no tuple needs is chosen so that many longer ones occur.
    """
    values = Values(table, plain, goes, hiding)
    wanted = {*values.tuples(strength, values.listed)}
    for core in cores:
        wanted |= {*values.tuples(strength + 1, values.of(core))}
    for value in map(values.number, close):
        wanted |= {value | some for some in values.tuples(strength, values.beside[value] & values.listed)}
    rows = _Rows(values, Tuples(wanted), _greedy(values, Tuples(sorted(wanted)), TRIES[strength]))
    rows.relax(map(values.number, plain))
    if free:
        rows.spread(values.numbers(free), strength + 1)
    return [values.named(row) for row in rows.rows]


def _greedy(values: Values, left: Tuples, tries: int) -> list[int]:
    """Rows that hold all tuples that fit into one."""
    chance = random.Random(SEED)
    rows: list[int] = []
    while left.completing:
        begun, found = [*left.completing], []
        for _ in range(tries):
            key = chance.choice(begun)
            some = key | chance.choice([*bits(left.completing[key])])
            if row := _row(some, values, left, chance):
                found.append(row)
            elif not values.complete(some, values.fitting(some)):
                left.remove(some, some)
                break
        if found:
            _, best = max(found)
            left.remove(best, best & values.hiding)
            rows.append(best)
    return rows


def _row(some: int, values: Values, left: Tuples, chance: random.Random) -> tuple[int, int] | None:
    """A row with some values, each other one that which adds most; how many tuples it adds stands before it."""
    row, fitting, gained = some, values.fitting(some), 0
    hidden = some & values.hiding
    missing = [each for each in dict.fromkeys(values.factor.values()) if not each & row]
    chance.shuffle(missing)
    while missing:
        ranked = [
            (left.gain(each, row, hidden), each & values.plain, chance.random(), each)
            for each in bits(missing.pop() & fitting)
        ]
        for gain, *_, value in sorted(ranked, reverse=True):
            if all(each & fitting & values.beside[value] for each in missing):
                row, fitting, gained = row | value, fitting & values.beside[value], gained + gain
                break
        else:
            return None
    return gained, row


class _Rows:
    """Rows of an array, and how often each tuple that is wanted occurs in them."""

    def __init__(self, values: Values, wanted: Tuples, rows: list[int]) -> None:
        self.values, self.wanted, self.rows = values, wanted, rows
        self.counts: Counter[int] = Counter()

    def _counted(self) -> Counter[int]:
        return Counter(each for row in self.rows for each in self._held(row))

    def _held(self, row: int, beside: int = 0) -> Iterable[int]:
        return self.wanted.held(row, row & self.values.hiding, beside)

    def _needs(self, row: int, value: int) -> bool:
        """Whether a value of a row is needed for a tuple that occurs nowhere else."""
        return any(self.counts[each] < 2 for each in self._held(row, value))

    def _put(self, place: int, old: int, new: int) -> None:
        before, after = self.rows[place], self.rows[place] ^ old | new
        same = not (old | new) & self.values.hiding  # what is held without the value stays so
        self.counts.subtract(self._held(before, old if same else 0))
        self.counts.update(self._held(after, new if same else 0))
        self.rows[place] = after

    def relax(self, plain: Iterable[int]) -> None:
        """Change what no tuple needs, one plain value after the other, and leave out what became the same."""
        self.counts = self._counted()
        for default in plain:
            factor, goes = self.values.factor[default], self.values.beside[default]
            for place, row in enumerate(self.rows):
                rest = row & ~factor
                if rest | default != row and not rest & ~goes and not self._needs(row, row & factor):
                    self._put(place, row & factor, default)
        self.rows = [row for row in dict.fromkeys(self.rows) if any(True for _ in self._held(row))]

    def spread(self, free: Sequence[list[int]], length: int) -> None:
        """Change the free values that no tuple needs, as long as more and more tuples of this length occur.

        In a row with a hiding value the tuples are those that stand beside it.
        """
        self.counts = self._counted()
        hidden = [row & self.values.hiding for row in self.rows]
        longer = Counter(
            each | hides for row, hides in zip(self.rows, hidden, strict=True) for each in subsets(row ^ hides, length)
        )
        for place, some in ((place, some) for place in range(len(self.rows)) for some in free):
            row = self.rows[place]
            old = row & self.values.factor[some[0]]
            if old & hidden[place] or self._needs(row, old):
                continue
            rest = [each | hidden[place] for each in subsets(row ^ old ^ hidden[place], length - 1)]
            most, best = sum(longer[each | old] == 1 for each in rest), old
            for value in some:
                new = sum(not longer[each | value] for each in rest)
                if new > most and not (row ^ old) & ~self.values.beside[value]:
                    most, best = new, value
            if best != old:
                longer.subtract(each | old for each in rest)
                longer.update(each | best for each in rest)
                self._put(place, old, best)
