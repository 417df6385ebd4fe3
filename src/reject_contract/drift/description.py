"""What a document says of the operation, as single facts that can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from reject_contract.errors import UsageFault

DocumentKind = Literal["page", "specification"]
Part = Literal[
    "operation",
    "other method",
    "query parameter",
    "header",
    "other parameter",
    "scheme",
    "media type",
    "request body",
    "property",
    "enum value",
    "status",
    "answer header",
    "answer property",
    "security",
    "sample request",
    "sample header",
    "sample property",
    "sample answer",
    "front matter",
    "response body heading",
    "remark",
]
ABSENT = "-"
"""How the lack of a value is written."""


class Subject(NamedTuple):
    """What a fact is about; without an aspect, that the thing exists at all."""

    part: Part
    name: str = ""
    aspect: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.part, self.name))) + (f", {self.aspect}" if self.aspect else "")

    @property
    def whole(self) -> Subject:
        """What this is a part of: with the whole, all of its parts come and go."""
        if self.part in ("sample header", "sample property"):
            return Subject("sample request")
        if self.part == "enum value":
            return Subject("property", self.name.partition(".")[0])
        return Subject(self.part, self.name)


@dataclass(frozen=True)
class Fact:
    """One value, and where the document has it."""

    subject: Subject
    value: str
    where: str
    stated_by: frozenset[DocumentKind] = frozenset()
    """Of a fact of the contract: the kinds of document of the vendor that state it."""
    source: str = ""
    """Of a fact of the contract: why it is in it."""


@dataclass
class Description:
    """All that one document says of the operation."""

    document: str
    kind: DocumentKind
    facts: dict[Subject, Fact] = field(default_factory=dict)

    def add(self, part: Part, name: str = "", aspect: str = "", *, value: object, where: str) -> None:
        """Note a fact; a `UsageFault` where the document says it twice."""
        subject = Subject(part, name, aspect)
        if subject in self.facts:
            raise UsageFault(f"{self.document}, {where}: {subject} stands twice, first at {self.facts[subject].where}")
        self.facts[subject] = Fact(subject, str(value), where)

    def of(self, part: Part) -> Iterator[Fact]:
        """The facts of one part."""
        return (fact for subject, fact in self.facts.items() if subject.part == part)

    def remark(self, text: str, where: str) -> None:
        """Note a text for which the contract has no place; white space does not count."""
        if plain := " ".join(text.split()):
            subject = Subject("remark", plain[:100])
            self.facts.setdefault(subject, Fact(subject, "new", where))
