"""Combinations of factor values: which there are, and what each is called."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reject_contract.reject import covering, factors
from reject_contract.reject.factors import Value
from reject_contract.resources import OPENAPI

DRAWN = OPENAPI / "combinations.json"
"""The pairwise array of seed 0, which takes seconds to draw; a selftest holds it to the table."""
DEAR = ("place", "others", "before", "occurrences", "time", "connection", "framing")
"""Factors whose values cost requests of their own."""


@dataclass(frozen=True)
class Combination:
    """One value of each factor, by name."""

    chosen: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(frozenset(self.chosen.items()))

    def __getitem__(self, factor: str) -> str:
        return self.chosen[factor]

    def value(self, factor: str) -> Value:
        """The value of a factor, with all that the table says of it."""
        return factors.load().value(factor, self.chosen[factor])

    @property
    def unusual(self) -> dict[str, str]:
        """The values other than the defaults."""
        table = factors.load()
        return {name: each for name, each in self.chosen.items() if each != table.default(name).name}

    @property
    def id(self) -> str:
        """What stands in the test's id: the values other than the defaults."""
        return "-".join(self.unusual.values()) or "ordinary"

    def only(self, names: Iterable[str]) -> Combination:
        """These factors as they are, and all others taken back to their defaults."""
        kept, table = set(names), factors.load()
        return Combination(
            {name: each if name in kept else table.default(name).name for name, each in self.chosen.items()}
        )

    def without(self, names: Iterable[str]) -> Combination:
        """These factors taken back to their defaults."""
        return self.only(set(self.chosen) - set(names))

    @property
    def possible(self) -> bool:
        """Whether the values go with one another."""
        return factors.load().goes(self.chosen)


def of(unusual: Mapping[str, str]) -> Combination:
    """The combination of these values and of the defaults of all other factors."""
    table = factors.load()
    return Combination({name: unusual.get(name, table.default(name).name) for name in table.names})


@cache
def drawn(strength: int = 2, seed: int = 0) -> tuple[Combination, ...]:
    """The combinations in which every pair (strength 2) or triple (3) of values occurs."""
    if (strength, seed) == (2, 0):
        return tuple(map(of, json.loads(DRAWN.read_text(encoding="utf-8"))))
    return tuple(map(Combination, draw(strength, seed)))


def draw(strength: int, seed: int) -> list[dict[str, str]]:
    """The same, drawn anew."""
    table = factors.load()
    names = {name: [value.name for value in table.values[name]] for name in table.names}
    return covering.array(names, table.goes, strength, seed, DEAR)
