"""The tests of the contract as pytest has them: what they judge on which target, which are run, and in which order."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, cast, get_args

import pytest

from reject_contract.run.options import Options
from reject_contract.verdict.register import Level, Register


def requirements_of(item: pytest.Item) -> tuple[str, ...]:
    """The ids of the requirements that a test judges."""
    return tuple(each for marker in item.iter_markers("requirement") for each in marker.args)


def markers(register: Register) -> Iterator[str]:
    """The markers of tests: levels, and parts of the contract, as `-m` takes them."""
    for level in get_args(Level):
        yield f"{level}: the test judges a requirement of this level"
    for part, title in register.parts.items():
        yield f"{part}: {title}"


def mark(items: Iterable[pytest.Item], register: Register) -> None:
    """Give each test the markers of its requirements."""
    for item in items:
        for clause in map(register.__getitem__, requirements_of(item)):
            item.add_marker(clause.level)
            item.add_marker(clause.part)


def nothing_runs(config: pytest.Config) -> bool:
    """Whether pytest only shows what it would run."""
    option = config.option
    return bool(option.collectonly or option.setupplan or option.showfixtures or option.show_fixtures_per_test)


def target_of(item: pytest.Item) -> str:
    """The name of the target that a test runs on."""
    return str(cast("Any", item).callspec.params["run"])


def plain_id(item: pytest.Item) -> str:
    """The test's id without its target."""
    name = target_of(item)
    return item.nodeid.replace(f"[{name}-", "[").replace(f"[{name}]", "").replace(f"-{name}]", "]")


def chosen(items: Sequence[pytest.Item], options: Options) -> list[pytest.Item]:
    """The tests that were asked for."""
    wanted = telling(items, options)
    return [item for item in wanted if options.choose(requirements_of(item), generated=uses(item, "properties"))]


def telling(items: Sequence[pytest.Item], options: Options) -> list[pytest.Item]:
    """The tests of a quick run, where one was asked for; else all."""
    quick = options.quick
    return [item for item in items if not quick or not requirements_of(item) or plain_id(item) in quick]


def ordered(items: Sequence[pytest.Item], targets: list[str], first: list[str], seed: int) -> list[pytest.Item]:
    """Target by target; first what the others depend on, whose failure is to be told first; combinations late.

    Combinations take what room the limits leave. Sentinels and times are looked at after all else.
    """
    contract = [item for item in items if requirements_of(item)]
    others = [item for item in items if not requirements_of(item)]

    def place(item: pytest.Item) -> tuple[int, int, int, int]:
        turn = min((first.index(each) for each in requirements_of(item) if each in first), default=len(first))
        late = 2 * uses(item, "sentinels", "times") or int(uses(item, "valid", "refused"))
        return targets.index(target_of(item)), turn, late, zlib.crc32(f"{seed} {plain_id(item)}".encode())

    return others + sorted(contract, key=place)


def uses(item: pytest.Item, *fixtures: str) -> bool:
    """Whether a test is given one of some fixtures."""
    return not set(fixtures).isdisjoint(getattr(item, "fixturenames", ()))
