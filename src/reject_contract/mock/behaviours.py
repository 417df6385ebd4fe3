"""Named changes of the conforming app: faults break the contract, variants use its freedom."""

import difflib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reject_contract.mock.app import App

Change = Callable[[App], None]
REQUIREMENT = re.compile(r"RJ-[A-Z]+-\d+")


@dataclass(frozen=True)
class Behaviour:
    """One change, by name."""

    name: str
    description: str
    breaks: tuple[str, ...]
    """Ids of the requirements that its docstring says it breaks; none for a variant."""
    apply: Change
    installation: str
    """The kind of installation on which it shows."""


FAULTS: dict[str, Behaviour] = {}
VARIANTS: dict[str, Behaviour] = {}


def fault(change: Change) -> Change:
    """Register a function as a fault that breaks the requirements of its docstring."""
    return _register(FAULTS, change, "onsite")


def online_fault(change: Change) -> Change:
    """Register a fault that shows on an online installation only."""
    return _register(FAULTS, change, "online")


def variant(change: Change) -> Change:
    """Register a function as a variant: different, and still conforming."""
    return _register(VARIANTS, change, "onsite")


def _register(register: dict[str, Behaviour], change: Change, installation: str) -> Change:
    name = change.__name__
    if name in FAULTS or name in VARIANTS:
        raise ValueError(f"the behaviour {name!r} is registered twice")
    text = (change.__doc__ or "").strip()
    if not text:
        raise ValueError(f"the behaviour {name!r} has no docstring")
    breaks = tuple(REQUIREMENT.findall(text))
    if bool(breaks) != (register is FAULTS):
        raise ValueError(f"the docstring of {name!r}: a fault names the requirements it breaks, a variant names none")
    description = re.sub(r": breaks RJ-.*", ".", text.partition("\n")[0])
    register[name] = Behaviour(name, description, breaks, change, installation)
    return change


def apply_named(app: App, kind: str, register: dict[str, Behaviour], names: Sequence[str]) -> None:
    """Apply behaviours in the order given."""
    for name in names:
        find(kind, register, name).apply(app)


def find(kind: str, register: dict[str, Behaviour], name: str) -> Behaviour:
    """A behaviour by name; an unknown name is an error that suggests the nearest."""
    if name not in register:
        close = difflib.get_close_matches(name, register, n=1)
        hint = f"; did you mean {close[0]!r}?" if close else f"; there are {len(register)}, see --list"
        raise ValueError(f"there is no {kind} named {name!r}{hint}")
    return register[name]
