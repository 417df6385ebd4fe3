"""An OpenAPI file (Swagger 2 or OpenAPI 3), as a description of one of its operations."""

from __future__ import annotations

import json
from typing import NamedTuple
from urllib.parse import urlsplit

from reject_contract.drift.description import Description, Part
from reject_contract.drift.schema import Schema
from reject_contract.drift.source import Source
from reject_contract.drift.tree import Mapping, Tree
from reject_contract.drift.values import NONE, SLOW
from reject_contract.drift.words import significant
from reject_contract.errors import UsageFault

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PARAMETERS: dict[str, Part] = {"query": "query parameter", "header": "header"}


class Operation(NamedTuple):
    """Where a specification has an operation."""

    path: str
    method: str
    id: str


class Specification:
    """One operation of a file. Its `describe` gives the facts; what is missing in the file gives none."""

    def __init__(self, source: Source) -> None:
        self.tree = Tree(source)
        self.description = Description(source.name, "specification")
        self.swagger = self._is_swagger()
        self.where, self.path, self.method = "", "", ""
        self.item: Mapping = {}
        self.operation: Mapping = {}

    def first_operation(self) -> Operation:
        """The operation that stands first, which in a fragment is the only one."""
        paths = self.tree.inner(self.tree.root, "paths", "")
        for path in paths:
            item = self.tree.inner(paths, path, "paths")
            for method in METHODS:
                if operation := self.tree.inner(item, method, f"paths/{path}"):
                    return Operation(path, method.upper(), self.tree.text(operation, "operationId", method))
        raise self.tree.fault("paths", "describes no operation")

    def describe(self, wanted: Operation) -> Description:
        """The facts of the operation; none at all where the file describes its neighbours without it."""
        if self._find(wanted.path, wanted.method.lower(), wanted.id):
            self._head()
            self._parameters()
            self._body()
            self._responses()
            self._security()
        return self.description

    def add(self, part: Part, name: str = "", aspect: str = "", *, value: object) -> None:
        """Note a fact of the operation."""
        self.description.add(part, name, aspect, value=value, where=self.where)

    def wording(self, node: Mapping, key: str = "description") -> str:
        """What a node says in words.

        The contract's own file says it in other words than the vendor, and keeps the vendor's apart.
        """
        if "x-page" in self.operation:
            return significant(self.tree.text(node, "x-page-words", self.where))
        return significant(SLOW.sub("", self.tree.text(node, key, self.where)))

    def _is_swagger(self) -> bool:
        root = self.tree.root
        version = str(root.get("swagger") or root.get("openapi") or "")
        if not version.startswith("2." if "swagger" in root else "3."):
            said = f"says version {version[:20]}" if version else "says neither swagger nor openapi"
            raise self.tree.fault("its top", f"{said}; only swagger: 2.0 and openapi: 3.x can be read")
        return "swagger" in root

    def _find(self, path: str, method: str, operation_id: str) -> bool:
        """Look the operation up by its path, then by its id; a `UsageFault` where the file is about other things."""
        paths = self.tree.inner(self.tree.root, "paths", "")
        base = self._base()
        by_path = [each for each in paths if (base + each).casefold().endswith(path.casefold())]
        written = next(iter(by_path), None) or self._by_id(paths, operation_id)
        if written is None:
            agent = path.rpartition("/")[0].casefold()
            if any(agent in (base + each).casefold() for each in paths):
                return False
            raise UsageFault(
                f"{self.tree.name}: describes {len(paths)} path(s), none of them below {path.rpartition('/')[0]}; "
                "it is another specification"
            )
        whole = base + written
        self.path = whole[-len(path) :] if by_path else whole
        self.where = f"paths/{written}"
        self.item = self.tree.inner(paths, written, "paths")
        there = [each for each in METHODS if isinstance(self.item.get(each), dict)]
        if not there:
            return False
        self.method = method if method in there else there[0]
        self.operation = self.tree.inner(self.item, self.method, self.where)
        self.where += f"/{self.method}"
        for other in set(there) - {self.method}:
            self.add("other method", other.upper(), value="described")
        return True

    def _base(self) -> str:
        """What stands before every path: Swagger's basePath, or the path of OpenAPI's first server."""
        if self.swagger:
            return self.tree.text(self.tree.root, "basePath", "").rstrip("/")
        servers = self.tree.items(self.tree.root, "servers", "")
        url = self.tree.text(self.tree.mapping(servers[0], "servers/0"), "url", "servers/0") if servers else ""
        try:
            return urlsplit(url).path.rstrip("/")
        except ValueError:
            return ""

    def _by_id(self, paths: Mapping, operation_id: str) -> str | None:
        for written, item in paths.items():
            for operation in item.values() if isinstance(item, dict) else ():
                if isinstance(operation, dict) and operation.get("operationId") == operation_id:
                    return written
        return None

    def _head(self) -> None:
        self.add("operation", value=f"{self.method.upper()} {self.path}")
        self.add("operation", aspect="method", value=self.method.upper())
        self.add("operation", aspect="path", value=self.path)
        self.add("operation", aspect="summary", value=self.wording(self.operation, "summary"))
        if name := self.tree.text(self.operation, "operationId", self.where):
            self.add("operation", aspect="id", value=name)
        if self.operation.get("deprecated") is True:
            self.add("operation", aspect="deprecated", value="yes")
        text = self.tree.text(self.operation, "description", self.where)
        threshold = self.operation.get("x-slow-threshold-ms") or ((match := SLOW.search(text)) and match[1])
        if threshold:
            self.add("operation", aspect="slow threshold", value=threshold)
        if "x-page" not in self.operation:
            self.description.remark(SLOW.sub("", text), self.where)

    def _parameters(self) -> None:
        """Parameters of the operation go before those of its path, of the same place and name."""
        seen = set()
        for owner in (self.operation, self.item):
            for index, each in enumerate(self.tree.items(owner, "parameters", self.where)):
                parameter = self.tree.mapping(each, f"{self.where}/parameters/{index}")
                place, name = (self.tree.text(parameter, key, self.where) for key in ("in", "name"))
                if (place, name) in seen or place == "body":
                    continue
                seen.add((place, name))
                part = _PARAMETERS.get(place, "other parameter")
                schema = parameter if self.swagger else self.tree.inner(parameter, "schema", self.where)
                kind = Schema(self.tree, schema, self.where).type
                self.add(part, name, value=kind if part in _PARAMETERS.values() else place or NONE)
                self.add(part, name, "type", value=kind)
                self.add(part, name, "required", value="yes" if parameter.get("required") is True else "no")
                self.add(part, name, "wording", value=self.wording(parameter))

    def _body(self) -> None:
        if self.swagger:
            body = self._body_parameter()
            types = self._list("consumes")
            schema = body.get("schema")
        else:
            body = self.tree.inner(self.operation, "requestBody", self.where)
            content = self.tree.inner(body, "content", f"{self.where}/requestBody")
            types = list(content)
            first = "application/json" if "application/json" in content else next(iter(content), "")
            schema = self.tree.inner(content, first, f"{self.where}/requestBody").get("schema")
        for media_type in dict.fromkeys(str(each) for each in types):
            self.add("media type", media_type, value="accepted")
        if body:
            self.add("request body", value="described")
            self.add("request body", aspect="required", value="yes" if body.get("required") is True else "no")
        if schema is not None:
            self._properties(Schema(self.tree, schema, self.where))

    def _properties(self, schema: Schema) -> None:
        self.add("request body", aspect="type", value=schema.type)
        further = "forbidden" if schema.node.get("additionalProperties") is False else "allowed"
        self.add("request body", aspect="additional properties", value=further)
        for name, inner in schema.properties.items():
            self.add("property", name, value=inner.shown)
            self.add("property", name, "type", value=inner.type)
            if inner.format:
                self.add("property", name, "format", value=inner.format)
            self.add("property", name, "required", value="yes" if name in schema.required else "no")
            self.add("property", name, "null", value="allowed" if inner.nullable else "not mentioned")
            for limit, bound in inner.limits.items():
                self.add("property", name, limit, value=json.dumps(bound, default=str)[:100])
            self.add("property", name, "wording", value=self.wording(inner.node))
            for value in inner.enum:
                self.add("enum value", f"{name}.{value}", value="allowed")

    def _responses(self) -> None:
        for status, response in self.tree.inner(self.operation, "responses", self.where).items():
            if status.startswith("x-"):
                continue
            where = f"{self.where}/responses/{status}"
            answer = self.tree.mapping(response, where)
            self.add("status", status, value=" ".join(self.tree.text(answer, "description", where).split())[:100])
            self.add("status", status, "wording", value=self.wording(answer))
            content = answer.get("schema") if self.swagger else self.tree.inner(answer, "content", where)
            self.add("status", status, "content", value="described" if content else NONE)
            for header in self.tree.inner(answer, "headers", where):
                self.add("answer header", f"{header} of {status}", value="described")

    def _security(self) -> None:
        """Alternatives, each with all that it wants at once."""
        owner = self.operation if "security" in self.operation else self.tree.root
        if "security" in owner:
            ways = [
                " and ".join(sorted(self.tree.mapping(way, f"{self.where}/security"))) or "nothing"
                for way in self.tree.items(owner, "security", self.where)
            ]
            self.add("security", value="described")
            self.add("security", aspect="alternatives", value=" | ".join(sorted(ways)) or "nothing")
        if self.swagger and ("produces" in self.operation or "produces" in self.tree.root):
            types = ", ".join(sorted(map(str, self._list("produces"))))
            self.add("header", "Accept", "types", value=types or NONE)

    def _body_parameter(self) -> Mapping:
        for index, each in enumerate(self.tree.items(self.operation, "parameters", self.where)):
            parameter = self.tree.mapping(each, f"{self.where}/parameters/{index}")
            if parameter.get("in") == "body":
                return parameter
        return {}

    def _list(self, key: str) -> list[object]:
        owner = self.operation if key in self.operation else self.tree.root
        return self.tree.items(owner, key, self.where)
