"""What a JSON Schema says of a value, as far as the operation's request uses it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from reject_contract.drift.tree import Mapping, Tree
from reject_contract.drift.values import NONE

LIMITS = (
    "maxLength", "minLength", "pattern", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
    "multipleOf", "const", "default", "readOnly", "deprecated",
)  # fmt: skip
_DEEPEST = 20
_MOST = 5000


class Schema:
    """A schema with its references followed, and its `allOf` put together."""

    def __init__(self, tree: Tree, node: Any, where: str, depth: int = 0) -> None:
        tree.schemas += 1
        if depth > _DEEPEST or tree.schemas > _MOST:
            raise tree.fault(where, "the request is made of more schemas than this tool follows")
        self.tree = tree
        self.where = where
        self.node: Mapping = tree.mapping(node, where)
        self.parts = [Schema(tree, part, where, depth + 1) for part in tree.items(self.node, "allOf", where)]

    @cached_property
    def type(self) -> str:
        """The type without "null"; "none" where there is none."""
        own = self.node.get("type")
        types = [str(each) for each in (own if isinstance(own, list) else [own]) if each not in (None, "null")]
        return " or ".join(sorted(types)) or next((part.type for part in self.parts if part.type != NONE), NONE)

    @cached_property
    def format(self) -> str:
        """The format, or nothing."""
        return str(self.node.get("format") or next((part.format for part in self.parts if part.format), ""))

    @property
    def shown(self) -> str:
        """Type and format in one word."""
        return f"{self.type} ({self.format})" if self.format else self.type

    @property
    def nullable(self) -> bool:
        """Whether null is expressly allowed: in the way of OpenAPI 3.1, of 3.0, or of .NET's generators."""
        own = self.node.get("type")
        said = (isinstance(own, list) and "null" in own) or self.node.get("nullable") or self.node.get("x-nullable")
        return bool(said) or any(part.nullable for part in self.parts)

    @cached_property
    def enum(self) -> list[str]:
        """The values of a closed list; null is no value."""
        own = [str(each)[:100] for each in self.tree.items(self.node, "enum", self.where) if each is not None]
        return list(dict.fromkeys([*own, *(value for part in self.parts for value in part.enum)]))

    @property
    def limits(self) -> dict[str, Any]:
        """Further restrictions, by their names in JSON Schema."""
        inherited = {name: bound for part in self.parts for name, bound in part.limits.items()}
        return inherited | {name: self.node[name] for name in LIMITS if name in self.node}

    @property
    def required(self) -> set[str]:
        """The names of properties that must be there."""
        own = {str(each) for each in self.tree.items(self.node, "required", self.where)}
        return own.union(*(part.required for part in self.parts))

    @cached_property
    def properties(self) -> dict[str, Schema]:
        """The properties, those of the parts first."""
        own = self.tree.inner(self.node, "properties", self.where)
        inherited = {name: schema for part in self.parts for name, schema in part.properties.items()}
        return inherited | {name: Schema(self.tree, each, f"{self.where}/{name}") for name, each in own.items()}
