"""The contract itself, openapi/reject.yaml, as a description: what the vendor's documents are compared with."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

from reject_contract.drift import source
from reject_contract.drift.description import Description, DocumentKind, Fact, Part, Subject
from reject_contract.drift.specification import Operation, Specification
from reject_contract.drift.tree import Mapping
from reject_contract.drift.values import NONE
from reject_contract.drift.words import significant
from reject_contract.resources import OPENAPI

FRAGMENT = OPENAPI / "reject.yaml"

PAGE: frozenset[DocumentKind] = frozenset({"page"})
SPECIFICATION: frozenset[DocumentKind] = frozenset({"specification"})
BOTH = PAGE | SPECIFICATION

# What only a specification has a place for; the page says the rest as well.
_SPECIFICATION_ALONE = {
    ("operation", "id"), ("operation", "slow threshold"), ("query parameter", "required"),
    ("header", "type"), ("header", "required"), ("request body", ""), ("request body", "type"),
    ("request body", "required"), ("request body", "additional properties"), ("property", "required"),
    ("property", "null"), ("enum value", ""), ("status", "content"), ("security", ""), ("security", "alternatives"),
}  # fmt: skip


@cache
def operation(path: Path = FRAGMENT) -> Operation:
    """The operation that the contract is about."""
    return Specification(source.read(path)).first_operation()


@cache
def describe(path: Path = FRAGMENT) -> Description:
    """The contract's facts, each with the kinds of document that state it and why it is in the contract."""
    return _Contract(Specification(source.read(path))).describe()


class _Contract:
    """The fragment's facts, and those of the page that OpenAPI has no place for."""

    def __init__(self, fragment: Specification) -> None:
        self.where = fragment.first_operation()
        self.description = fragment.describe(self.where)
        self.tree = fragment.tree
        self.operation = fragment.operation
        self.page = self.tree.inner(self.operation, "x-page", "post")
        self.components = self.tree.inner(self.tree.root, "components", "")

    def describe(self) -> Description:
        self._witnesses()
        self._page_alone()
        self._sample()
        return self.description

    def _witnesses(self) -> None:
        """Say of each of the fragment's own facts who states it."""
        for subject, fact in list(self.description.facts.items()):
            node = self._node(subject)
            basis, origin = node.get("x-basis"), node.get("x-source")
            alone = (subject.part, subject.aspect) in _SPECIFICATION_ALONE
            stated_by = SPECIFICATION if alone else BOTH
            elsewhere = subject.part in ("status", "answer header") and basis != "stated"
            if elsewhere or origin == "page, Sample request":
                stated_by = frozenset()
            reason = (
                f"{basis}: {origin}" if basis else "derived: the vendor's OpenAPI file" if alone else "stated: page"
            )
            self.description.facts[subject] = replace(fact, stated_by=stated_by, source=reason)

    def _node(self, subject: Subject) -> Mapping:
        name = subject.name.rpartition(" of ")[2] if subject.part == "answer header" else subject.name
        if subject.part in ("status", "answer header"):
            responses = self.tree.inner(self.operation, "responses", "post")
            return self.tree.inner(responses, name, "responses")
        if subject.part in ("query parameter", "header"):
            parameters = self.tree.inner(self.components, "parameters", "components")
            nodes = [self.tree.inner(parameters, key, "parameters") for key in parameters]
            return next((node for node in nodes if node.get("name") == name), {})
        if subject.part in ("property", "enum value"):
            body = self.tree.inner(self.operation, "requestBody", "post")
            media = self.tree.inner(self.tree.inner(body, "content", "requestBody"), "application/json", "content")
            properties = self.tree.inner(self.tree.inner(media, "schema", "content"), "properties", "schema")
            return self.tree.inner(properties, name.partition(".")[0], "properties")
        return {}

    def _page_alone(self) -> None:
        """The rows of the page's header table, its example of $select, and its headings."""
        self._add(
            "operation", aspect="heading", value=f"{self.where.method} {self.where.path.removeprefix('/api/v1/')}"
        )
        for key, value in self.tree.inner(self.page, "front-matter", "x-page").items():
            self._add("front matter", key, "value", value=str(value))
        for name, words in self.tree.inner(self.page, "headers", "x-page").items():
            self._add("header", name, value="described")
            if words:
                self._add("header", name, "wording", value=significant(str(words)))
        self._add("header", "Accept", "types", value=NONE, stated_by=BOTH)
        schemes = self.tree.inner(self.components, "securitySchemes", "components")
        for name in schemes:
            scheme = self.tree.inner(schemes, name, "securitySchemes")
            if str(scheme.get("x-source")).endswith(", Authorization"):
                self._add("scheme", name, value="supported")
        parameters = self.tree.inner(self.components, "parameters", "components")
        select = self.tree.inner(parameters, "Select", "parameters")
        self._add("query parameter", str(select["name"]), "example", value=str(select["example"]))
        self._add("response body heading", aspect="type", value=str(self.page["response-body"]))

    def _sample(self) -> None:
        self._add("sample request", value="shown")
        self._add("sample answer", value="shown")
        self._add("sample request", aspect="method", value=self.where.method)
        self._add("sample request", aspect="path", value=self.where.path)
        for name, value in self.tree.inner(self.page, "sample-headers", "x-page").items():
            self._add("sample header", name, "value", value=str(value))
        examples = self.tree.inner(self.components, "examples", "components")
        for name, value in self.tree.inner(self.tree.inner(examples, "Sample", ""), "value", "Sample").items():
            self._add("sample property", name, "value", value=json.dumps(value))
        for aspect, value in self.tree.inner(self.page, "sample-answer", "x-page").items():
            self._add("sample answer", aspect=aspect, value=str(value))

    def _add(
        self, part: Part, name: str = "", aspect: str = "", *, value: str, stated_by: frozenset[DocumentKind] = PAGE
    ) -> None:
        subject = Subject(part, name, aspect)
        self.description.facts[subject] = Fact(subject, value, "openapi/reject.yaml", stated_by, "stated: page")
