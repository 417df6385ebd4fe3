"""Combinations of factor values: which there are, and what each is called."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from reject_contract.reject import covering, factors
from reject_contract.reject.factors import Factors, Table, Value
from reject_contract.resources import OPENAPI

DRAWN = OPENAPI / "combinations.json"
"""The arrays of strength 1 and 2, which take seconds to draw; a selftest holds them to the tables."""
DEAR = ("rival", "others", "before", "occurrences", "time", "mode", "place", "connection", "framing")
"""Factors whose values cost requests of their own."""
DEAR_IN: dict[Table, Collection[str]] = {"valid": DEAR, "refused": ("connection", "framing")}
"""Those that cost requests in either table: what is refused leaves its scene to the next one."""
CHEAP: dict[Table, list[tuple[str, str]]] = {"valid": [("place", "one-of-many")], "refused": []}
"""What costs even less than a default."""
BESIDE = ("scheme", "charset", "writing", "framing", "connection", "spelling", "select", "mode", "reason", "id")
MOST = 3
"""The greatest strength."""
CORES = (
    ("id", "place", "mode", "before"),
    ("others", "place", "mode"),
    *(("credential", "media", other) for other in BESIDE),
)
"""What is rejected, and who sends what: of these factors every three values occur together, of all others two."""


@dataclass(frozen=True)
class Combination:
    """One value of each factor of a table, by name; what the table does not vary has the default of a valid reject."""

    chosen: Mapping[str, str]
    table: Table = "valid"

    def __hash__(self) -> int:
        return hash(frozenset(self.chosen.items()))

    def __getitem__(self, factor: str) -> str:
        return self.value(factor).name

    @property
    def mode(self) -> str:
        """The UpdateMode that is sent."""
        return self.value("mode").text or self["mode"]

    @property
    def factors(self) -> Factors:
        """The table."""
        return factors.load(self.table)

    def value(self, factor: str) -> Value:
        """The value of a factor, with all that the table says of it."""
        if factor not in self.chosen:
            return factors.load().default(factor)
        return self.factors.value(factor, self.chosen[factor])

    @property
    def unusual(self) -> dict[str, str]:
        """The values other than the defaults, and in any case what is wrong."""
        defaults = self.factors
        return {
            name: each for name, each in self.chosen.items() if name == "wrong" or each != defaults.default(name).name
        }

    @property
    def id(self) -> str:
        """What stands in the test's id: the values other than the defaults."""
        return "-".join(self.unusual.values()) or "ordinary"

    def only(self, names: Iterable[str]) -> Combination:
        """These factors as they are, and all others taken back to their defaults."""
        kept, defaults = set(names), self.factors
        chosen = {name: each if name in kept else defaults.default(name).name for name, each in self.chosen.items()}
        return Combination(chosen, self.table)

    def without(self, names: Iterable[str]) -> Combination:
        """These factors taken back to their defaults."""
        return self.only(set(self.chosen) - set(names))

    def having(self, name: str, value: str) -> Combination:
        """The same with another value of a factor."""
        return Combination({**self.chosen, name: value}, self.table)

    @property
    def possible(self) -> bool:
        """Whether the values go with one another."""
        return self.factors.goes(self.chosen)


def of(unusual: Mapping[str, str], table: Table = "valid") -> Combination:
    """The combination of these values and of the defaults of all other factors."""
    found = factors.load(table)
    return Combination({name: unusual.get(name, found.default(name).name) for name in found.names}, table)


@cache
def drawn(table: Table = "valid", strength: int = 2) -> tuple[Combination, ...]:
    """The combinations in which every value (strength 1), pair (2) or triple (3) of values occurs: always the same."""
    if strength == MOST:
        return tuple(Combination(row, table) for row in draw(table, strength))
    written = json.loads(DRAWN.read_text(encoding="utf-8"))[str(strength)][table]
    return tuple(of(unusual, table) for unusual in written)


def draw(table: Table, strength: int) -> list[dict[str, str]]:
    """The same, as rows of values, drawn from the table."""
    found = factors.load(table)
    names = {name: [value.name for value in found.values[name]] for name in found.names}
    dear = [(name, names[name][0]) for name in DEAR if name in names]
    plain = [*dear, *CHEAP[table], *((name, some[0]) for name, some in names.items() if name not in DEAR)]
    if table == "valid":
        names["credential"] = names["credential"][1:]  # the account's own is one of the others
    every = [(name, value) for name, some in found.values.items() for value in some]
    hiding = [(name, value.name) for name, value in every if value.hides]
    close = [(name, value.name) for name, value in every if value.closely] if strength < MOST else []
    cores = CORES[: {1: 1, 2: None, MOST: 0}[strength]] if table == "valid" else ()
    free = {
        name: [
            value.name for value in found.values[name] if value.name in some and not (value.may_refuse or value.hides)
        ]
        for name, some in names.items()
        if name not in DEAR_IN[table] and name != "wrong"
    }
    return covering.array(names, plain, found.goes, strength, hiding, close, cores, free if strength < MOST else None)
