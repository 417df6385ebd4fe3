"""A page of the operation in the layout of the vendor's generator, made from the contract's own facts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from harness import ROOT
from reject_contract.drift import contract
from reject_contract.drift.description import Description, Part, Subject

SHARED = ROOT.parent / "shared"
"""Where editions of the vendor's own documents may lie beside the checkout."""


def page() -> str:
    """The page as the contract knows it: nothing in it drifts."""
    facts = contract.describe()
    return "\n".join([_head(facts), _query(facts), _headers(facts), _body(facts), _response(facts), _samples(facts)])


def specification() -> dict[str, object]:
    """A Swagger 2 file of the operation as the contract knows it."""
    facts = contract.describe()
    properties = {
        fact.subject.name: {"type": fact.value} for fact in facts.of("property") if fact.subject.aspect == "type"
    }
    properties["AppointmentId"]["format"] = "int32"
    modes = [fact.subject.name.partition(".")[2] for fact in facts.of("enum value")]
    request = {"type": "object", "properties": {**properties, "UpdateMode": {"type": "string", "enum": modes}}}
    operation = {
        "summary": _value(facts, "operation", aspect="summary"),
        "description": f"NsApiSlow threshold: {_value(facts, 'operation', aspect='slow threshold')} ms.",
        "operationId": contract.operation().id,
        "consumes": [fact.subject.name for fact in facts.of("media type")],
        "produces": [],
        "parameters": [
            {"name": "request", "in": "body", "required": True, "schema": {"$ref": "#/definitions/Request"}},
            _parameter(facts, "query", "query parameter", "$select"),
            _parameter(facts, "header", "header", "SO-AppToken"),
        ],
        "responses": {"204": {"description": _value(facts, "status", "204", "wording")}},
    }
    paths = {contract.operation().path: {"post": operation}}
    return {"swagger": "2.0", "info": {}, "paths": paths, "definitions": {"Request": request}}


def written(folder: Path, content: str | bytes | dict[str, object], suffix: str = ".md") -> Path:
    """A document in a file."""
    path = folder / f"document{suffix}"
    if isinstance(content, dict):
        path = path.with_suffix(".json")
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def _parameter(facts: Description, place: str, part: Part, name: str) -> dict[str, object]:
    wording = _value(facts, part, name, "wording")
    return {"name": name, "in": place, "required": False, "type": "string", "description": wording}


def _value(facts: Description, part: Part, name: str = "", aspect: str = "") -> str:
    return facts.facts[Subject(part, name, aspect)].value


def _head(facts: Description) -> str:
    front = [f"{fact.subject.name}: {fact.value}" for fact in facts.of("front matter")]
    line = _value(facts, "operation")
    title, summary = (_value(facts, "operation", aspect=aspect) for aspect in ("heading", "summary"))
    return "\n".join(["---", *front, "---", "", f"# {title}", "", "```http", line, "```", "", summary, ""])


def _query(facts: Description) -> str:
    rows = [("$select", "string", _value(facts, "query parameter", "$select", "wording"))]
    example = f"{_value(facts, 'operation')}?$select={_value(facts, 'query parameter', '$select', 'example')}"
    table = _table(("Parameter Name", "Type", "Description"), rows)
    return f"## Query String Parameters\n\n{table}\n\n```http\n{example}\n```\n"


def _headers(facts: Description) -> str:
    schemes = " ".join(f"'{fact.subject.name}'" for fact in facts.of("scheme"))
    types = ", ".join(f"`{fact.subject.name}`" for fact in facts.of("media type"))
    more = {"Authorization": schemes, "Content-Type": types}
    names = ("Authorization", "X-XSRF-TOKEN", "Content-Type", "Accept", "SO-AppToken")
    words = {name: facts.facts.get(Subject("header", name, "wording")) for name in names}
    rows = [(name, f"{fact.value if fact else ''} {more.get(name, '')}") for name, fact in words.items()]
    return f"## Request Headers\n\n{_table(('Parameter Name', 'Description'), rows)}\n"


def _body(facts: Description) -> str:
    types = {"integer": "Integer", "string": "String"}
    rows = [
        (fact.subject.name, types[fact.value], "") for fact in facts.of("property") if fact.subject.aspect == "type"
    ]
    table = _table(("Property Name", "Type", "Description"), rows)
    return f"## Request Body: request\n\n{', '.join(row[0] for row in rows)}\n\n{table}\n"


def _response(facts: Description) -> str:
    kind = _value(facts, "response body heading", aspect="type")
    table = _table(("Response", "Description"), [("204", "No Content")])
    return f"## Response:\n\nNo Content\n\n{table}\n\n### Response body: {kind}\n"


def _samples(facts: Description) -> str:
    headers = [f"{fact.subject.name}: {fact.value}" for fact in facts.of("sample header")]
    body = {fact.subject.name: json.loads(fact.value) for fact in facts.of("sample property")}
    answer = [
        "HTTP/1.1 204 No Content",
        f"Content-Type: {_value(facts, 'sample answer', aspect='header Content-Type')}",
        "",
        _value(facts, "sample answer", aspect="body"),
    ]
    request = [_value(facts, "operation"), *headers, "", json.dumps(body, indent=2)]
    return "\n".join(
        ["## Sample request", "", "```http!", *request, "```", "", "## Sample response", "", "```http_", *answer, "```"]
    )


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
