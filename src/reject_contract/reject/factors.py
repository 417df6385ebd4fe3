"""The tables of factors, openapi/factors.yaml: what is varied in a reject, and what goes with what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from typing import Any, Literal, get_args

import yaml

from reject_contract import files
from reject_contract.resources import OPENAPI

PATH = OPENAPI / "factors.yaml"
Table = Literal["valid", "refused"]
TABLES: tuple[Table, ...] = get_args(Table)
KEYS = {"only", "level", "may", "hides", "about", "closely", "needs", "text", "headers"}


@dataclass(frozen=True)
class Value:
    """One value of a factor."""

    factor: str
    name: str
    only: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    level: Literal["must", "should"] = "must"
    may_refuse: bool = False
    hides: bool = False
    """Whether this value masks the effect of others."""
    about: str = ""
    """The requirement that is about the value alone."""
    closely: bool = False
    """Whether every pair of other values is to occur beside it."""
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
def load(table: Table = "valid") -> Factors:
    """A table; a `ValueError` names what is wrong in it."""
    given = yaml.load(PATH.read_bytes(), Loader=files.YAML)[table]
    values = {factor: tuple(_values(factor, said)) for factor, said in given.items()}
    for each in (value for some in values.values() for value in some):
        for other, names in each.only.items():
            unknown = set(names) - {value.name for value in values.get(other, ())}
            if unknown:
                raise ValueError(f"{PATH.name}: {each.name} goes with {sorted(unknown)} of {other}, which is not there")
    return Factors(values)


def _values(factor: str, said: Mapping[str, Any] | list[str]) -> Iterator[Value]:
    """The values of a factor; a list takes those of the valid table by their names, without what they go with."""
    if isinstance(said, list):
        yield from (replace(load().value(factor, name), only={}) for name in said)
    else:
        yield from (_value(factor, str(name), more or {}) for name, more in said.items())


def _value(factor: str, name: str, said: Mapping[str, Any]) -> Value:
    if unknown := set(said) - KEYS:
        raise ValueError(f"{PATH.name}: {name} has unknown keys {sorted(unknown)}")
    return Value(
        factor,
        name,
        {other: tuple(map(str, names)) for other, names in said.get("only", {}).items()},
        said.get("level", "must"),
        said.get("may") == "refuse",
        said.get("hides", False),
        said.get("about", ""),
        said.get("closely", False),
        said.get("needs", ""),
        said.get("text", ""),
        said.get("headers", {}),
    )
