"""The house has its rooms: imports point down, there is no circle, and what is particular to Reject has a place."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import reject_contract
from harness import ROOT
from reject_contract.verdict import register
from reject_contract.verdict.outcomes import OUTCOMES, SUITE_FAULT, TABLE

SOURCE = ROOT / "src" / "reject_contract"
NAME = reject_contract.__name__
OPERATIONS = tuple(operation.name.lower() for operation in register.load().operations.values())
"""Each has a package of its own."""
LAYERS = (
    ("__main__",),
    ("cli",),
    ("plugin",),
    ("compare", "drift"),
    ("reports",),
    ("run",),
    OPERATIONS,
    ("stage",),
    ("verdict",),
    ("http",),
    ("target",),
    ("files",),
    ("errors", "resources", "sanitize"),
)
"""From top to bottom; those that stand side by side know nothing of one another."""
LEVELS = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}
STARTS_THE_MOCK = {"cli.mock"}
PARTICULAR = (*OPERATIONS, "mock")
"""Packages that are about an operation."""
SAID_ELSEWHERE = {
    "__init__.py": "the suite's own name",
    "cli/main.py": "the suite's own name",
    "stage/answers.py": "RejectReason and RejectCounter are properties of an appointment",
    "stage/stage.py": "RejectCounter is a property of a booking",
}
"""Files beside those packages that may name the operation or its requirements, and why."""


def modules() -> dict[str, Path]:
    """All modules of the suite by their name below it."""
    found = {path.relative_to(SOURCE).with_suffix(""): path for path in SOURCE.rglob("*.py")}
    return {".".join(part for part in name.parts if part != "__init__"): path for name, path in found.items()}


MODULES = modules()


def imports(module: str) -> Iterator[str]:
    """The modules of the suite that one imports, wherever it does, also for its types alone."""
    for node in ast.walk(ast.parse(MODULES[module].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (_below(alias.name) for alias in node.names if alias.name.startswith(f"{NAME}."))
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == NAME:
            base = _below(node.module or "")
            for alias in node.names:
                inner = f"{base}.{alias.name}".lstrip(".")
                yield inner if inner in MODULES else base


def _below(name: str) -> str:
    return name.removeprefix(NAME).lstrip(".")


ARROWS = {module: set(imports(module)) - {"", module} for module in MODULES}


def room(module: str) -> str:
    """The package of a module, or the module itself where it stands in none."""
    return module.partition(".")[0]


def test_every_room_has_its_place() -> None:
    """A new package says where it stands."""
    assert {room(module) for module in MODULES} - {"", "mock"} == set(LEVELS)


@pytest.mark.parametrize("module", [module for module in MODULES if module and room(module) != "mock"])
def test_arrows_point_down(module: str) -> None:
    """A module knows its own package and those below it."""
    level = LEVELS[room(module)]
    others = {other for other in ARROWS[module] if room(other) not in (room(module), "mock")}
    assert {other for other in others if LEVELS[room(other)] <= level} == set()


def test_mock_and_suite_know_nothing_of_each_other() -> None:
    """The mock was written from the documents; only what starts it imports it."""
    inwards = {module for module, found in ARROWS.items() if room(module) != "mock" and "mock" in map(room, found)}
    outwards = {
        module for module, found in ARROWS.items() if room(module) == "mock" and set(map(room, found)) - {"mock"}
    }
    assert (inwards, outwards) == (STARTS_THE_MOCK, set())


def test_no_module_needs_itself() -> None:
    """There is no circle, not even of types."""
    left = {module: set(found) for module, found in ARROWS.items()}
    while free := [name for name in left if not left[name] & left.keys() or name not in set().union(*left.values())]:
        for name in free:
            left.pop(name)
    assert left.keys() == set()


def test_what_is_particular_to_reject_has_its_place() -> None:
    """Another operation is added without a change in the other packages."""
    said = re.compile(r"Reject(?!_contract)|\bRJ-|RejectRequest|/Agents/Appointment/Reject")
    paths = {module: path.relative_to(SOURCE).as_posix() for module, path in MODULES.items()}
    found = {
        paths[module]
        for module, path in MODULES.items()
        if room(module) not in PARTICULAR and said.search(_without_imports(path.read_text(encoding="utf-8")))
    }
    assert found - {"plugin/fixtures.py", "plugin/session.py"} == set(SAID_ELSEWHERE)  # these put the pieces together


def _without_imports(text: str) -> str:
    return re.sub(r"(?m)^(from|import) .*$", "", text)


def test_readme_shows_the_table_of_outcomes() -> None:
    """Letters and meanings are those of the table; what follows a meaning explains it."""
    lines = re.findall(
        r"^\| (\w+) \| `(.)` \| (.*) \|$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert {outcome: letter for outcome, letter, _ in lines} == {
        outcome: row.letter for outcome, row in TABLE.items() if outcome != SUITE_FAULT
    }
    assert [outcome for outcome, _, meaning in lines if not meaning.startswith(TABLE[outcome].meaning)] == []


def test_outcomes_stand_in_one_table() -> None:
    """What a program reads in verdict.json is what the table names."""
    schema = json.loads((ROOT / "openapi" / "verdict.schema.json").read_text(encoding="utf-8"))
    known = schema["properties"]["requirements"]["items"]["properties"]["outcome"]["enum"]
    assert set(known) == set(OUTCOMES) == TABLE.keys() - {SUITE_FAULT}


def test_statement_has_a_colour_for_each_outcome() -> None:
    """The page of a run colours what its table names."""
    style = (SOURCE / "reports" / "templates" / "style.css").read_text(encoding="utf-8")
    assert [outcome for outcome in TABLE if outcome != SUITE_FAULT and f".{outcome} {{" not in style] == []
