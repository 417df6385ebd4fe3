"""Pairs and triples of the values of factors.

Values are numbered, and values together are an integer with a bit for each: what is asked most often, which of some
values are among others, is one operation then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

Row = dict[str, str]
Pair = tuple[str, str]
"""A factor and a value of it."""


class Values:
    """The values of a table, each a bit, and which of them go together."""

    def __init__(
        self, table: Mapping[str, Sequence[str]], plain: Collection[Pair], goes: Callable[[Row], bool],
        hiding: Collection[Pair],
    ) -> None:  # fmt: skip
        pairs = [(name, value) for name, some in table.items() for value in some]
        self.listed = (1 << len(pairs)) - 1
        """The values of the table; plain ones beside it come behind."""
        self._pairs = [*pairs, *(each for each in plain if each not in pairs)]
        self._numbers = {pair: 1 << place for place, pair in enumerate(self._pairs)}
        self._factors = {name: self._sum(pair for pair in self._pairs if pair[0] == name) for name in table}
        self.plain = self._sum({*plain})
        self.hiding = self._sum(set(hiding) & {*self._pairs})
        self.factor = {number: self._factors[name] for (name, _), number in self._numbers.items()}
        """For each value all values of its factor."""
        self.beside = {
            number: self._sum(other for other in self._pairs if other[0] != pair[0] and goes(dict([pair, other])))
            for pair, number in self._numbers.items()
        }
        """For each value the values of other factors that go with it."""

    def _sum(self, pairs: Iterable[Pair]) -> int:
        return sum(self._numbers[each] for each in pairs)

    def number(self, pair: Pair) -> int:
        """The bit of a value."""
        return self._numbers[pair]

    def numbers(self, some: Mapping[str, Sequence[str]]) -> list[list[int]]:
        """The bits of some values, factor by factor."""
        return [[self._numbers[name, value] for value in values] for name, values in some.items()]

    def of(self, names: Collection[str]) -> int:
        """The values of some factors."""
        return sum(self._factors[name] for name in names) & self.listed

    def named(self, row: int) -> Row:
        """A row as people read it."""
        found = dict(self._pairs[each.bit_length() - 1] for each in bits(row))
        return {name: found[name] for name in self._factors}

    def tuples(self, length: int, among: int) -> Iterator[int]:
        """All pairs (or triples, or more) of values that go with one another."""
        if not length:
            yield 0
        else:
            for value in bits(among):
                for rest in self.tuples(length - 1, among & self.beside[value] & -value):
                    yield value | rest

    def fitting(self, some: int) -> int:
        """What may stand beside some values: it goes with each, and hides nothing unless one of them does already."""
        found = self.listed & ~self.hiding
        for value in bits(some):
            found &= self.beside[value]
        return found

    def complete(self, some: int, fitting: int) -> int:
        """A whole row with some values; 0 where there is none."""
        missing = [each for each in self._factors.values() if not each & some]
        if not missing:
            return some
        for value in bits(min((each & fitting for each in missing), key=int.bit_count)):
            if row := self.complete(some | value, fitting & self.beside[value]):
                return row
        return 0


def bits(some: int) -> Iterator[int]:
    """The values among these, one by one."""
    while some:
        lowest = some & -some
        yield lowest
        some ^= lowest


def subsets(some: int, length: int) -> Iterator[int]:
    """So many of these values, in every way."""
    return map(sum, combinations(bits(some), length))


class Tuples:
    """Tuples of values: for some of their values, those that complete them."""

    def __init__(self, every: Iterable[int]) -> None:
        self.completing: dict[int, int] = {}
        for each in every:
            for value in bits(each):
                self.completing[each ^ value] = self.completing.get(each ^ value, 0) | value
        self.lengths = sorted({some.bit_count() + 1 for some in self.completing})
        self.longest = max(self.lengths, default=0)

    def held(self, row: int, hidden: int, beside: int = 0) -> Iterator[int]:
        """Those in a row, with a value where one is given; `hidden` values count with themselves alone."""
        yield from (each for each in bits(self.completing.get(0, 0) & (beside or row)) if not hidden & ~each)
        for length in (each for each in self.lengths if each > 1):
            for some in subsets(row ^ beside, length - 1 - beside.bit_count()):
                lower = (some & -some) - 1  # each tuple once; all where there is nothing yet
                for value in bits(self.completing.get(some | beside, 0) & row & lower):
                    if not hidden & ~(some | beside | value):
                        yield some | beside | value

    def gain(self, value: int, row: int, hidden: int) -> int:
        """How many of them a value adds to a row."""
        at = self.completing.get
        found = bool(at(hidden, 0) & value) + (at(hidden | value, 0) & row).bit_count()
        if hidden or self.longest < 3:
            return found
        return found + sum((at(value | other, 0) & row).bit_count() for other in bits(row)) // 2

    def remove(self, row: int, hidden: int) -> None:
        """Take those in a row away."""
        for each in [*self.held(row, hidden)]:
            for value in bits(each):
                self.completing[each ^ value] ^= value
                if not self.completing[each ^ value]:
                    del self.completing[each ^ value]
