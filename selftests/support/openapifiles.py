"""The two OpenAPI files as the selftests read them, and what of a request they do not describe."""

from __future__ import annotations

import json
from functools import cache
from http.cookies import SimpleCookie
from typing import Any

import jsonschema_rs
import yaml

from reject_contract.mock.http import Request
from reject_contract.resources import OPENAPI

FILES = ("reject.yaml", "neighbours.yaml")
_PLACE = "https://openapi.invalid/"
# Headers that HTTP itself knows need no description; OpenAPI has other places for the last three.
_OF_HTTP = {
    "host", "connection", "content-length", "accept-encoding", "user-agent", "accept", "content-type", "authorization",
    "cookie",
}  # fmt: skip


@cache
def load(name: str) -> dict[str, Any]:
    """Return an OpenAPI file as it is written, references and all."""
    document: dict[str, Any] = yaml.safe_load((OPENAPI / name).read_text(encoding="utf-8"))
    return document


def resolve(node: dict[str, Any], name: str = "reject.yaml") -> dict[str, Any]:
    """Return what a node of a file stands for, following references inside that file and to the others."""
    while "$ref" in node:
        other, _, pointer = node["$ref"].partition("#/")
        name = other or name
        target: Any = load(name)
        for key in pointer.split("/"):
            target = target[key.replace("~1", "/")]
        node = target
    return node


def validator(schema: dict[str, Any], name: str = "reject.yaml") -> jsonschema_rs.Draft202012Validator:
    """Return a validator for a schema of a file, whose references it can follow."""
    return jsonschema_rs.Draft202012Validator(
        {"components": load(name)["components"], **schema},
        base_uri=_PLACE + name,
        retriever=lambda uri: load(uri.removeprefix(_PLACE)),
    )


def not_described(request: Request, base_path: str) -> set[str]:
    """What of a request neither file describes: each thing by a short name."""
    path = request.path.removeprefix(base_path)
    for name in FILES:
        call = load(name)["paths"].get(path, {}).get(request.method.lower())
        if call is not None:
            found = _parameters(request, call, name) | _credential(request, call, name) | _body(request, call, name)
            return {f"{call['operationId'].partition('_')[2]}: {each}" for each in found}
    return {f"{request.method} {path}"}


def _parameters(request: Request, call: dict[str, Any], name: str) -> set[str]:
    described = [resolve(each, name) for each in call.get("parameters", ())]
    names = {(each["in"], each["name"].lower()): each["schema"] for each in described}
    sent = {("query", key.lower()): value for key, value in request.query}
    sent |= {
        ("header", key.lower()): value
        for key, value in request.headers
        if key.lower() not in _OF_HTTP | {"x-xsrf-token"}
    }
    unknown = {f"{place} {key}" for place, key in set(sent) - set(names)}
    missing = {f"without {each['name']}" for each in described if each["required"]} - {
        f"without {each['name']}" for each in described if (each["in"], each["name"].lower()) in sent
    }
    wrong = {
        f"{place} {key}"
        for (place, key), value in sent.items()
        if (schema := names.get((place, key))) and not validator(schema, name).is_valid(_typed(value, schema))
    }
    return unknown | missing | wrong


def _typed(value: str, schema: dict[str, Any]) -> object:
    return int(value) if schema.get("type") == "integer" and value.lstrip("-").isdecimal() else value


def _credential(request: Request, call: dict[str, Any], name: str) -> set[str]:
    """Whether the request has the credentials of one of the alternatives."""
    scheme = (request.header("Authorization") or "").partition(" ")[0].lower()
    has = {each for each in ("Basic", "SoTicket", "Bearer") if each.lower() == scheme}
    has |= {"XsrfToken"} if request.header("X-XSRF-TOKEN") else set()
    has |= {"SessionCookie"} if "SOSESSION" in SimpleCookie(request.header("Cookie")) else set()
    ways = call.get("security", load(name)["security"])
    return set() if any(set(way) <= has for way in ways) else {"no way of authenticating"}


def _body(request: Request, call: dict[str, Any], name: str) -> set[str]:
    described = resolve(call.get("requestBody", {}), name)
    if not described:
        return {"body where none is described"} if request.body else set()
    media_type = (request.header("Content-Type") or "").partition(";")[0].lower()
    if media_type not in described["content"] or "json" not in media_type:
        return {f"media type {media_type}"}
    body = json.loads(request.body)
    schema = resolve(described["content"][media_type]["schema"], name)
    found = {f"body: {error.message}" for error in validator(schema, name).iter_errors(_pascal(body))}
    if body != _pascal(body):
        found.add("properties in camelCase")
    if name != "neighbours.yaml":  # of the neighbours only what the suite uses is described
        found |= {f"property {key}" for key in _pascal(body) if key not in schema["properties"]}
    return found


def _pascal(value: Any) -> Any:
    """The same with the names of all properties in PascalCase, as the files have them."""
    if isinstance(value, dict):
        return {key[:1].upper() + key[1:]: _pascal(inner) for key, inner in value.items()}
    return [_pascal(inner) for inner in value] if isinstance(value, list) else value
