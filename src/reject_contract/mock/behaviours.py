"""Named changes of the conforming app: faults break the contract, variants use its freedom."""

import difflib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from reject_contract.mock.app import App

Change = Callable[[App], None]


@dataclass(frozen=True)
class Behaviour:
    """One change, by name."""

    name: str
    description: str
    breaks: tuple[str, ...]
    """Ids of the requirements that it breaks; none for a variant."""
    apply: Change


FAULTS: dict[str, Behaviour] = {}
VARIANTS: dict[str, Behaviour] = {}


def fault(*breaks: str) -> Callable[[Change], Change]:
    """Register a function as a fault that breaks these requirements."""
    return lambda change: _register(FAULTS, change, breaks)


def variant(change: Change) -> Change:
    """Register a function as a variant: different, and still conforming."""
    return _register(VARIANTS, change, ())


def _register(register: dict[str, Behaviour], change: Change, breaks: tuple[str, ...]) -> Change:
    name = change.__name__
    if name in FAULTS or name in VARIANTS:
        raise ValueError(f"the behaviour {name!r} is registered twice")
    description = (change.__doc__ or "").strip().partition("\n")[0]
    if not description:
        raise ValueError(f"the behaviour {name!r} has no docstring")
    register[name] = Behaviour(name, description, breaks, change)
    return change


def apply_named(app: App, kind: str, register: dict[str, Behaviour], names: Sequence[str]) -> None:
    """Apply behaviours in the order given; an unknown name is an error."""
    for name in names:
        if name not in register:
            close = difflib.get_close_matches(name, register, n=1)
            hint = f"; did you mean {close[0]!r}?" if close else f"; there are {len(register)}, see --list"
            raise ValueError(f"there is no {kind} named {name!r}{hint}")
        register[name].apply(app)
