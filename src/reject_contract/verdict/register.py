"""The register of requirements, read from openapi/requirements.yaml."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from reject_contract import files
from reject_contract.errors import UsageFault
from reject_contract.resources import OPENAPI

Level = Literal["must", "should", "observe"]
PATH = OPENAPI / "requirements.yaml"


@dataclass(frozen=True)
class Requirement:
    """One clause of the contract."""

    id: str
    title: str
    level: Level
    basis: Literal["stated", "derived", "standard"]
    source: str
    part: str
    needs: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    pervasive: bool = False
    core: bool = False
    """Without it a server does not conform, but in part at most."""
    by_answer: bool = False
    """Whether the answer to a reject shows it, so that it can be judged where nothing can be read back."""
    decision: str = ""
    not_tested: str = ""
    former_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """An operation that is judged."""

    name: str
    path: str
    fragment: str
    """The file below openapi/ that describes it."""
    first: tuple[str, ...] = ()
    """What the other requirements depend on, judged first."""
    facts: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    """What depends on a fact of the vendor's documents (part, aspect), though it does not name it."""

    @property
    def short(self) -> str:
        """The path as the vendor's pages call the operation."""
        return self.path.removeprefix("/api/v1/")

    def __str__(self) -> str:
        return f"POST {self.path}"


@dataclass(frozen=True)
class Register:
    """All requirements by id, in the order of the file, and the operations by the prefix of their requirements."""

    requirements: dict[str, Requirement]
    parts: dict[str, str]
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    operations: dict[str, Operation] = field(default_factory=dict)

    def __getitem__(self, requirement_id: str) -> Requirement:
        return self.requirements[requirement_id]

    def resolve(self, written: str) -> Requirement:
        """The requirement of an id, also of a former one; a `UsageFault` suggests the nearest id."""
        wanted = written.strip().upper()
        for requirement in self.requirements.values():
            if wanted == requirement.id or wanted in requirement.former_ids:
                return requirement
        near = difflib.get_close_matches(wanted, [*self.requirements, *self.parts])
        hint = f"did you mean {near[0]}?" if near else "openapi/requirements.yaml lists them"
        raise UsageFault(f"requirement {written} is not in the register; {hint}")

    def chosen(self, written: str) -> frozenset[str]:
        """The ids that a person means: of one requirement, or of a part, with the prefix or without."""
        prefix, _, part = written.strip().upper().rpartition("-")
        if not prefix and part in self.operations:
            return frozenset(each for each in self.requirements if each.startswith(f"{part}-"))
        of_part = (each.id for each in self.requirements.values() if each.part == part)
        found = frozenset(each for each in of_part if prefix in ("", each.split("-")[0]))
        return found or frozenset([self.resolve(written).id])

    @property
    def first(self) -> list[str]:
        """What is judged before all else."""
        return [each for operation in self.operations.values() for each in operation.first]

    def operation_of(self, requirement: Requirement) -> Operation:
        """The operation that a requirement is about."""
        return self.operations[requirement.id.split("-")[0]]

    @property
    def judges(self) -> str:
        """The operations in words."""
        return " and ".join(map(str, self.operations.values()))

    def clause(self, requirement: Requirement) -> str | None:
        """The address of the clause that a requirement's source names first; None where it has none."""
        first = re.split(r"[,;(\s]", requirement.source)[0]
        if first in self.sources:
            return self.sources[first].get("url")
        if match := re.match(r"RFC (\d+)(?: sections? ([\d.]+))?", requirement.source):
            return f"https://www.rfc-editor.org/rfc/rfc{match[1]}" + (f"#section-{match[2]}" if match[2] else "")
        return None

    def bases(self, requirement_id: str) -> set[str]:
        """All requirements that one rests on, directly or through others."""
        found: set[str] = set()
        open_ids = list(self[requirement_id].depends_on)
        while open_ids:
            base = open_ids.pop()
            if base not in found:
                found.add(base)
                open_ids += self[base].depends_on
        return found - {requirement_id}


@cache
def load() -> Register:
    """The register of this suite."""
    return read(PATH)


def read(path: Path) -> Register:
    """Read a register; it is part of the suite, so a fault in it is a fault of the suite (`ValueError`)."""
    raw: dict[str, Any] = yaml.load(path.read_bytes(), Loader=files.YAML)
    found: dict[str, Requirement] = {}
    for entry in raw["requirements"]:
        prefix, part, _ = entry["id"].split("-")
        lists: dict[str, Any] = {name: tuple(entry.pop(name, ())) for name in ("needs", "depends_on", "former_ids")}
        if entry["id"] in found:
            raise ValueError(f"{path.name}: {entry['id']} stands twice")
        for word, known in ((part, "parts"), (prefix, "operations")):
            if word not in raw[known]:
                raise ValueError(f"{path.name}: {entry['id']}: {word} is not among the {known}")
        found[entry["id"]] = Requirement(part=part, **entry, **lists)
    operations = {prefix: _operation(entry) for prefix, entry in raw["operations"].items()}
    register = Register(found, raw["parts"], raw["sources"], operations)
    for requirement in found.values():
        for base in requirement.depends_on:
            if base not in found:
                raise ValueError(f"{path.name}: {requirement.id} depends on {base}, which does not exist")
    return register


def _operation(entry: dict[str, Any]) -> Operation:
    """An operation as the file has it; a fact is its part, or part and aspect."""
    facts = {fact.partition(", ")[::2]: tuple(ids) for fact, ids in entry.get("facts", {}).items()}
    return Operation(**{**entry, "first": tuple(entry.get("first", ())), "facts": facts})
