"""The table of factors, openapi/factors.yaml: what is varied in a valid reject, and what goes with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal

from reject_contract.resources import OPENAPI
from reject_contract.target import yaml_file

PATH = OPENAPI / "factors.yaml"
KEYS = {"only", "level", "may", "needs", "text", "headers"}


@dataclass(frozen=True)
class Value:
    """One value of a factor."""

    factor: str
    name: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    level: Literal["must", "should"] = "must"
    may_refuse: bool = False
    needs: str = ""
    text: str = ""
    headers: Mapping[str, str | None] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, eq=False)
class Factors:
    """All factors with their values, the default of each first."""

    values: dict[str, tuple[Value, ...]]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the factors, in the order of the file."""
        return tuple(self.values)

    def default(self, factor: str) -> Value:
        """What is ordinary."""
        return self.values[factor][0]

    def value(self, factor: str, name: str) -> Value:
        """One value by its name."""
        return next(each for each in self.values[factor] if each.name == name)

    def goes(self, chosen: Mapping[str, str]) -> bool:
        """Whether values go with one another; factors that are not chosen yet do not count."""
        for pair in chosen.items():
            for other, names in self._demands.get(pair, ()):
                if chosen.get(other, names[0]) not in names:
                    return False
        return True

    @cached_property
    def _demands(self) -> dict[tuple[str, str], list[tuple[str, tuple[str, ...]]]]:
        every = (value for some in self.values.values() for value in some)
        return {(each.factor, each.name): list(each.only.items()) for each in every if each.only}


@cache
def load() -> Factors:
    """The table; a `ValueError` names what is wrong in it."""
    given = yaml_file.read(PATH, "the table of factors")["factors"]
    values = {
        factor: tuple(_value(factor, str(name), said or {}) for name, said in table.items())
        for factor, table in given.items()
    }
    for each in (value for some in values.values() for value in some):
        for other, names in each.only.items():
            unknown = set(names) - {value.name for value in values.get(other, ())}
            if unknown:
                raise ValueError(f"{PATH.name}: {each.name} goes with {sorted(unknown)} of {other}, which is not there")
    return Factors(values)


def _value(factor: str, name: str, said: Mapping[str, Any]) -> Value:
    if unknown := set(said) - KEYS:
        raise ValueError(f"{PATH.name}: {name} has unknown keys {sorted(unknown)}")
    return Value(
        factor,
        name,
        {other: tuple(map(str, names)) for other, names in said.get("only", {}).items()},
        said.get("level", "must"),
        said.get("may") == "refuse",
        said.get("needs", ""),
        said.get("text", ""),
        said.get("headers", {}),
    )
